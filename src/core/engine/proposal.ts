import { type Price, priceToNumber, type Quantity, quantityFromNumber, stepsOf, type UnixMs } from "../base/index.ts";
import {
  type Instrument,
  type OpenIntent,
  type OrderId,
  type OrderIntent,
  type OrderRequest,
  type OrderRole,
  rulesAt,
  type Side,
} from "../domain/index.ts";
import type { EntryProposal } from "../risk/index.ts";

/** Where and when an intent is turned into an order. */
export interface ProposalFacts {
  readonly id: OrderId;
  readonly instrument: Instrument;
  readonly strategy: string;
  readonly now: UnixMs;
  /** Latest price in quote units. */
  readonly last: number;
  readonly barMs: number;
  readonly atr: number;
}

/** An opening intent as an order that risk will size. */
export function proposeOpen(intent: OpenIntent, facts: ProposalFacts): EntryProposal {
  const side: Side = intent.direction === "long" ? "buy" : "sell";
  const type = intent.limit === undefined ? "market" : "limit";
  const request = requestOf({ ...intent, side, type, role: "entry" }, facts);
  return {
    request,
    reference: facts.last,
    quantity: undefined,
    stop: intent.stop,
    target: intent.target,
    atr: facts.atr,
  };
}

/** A direct order that may add risk: its quantity is judged as it is. */
export function proposeOrder(intent: OrderIntent, facts: ProposalFacts): EntryProposal {
  return {
    request: requestOf({ ...intent, role: "entry" }, facts),
    reference: facts.last,
    quantity: quantityFromNumber(intent.quantity, "down"),
    stop: intent.stop,
    target: intent.target,
    atr: facts.atr,
  };
}

interface Terms {
  readonly side: Side;
  readonly type: OrderRequest["type"];
  readonly role: OrderRole;
  readonly why: string;
  readonly limit?: number;
  readonly trigger?: number;
  readonly expiresAfterBars?: number;
}

/** Prices are quantised at this door, each away from a worse price than asked: a buy limit down, a buy stop up. */
function requestOf(terms: Terms, facts: ProposalFacts): EntryProposal["request"] {
  const { tick } = rulesAt(facts.instrument, facts.now);
  const isBuy = terms.side === "buy";
  return {
    id: facts.id,
    instrument: facts.instrument.id,
    strategy: facts.strategy,
    side: terms.side,
    type: terms.type,
    role: terms.role,
    limit: terms.limit === undefined ? undefined : onTick(terms.limit, tick, isBuy ? "down" : "up"),
    trigger: terms.trigger === undefined ? undefined : onTick(terms.trigger, tick, isBuy ? "up" : "down"),
    reduceOnly: false,
    expiresAt:
      terms.expiresAfterBars === undefined ? Number.POSITIVE_INFINITY : facts.now + terms.expiresAfterBars * facts.barMs,
    at: facts.now,
    why: terms.why,
  };
}

/** A direct order that only reduces: `quantity` is already within what is held. */
export const reducingOrder = (
  intent: OrderIntent,
  quantity: Quantity,
  facts: ProposalFacts,
): OrderRequest => ({ ...requestOf({ ...intent, role: "exit" }, facts), quantity, collar: undefined, reduceOnly: true });

export const onTick = (price: number, tick: Price, rounding: "down" | "up"): Price =>
  (BigInt(stepsOf(price, priceToNumber(tick), rounding)) * tick) as Price;
