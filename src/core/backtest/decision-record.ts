import {
  type Amount,
  assert,
  formatAmount,
  formatPrice,
  formatQuantity,
  formatRatio,
  type Price,
  Sha256,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type DividendPaid,
  type Fill,
  type FundingPaid,
  type Instrument,
  type Intent,
  type OrderConditions,
  type OrderEvent,
  type OrderRequest,
  type PositionLiquidated,
  type SharesSplit,
  type Trail,
  termsText,
} from "../domain/index.ts";
import type { ApprovalTold, EngineListener, FillReport } from "../engine/index.ts";
import type { Latch } from "../risk/index.ts";

const CHUNK = 65_536;

/** SHA-256 of text, piece by piece: that of the platform, or the core's own. */
export interface Digest {
  update(text: string): unknown;
  /** Ends it. @returns lower-case hex */
  digest(): string;
}

/** Who hears of orders as well, where somebody wants to draw them. */
export interface OrderWatcher {
  submitted(order: OrderRequest): void;
  answered(event: OrderEvent): void;
  filled(fill: Fill): void;
}

/**
 * The decision hash: SHA-256 over one line for every intent, verdict, order request and its conditions, answer, fill, payment, split,
 * liquidation, trigger and ledger entry, in engine order. Engine times, ids as ordinals, exact numbers as decimal strings, floats
 * in the shortest form that ECMAScript fixes. Nothing of the wall clock, of paths or of run ids goes in.
 */
export class DecisionRecord implements EngineListener {
  readonly #hash: Digest;
  #pending = "";
  readonly #watcher: OrderWatcher | undefined;
  /** Lines so far. */
  decisions = 0;

  readonly #onLine: ((line: string) => void) | undefined;

  /** `onLine` hears every line as it is written, without its end. */
  constructor(hash: Digest, watcher?: OrderWatcher, onLine?: (line: string) => void) {
    this.#hash = hash;
    this.#watcher = watcher;
    this.#onLine = onLine;
  }

  /** Ends the record. @returns lower-case hex */
  digest(): string {
    this.#hash.update(this.#pending);
    return this.#hash.digest();
  }

