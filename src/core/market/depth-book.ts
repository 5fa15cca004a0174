import type { Side } from "../domain/index.ts";
import { BookSide, NO_TICK } from "./book-side.ts";
import type { DepthDiff, DepthSnapshot } from "./tape.ts";

/**
 * What became of a diff or a snapshot: `applied`; `stale`, the book already held it; `waiting`, kept until a snapshot
 * comes; `gap`, something between the book and it is missing, and the book is not whole until the next snapshot.
 */
export type BookUpdate = "applied" | "stale" | "waiting" | "gap";

/** Diffs kept while there is no book: with more of them than a venue sends in minutes, the oldest are of no use. */
const WAITING_MAX = 10_000;

/**
 * A level-2 book, kept from a snapshot and the diffs that follow it without a gap: each names the version it continues.
 * The first one after a snapshot straddles it: `previous <= snapshot < last`. A snapshot of the best levels only leaves what
 * lies beyond them unknown until it changes: of there `size` says NaN.
 */
export class DepthBook {
  readonly bids = new BookSide(true);
  readonly asks = new BookSide(false);
  #waiting: DepthDiff[] = [];
  #isWhole = false;
  /** No diff has come since the snapshot. */
  #isFresh = false;
  #last = Number.NaN;
  #knownFrom = Number.NaN;
  #knownTo = Number.NaN;

  /** No diff is missing. What else the book says means nothing before. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Version of the book. */
  get last(): number {
    return this.#last;
  }

  side(side: Side): BookSide {
    return side === "buy" ? this.bids : this.asks;
  }

  /** What waits at a price; NaN where that is beyond the snapshot, and nothing was heard of it. */
  size(side: Side, tick: number): number {
    const size = this.side(side).size(tick);
    if (size > 0) return size;
    return (side === "buy" ? tick >= this.#knownFrom : tick <= this.#knownTo) ? 0 : Number.NaN;
  }

  /** Begins anew, and takes the diffs that waited. @returns what became of the book by all of them */
  restore(snapshot: DepthSnapshot): BookUpdate {
    if (this.#isWhole && snapshot.last <= this.#last) return "stale";
    this.bids.clear();
    this.asks.clear();
    this.#isWhole = true;
    this.#isFresh = true;
    this.#last = snapshot.last;
    this.#take(snapshot);
    this.#knownFrom = Number.POSITIVE_INFINITY;
    this.#knownTo = Number.NEGATIVE_INFINITY;
    snapshot.ticks.forEach((tick, place) => {
      if (place < snapshot.bids) this.#knownFrom = Math.min(this.#knownFrom, tick);
      else this.#knownTo = Math.max(this.#knownTo, tick);
    });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const diff of waiting) this.apply(diff);
    return this.isWhole ? "applied" : "gap";
  }

  apply(diff: DepthDiff): BookUpdate {
    if (!this.#isWhole) {
      this.#keep(diff);
      return "waiting";
    }
    const last = this.#last;
    if (diff.last <= last) return "stale";
    if (this.#isFresh ? diff.previous > last : diff.previous !== last) {
      this.#isWhole = false;
      this.#keep(diff);
      return "gap";
    }
    this.#isFresh = false;
    this.#last = diff.last;
    this.#take(diff);
    return "applied";
  }

  #take({ ticks, sizes, bids }: DepthDiff | DepthSnapshot): void {
    const { bids: bidSide, asks: askSide } = this;
    for (let i = 0; i < bids; i++) bidSide.set(ticks[i] as number, sizes[i] as number);
    for (let i = bids; i < ticks.length; i++) askSide.set(ticks[i] as number, sizes[i] as number);
  }

  #keep(diff: DepthDiff): void {
    if (this.#waiting.length === WAITING_MAX) this.#waiting.shift();
    this.#waiting.push(diff);
  }
}

/** A walk into the depth: what a taker of a size would get, level by level, in whole steps. Kept and reused. */
export class DepthWalk {
  readonly #step: number;
  readonly ticks: number[] = [];
  readonly sizes: number[] = [];
  /** Levels touched. */
  levels = 0;
  /** Size found, at most what was asked for. */
  found = 0;
  /** The side ended before the size was found or the limit met. */
  isExhausted = false;

  constructor(step: number) {
    this.#step = step;
  }

  /** Average price in ticks, weighted by size; NaN when nothing was found. */
  get averageTick(): number {
    let sum = 0;
    for (let i = 0; i < this.levels; i++) sum += (this.ticks[i] as number) * (this.sizes[i] as number);
    return sum / this.found;
  }

  /** Starts over. */
  begin(): void {
    this.levels = 0;
    this.found = 0;
    this.isExhausted = false;
  }

  /** Takes from one level what is still wanted of `size`. @returns whether that is all */
  take(tick: number, available: number, size: number): boolean {
    const taken = Math.min(available - (available % this.#step), size - this.found);
    if (taken > 0) {
      this.ticks[this.levels] = tick;
      this.sizes[this.levels] = taken;
      this.levels++;
      this.found += taken;
    }
    return this.found >= size;
  }

  /** Goes down `side` from `tick` on, no further than `limit` (NaN: as far as it takes), until `size` is found. */
  along(side: BookSide, tick: number, size: number, limit: number): void {
    for (let level = tick; level !== NO_TICK; level = side.next(level)) {
      if (side.isBid ? level < limit : level > limit) return;
      if (this.take(level, side.size(level), size)) return;
    }
    this.isExhausted = true;
  }
}
