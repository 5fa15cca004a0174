import { NO_QUANTITY, priceOnTick, type Quantity, type UnixMs } from "../base/index.ts";
import {
  type Instrument,
  type OpenIntent,
  type OrderDraft,
  type OrderId,
  type OrderIntent,
  type OrderRole,
  type OrderType,
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
  const { limit, expiresAfterBars, why, stop, target } = intent;
  const draft = draftOf(
    { side, type, role: "entry", why, limit, trigger: undefined, expiresAfterBars },
    facts,
  );
  return { draft, reference: facts.last, quantity: undefined, stop, target, atr: facts.atr };
}

/** A direct order that may add risk: its quantity is judged as it is. */
export function proposeOrder(intent: OrderIntent, quantity: Quantity, facts: ProposalFacts): EntryProposal {
  const { stop, target } = intent;
  return {
    draft: directDraft(intent, "entry", facts),
    reference: facts.last,
    quantity,
    stop,
    target,
    atr: facts.atr,
  };
}

/** A direct order that only reduces: `quantity` is already within what is held. */
export function reducingOrder(intent: OrderIntent, quantity: Quantity, facts: ProposalFacts): OrderDraft {
  const draft = directDraft(intent, "exit", facts);
  draft.quantity = quantity;
  draft.reduceOnly = true;
  return draft;
}

interface Terms {
  readonly side: Side;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly why: string;
  readonly limit: number | undefined;
  readonly trigger: number | undefined;
  readonly expiresAfterBars: number | undefined;
}

function directDraft(intent: OrderIntent, role: OrderRole, facts: ProposalFacts): OrderDraft {
  const { side, type, why, limit, trigger, expiresAfterBars } = intent;
  return draftOf({ side, type, role, why, limit, trigger, expiresAfterBars }, facts);
}

/** Prices are quantised at this door, each away from a worse price than asked: a buy limit down, a buy stop up. */
function draftOf(terms: Terms, { id, instrument, strategy, now, barMs }: ProposalFacts): OrderDraft {
  const { side, type, role, limit, trigger, why, expiresAfterBars } = terms;
  const { tick } = rulesAt(instrument, now);
  const isBuy = side === "buy";
  return {
    id,
    instrument: instrument.id,
    strategy,
    side,
    type,
    role,
    quantity: NO_QUANTITY,
    limit: limit === undefined ? undefined : priceOnTick(limit, tick, isBuy ? "down" : "up"),
    trigger: trigger === undefined ? undefined : priceOnTick(trigger, tick, isBuy ? "up" : "down"),
    collar: undefined,
    reduceOnly: false,
    expiresAt: expiresAfterBars === undefined ? Number.POSITIVE_INFINITY : now + expiresAfterBars * barMs,
    at: now,
    why,
  };
}
