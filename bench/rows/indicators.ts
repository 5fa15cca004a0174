/**
 * indicators: what one update of each indicator costs, through a feed as an engine advances it, without the feed itself;
 * those that a library of npm has as well against that library, over the same bars.
 */
import { IndicatorsSync } from "@ixjb94/indicators";
import type { DurationMs } from "../../src/core/base/index.ts";
import type { InstrumentId } from "../../src/core/domain/index.ts";
import { Feed, type Indicator } from "../../src/core/indicators/index.ts";
import { BarSeries } from "../../src/core/market/index.ts";
import { requireNear, requireSame } from "../digest.ts";
import { clocked, interleaved, median, spreadOf } from "../measure.ts";
import { type Candles, candles, MINUTE } from "../reference/candles.ts";
import { fused, fusedColumns } from "../reference/fused.ts";
import type { Row } from "../row.ts";
import { INDICATORS } from "../task/indicators.ts";

const BARS = 200_000;
const SEED = 42;
const ROUNDS = 5;
const WARM_UP = 4;
/** Nanoseconds an update; the five that nearly every strategy uses have a goal of their own. */
const GOAL = 60;
const GOAL_OF_THE_USUAL = 25;
const USUAL: readonly string[] = ["sma", "ema", "rsi", "atr", "bollinger"];
const LIBRARY = "@ixjb94/indicators";
const LIBRARY_VERSION = "1.2.4";
const SLOWEST_SHOWN = 3;
/** Both end with the same value, whatever they started from: relative. */
const SAME_WITHIN = 1e-9;

/** Whatever was updated: see `interleaved`; all of it, because feeds and indicators share what they are made of. */
const HELD: unknown[] = [];

export const indicators: Row = {
  name: "indicators",
  about: "one update of every indicator, over 200,000 bars",
  limit: { of: "worst", goal: 1, floor: 2 },
  run: async () => {
    const bars = candles(BARS, SEED);
    const theirs = libraryOver(bars);
    requireValues(bars, theirs);
    const timed = Object.entries(INDICATORS).map(([name, make]) => [name, timesOf(bars, make)] as const);
    const timesByName = new Map(timed);
    const library = new Map(
      Object.entries(theirs).map(([name, run]) => [name, timesOfLibrary(run)] as const),
    );
    const bare = median(timesOfLibrary(fusedOver(bars)));
    const ours = timed.map(([name, times]) => ({ name, ns: median(times) }));
    const shared = Object.keys(theirs);
    const nsOf = (name: string): number => ours.find((one) => one.name === name)?.ns ?? Number.NaN;
    const their = (name: string): number => median(library.get(name) ?? []);
    const inRound = (of: ReadonlyMap<string, readonly number[]>, round: number): number =>
      median(shared.map((name) => of.get(name)?.[round] ?? Number.NaN));
    const ratios = Array.from(
      { length: ROUNDS },
      (_, round) => inRound(timesByName, round) / inRound(library, round),
    );
    const value = median(ours.map(({ ns }) => ns));
    const referenceValue = median(shared.map(their));
    const told = ({ name, ns }: { name: string; ns: number }): string => `${name} ${ns.toFixed(1)}`;
    const rounded = ({ name, ns }: { name: string; ns: number }): string => `${name} ${ns.toFixed(0)}`;
    const slowest = [...ours].sort((a, b) => b.ns - a.ns);
    const late = slowest.filter(({ name, ns }) => !(ns <= goalOf(name)));
    return {
      value,
      unit: "ns",
      reference: LIBRARY,
      referenceValue,
      ratio: median(shared.map(nsOf)) / referenceValue,
      spread: spreadOf(ratios),
      worst: Math.max(...ours.map(({ name, ns }) => ns / goalOf(name))),
      lines: [
        `ns an update, goal ${GOAL_OF_THE_USUAL}: ${USUAL.map((name) => told({ name, ns: nsOf(name) })).join(", ")}`,
        `${late.length} of ${ours.length} above their goal; slowest: ${slowest.slice(0, SLOWEST_SHOWN).map(rounded).join(", ")}`,
        `${LIBRARY} ${LIBRARY_VERSION}: ${shared.map((name) => told({ name, ns: their(name) })).join(", ")}`,
        `bare EMA-cross loop: ${bare.toFixed(2)} ns a bar; the median is ${(value / bare).toFixed(1)} of it`,
      ],
      digest: `${ours.length} indicators have a value, ${shared.length} the library's; above their goal: ${late.map(told).join(", ") || "none"}`,
    };
  },
};

