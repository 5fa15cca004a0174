/** A bare book: a plain array a side, indexed by tick, and the best price. No sequence, no queue, no orders. */
import type { TapeEvent } from "../../src/core/market/index.ts";

/** Ticks either side of the first price; what lies further out, where nothing trades, goes into a map. */
const REACH = 1 << 19;

class ArraySide {
  readonly isBid: boolean;
  readonly #from: number;
  readonly #sizes = new Float64Array(2 * REACH);
  readonly #far = new Map<number, number>();
  best: number;

  constructor(isBid: boolean, middle: number) {
    this.isBid = isBid;
    this.#from = middle - REACH;
    this.best = isBid ? -1 : 2 * REACH;
  }

  set(tick: number, size: number): void {
    const place = tick - this.#from;
    const sizes = this.#sizes;
    if (place < 0 || place >= sizes.length) {
      this.#far.set(tick, size);
      return;
    }
    sizes[place] = size;
    if (this.isBid) {
      if (size > 0) {
        if (place > this.best) this.best = place;
      } else if (place === this.best) {
        let best = place - 1;
        while (best >= 0 && sizes[best] === 0) best--;
        this.best = best;
      }
    } else if (size > 0) {
      if (place < this.best) this.best = place;
    } else if (place === this.best) {
      let best = place + 1;
      while (best < sizes.length && sizes[best] === 0) best++;
      this.best = best;
    }
  }

  /** Empty again. */
  clear(): void {
    this.#sizes.fill(0);
    this.#far.clear();
    this.best = this.isBid ? -1 : this.#sizes.length;
  }

  /** All levels, lowest price first. */
  levels(): readonly (readonly [tick: number, size: number])[] {
    const near = Array.from(this.#sizes, (size, place) => [place + this.#from, size] as const);
    return [...this.#far, ...near].filter(([, size]) => size > 0).sort(([a], [b]) => a - b);
  }
}

export class ArrayBook {
  readonly bids: ArraySide;
  readonly asks: ArraySide;
  /** Of trades and quotes it only reads the sizes. */
  traded = 0;
  quoted = 0;

  constructor(middle: number) {
    this.bids = new ArraySide(true, middle);
    this.asks = new ArraySide(false, middle);
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  play(events: readonly TapeEvent[]): void {
    const { bids: bidSide, asks: askSide } = this;
    for (let e = 0; e < events.length; e++) {
      const event = events[e] as TapeEvent;
      if (event.kind === "trade") this.traded += event.size;
      else if (event.kind === "quote") this.quoted += event.bidSize + event.askSize;
      else {
        const { ticks, sizes, bids } = event;
        for (let i = 0; i < bids; i++) bidSide.set(ticks[i] as number, sizes[i] as number);
        for (let i = bids; i < ticks.length; i++) askSide.set(ticks[i] as number, sizes[i] as number);
      }
    }
  }
}
