import { dropAt, stepsOf } from "../base/index.ts";
import type { ExpiryReason, Side } from "../domain/index.ts";
import {
  type BookUpdate,
  DepthBook,
  type DepthDiff,
  type DepthSnapshot,
  DepthWalk,
  NO_TICK,
  type TapeQuote,
  type TapeTrade,
} from "../market/index.ts";
import type { QueueModel, TapeOrder } from "./queue.ts";
import { TopOfSide } from "./top-of-side.ts";

/** What takers pay where no depth is known, as shares of the price: beyond the quote, and beyond the last trade. */
export interface TapeSlip {
  readonly ofQuote: number;
  readonly ofTrade: number;
}

/** What the tape did to an order. */
export type Execution =
  | {
      readonly kind: "fill";
      readonly order: TapeOrder;
      readonly tick: number;
      readonly size: number;
      readonly liquidity: "maker" | "taker";
      /** More of the same order follows. */
      readonly isMore: boolean;
    }
  | { readonly kind: "expiry"; readonly order: TapeOrder; readonly reason: ExpiryReason };

/**
 * The market of one instrument as its tape tells it, and our orders in it. Takers walk into the depth, level by level; without
 * a whole book they get the quote, without a quote the last trade. Limits rest in the queue of their price. What we take
 * stays in the book: the tape knows nothing of us.
 */
export class TapeMarket {
  readonly book = new DepthBook();
  readonly #queue: QueueModel;
  readonly #slip: TapeSlip;
  readonly #step: number;
  readonly #walk: DepthWalk;
  readonly #bid: TopOfSide;
  readonly #ask: TopOfSide;
  /** Limit orders in their queues, in the order they came. */
  readonly #resting: TapeOrder[] = [];
  readonly #takers: TapeOrder[] = [];
  #due: Execution[] = [];
  #told = 0;
  #last = Number.NaN;
  /** Our own best prices: most of what happens is far from them. */
  #bidMax = Number.NEGATIVE_INFINITY;
  #askMin = Number.POSITIVE_INFINITY;
  #isCrossing = false;

  /** `step`: the smallest size of a fill, in 1e-8. */
  constructor(queue: QueueModel, slip: TapeSlip, step: number) {
    this.#queue = queue;
    this.#slip = slip;
    this.#step = step;
    this.#walk = new DepthWalk(step);
    this.#bid = new TopOfSide(this.book, "buy");
    this.#ask = new TopOfSide(this.book, "sell");
  }

  /** Best bid; NO_TICK when there is none. */
  get bidTick(): number {
    return this.#bid.tick;
  }

  get askTick(): number {
    return this.#ask.tick;
  }

  /** It takes what it can, the rest of a limit order rests: follow with `next`. */
  join(order: TapeOrder): void {
    this.#takers.push(order);
  }

