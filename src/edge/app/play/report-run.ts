import type { RunRecord } from "../../../core/analytics/index.ts";
import {
  type BacktestReport,
  brokenStrategiesOf,
  buildReport,
  latchForGood,
} from "../../../core/views/index.ts";
import { faultText, type RunOutcome, type RunPlan } from "../../research/index.ts";
import { configHash } from "../config/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";

/** Days of trade in a year: of markets that never close, of workdays, and of US shares, whose holidays are left out. */
const DAYS_A_YEAR = { continuous: 365, workdays: 260, usShares: 252 } as const;

/** The account has a return on every day that one of its markets trades. */
function periodsPerYear(instruments: RunPlan["instruments"]): number {
  if (instruments.some(({ session }) => session.kind === "continuous")) return DAYS_A_YEAR.continuous;
  return instruments.every(({ kind }) => kind === "equity") ? DAYS_A_YEAR.usShares : DAYS_A_YEAR.workdays;
}

/** The report of a run that has ended. */
export function reportRun(
  loaded: LoadedRun,
  outcome: RunOutcome,
  run: { readonly id: string; readonly command: string; readonly dataHash: string },
): BacktestReport {
  const { plan, config } = loaded;
  const stopped = outcome.isComplete
    ? []
    : ["stopped before the data ended: the report covers what was played"];
  const faults = outcome.faults.map((fault) => `stopped: ${faultText(fault, plan.runs)}`);
  return buildReport({
    run: run.id,
    command: run.command,
    strategies: loaded.strategies,
    hash: outcome.hash,
    configHash: configHash(config),
    dataHash: run.dataHash,
    data: loaded.data,
    bars: outcome.bars,
    elapsedMs: outcome.elapsedMs,
    account: {
      currency: plan.account.currency,
      initial: plan.account.balance,
      final: outcome.finalEquity,
      fees: outcome.fees,
      funding: outcome.funding,
      dividends: outcome.dividends,
      turnover: outcome.turnover,
    },
    record: recordOf(loaded, outcome),
    instruments: plan.instruments,
    refusals: outcome.refusals,
    rejections: outcome.rejections,
    liquidations: outcome.liquidations,
    brokenStrategies: brokenStrategiesOf(outcome.faults),
    notices: [...config.notices, ...loaded.notices, ...faults, ...stopped],
    latch: latchForGood(outcome.latches),
  });
}

/** What the statistics of a run are made of. */
export const recordOf = ({ plan, benchmark }: LoadedRun, outcome: RunOutcome): RunRecord => ({
  initialEquity: outcome.initialEquity,
  equityTime: outcome.equityTime,
  equity: outcome.equity,
  trades: outcome.trades,
  open: outcome.open,
  benchmark,
  periodsPerYear: periodsPerYear(plan.instruments),
  restsAtWeekends: plan.instruments.every(({ session }) => session.kind !== "continuous"),
});
