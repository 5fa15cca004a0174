import { assert } from "../base/index.ts";
import type { Instrument } from "../domain/index.ts";
import { type BarSeries, isFinest } from "../market/index.ts";
import type { Portfolio, Position } from "../portfolio/index.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** What a closed bar of one series touches. */
export interface Track {
  readonly series: BarSeries;
  /** The shortest bars of their instrument: they set its price. */
  readonly isFinest: boolean;
  /** One an instrument. */
  readonly position: Position;
  readonly followers: readonly { isDue: boolean }[];
}

/** By id of the series. */
export const tracksOf = (
  series: readonly BarSeries[],
  portfolio: Portfolio,
  runs: readonly StrategyRun[],
): readonly Track[] =>
  series.map((one) => ({
    series: one,
    isFinest: isFinest(one, series),
    position: portfolio.position(one.instrument),
    followers: runs.flatMap((run) => run.followers(one)),
  }));

/** Symbols in code-unit order: the id of each is its place. @throws InvariantBroken where they are not */
export function assertSorted(instruments: readonly Instrument[]): void {
  for (let i = 1; i < instruments.length; i++)
    assert(
      (instruments[i - 1] as Instrument).symbol < (instruments[i] as Instrument).symbol,
      "instruments are not sorted",
    );
}

/** The order in which signals of one moment are judged. Code units, so that it is the same on every machine. */
export function byNameThenInstrument(a: StrategyRun, b: StrategyRun): number {
  if (a.strategy.name !== b.strategy.name) return a.strategy.name < b.strategy.name ? -1 : 1;
  return a.instrument.id - b.instrument.id; // Ids are in code-unit order of symbols.
}
