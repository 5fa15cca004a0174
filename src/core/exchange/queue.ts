import type { OrderId, Side } from "../domain/index.ts";

/**
 * Where a resting limit order stands in the queue at its price. Only the sum of what waits at a price is public, so this is
 * an estimate, by one of three rules:
 *
 * - `optimistic`: at the front. The first trade at its price fills it, as far as that trade goes.
 * - `fifo`: behind everything shown when it came. What trades at the price comes off what is ahead; the excess fills the order.
 *   What leaves without a trade was cancelled, ahead and behind in proportion: after trades the level is L, of which `ahead`
 *   is before us, and falls to N < L: `ahead x N / L`. That is E. Rigtorp's estimate, "Estimating order queue position"
 *   (2013), with f(x) = x; hftbacktest knows it as the probability queue model with a power of 1.
 * - `pessimistic`: at the end for ever. Only a price beyond its own fills it.
 *
 * Whatever the rule, a market that goes beyond the price has filled everything at it. Left out: that others would have acted
 * differently if they had seen our order; hidden and iceberg size; that young orders are cancelled more often than old ones;
 * pro-rata matching; and that the feeds of trades and depth may overtake each other by some milliseconds.
 */
export type QueueModel = "optimistic" | "fifo" | "pessimistic";

/** An order as the tape sees it: prices in ticks, NaN where it has none, sizes in 1e-8. */
export class TapeOrder {
  readonly id: OrderId;
  readonly side: Side;
  /** The worst price accepted; what is not filled at once rests there. */
  readonly limit: number;
  /** Beyond it nothing fills, and what is left expires. */
  readonly collar: number;
  /** At once as far as it goes, or at once and whole: nothing of it rests. */
  readonly timeInForce: "IOC" | "FOK" | undefined;
  /** It takes nothing. */
  readonly isPostOnly: boolean;
  remaining: number;
  isGone = false;
  /** The other side has stood at its price or beyond ever since it came: that it does is no news, and fills nothing. */
  isCrossing = false;
  /** Estimated size before it in the queue. NaN: the level is not known yet. */
  ahead = Number.NaN;
  /** Size of the level when it was last seen, in which version of the book, and what has traded there since. */
  #shown = Number.NaN;
  #version = Number.NaN;
  #traded = 0;

  constructor(order: {
    readonly id: OrderId;
    readonly side: Side;
    readonly limit: number;
    readonly collar: number;
    readonly timeInForce: "IOC" | "FOK" | undefined;
    readonly isPostOnly: boolean;
    readonly remaining: number;
  }) {
    this.id = order.id;
    this.side = order.side;
    this.limit = order.limit;
    this.collar = order.collar;
    this.timeInForce = order.timeInForce;
    this.isPostOnly = order.isPostOnly;
    this.remaining = order.remaining;
  }

  /** Joins the queue at its limit, where `shown` waits. */
  join(model: QueueModel, shown: number, version: number): void {
    this.#shown = shown;
    this.#version = version;
    this.#traded = 0;
    this.ahead = model === "optimistic" ? 0 : model === "fifo" ? shown : Number.POSITIVE_INFINITY;
  }

  /** `size` traded at its price. @returns what of that was more than what is ahead of it */
  meet(size: number): number {
    const { ahead } = this;
    this.#traded += size;
    if (!(ahead < size)) {
      this.ahead = ahead - size;
      return 0;
    }
    this.ahead = 0;
    return size - ahead;
  }

  /** The level of its price in a version of the book; one that is not newer than the last one says nothing. */
  see(shown: number, version: number): void {
    if (version <= this.#version) return;
    const left = this.#shown - this.#traded;
    this.#shown = shown;
    this.#version = version;
    this.#traded = 0;
    const { ahead } = this;
    if (Number.isNaN(ahead)) this.ahead = shown;
    else if (ahead > 0 && ahead < Number.POSITIVE_INFINITY) {
      const proportional = left > 0 && shown < left ? (ahead * shown) / left : ahead;
      this.ahead = proportional > shown ? shown : proportional;
    }
  }

  /** Whether a trade, or the best price of the other side, is worse for others than its limit: it would have come first. */
  isBeyond(tick: number): boolean {
    return this.side === "buy" ? tick < this.limit : tick > this.limit;
  }
}
