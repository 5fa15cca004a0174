import { fileURLToPath } from "node:url";
import type { StrategyFault } from "../../core/strategy/index.ts";
import { UserProblem } from "../problem/index.ts";
import { placeIn } from "../strategies/index.ts";
import type { PlannedRun } from "./run-plan.ts";

/** What a worker can send about a strategy that broke its contract. */
export interface FaultReport {
  readonly strategy: string;
  readonly symbol: string;
  readonly at: number;
  readonly found: string;
  readonly allowed: string;
  readonly stack: string | undefined;
}

export const reportOf = (fault: StrategyFault): FaultReport => ({
  strategy: fault.strategy,
  symbol: fault.symbol,
  at: fault.at,
  found: fault.found.replaceAll(/\s*\n\s*/g, " "), // A message is one line, whatever was thrown.
  allowed: fault.allowed,
  stack: fault.cause instanceof Error ? fault.cause.stack : undefined,
});

/** The fault in one line: the author's file and line, the strategy, the instrument, the bar. */
export const faultText = (report: FaultReport, runs: readonly PlannedRun[]): string =>
  `${placeOf(report, runs)}: ${sentence(report)}`;

function placeOf({ stack, strategy }: FaultReport, runs: readonly PlannedRun[]): string {
  const source = runs.find((run) => run.source.name === strategy)?.source;
  return source === undefined ? strategy : placeIn(stack, fileURLToPath(source.url));
}

function sentence({ strategy, symbol, at, found }: FaultReport): string {
  const bar = at === 0 ? "before the first bar" : `at the bar closing ${new Date(at).toISOString()}`;
  return `strategy ${strategy} on ${symbol} ${bar}: ${found}`;
}

/** Exit 2, told in the author's terms: their file and line, the bar, the instrument. */
export function strategyProblem(report: FaultReport, url: string): UserProblem {
  return new UserProblem({
    exitCode: 2,
    where: placeIn(report.stack, fileURLToPath(url)),
    message: sentence(report),
    allowed: report.allowed,
    fix: "mend the strategy; nothing was written",
  });
}
