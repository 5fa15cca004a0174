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
  /** The deepest crash of each instrument that nobody has taken yet; 0: none. */
  readonly #worst: Float64Array;
  #hasCrashed = false;

  /** `barMs`: length of the shortest bars of each instrument; 0 where it has none. */
  constructor(trigger: CrashTrigger, barMs: readonly number[]) {
    this.trigger = trigger;
    this.#partMs = barMs.map((one) => Math.max(trigger.withinMs, one) / PARTS);
    this.#tops = new Float64Array(barMs.length * SLOTS);
    this.#parts = new Float64Array(barMs.length * SLOTS).fill(-1);
    this.#worst = new Float64Array(barMs.length);
  }

  /** A bar closed. Its high may have come with its first price. Times are Unix milliseconds. */
  seeBar(instrument: InstrumentId, bar: { high: number; close: number; from: number; to: number }): void {
    this.#note(instrument, bar.high, bar.from);
    this.see(instrument, bar.close, bar.to);
  }

  /** The price of a moment. */
  see(instrument: InstrumentId, price: number, at: number): void {
    const drop = 1 - price / this.#highest(instrument, at);
    if (drop >= this.trigger.drop && drop > (this.#worst[instrument] as number)) {
      this.#worst[instrument] = drop;
      this.#hasCrashed = true;
    }
    this.#note(instrument, price, at);
  }

  /** What has crashed since this was last asked, if anything has. */
  take(): Crash | undefined {
    if (!this.#hasCrashed) return undefined; // Asked after every trade.
    const drop = Math.max(...this.#worst);
    const instrument = this.#worst.indexOf(drop) as InstrumentId; // Ids are places in the list.
    this.#worst.fill(0);
    this.#hasCrashed = false;
    return drop > 0 ? { instrument, drop } : undefined;
  }

  /** Prices of before are not compared with: they are counted otherwise now, or a person has seen them. */
  forget(instrument?: InstrumentId): void {
    if (instrument === undefined) {
      this.#worst.fill(0);
      this.#parts.fill(-1);
      return;
    }
    this.#worst[instrument] = 0;
    this.#parts.fill(-1, instrument * SLOTS, (instrument + 1) * SLOTS);
  }

  snapshot() {
    return {
      tops: this.#tops.slice(),
      parts: this.#parts.slice(),
      worst: this.#worst.slice(),
      hasCrashed: this.#hasCrashed,
    };
  }

  restore({ tops, parts, worst, hasCrashed }: CrashWatchSnapshot): void {
    this.#tops.set(tops);
    this.#parts.set(parts);
    this.#worst.set(worst);
    this.#hasCrashed = hasCrashed;
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

export type CrashWatchSnapshot = ReturnType<CrashWatch["snapshot"]>;
