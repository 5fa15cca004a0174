import { at } from "../../../core/market/index.ts";
import { DataProblem, moment } from "../data-problem.ts";
import { parseFeedName } from "../feeds/feed-name.ts";
import { hasKnownExtension, parseFileName } from "../file-name.ts";
import { readFunding } from "../funding.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { byWeight, type Finding, type FindingKind, finding } from "./findings.ts";
import { fundingFindings } from "./funding-check.ts";
import { holeFindings } from "./hole-check.ts";
import { priceFindings } from "./price-check.ts";
import { type RawRows, readRawRows } from "./raw-rows.ts";
import { pricedRows, type Series, seriesOf } from "./series.ts";
import { soundRows } from "./sound-rows.ts";
import { endStampFinding, gridFindings, isEndStamped, phaseOf, zoneFindings } from "./stamp-check.ts";
import { type CheckOptions, endOf, type Subject, subjectOf } from "./subject.ts";

/** Stretches of time that the picture of coverage has. */
const CELLS = 120;

/** What was found in one file. */
export interface FileCheck {
  readonly file: string;
  readonly content: "bars" | "quotes" | "funding" | "mark";
  readonly symbol: string | null;
  readonly venue: string | null;
  readonly interval: string | null;
  /** Rows of the file, and those that can be used. */
  readonly rows: number;
  readonly bars: number;
  /** START of the first and the last bar, Unix ms. */
  readonly from: number | null;
  readonly to: number | null;
  /** Which hours were taken for those of the market. */
  readonly hours: string;
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  readonly findings: readonly Finding[];
  readonly coverage: Coverage | null;
}

/** A file that holds nothing this check knows, and why. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** A checked file with what it was judged by, for comparing it with others. */
export interface CheckedFile {
  readonly check: FileCheck;
  readonly series: Series;
  readonly subject: Subject | undefined;
}

/**
 * Reads a file and looks for everything that is wrong or noteworthy about it.
 * @throws DataProblem for options that cannot be understood; a file that cannot be read is a finding, or is skipped where
 * it holds something else than bars, quotes or funding rates
 */
export function checkFile(file: string, options: CheckOptions): CheckedFile | SkippedFile {
  if (parseFeedName(file) !== undefined)
    return { file, reason: "a recording of raw streams, which is read as it is played" };
  if (!hasKnownExtension(file)) return { file, reason: "not a .csv, .csv.gz or .columns file" };
  if (parseFileName(file)?.content === "funding") return readable(file, () => checkFunding(file));
  return readable(
    file,
    () => readRawRows(file),
    (raw) => checkRows(raw, options),
  );
}

/** Content of another kind is no damage (exit 2), anything else is. */
function readable<T>(
  file: string,
  read: () => T,
  check: (read: T) => CheckedFile = (checked) => checked as CheckedFile,
): CheckedFile | SkippedFile {
  let value: T;
  try {
    value = read();
  } catch (problem) {
    if (!(problem instanceof DataProblem)) throw problem;
    const { message, found } = problem.details;
    if (problem.exitCode === 2)
      return { file, reason: message.replace(/, which come in a later version$/, "") };
    const what = found === undefined ? message : `${message}; found: ${found}`;
    return unreadableFile(file, finding("unreadable", { found: what, bars: 0 }));
  }
  return check(value);
}

function checkRows(raw: RawRows, options: CheckOptions): CheckedFile {
  if (raw.rows === 0)
    return unreadableFile(raw.file, finding("unreadable", { found: "a header and no rows", bars: 0 }));
  const sound = soundRows(raw);
  const series = seriesOf(raw, sound.kept);
  const subject = subjectOf(raw, series, options);
  const { intervalMs, hours, kind, timetable } = subject;
  let findings = [...sound.findings, ...subject.findings, ...plainNotes(raw, series)];
  let dated = series;
  if (timetable !== undefined && series.columns.time.length > 0) {
    if (isEndStamped(series.columns.time, hours.calendar, intervalMs)) {
      findings.push(endStampFinding(series));
      dated = begunEarlier(series, intervalMs);
    }
    const zone = zoneFindings(dated, kind, hours.calendar, intervalMs);
    const isMonths = subject.interval === "1Mo";
    // Not pushed: a file may have more holes than a call can have arguments.
    findings = [
      ...findings,
      ...zone,
      ...(isMonths ? [] : gridFindings(series, intervalMs, phaseOf(series.columns.time, intervalMs))),
      // Hours that are not those of the market would make a hole of every morning.
      ...(zone.length === 0 ? holeFindings(dated, { kind, intervalMs, timetable }) : []),
      ...priceFindings(pricedRows(series), kind, intervalMs),
      ...notOver(series, intervalMs, options.now),
    ];
  }
  const coverage =
    timetable === undefined
      ? undefined
      : coverageOf({ time: dated.columns.time, intervalMs, timetable, findings, cells: CELLS });
  const check = summaryOf(raw, series, subject, findings, coverage ?? null);
  return { check, series, subject };
}

