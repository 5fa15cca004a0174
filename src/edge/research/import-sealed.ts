import { fileURLToPath } from "node:url";
import type { UnixMs } from "../../core/base/index.ts";
import { type Strategy, StrategyFault } from "../../core/strategy/index.ts";
import { UserProblem } from "../problem/index.ts";
import { importStrategies } from "./assemble.ts";
import type { RunPlan } from "./run-plan.ts";
import { type FaultReport, reportOf } from "./strategy-problem.ts";

/** The strategies, or what one of them did while it loaded that a sealed realm does not allow. */
export async function importSealed(plan: RunPlan): Promise<Strategy[] | FaultReport> {
  try {
    return await importStrategies(plan);
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    const {
      where = "",
      message: found,
      allowed = "code that reaches nothing outside while it loads",
    } = error.details;
    const run = plan.runs.find(({ source }) => where.startsWith(fileURLToPath(source.url)));
    const strategy = run?.source.name ?? "unknown";
    const symbol = plan.instruments[run?.instrument ?? 0]?.symbol ?? "unknown";
    const at = 0 as UnixMs; // Before the first bar.
    return reportOf(new StrategyFault({ strategy, symbol, at, found, allowed, cause: error.cause }));
  }
}