const goalOf = (name: string): number => (USUAL.includes(name) ? GOAL_OF_THE_USUAL : GOAL);

function seriesOver(columns: Candles): BarSeries {
  const [instrument, intervalMs] = [0 as InstrumentId, MINUTE as DurationMs]; // Brands are born.
  return new BarSeries({ id: 0, instrument, intervalMs, columns });
}

/**
 * Nanoseconds of an update, round by round: a feed with the indicator less one that keeps the same price lines without it.
 * One indicator after the other, for code that nobody runs for a while is thrown away; the check before has shown the
 * engine of JavaScript all of them, so that calls they share are as slow as in a strategy of many indicators.
 */
function timesOf(bars: Candles, make: (feed: Feed) => Indicator): readonly number[] {
  const fields = fieldsOf(bars, make);
  const advanced = (follow: (feed: Feed) => unknown): number => {
    const series = seriesOver(bars);
    const feed = new Feed(series);
    HELD.push(feed, follow(feed));
    return clocked(() => advanceAll(series, feed));
  };
  const times = interleaved(
    {
      whole: () => advanced(make),
      feed: () => advanced((feed) => fields.map((field) => feed[field])),
    },
    { rounds: ROUNDS, warmUp: WARM_UP },
  );
  const bare = median(times.feed);
  return times.whole.map((ms) => nanosecondsABar(ms - bare));
}

function timesOfLibrary(run: () => unknown): readonly number[] {
  let made: unknown; // Held from one measurement to the next, as above.
  const work = (): void => {
    made = run();
  };
  const { library } = interleaved({ library: () => clocked(work) }, { rounds: ROUNDS, warmUp: WARM_UP });
  requireSame("something was made", made !== undefined, true);
  return library.map(nanosecondsABar);
}

const nanosecondsABar = (ms: number): number => (ms * 1e6) / BARS;

function advanceAll(series: BarSeries, feed: Feed): void {
  for (let row = 0; row < series.rows; row++) {
    series.visible = row + 1;
    feed.advance();
  }
}

const FIELDS = ["open", "high", "low", "close", "volume"] as const;
type Field = (typeof FIELDS)[number];

/** The price lines an indicator asks for: the feed without it has to keep the same ones. */
function fieldsOf(bars: Candles, make: (feed: Feed) => Indicator): readonly Field[] {
  const feed = new Feed(seriesOver(bars));
  const asked = new Set<Field>();
  for (const field of FIELDS) {
    const line = feed[field];
    Object.defineProperty(feed, field, {
      get: () => {
        asked.add(field);
        return line;
      },
    });
  }
  make(feed);
  return [...asked].sort();
}

/** What the library makes of the same closes, highs and lows: whole columns at once. */
function libraryOver(bars: Candles): Readonly<Record<string, () => readonly number[]>> {
  const [high, low, close] = [Array.from(bars.high), Array.from(bars.low), Array.from(bars.close)];
  const library = new IndicatorsSync();
  return {
    sma: () => library.sma(close, 20),
    ema: () => library.ema(close, 20),
    rsi: () => library.rsi(close, 14),
    atr: () => library.atr(high, low, close, 14),
    bollinger: () => library.bbands(close, 20, 2)[1] ?? [],
    macd: () => library.macd(close, 12, 26, 9)[0] ?? [],
  };
}

/** Every indicator has a value at the last bar; where the library has it too, it is the same. @throws WrongDigest */
function requireValues(bars: Candles, theirs: Readonly<Record<string, () => readonly number[]>>): void {
  for (const [name, make] of Object.entries(INDICATORS)) {
    const series = seriesOver(bars);
    const feed = new Feed(series);
    const made = make(feed);
    HELD.push(feed);
    advanceAll(series, feed);
    requireSame(`${name} has a value`, Number.isFinite(made.now), true);
    const run = theirs[name];
    if (run === undefined) continue;
    const expected = run().at(-1) ?? Number.NaN;
    requireNear(`${name} of the library`, made.now, expected, SAME_WITHIN * Math.max(1, Math.abs(expected)));
  }
}

function fusedOver({ open, close }: Candles): () => unknown {
  const out = fusedColumns(BARS);
  return () => fused(open, close, out);
}