const begunEarlier = (series: Series, intervalMs: number): Series => ({
  ...series,
  columns: { ...series.columns, time: series.columns.time.map((end) => end - intervalMs) },
});

function plainNotes(raw: RawRows, series: Series): Finding[] {
  const rows = series.columns.time.length;
  const content = parseFileName(raw.file)?.content;
  const isDates = raw.timeFormat === "month first" || raw.timeFormat === "day first";
  const saysVolume = raw.holds === "bars" && content !== "mark";
  return [
    ...(isDates ? [finding("date-form", { found: `the ${raw.timeFormat}`, bars: raw.rows })] : []),
    ...(series.oneSided > 0
      ? [finding("one-sided", { found: `${series.oneSided} of ${rows} rows`, bars: series.oneSided })]
      : []),
    ...(saysVolume && rows > 0 && !series.hasVolume
      ? [
          finding("no-volume", {
            found: raw.hasVolume ? "the column is 0" : "there is no such column",
            bars: rows,
          }),
        ]
      : []),
  ];
}

/** Bars that begin after now were not recorded; one that has begun and not ended is recorded in part. */
function notOver({ columns: { time }, lines }: Series, intervalMs: number, now: number): Finding[] {
  const end = endOf(time, intervalMs);
  if (end <= now) return [];
  const last = time.length - 1;
  const first = time.findIndex((start) => start > now);
  if (first !== -1)
    return [
      finding("future", {
        found: `until ${moment(end)}, and this machine says it is ${moment(now)}`,
        bars: time.length - first,
        at: at(time, first),
        line: lines[first],
      }),
    ];
  return [
    finding("unfinished", {
      found: `it ends at ${moment(end)}`,
      bars: 1,
      at: at(time, last),
      line: lines[last],
    }),
  ];
}

function summaryOf(
  raw: RawRows,
  series: Series,
  { symbol, venue, interval, hours }: Subject,
  findings: readonly Finding[],
  coverage: Coverage | null,
): FileCheck {
  const { time } = series.columns;
  const isMark = parseFileName(raw.file)?.content === "mark";
  return withFindings(
    {
      file: raw.file,
      content: isMark ? "mark" : raw.holds,
      symbol,
      venue,
      interval,
      rows: raw.rows,
      bars: time.length,
      from: time[0] ?? null,
      to: time[time.length - 1] ?? null,
      hours: hours.words,
      counts: {},
      findings: [],
      coverage,
    },
    findings,
  );
}

/** The same check with other findings, sorted and counted. */
export function withFindings(check: FileCheck, findings: readonly Finding[]): FileCheck {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return { ...check, counts, findings: [...findings].sort(byWeight) };
}

const NO_SERIES: Series = {
  columns: {
    time: new Float64Array(),
    open: new Float64Array(),
    high: new Float64Array(),
    low: new Float64Array(),
    close: new Float64Array(),
    volume: new Float64Array(),
  },
  lines: new Uint32Array(),
  hasVolume: false,
  oneSided: 0,
};

/** What there is to say of a file without bars. */
function bare(file: string, content: FileCheck["content"], rows: number): FileCheck {
  const name = parseFileName(file);
  return {
    file,
    content,
    symbol: name?.symbol ?? null,
    venue: name?.venue ?? null,
    interval: name?.interval ?? null,
    rows,
    bars: rows,
    from: null,
    to: null,
    hours: "round the clock",
    counts: {},
    findings: [],
    coverage: null,
  };
}

const unreadableFile = (file: string, problem: Finding): CheckedFile => ({
  check: withFindings(bare(file, "bars", 0), [problem]),
  series: NO_SERIES,
  subject: undefined,
});

function checkFunding(file: string): CheckedFile {
  const { time } = readFunding(file);
  const check = bare(file, "funding", time.length);
  return {
    check: withFindings(
      { ...check, from: time[0] ?? null, to: time[time.length - 1] ?? null },
      fundingFindings(time, check.interval),
    ),
    series: NO_SERIES,
    subject: undefined,
  };
}
