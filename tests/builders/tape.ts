/** Tapes by hand: `bid 100 5`, ticks of 0.01, sizes in units. Versions of the book count up by one unless a test says otherwise. */
import type { UnixMs } from "../../src/core/base/index.ts";
import type { Side } from "../../src/core/domain/index.ts";
import type { DepthDiff, DepthSnapshot, TapeQuote, TapeTrade } from "../../src/core/market/index.ts";
import { START } from "./instrument.ts";

const TICKS = 100;
const SIZE = 1e8;

/** Price and size of a level, in quote units and units. */
export type LevelTerms = readonly [price: number, size: number];

export const tickOf = (price: number): number => Math.round(price * TICKS);
export const sizeOf = (units: number): number => Math.round(units * SIZE);

function levels(bids: readonly LevelTerms[], asks: readonly LevelTerms[]) {
  const all = [...bids, ...asks];
  return {
    ticks: Int32Array.from(all, ([price]) => tickOf(price)),
    sizes: Float64Array.from(all, ([, size]) => sizeOf(size)),
    bids: bids.length,
  };
}

interface Sides {
  readonly bids?: readonly LevelTerms[];
  readonly asks?: readonly LevelTerms[];
  readonly at?: number;
}

export const snapshot = (last: number, { bids = [], asks = [], at = 0 }: Sides): DepthSnapshot => ({
  kind: "snapshot",
  at: (START + at) as UnixMs,
  last,
  ...levels(bids, asks),
});

/** A diff that leads to version `last`, from `previous` or the one before. */
export const diff = (
  last: number,
  { bids = [], asks = [], at = 0, previous = last - 1 }: Sides & { readonly previous?: number },
): DepthDiff => ({ kind: "diff", at: (START + at) as UnixMs, previous, last, ...levels(bids, asks) });

/** Somebody of `side` took. */
export const trade = (side: Side, price: number, size: number, at: number = 0): TapeTrade => ({
  kind: "trade",
  at: (START + at) as UnixMs,
  tradedAt: (START + at) as UnixMs,
  tick: tickOf(price),
  size: sizeOf(size),
  side,
});

export const quote = (
  [bid, bidSize]: LevelTerms,
  [ask, askSize]: LevelTerms,
  id: number = Number.NaN,
  at: number = 0,
): TapeQuote => ({
  kind: "quote",
  at: (START + at) as UnixMs,
  id,
  bidTick: tickOf(bid),
  bidSize: sizeOf(bidSize),
  askTick: tickOf(ask),
  askSize: sizeOf(askSize),
});
