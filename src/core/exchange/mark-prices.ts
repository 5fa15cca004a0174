import type { DurationMs } from "../base/index.ts";
import type { Instrument, InstrumentId } from "../domain/index.ts";
import { at, type BarColumns } from "../market/index.ts";

/** Recorded mark prices of an instrument: bars without volume, oldest first. */
export interface MarkBars {
  readonly instrument: InstrumentId;
  readonly intervalMs: DurationMs;
  readonly columns: Pick<BarColumns, "time" | "open" | "high" | "low">;
}

/** Venues stamp funding some milliseconds after the moment whose mark it was computed from. */
const STAMP_LATE_MS = 60_000;

/**
 * The mark prices of one instrument, read forwards. A mark bar says something about a moment or a trading bar only where
 * it began with that moment, or lies within that bar: the extremes of a longer one may be still to come.
 */
export class MarkPrices {
  readonly #of: MarkBars;
  #row = 0;

  constructor(of: MarkBars) {
    this.#of = of;
  }

  /** The mark at a moment at which a mark bar began; undefined where none did. */
  at(moment: number): number | undefined {
    const { time, open } = this.#of.columns;
    this.#seek(moment - STAMP_LATE_MS);
    let row = this.#row;
    while (row + 1 < time.length && at(time, row + 1) <= moment) row++;
    const began = row < time.length ? at(time, row) : Number.NaN;
    return began <= moment && moment - began <= STAMP_LATE_MS ? at(open, row) : undefined;
  }

  /** The highest or lowest mark of a bar that is covered by mark bars from its first moment to its last; else undefined. */
  extreme(which: "high" | "low", from: number, to: number): number | undefined {
    const { time, [which]: column } = this.#of.columns;
    const { intervalMs } = this.#of;
    this.#seek(from);
    let covered = from;
    let extreme = which === "high" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    for (let row = this.#row; row < time.length && at(time, row) === covered && covered < to; row++) {
      extreme = which === "high" ? Math.max(extreme, at(column, row)) : Math.min(extreme, at(column, row));
      covered += intervalMs;
    }
    return covered === to ? extreme : undefined;
  }

  /** The first row from `moment` on. Moments come in order but for milliseconds. */
  #seek(moment: number): void {
    const { time } = this.#of.columns;
    while (this.#row > 0 && at(time, this.#row - 1) >= moment) this.#row--;
    while (this.#row < time.length && at(time, this.#row) < moment) this.#row++;
  }
}

/** By place of the instrument; undefined where nothing was recorded. */
export const marksOf = (
  instruments: readonly Instrument[],
  recorded: readonly MarkBars[],
): readonly (MarkPrices | undefined)[] =>
  instruments.map(({ id }) => {
    const own = recorded.find(({ instrument }) => instrument === id);
    return own && new MarkPrices(own);
  });
