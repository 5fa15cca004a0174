import type { Portfolio } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** Shows a strategy its position, what protects it, and what is on its way. */
export function showPosition(run: StrategyRun, portfolio: Portfolio, { orders, protector }: Desk): void {
  const { id } = run.instrument;
  const { plan } = protector;
  let hasWorkingEntry = false;
  let hasWorkingExit = false;
  for (const { request } of orders.live(id)) {
    if (request.role === "entry") hasWorkingEntry = true;
    else if (request.role === "exit") hasWorkingExit = true;
  }
  const facts = { stop: plan.stop(id), target: plan.target(id), hasWorkingEntry, hasWorkingExit };
  run.show(portfolio.position(id), facts);
}