  /** Only where it is made with the core's own hash: what a platform's has come to nobody can write down. */
  snapshot() {
    assert(this.#hash instanceof Sha256, "the hash of a platform cannot be written down");
    return { decisions: this.decisions, pending: this.#pending, hash: this.#hash.snapshot() };
  }

  restore({ decisions, pending, hash }: DecisionRecordSnapshot): void {
    assert(this.#hash instanceof Sha256, "the hash of a platform cannot be taken up");
    this.decisions = decisions;
    this.#pending = pending;
    this.#hash.restore(hash);
  }

  intent(strategy: string, instrument: Instrument, intent: Intent, at: UnixMs): void {
    this.#write(`intent|${at}|${strategy}|${instrument.symbol}|${termsText(intent)}`);
  }

  verdict: NonNullable<EngineListener["verdict"]> = (instrument, order, verdict) => {
    const id = order ?? 0;
    if (verdict.kind === "refused") {
      this.#write(`verdict|${id}|${instrument.symbol}|refused|${termsText(verdict.refusal)}`);
      return;
    }
    const { protection, wanted, cappedBy = "" } = verdict;
    const { stop, target } = protection;
    const sizes = `${formatQuantity(wanted)}|${formatQuantity(verdict.order.quantity)}|${cappedBy}`;
    this.#write(
      `verdict|${id}|${instrument.symbol}|approved|${sizes}|${priceText(stop)}|${priceText(target)}`,
    );
  };

  approval({ what, entry, at, detail }: ApprovalTold): void {
    const { id, symbol, wants, expiresAt, why } = entry;
    const about = what === "asked" ? `${expiresAt}|${wants}|${why}` : detail;
    this.#write(`approval|${id}|${at}|${symbol}|${what}|${about}`);
  }

  submitted(order: OrderRequest, instrument: Instrument): void {
    this.#watcher?.submitted(order);
    const { id, at, side, type, role, quantity, limit, trigger, collar, reduceOnly, expiresAt, why } = order;
    const prices = `${priceText(limit)}|${priceText(trigger)}|${priceText(collar)}`;
    const what = `${side}|${type}|${role}|${formatQuantity(quantity)}|${prices}`;
    this.#write(`order|${id}|${at}|${instrument.symbol}|${what}|${reduceOnly}|${expiresAt}|${why}`);
    if (order.conditions !== undefined) this.#write(`conditions|${id}|${conditionsText(order.conditions)}`);
  }

  answered(event: OrderEvent): void {
    this.#watcher?.answered(event);
    this.#write(`answer|${event.order}|${event.at}|${event.kind}|${detailOf(event)}`);
  }

  filled({ fill }: FillReport): void {
    this.#watcher?.filled(fill);
    const { order, at, side, price, quantity, fee, feeAsset, liquidity } = fill;
    const money = `${formatQuantity(quantity)}|${formatPrice(price)}|${formatAmount(fee)}|${feeAsset}`;
    this.#write(`fill|${order}|${at}|${side}|${money}|${liquidity}`);
  }

  funded({ at, reason, rate, amount }: FundingPaid, { symbol }: Instrument): void {
    this.#write(`${reason}|${at}|${symbol}|${rate}|${formatAmount(amount)}`);
  }

  dividend({ at, perShare, amount }: DividendPaid, { symbol }: Instrument): void {
    this.#write(`dividend|${at}|${symbol}|${formatPrice(perShare)}|${formatAmount(amount)}`);
  }

  /** Of triggers only: what they do is no answer of a strategy, nor a limit of an order. */
  latched({ kind, since, reached, allowed, endsBy, action }: Latch): void {
    if (action !== undefined)
      this.#write(`trigger|${since}|${kind}|${reached}|${allowed}|${action}|${endsBy}`);
  }

  split({ at, ratio, cancelled }: SharesSplit, { symbol }: Instrument): void {
    this.#write(`split|${at}|${symbol}|${ratio.to}|${ratio.from}|${cancelled.join()}`);
  }

  liquidated({ at, fill, insured }: PositionLiquidated, { symbol }: Instrument): void {
    const what = `${fill.side}|${formatQuantity(fill.quantity)}|${formatPrice(fill.price)}`;
    this.#write(`liquidation|${at}|${symbol}|${what}|${formatAmount(fill.fee)}|${formatAmount(insured)}`);
  }

  ledger: NonNullable<EngineListener["ledger"]> = (
    asset: string,
    from: string,
    to: string,
    amount: Amount,
  ) => {
    this.#write(`ledger|${asset}|${from}|${to}|${formatAmount(amount)}`);
  };

  #write(line: string): void {
    this.decisions++;
    this.#onLine?.(line);
    this.#pending += `${line}\n`;
    if (this.#pending.length < CHUNK) return;
    this.#hash.update(this.#pending);
    this.#pending = "";
  }
}

export type DecisionRecordSnapshot = ReturnType<DecisionRecord["snapshot"]>;

const priceText = (price: Price | undefined): string => (price === undefined ? "" : formatPrice(price));

/** What an answer says beyond its kind. */
function detailOf(event: OrderEvent): string {
  if (event.kind === "OrderRejected") return termsText(event.rejection);
  if (event.kind === "OrderExpired") return event.reason;
  return event.kind === "OrderReplaced" ? amendmentText(event.to) : "";
}

/** New terms of an order; what is left out stays as it is. */
const amendmentText = ({ limit, trigger, quantity, collar }: Amendment): string =>
  `${quantity === undefined ? "" : formatQuantity(quantity)}|${priceText(limit)}|${priceText(trigger)}|${priceText(collar)}`;

const conditionsText = ({ trail, notional, ...others }: OrderConditions): string =>
  termsText({
    ...others,
    ...(notional !== undefined && { notional: formatAmount(notional) }),
    ...(trail !== undefined && { trail: trailTerms(trail) }),
  });

const trailTerms = ({ distance, activation }: Trail) => ({
  [distance.kind]: distance.kind === "amount" ? formatPrice(distance.by) : formatRatio(distance.by),
  ...(activation !== undefined && { activation: formatPrice(activation) }),
});
