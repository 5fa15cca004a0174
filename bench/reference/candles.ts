/**
 * Seeded one-minute candles, made with integers alone: prices are whole ticks of 0.01, so every engine gets the same
 * numbers. A typed port of `candles` in ../shared/bench/gen.mjs; its test holds both to the same digests.
 */
import { createHash } from "node:crypto";
import { at, type BarColumns } from "../../src/core/market/index.ts";

/** Start of the first bar: 2020-01-01T00:00Z. */
export const FIRST_BAR = 1_577_836_800_000;
export const MINUTE = 60_000;

export interface Candles extends BarColumns {
  readonly bars: number;
  readonly openTicks: Float64Array;
  readonly highTicks: Float64Array;
  readonly lowTicks: Float64Array;
  readonly closeTicks: Float64Array;
}

/** 32-bit xorshift; the first 20 draws are thrown away so that near seeds part. */
export class Rng {
  #x: number;

  constructor(seed: number) {
    this.#x = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
    for (let draw = 0; draw < 20; draw++) this.u32();
  }

  u32(): number {
    let x = this.#x;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#x = x;
    return x >>> 0;
  }

  /** A symmetric odd integer in [-65535, 65535]. */
  sym(): number {
    return 2 * (this.u32() >>> 16) - 65_535;
  }
}

/** The smaller, the wilder: how far one step of the price goes within a bar, and between a close and the next open. */
const BODY = 150_000_000;
const GAP = 1_500_000_000;
const STEPS_A_BAR = 4;
const FIRST_TICKS = 1_000_000;
const LOWEST_TICKS = 100;

/** A geometric step in whole ticks, rounded half up, unbiased. */
function stepped(ticks: number, draw: number, calm: number): number {
  const next = ticks + Math.floor((ticks * draw + calm / 2) / calm);
  return next < LOWEST_TICKS ? LOWEST_TICKS : next;
}

export function candles(bars: number, seed: number): Candles {
  const rng = new Rng(seed);
  const column = (): Float64Array => new Float64Array(bars);
  const [time, open, high, low, close, volume] = [column(), column(), column(), column(), column(), column()];
  const [openTicks, highTicks, lowTicks, closeTicks] = [column(), column(), column(), column()];
  let price = FIRST_TICKS;
  for (let bar = 0; bar < bars; bar++) {
    price = stepped(price, rng.sym(), GAP);
    const first = price;
    let top = price;
    let bottom = price;
    for (let step = 0; step < STEPS_A_BAR; step++) {
      price = stepped(price, rng.sym(), BODY);
      if (price > top) top = price;
      if (price < bottom) bottom = price;
    }
    time[bar] = FIRST_BAR + bar * MINUTE;
    openTicks[bar] = first;
    highTicks[bar] = top;
    lowTicks[bar] = bottom;
    closeTicks[bar] = price;
    open[bar] = first / 100;
    high[bar] = top / 100;
    low[bar] = bottom / 100;
    close[bar] = price / 100;
    volume[bar] = 1 + (rng.u32() >>> 20);
  }
  return { bars, time, open, high, low, close, volume, openTicks, highTicks, lowTicks, closeTicks };
}

/** The first 16 hex digits of the SHA-256 over one line a bar. */
export function digestOfCandles(made: Candles): string {
  const hash = createHash("sha256");
  const { bars, time, openTicks, highTicks, lowTicks, closeTicks, volume } = made;
  for (let bar = 0; bar < bars; bar++) {
    const cells = [time, openTicks, highTicks, lowTicks, closeTicks, volume].map((column) => at(column, bar));
    hash.update(`${cells.join(",")}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
