import type { InstrumentId } from "../domain/index.ts";
import type { Desk } from "./desk.ts";
import type { PositionFacts } from "./position-view.ts";

/** What a strategy is shown of its orders beside its position. */
export function positionFactsOf({ orders, protector: { plan } }: Desk, id: InstrumentId): PositionFacts {
  let hasWorkingEntry = false;
  let hasWorkingExit = false;
  for (const { request } of orders.live(id)) {
    if (request.role === "entry") hasWorkingEntry = true;
    else if (request.role === "exit") hasWorkingExit = true;
  }
  return { stop: plan.stop(id), target: plan.target(id), hasWorkingEntry, hasWorkingExit };
}
