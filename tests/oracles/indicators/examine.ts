/** Plays bars through an indicator and compares what it says with an oracle. */
import { Feed, type Indicator, type Source } from "../../../src/core/indicators/index.ts";
import type { BarColumns, BarSeries } from "../../../src/core/market/index.ts";
import { seriesOf } from "../../builders/bars.ts";
import { DAY } from "../../builders/instrument.ts";
import type { IndicatorCase, Oracle } from "./case.ts";
import { expectedBy } from "./vectors.ts";

/** An indicator on a feed whose bars close one by one. */
export class Stage {
  readonly feed: Feed;
  readonly indicator: Indicator;
  readonly lines: Readonly<Record<string, Source>>;
  readonly series: BarSeries;

  constructor(one: IndicatorCase, bars: BarColumns) {
    this.series = seriesOf(0, 0, bars, DAY);
    this.feed = new Feed(this.series);
    this.indicator = one.make(this.feed);
    this.lines = one.lines?.(this.indicator) ?? { now: this.indicator };
  }

  /** Closes the next bar. @returns false when there is none */
  close(): boolean {
    if (this.series.visible === this.series.rows) return false;
    this.series.visible++;
    this.feed.advance();
    return true;
  }

  /** What every line says now, and said a bar earlier. */
  values(): readonly number[] {
    return Object.values(this.lines).flatMap(({ now, prev }) => [now, prev]);
  }
}

export interface Difference {
  readonly line: string;
  readonly row: number;
  readonly found: number;
  readonly expected: number;
}

export interface Examined {
  /** Largest error relative to max(1, |expected|) over all compared rows and lines. */
  readonly error: number;
  /** How many numbers were compared. */
  readonly compared: number;
  /** Rows beyond the tolerance, or where only one side has a number. */
  readonly differences: readonly Difference[];
}

export async function examine(one: IndicatorCase, oracle: Oracle): Promise<Examined> {
  const { bars, lines } = await expectedBy(oracle);
  const stage = new Stage(one, bars);
  const differences: Difference[] = [];
  let error = 0;
  let compared = 0;
  for (let row = 0; stage.close(); row++) {
    if (row < (oracle.from ?? 0)) continue;
    for (const [line, values] of Object.entries(lines)) {
      const expected = values[row] ?? Number.NaN;
      const found = stage.lines[line]?.now ?? Number.NaN;
      if (Number.isNaN(expected) && Number.isNaN(found)) continue;
      const off = Math.abs(found - expected) / Math.max(1, Math.abs(expected));
      if (off <= oracle.tolerance) {
        error = Math.max(error, off);
        compared++;
      } else differences.push({ line, row, found, expected });
    }
  }
  return { error, compared, differences };
}
