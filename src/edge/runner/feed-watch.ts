import type { UnixMs } from "../../core/base/index.ts";
import type { Instrument } from "../../core/domain/index.ts";
import { at, type BarDoubt, BarGuard, type BarSeries, type BarValues } from "../../core/market/index.ts";
import type { VenueNews } from "../ports/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import { feedWords } from "./feed-words.ts";
import type { PaperRun } from "./paper-run.ts";

/** A person is told of the feed of an instrument so often at most: a feed that breaks at every other bar is one news. */
const TELL_EVERY_MS = 60_000;

/** What is known of no bar: whatever is told of it is wrong. */
const NO_BAR: BarValues = { open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };

/** What a watch over feeds belongs to. */
export interface FeedParts {
  readonly written: WrittenRun;
  readonly run: PaperRun;
  readonly instruments: readonly Instrument[];
  /** How many of the series of the run are fed, the first ones: longer bars are made of them. */
  readonly fed: number;
  /** Wall clock in milliseconds, monotone. */
  now(): number;
}

/** One feed, and what a person knows of it. */
interface Watched {
  readonly series: BarSeries;
  readonly guard: BarGuard;
  /** They know that it is not whole. */
  isTold: boolean;
  toldAt: number;
  /** How often it broke since they were told. */
  untold: number;
}

/** How many bars of a run said nothing new, by why. */
type IgnoredBars = Record<"unclosed" | "duplicate" | "backwards", number>;

/**
 * Holds the bars that a venue tells against what is known of them here: the recorded data are the second source, and what
 * is played. A bar that did not come whole is played as recorded all the same; but the engine hears before that nobody
 * vouches for the feed, until a bar comes whole again.
 */
export class FeedWatch {
  readonly #of: FeedParts;
  readonly #watched: readonly Watched[];
  readonly #ignored: IgnoredBars = { unclosed: 0, duplicate: 0, backwards: 0 };

  constructor(parts: FeedParts) {
    this.#of = parts;
    this.#watched = parts.written.assembly.series.slice(0, parts.fed).map((series) => {
      const guard = new BarGuard(series.intervalMs);
      return { series, guard, isTold: false, toldAt: Number.NEGATIVE_INFINITY, untold: 0 };
    });
  }

  /** What was written has been walked again: the next bar is news. */
  begin(): void {
    for (const watched of this.#watched) {
      const { series, guard } = watched;
      const row = series.visible - 1;
      if (row >= 0) guard.begin(at(series.columns.time, row), barAt(series, row));
      watched.isTold = this.#doubtOf(watched) !== undefined; // By the process before.
    }
  }

  /** A bar was told by event `number`. What was heard before a process died, and is told again, is judged, not acted upon. */
  hear(number: number, { bar, isClosed, at: told }: Extract<VenueNews, { kind: "bar" }>): void {
    const watched = this.#watched.find(
      ({ series }) => series.instrument === bar.instrument && series.intervalMs === bar.intervalMs,
    );
    if (watched === undefined) return; // Nobody here follows it.
    const { series, guard } = watched;
    const row = rowOf(series, bar.time);
    const closesAt = row === undefined ? bar.time + bar.intervalMs : series.closesAt(row);
    const second = row === undefined ? NO_BAR : barAt(series, row);
    const verdict = guard.hear({ ...bar, closesAt, isClosed }, told, second);
    const isNews = number > this.#of.run.number;
    if (verdict.kind === "ignored") this.#ignored[verdict.why] += isNews ? 1 : 0;
    else if (verdict.kind !== "good" && isNews) this.#break(watched, verdict.doubt, number, told);
  }

  /** The next moment is about to be played: did the bars that close then come whole? */
  judge(moment: number, number: number): void {
    for (const watched of this.#watched) {
      const { series, guard } = watched;
      const row = series.visible;
      if (row >= series.rows || series.closesAt(row) !== moment) continue;
      const doubt = guard.due(at(series.columns.time, row), barAt(series, row));
      if (doubt === undefined) this.#mend(watched, number, moment as UnixMs);
      else this.#break(watched, doubt, number, moment as UnixMs);
    }
  }

  /** Last of all: what was passed over. */
  end(): void {
    const { unclosed, duplicate, backwards } = this.#ignored;
    if (duplicate + backwards + unclosed > 0)
      this.#of.written.noted.told({ kind: "ignored bars", at: this.#of.run.now, ...this.#ignored });
  }

  #break(watched: Watched, doubt: BarDoubt, number: number, now: UnixMs): void {
    const { instrument } = watched.series;
    if (this.#doubtOf(watched) === undefined) {
      const { fault } = doubt;
      this.#of.run.hear(number, { kind: "FeedBroken", instrument, fault, ...feedWords(doubt), at: now });
      watched.untold++;
    }
    this.#tellBroken(watched);
  }

  #mend(watched: Watched, number: number, now: UnixMs): void {
    if (this.#doubtOf(watched) === undefined) return;
    const { instrument } = watched.series;
    this.#of.run.hear(number, { kind: "FeedMended", instrument, at: now });
    if (!watched.isTold) return;
    watched.isTold = false;
    this.#of.written.noted.told({ kind: "feed mended", at: now, symbol: this.#symbolOf(watched) });
  }

  /** Also some time after it broke, where a person was told of an earlier time only just before. */
  #tellBroken(watched: Watched): void {
    const doubt = this.#doubtOf(watched);
    const now = this.#of.now();
    if (doubt === undefined || watched.isTold || now < watched.toldAt + TELL_EVERY_MS) return;
    const { fault, found, expected, since } = doubt;
    const about = { fault, found, expected, times: watched.untold };
    const symbol = this.#symbolOf(watched);
    this.#of.written.noted.told({ kind: "feed broken", at: since, symbol, ...about });
    watched.isTold = true;
    watched.toldAt = now;
    watched.untold = 0;
  }

  #doubtOf({ series }: Watched): ReturnType<WrittenRun["assembly"]["engine"]["risk"]["feeds"]["of"]> {
    return this.#of.written.assembly.engine.risk.feeds.of(series.instrument);
  }

  #symbolOf({ series }: Watched): string {
    return this.#of.instruments[series.instrument]?.symbol ?? "";
  }
}

function barAt({ columns }: BarSeries, row: number): BarValues {
  const { open, high, low, close, volume } = columns;
  return {
    open: at(open, row),
    high: at(high, row),
    low: at(low, row),
    close: at(close, row),
    volume: at(volume, row),
  };
}

/** The row of a bar that is still to close, or that closed last, by its start; undefined: there is none. */
function rowOf({ columns: { time }, visible, rows }: BarSeries, start: number): number | undefined {
  let low = Math.max(0, visible - 1);
  let high = rows - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at(time, middle);
    if (found === start) return middle;
    if (found < start) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
