import type { InstrumentId } from "../domain/index.ts";
import type { CrashTrigger } from "./settings.ts";

/** Parts of a window: a peak is forgotten a part of it late at most. */
const PARTS = 60;
/** Slots of a ring: the parts of a window, and the one that has begun. */
const SLOTS = PARTS + 2;

/** The deepest fall that was seen since it was last asked for. */
export interface Crash {
  readonly instrument: InstrumentId;
  /** Share of the highest price of the window. */
  readonly drop: number;
}

/**
 * How far each price has fallen below the highest of a window of time that ends now. What is shorter than a bar cannot be
 * told apart: the window is at least one bar long.
 */
export class CrashWatch {
  readonly trigger: CrashTrigger;
  /** By instrument, milliseconds. */
  readonly #partMs: readonly number[];
  /** Highest price of each part of a window, and its number, by instrument and slot. */
  readonly #tops: Float64Array;
  readonly #parts: Float64Array;
  #worst: Crash | undefined;

  /** `barMs`: length of the shortest bars of each instrument; 0 where it has none. */
  constructor(trigger: CrashTrigger, barMs: readonly number[]) {
    this.trigger = trigger;
    this.#partMs = barMs.map((one) => Math.max(trigger.withinMs, one) / PARTS);
    this.#tops = new Float64Array(barMs.length * SLOTS);
    this.#parts = new Float64Array(barMs.length * SLOTS).fill(-1);
  }

  /** A bar closed. Its high may have come with its first price. Times are Unix milliseconds. */
  seeBar(instrument: InstrumentId, bar: { high: number; close: number; from: number; to: number }): void {
    this.#note(instrument, bar.high, bar.from);
    this.see(instrument, bar.close, bar.to);
  }

  /** The price of a moment. */
  see(instrument: InstrumentId, price: number, at: number): void {
    const drop = 1 - price / this.#highest(instrument, at);
    if (drop >= this.trigger.drop && drop > (this.#worst?.drop ?? 0)) this.#worst = { instrument, drop };
    this.#note(instrument, price, at);
  }

  /** What has crashed since this was last asked, if anything has. */
  take(): Crash | undefined {
    const worst = this.#worst;
    this.#worst = undefined;
    return worst;
  }

  /** Prices of before are not compared with: they are counted otherwise now, or a person has seen them. */
  forget(instrument?: InstrumentId): void {
    this.#worst = undefined;
    if (instrument === undefined) this.#parts.fill(-1);
    else this.#parts.fill(-1, instrument * SLOTS, (instrument + 1) * SLOTS);
  }

  #note(instrument: InstrumentId, price: number, at: number): void {
    const part = Math.floor(at / (this.#partMs[instrument] as number));
    const slot = instrument * SLOTS + (part % SLOTS);
    if (this.#parts[slot] !== part) {
      this.#parts[slot] = part;
      this.#tops[slot] = price;
    } else if (price > (this.#tops[slot] as number)) this.#tops[slot] = price;
  }

  #highest(instrument: InstrumentId, at: number): number {
    const last = Math.floor(at / (this.#partMs[instrument] as number));
    const first = last - PARTS;
    const from = instrument * SLOTS;
    let highest = 0;
    for (let slot = from; slot < from + SLOTS; slot++) {
      const part = this.#parts[slot] as number;
      if (part >= first && part <= last && (this.#tops[slot] as number) > highest)
        highest = this.#tops[slot] as number;
    }
    return highest;
  }
}
