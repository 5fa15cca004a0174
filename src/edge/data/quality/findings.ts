/** How bad a finding is: an error fails the check, a warning is worth a look, a note only explains the data. */
export type Severity = "error" | "warning" | "note";

/** What one kind of finding means, and what to do about it. */
interface KindText {
  readonly severity: Severity;
  readonly means: string;
  readonly fix: string;
}

const kind = (severity: Severity, means: string, fix: string): KindText => ({ severity, means, fix });

const GET_AGAIN = "download the bars again, or leave the rows out with --repair";

/** Every kind of finding, worst first. */
export const KINDS = {
  unreadable: kind("error", "the file cannot be read as a table of bars", "see the message"),
  cell: kind("error", "a cell holds no number or no time", GET_AGAIN),
  price: kind("error", "a price is zero, negative or not finite", GET_AGAIN),
  ohlc: kind("error", "high and low do not enclose open and close", GET_AGAIN),
  volume: kind("error", "a volume is negative or not finite", GET_AGAIN),
  time: kind("error", "a time lies outside of the calendar: its unit is wrong", GET_AGAIN),
  unsorted: kind("error", "rows are not in the order of time", "sort them, or use --repair"),
  conflict: kind(
    "error",
    "two rows of one time say different things",
    "keep the right one; --repair keeps the one with more volume, of equal ones the later",
  ),
  interval: kind(
    "error",
    "the rows are not as far apart as the name or the option says",
    "rename the file, or download the right one",
  ),
  symbol: kind(
    "error",
    "the prices are those of another instrument",
    "compare with the source; rename or replace the file",
  ),
  duplicate: kind("warning", "a row repeats another one exactly", "none needed: it is read once"),
  gap: kind(
    "warning",
    "bars are missing while the market was open",
    "download them again; if the venue has none, it was down or nobody traded",
  ),
  halt: kind(
    "warning",
    "the venue did not trade: bars without volume, or the same hole in several of its markets",
    "nothing to repair; a strategy must live through it",
  ),
  spike: kind(
    "warning",
    "one bar reaches far beyond the bars around it, on no more volume than usual: mostly a bad print",
    "compare with another source; --repair --spikes drop leaves the bars out",
  ),
  split: kind(
    "warning",
    "the price level changes by a ratio that shares are split in",
    "name the factor file in symbols.S.actions or .adjust, or use adjusted prices",
  ),
  jump: kind(
    "warning",
    "the price level changes by half or more between two bars, and no split explains it",
    "look at both sides: two sources in one file, or a unit that changed",
  ),
  "off-grid": kind(
    "warning",
    "stamps lie off the grid of the interval",
    "check the time column of the source",
  ),
  zone: kind(
    "warning",
    "the stamps are not UTC: the market was closed then",
    "convert the times to UTC before use",
  ),
  "end-stamp": kind(
    "warning",
    "the stamps say when each bar ended, not when it began",
    "subtract the interval from every time, else every decision comes one bar late",
  ),
  future: kind(
    "warning",
    "the bars are dated after now: nobody can have recorded them",
    "check the unit and the year of the time column, and the clock of this machine",
  ),
  unfinished: kind(
    "warning",
    "the last bar had not ended when the file was made",
    "drop it, or download it again",
  ),
  disagree: kind(
    "warning",
    "another file of the same market says something else",
    "compare both with the venue",
  ),
  crash: kind(
    "note",
    "the price moved by half between two bars on many times the usual volume: news, not damage",
    "none",
  ),
  wick: kind(
    "note",
    "one bar reaches far beyond the bars around it, on several times the usual volume: traded rather than misprinted",
    "none; some venues cancel such trades later",
  ),
  idle: kind("note", "bars in which nobody traded: a thin market", "none"),
  quiet: kind("note", "the feed leaves out minutes in which nothing happened", "none"),
  "short-week": kind("note", "the feed begins or ends its week inside the usual hours", "none"),
  outside: kind(
    "note",
    "bars before or after the regular session",
    "none; session hours decide who sees them",
  ),
  "one-sided": kind("note", "rows without a bid or without an ask", "none: nothing is filled in them"),
  "no-volume": kind("note", "no bar has volume", "none; models that need volume refuse such data"),
  "date-form": kind(
    "note",
    "dates are written with the year last, which backtest and run do not read",
    "write 2017-01-03, or import the file",
  ),
} as const satisfies Readonly<Record<string, KindText>>;

export type FindingKind = keyof typeof KINDS;

/** One thing that is noteworthy about a file. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** START of the first bar it concerns, Unix ms; null when it is the whole file. */
  readonly at: number | null;
  /** Where it ends: START of the first bar that is sound again, or of the last one concerned. */
  readonly until: number | null;
  /** Line of the first row, from 1. */
  readonly line: number | null;
  /** Rows or bars it concerns. */
  readonly bars: number;
  /** What is there, in words. */
  readonly found: string;
  readonly means: string;
  readonly fix: string;
}

/** A finding with the words of its kind. */
export function finding(
  of: FindingKind,
  args: {
    readonly found: string;
    readonly bars: number;
    readonly at?: number | undefined;
    readonly until?: number | undefined;
    readonly line?: number | undefined;
  },
): Finding {
  const { severity, means, fix } = KINDS[of];
  const { found, bars, at, until, line } = args;
  // JSON has no NaN: a row whose time cannot be read has none.
  const moment = (time: number | undefined): number | null =>
    time === undefined || !Number.isFinite(time) ? null : time;
  return {
    kind: of,
    severity,
    at: moment(at),
    until: moment(until),
    line: line ?? null,
    bars,
    found,
    means,
    fix,
  };
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
const ORDER = Object.keys(KINDS);

/** Worst first, then by kind, then as they stand in the file. */
export const byWeight = (a: Finding, b: Finding): number =>
  RANKS[a.severity] - RANKS[b.severity] ||
  ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
  (a.line ?? 0) - (b.line ?? 0) ||
  (a.at ?? 0) - (b.at ?? 0);
