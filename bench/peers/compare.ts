/** Holds what a peer came to against the reference of the task. */
import { at } from "../../src/core/market/index.ts";
import type { FusedAnswer } from "../task/check.ts";

/** What an adapter answers. */
export interface PeerAnswer {
  /** Closed trades: bar and price of the entry, bar and price of the exit, profit after fees. */
  readonly trades: readonly (readonly number[])[];
  /** At the close of the last bar. */
  readonly finalEquity: number;
}

export interface Comparison {
  readonly equalsReference: boolean;
  /** What differs; undefined when nothing does. */
  readonly differs: string | undefined;
}

/** The rule of the task: doubles pass when money is right within a millionth. */
const MONEY_WITHIN = 1e-6;

export function compare(found: PeerAnswer, { run, out }: FusedAnswer, because?: string): Comparison {
  let misplaced = 0;
  let profits = 0;
  for (let k = 0; k < run.trades; k++) {
    const [entryBar, entryPrice, exitBar, exitPrice, pnl] = found.trades[k] ?? [];
    const isSamePlace =
      entryBar === at(out.entryBar, k) &&
      exitBar === at(out.exitBar, k) &&
      isNear(entryPrice, at(out.entryPrice, k)) &&
      isNear(exitPrice, at(out.exitPrice, k));
    if (!isSamePlace) misplaced++;
    else if (!isNear(pnl, at(out.pnl, k))) profits++;
  }
  const differences: string[] = [];
  if (found.trades.length !== run.trades)
    differences.push(`${count(found.trades.length)} trades instead of ${count(run.trades)}`);
  else if (misplaced > 0) differences.push(`${count(misplaced)} trades at other bars or prices`);
  else differences.push(...(profits > 0 ? [`the same trades, ${count(profits)} with another profit`] : []));
  if (!isNear(found.finalEquity, run.finalEquity))
    differences.push(`final equity off by ${(found.finalEquity - run.finalEquity).toFixed(2)}`);
  if (differences.length === 0) return { equalsReference: true, differs: undefined };
  return { equalsReference: false, differs: [...differences, ...(because ? [because] : [])].join("; ") };
}

const isNear = (found: number | undefined, expected: number): boolean =>
  found !== undefined && Math.abs(found - expected) <= MONEY_WITHIN;

const count = (value: number): string => value.toLocaleString("en-US");
