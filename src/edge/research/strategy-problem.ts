import { fileURLToPath } from "node:url";
import type { StrategyFault } from "../../core/strategy/index.ts";
import { UserProblem } from "../problem/index.ts";
import { placeIn } from "../strategies/index.ts";

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

/** Exit 2, told in the author's terms: their file and line, the bar, the instrument. */
export function strategyProblem(report: FaultReport, url: string): UserProblem {
  const bar =
    report.at === 0 ? "before the first bar" : `at the bar closing ${new Date(report.at).toISOString()}`;
  return new UserProblem({
    exitCode: 2,
    where: placeIn(report.stack, fileURLToPath(url)),
    message: `strategy ${report.strategy} on ${report.symbol} ${bar}: ${report.found}`,
    allowed: report.allowed,
    fix: "mend the strategy; nothing was written",
  });
}
