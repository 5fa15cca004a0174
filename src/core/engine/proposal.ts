import { amountFromNumber, NO_QUANTITY, priceOnTick, type Quantity, type UnixMs } from "../base/index.ts";
import {
  afterBars,
  type Instrument,
  type InstrumentId,
  type OpenIntent,
  type OrderConditions,
  type OrderDraft,
  type OrderId,
  type OrderIntent,
  type OrderRole,
  type OrderType,
  type PositionWishes,
  rulesAt,
  type Side,
  type Trail,
} from "../domain/index.ts";
import { type EntryProposal, trailFrom } from "../risk/index.ts";

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
  readonly names: OrderNames;
}

/** What strategies call their orders. */
interface OrderNames {
  groupOf(instrument: InstrumentId, group: string): number;
  orderOf(instrument: InstrumentId, tag: string): OrderId | undefined;
}

/** An opening intent as an order that risk will size. */
export function proposeOpen(intent: OpenIntent, facts: ProposalFacts): EntryProposal {
  const side: Side = intent.direction === "long" ? "buy" : "sell";
  const { limit, trigger, expiresAfterBars, why, stop, target } = intent;
  const resting = limit === undefined ? "stop" : "stop-limit";
  const type = trigger !== undefined ? resting : limit === undefined ? "market" : "limit";
  const conditions = conditionsOf(intent, facts);
  const terms = { side, type, role: "entry", why, limit, trigger, expiresAfterBars, conditions } as const;
  const draft = draftOf(terms, facts);
  const { last, atr } = facts;
  return {
    draft,
    reference: last,
    quantity: undefined,
    value: undefined,
    stop,
    target,
    atr,
    wishes: intent,
  };
}

/** A direct order that may add risk: its quantity is judged as it is. */
export function proposeOrder(intent: OrderIntent, quantity: Quantity, facts: ProposalFacts): EntryProposal {
  const { stop, target, value, type } = intent;
  const { last, atr } = facts;
  return {
    draft: directDraft(intent, "entry", facts),
    reference: last,
    quantity,
    value: value === undefined ? undefined : amountFromNumber(value),
    stop,
    target,
    atr,
    wishes: type === "trailing-stop" ? withoutTrail(intent) : intent,
  };
}

/** The trail of a trailing-stop order is its own; that of any other order protects what it opens. */
function withoutTrail({ trail, ...wishes }: OrderIntent): PositionWishes {
  return wishes;
}

/** A direct order that only reduces: `quantity` is already within what is held. */
export function reducingOrder(intent: OrderIntent, quantity: Quantity, facts: ProposalFacts): OrderDraft {
  const draft = directDraft(intent, "exit", facts);
  draft.quantity = quantity;
  draft.reduceOnly = true;
  if (intent.value !== undefined)
    draft.conditions = { ...draft.conditions, notional: amountFromNumber(intent.value) };
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
  readonly conditions: OrderConditions | undefined;
}

function directDraft(intent: OrderIntent, role: OrderRole, facts: ProposalFacts): OrderDraft {
  const { side, type, why, limit, trigger, expiresAfterBars } = intent;
  const conditions = conditionsOf(intent, facts);
  return draftOf({ side, type, role, why, limit, trigger, expiresAfterBars, conditions }, facts);
}

/** What an order asks for beyond its type and prices; undefined: nothing, as nearly always. */
function conditionsOf(intent: OpenIntent | OrderIntent, facts: ProposalFacts): OrderConditions | undefined {
  const { timeInForce, postOnly } = intent;
  const { names } = facts;
  const { id: own } = facts.instrument;
  const direct = intent.kind === "order" ? intent : undefined;
  const { oneCancelsOther: group, after } = direct ?? {};
  const trail = direct?.type === "trailing-stop" ? trailOf(direct, facts) : undefined;
  const parent = after === undefined ? undefined : names.orderOf(own, after);
  const isPlain = timeInForce === undefined && postOnly === undefined && group === undefined;
  if (isPlain && parent === undefined && trail === undefined) return undefined;
  return {
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(postOnly === undefined ? {} : { postOnly }),
    ...(trail === undefined ? {} : { trail }),
    ...(group === undefined ? {} : { oneCancelsOther: names.groupOf(own, group) }),
    ...(parent === undefined ? {} : { after: parent }),
  };
}

function trailOf({ side, trail }: OrderIntent, { atr, instrument, now }: ProposalFacts): Trail | undefined {
  const { tick } = rulesAt(instrument, now);
  return trail && trailFrom(trail, { atr, tick, isAbove: side === "sell" });
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
    expiresAt:
      expiresAfterBars === undefined
        ? Number.POSITIVE_INFINITY
        : afterBars(instrument.session, now, expiresAfterBars, barMs),
    at: now,
    why,
    conditions: terms.conditions,
  };
}
