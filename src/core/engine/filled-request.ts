import { absolute } from "../base/index.ts";
import { type Approved, EXTERNAL, type Fill, type OrderRequest } from "../domain/index.ts";
import type { OrderBook } from "../execution/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Risk } from "../risk/index.ts";
import { reducing } from "./reducing.ts";

/** What a fill without an order of ours is booked with. */
export interface FilledParts {
  readonly portfolio: Portfolio;
  readonly risk: Risk;
  readonly orders: OrderBook;
}

/** The order that stands for a fill which no order of ours explains. `opener`: whose position it is where none was held. */
export function filledRequest(
  { portfolio, risk, orders }: FilledParts,
  { instrument, side, quantity, at }: Omit<Fill, "order">,
  { opener, why }: { readonly opener: string; readonly why: string },
): Approved<OrderRequest> {
  const { quantity: held, strategy: holder } = portfolio.position(instrument);
  const strategy = held === 0n ? opener : holder;
  const reduceOnly = held !== 0n && held > 0n === (side === "sell") && quantity <= absolute(held);
  const role = reduceOnly ? "exit" : "entry";
  const terms = { id: orders.nextId(), instrument, strategy, side, role, quantity, at, why } as const;
  return risk.acceptFilled({ ...reducing("market", terms), reduceOnly });
}

/** The same for a fill of somebody else's order; `name`: what the venue calls it. */
export const outsideRequest = (
  parts: FilledParts,
  fill: Omit<Fill, "order">,
  name: string,
): Approved<OrderRequest> =>
  filledRequest(parts, fill, {
    opener: EXTERNAL,
    why: `filled by an order that is not of this run: ${name}`,
  });

/** The same for a fill of the venue's own making, which can only take from what is held. */
export function unsentRequest(
  { portfolio, risk, orders }: FilledParts,
  { instrument, side, quantity, at }: Omit<Fill, "order">,
  why: string,
): Approved<OrderRequest> {
  const { strategy } = portfolio.position(instrument);
  const terms = { id: orders.nextId(), instrument, strategy, side, quantity, at, why };
  return risk.approveReducing(reducing("market", { ...terms, role: "exit" }));
}
