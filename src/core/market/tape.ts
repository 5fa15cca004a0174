/**
 * What a recorded or live feed says about the market of one instrument. Prices are whole ticks, sizes whole 1e-8, see
 * `TickScale`; `at` is when it was heard, never earlier than what was heard before it.
 */
import type { UnixMs } from "../base/index.ts";
import type { Side } from "../domain/index.ts";

/** A public trade. */
export interface TapeTrade {
  readonly kind: "trade";
  readonly at: UnixMs;
  /** When it happened, by the venue's clock. */
  readonly tradedAt: UnixMs;
  readonly tick: number;
  readonly size: number;
  /** Who took. */
  readonly side: Side;
}

/** Best bid and ask, with what waits there. */
export interface TapeQuote {
  readonly kind: "quote";
  readonly at: UnixMs;
  /** Id of the book's version it belongs to; NaN where the feed names none. */
  readonly id: number;
  readonly bidTick: number;
  readonly bidSize: number;
  readonly askTick: number;
  readonly askSize: number;
}

/** Levels of a book: the first `bids` entries are bids, the others asks. A size of 0 takes a level away. */
interface Levels {
  readonly ticks: Int32Array;
  readonly sizes: Float64Array;
  readonly bids: number;
}

/** The levels that changed. It leads from version `previous` of the book to version `last`. */
export interface DepthDiff extends Levels {
  readonly kind: "diff";
  readonly at: UnixMs;
  /** Spot feeds of Binance name the first id of a diff, U: then U - 1. Perpetual ones name it: pu. */
  readonly previous: number;
  readonly last: number;
}

/** The whole book, or its best levels, as of version `last`. */
export interface DepthSnapshot extends Levels {
  readonly kind: "snapshot";
  readonly at: UnixMs;
  readonly last: number;
}

export type TapeEvent = TapeTrade | TapeQuote | DepthDiff | DepthSnapshot;