  leave(order: TapeOrder): void {
    order.isGone = true;
    for (const orders of [this.#resting, this.#takers]) {
      const place = orders.indexOf(order);
      if (place >= 0) dropAt(orders, place);
    }
    this.#bound();
  }

  // --- what the tape says -------------------------------------------------------------------------------------------

  trade(trade: TapeTrade): void {
    const { tick, side } = trade;
    this.#last = tick;
    if (tick <= this.#bidMax || tick >= this.#askMin) this.#meet(trade);
    (side === "buy" ? this.#ask : this.#bid).consume(tick, trade.size);
  }

  /** Best bid and ask. One that is older than the book says nothing. */
  quote(quote: TapeQuote): void {
    const { id, bidTick, bidSize, askTick, askSize } = quote;
    if (this.book.isWhole && !(id > this.book.last)) return;
    this.#bid.tell(bidTick, bidSize, id);
    this.#ask.tell(askTick, askSize, id);
    for (const order of this.#resting) {
      const best = order.side === "buy" ? bidTick : askTick;
      if (order.limit === best) order.see(order.side === "buy" ? bidSize : askSize, id);
      else if (order.side === "buy" ? order.limit > best : order.limit < best) order.see(0, id);
    }
    this.#meetQuote();
  }

  /** @returns what became of the book */
  depth(change: DepthDiff | DepthSnapshot): BookUpdate {
    const { book } = this;
    const update = change.kind === "diff" ? book.apply(change) : book.restore(change);
    if (update !== "applied") return update;
    this.#bid.outdate();
    this.#ask.outdate();
    for (const order of this.#resting) order.see(book.size(order.side, order.limit), book.last);
    this.#meetQuote();
    return update;
  }

  // --- what it did to our orders ------------------------------------------------------------------------------------

  /** The next fill or expiry; undefined when there is none. */
  next(): Execution | undefined {
    for (;;) {
      const execution = this.#due[this.#told];
      if (execution !== undefined) {
        this.#told++;
        if (!execution.order.isGone) return execution;
        continue;
      }
      if (this.#told > 0) {
        this.#due = [];
        this.#told = 0;
      }
      const taker = this.#takers[0];
      if (taker === undefined || !this.#hasMarket(taker)) return undefined;
      this.#takers.shift();
      this.#take(taker);
    }
  }

  /** Those who came before the next word of the tape meet the market as it stands. */
  meetTakers(): void {
    const takers = this.#takers.splice(0);
    for (const taker of takers) {
      if (this.#hasMarket(taker)) this.#take(taker);
      else this.#takers.push(taker);
    }
  }

  #fill(order: TapeOrder, tick: number, size: number, liquidity: "maker" | "taker"): void {
    const whole = size === order.remaining ? size : size - (size % this.#step);
    if (whole > 0) this.#due.push({ kind: "fill", order, tick, size: whole, liquidity, isMore: false });
  }

  // --- makers -------------------------------------------------------------------------------------------------------

  /** A trade at or beyond the price of one of ours. Those at one price share it, first come first served. */
  #meet({ tick, size, side }: TapeTrade): void {
    let left = size;
    let leftAcross = size;
    for (const order of this.#resting) {
      const isAtUs = order.side !== side; // Who took would have taken us; else somebody offered us our price.
      if (!isAtUs && order.isCrossing) continue;
      if (order.isBeyond(tick)) this.#fill(order, order.limit, order.remaining, "maker");
      else if (tick === order.limit) {
        const filled = Math.min(order.remaining, isAtUs ? order.meet(left) : this.#touched(leftAcross));
        this.#fill(order, tick, filled, "maker");
        if (isAtUs) left -= filled;
        else leftAcross -= filled;
      }
    }
  }

  /** The other side came to our price or beyond: it has met us. */
  #meetQuote(): void {
    const [bid, ask] = [this.#bid.tick, this.#ask.tick];
    const isNear = (ask !== NO_TICK && ask <= this.#bidMax) || (bid !== NO_TICK && bid >= this.#askMin);
    if (isNear || this.#isCrossing) this.#cross(bid, ask);
  }

  #cross(bid: number, ask: number): void {
    this.#isCrossing = false;
    for (const order of this.#resting) {
      const other = order.side === "buy" ? ask : bid;
      const isAt = other === order.limit;
      const isMet = other !== NO_TICK && (isAt || order.isBeyond(other));
      if (!isMet) order.isCrossing = false;
      else if (order.isCrossing) this.#isCrossing = true;
      else this.#fill(order, order.limit, isAt ? this.#touched(order.remaining) : order.remaining, "maker");
    }
  }

  /** What the other side at our very price fills: a pessimist waits until it goes beyond. */
  #touched(size: number): number {
    return this.#queue === "pessimistic" ? 0 : size;
  }

  #rest(order: TapeOrder): void {
    const isBuy = order.side === "buy";
    const own = isBuy ? this.#bid : this.#ask;
    const other = (isBuy ? this.#ask : this.#bid).tick;
    order.join(this.#queue, own.sizeAt(order.limit), own.versionAt(order.limit));
    order.isCrossing = other !== NO_TICK && (other === order.limit || order.isBeyond(other));
    if (order.isCrossing) this.#isCrossing = true;
    this.#resting.push(order);
    this.#bound();
  }

  #bound(): void {
    this.#bidMax = Number.NEGATIVE_INFINITY;
    this.#askMin = Number.POSITIVE_INFINITY;
    for (const { side, limit } of this.#resting) {
      if (side === "buy") this.#bidMax = Math.max(this.#bidMax, limit);
      else this.#askMin = Math.min(this.#askMin, limit);
    }
  }

  // --- takers -------------------------------------------------------------------------------------------------------

  /** A limit can rest in any market, a market order waits for the first price. */
  #hasMarket({ side, limit }: TapeOrder): boolean {
    return !Number.isNaN(limit) || this.#topFor(side).tick !== NO_TICK || !Number.isNaN(this.#last);
  }

  /** What a taker of this side meets. */
  #topFor(side: Side): TopOfSide {
    return side === "buy" ? this.#ask : this.#bid;
  }

  #take(order: TapeOrder): void {
    const walk = this.#walk;
    const isLimit = !Number.isNaN(order.limit);
    const worst = isLimit ? order.limit : order.collar;
    walk.begin();
    const top = this.#topFor(order.side);
    if (this.book.isWhole) top.walk(walk, order.remaining, worst);
    else if (top.tick !== NO_TICK) this.#takeAtOnePrice(order, top.tick, this.#slip.ofQuote, worst);
    else if (!isLimit) this.#takeAtOnePrice(order, this.#last, this.#slip.ofTrade, worst);
    const isPart = walk.found < order.remaining;
    if (order.isPostOnly && walk.found > 0) this.#expire(order, "rejected");
    else if (order.timeInForce === "FOK" && isPart) this.#expire(order, "immediate");
    else {
      for (let level = 0; level < walk.levels; level++) {
        const [tick, size] = [walk.ticks[level] as number, walk.sizes[level] as number];
        const isMore = level < walk.levels - 1;
        this.#due.push({ kind: "fill", order, tick, size, liquidity: "taker", isMore });
      }
      if (!isPart) return;
      if (order.timeInForce !== undefined) this.#expire(order, "immediate");
      else if (isLimit) this.#rest(order);
      else this.#expire(order, walk.isExhausted ? "depth" : "collar");
    }
  }

  #expire(order: TapeOrder, reason: ExpiryReason): void {
    this.#due.push({ kind: "expiry", order, reason });
  }

  /** No depth is known: all of it at one price, slipped, but never beyond the worst; nothing when that is beyond it already. */
  #takeAtOnePrice({ side, remaining }: TapeOrder, tick: number, slip: number, worst: number): void {
    const isBuy = side === "buy";
    if (isBuy ? tick > worst : tick < worst) return;
    // Never below one tick, as on bars: nobody gives anything away.
    const slipped = Math.max(1, stepsOf(tick * (isBuy ? 1 + slip : 1 - slip), 1, isBuy ? "up" : "down"));
    const isBeyond = isBuy ? slipped > worst : slipped < worst;
    this.#walk.take(isBeyond ? worst : slipped, remaining, remaining);
  }
}
