import { formatAmount, formatPrice, formatQuantity, formatRatio, type Price } from "../base/index.ts";
import type { Amendment, ClosedTrade, Instrument, OrderEvent, OrderRequest } from "../domain/index.ts";
import type { EngineListener, Explanation, FillReport, Terms } from "../engine/index.ts";
import type { SentOrder, SentTrail, StoryRecord, StoryTrade } from "./story-record.ts";

/** Writes what happens to orders as plain records, for whoever keeps them: a journal, or a fold. */
export class StoryRecorder implements EngineListener {
  readonly #write: (record: StoryRecord) => void;

  readonly #isWanted: () => boolean;

  /** `isWanted`: asked before a record is made; left out: always. */
  constructor(write: (record: StoryRecord) => void, isWanted: () => boolean = () => true) {
    this.#write = write;
    this.#isWanted = isWanted;
  }

  explained(explanation: Explanation): void {
    this.#write({ kind: "explained", explanation });
  }

  submitted(order: OrderRequest, instrument: Instrument): void {
    if (this.#isWanted()) this.#write({ kind: "sent", order: sentOrder(order, instrument) });
  }

  answered(event: OrderEvent): void {
    if (event.kind === "OrderFilled" || !this.#isWanted()) return; // A fill comes as such.
    this.#write({
      kind: "answered",
      at: event.at,
      order: event.order,
      answer: event.kind,
      terms: termsOf(event),
    });
  }

  filled({ fill, order, instrument, trade, held }: FillReport): void {
    if (!this.#isWanted()) return;
    const { at, price, quantity, fee, feeAsset, liquidity } = fill;
    const { strategy, role, side, type, why } = order;
    const { symbol } = instrument;
    this.#write({
      kind: "filled",
      order: fill.order,
      of: { instrument: symbol, strategy, role, side, type, quantity: formatQuantity(order.quantity), why },
      fill: {
        at,
        price: formatPrice(price),
        quantity: formatQuantity(quantity),
        fee: formatAmount(fee),
        feeAsset,
        liquidity,
      },
      held: formatQuantity(held),
      trade: trade === undefined ? null : storyTrade(trade),
    });
  }

  latched: NonNullable<EngineListener["latched"]> = ({ kind, since, endsBy }) =>
    this.#write({ kind: "latched", at: since, latch: kind, endsBy });

  split: NonNullable<EngineListener["split"]> = ({ at }, { symbol }) =>
    this.#write({ kind: "split", at, instrument: symbol });
}

function sentOrder(order: OrderRequest, { symbol }: Instrument): SentOrder {
  const { id, strategy, at, role, side, type, quantity, limit, trigger, collar } = order;
  const { reduceOnly, expiresAt, why, conditions = {} } = order;
  const { timeInForce, postOnly, notional, trail, after } = conditions;
  return {
    id,
    instrument: symbol,
    strategy,
    at,
    role,
    side,
    type,
    quantity: formatQuantity(quantity),
    limit: textOf(limit),
    trigger: textOf(trigger),
    collar: textOf(collar),
    reduceOnly,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : null,
    why,
    timeInForce: timeInForce ?? null,
    postOnly: postOnly ?? false,
    notional: notional === undefined ? null : formatAmount(notional),
    trail: trail === undefined ? null : trailOf(trail),
    after: after ?? null,
  };
}

function trailOf({
  distance,
  activation,
}: NonNullable<NonNullable<OrderRequest["conditions"]>["trail"]>): SentTrail {
  const by = distance.kind === "ratio" ? formatRatio(distance.by) : formatPrice(distance.by);
  return { kind: distance.kind, by, activation: textOf(activation) };
}

function storyTrade(trade: ClosedTrade): StoryTrade {
  const { id, side, entryTime, exitTime, mfe, mae, exitReason } = trade;
  return {
    id,
    side,
    quantity: formatQuantity(trade.quantity),
    entryTime,
    entryPrice: formatPrice(trade.entryPrice),
    exitTime,
    exitPrice: formatPrice(trade.exitPrice),
    fees: formatAmount(trade.fees),
    funding: formatAmount(trade.funding),
    pnl: formatAmount(trade.pnl),
    mfe: mfe + 0, // JSON has no -0.
    mae: mae + 0,
    exitReason,
  };
}

const NO_TERMS: Terms = {};

function termsOf(event: OrderEvent): Terms {
  switch (event.kind) {
    case "OrderRejected":
      return plain(event.rejection);
    case "ReplaceRefused":
      return event.rejection === undefined ? NO_TERMS : plain(event.rejection);
    case "OrderExpired":
      return { reason: event.reason };
    case "OrderReplaced":
      return newTerms(event.to);
    case "PriceReached":
      return { price: event.price };
    case "OrderAccepted":
    case "OrderFilled":
    case "OrderCancelled":
    case "CancelRefused":
    case "WatchExpired":
    case "OrderOutcomeLost":
    case "OrderNotSent":
    case "OrderProvenAbsent":
      return NO_TERMS;
  }
}

const newTerms = ({ limit, trigger, quantity, collar }: Amendment): Terms => ({
  ...(limit === undefined ? {} : { limit: formatPrice(limit) }),
  ...(trigger === undefined ? {} : { trigger: formatPrice(trigger) }),
  ...(quantity === undefined ? {} : { quantity: formatQuantity(quantity) }),
  ...(collar === undefined ? {} : { collar: formatPrice(collar) }),
});

/** JSON has no word for a number that is not finite. */
const plain = (terms: object): Terms =>
  Object.fromEntries(
    Object.entries(terms).map(([name, value]: [string, string | number | boolean]) => [
      name,
      typeof value !== "number" ? value : Number.isFinite(value) ? value + 0 : String(value),
    ]),
  );

const textOf = (price: Price | undefined): string | null => (price === undefined ? null : formatPrice(price));
