import type { DurationMs } from "../../../core/base/index.ts";
import { intervalMs as millisecondsOf, type SessionTable, tradesWithin } from "../../../core/domain/index.ts";
import { at, type BarColumns, longerBars } from "../../../core/market/index.ts";
import { count, damaged, misused, moment } from "../data-problem.ts";
import { ExactSum, plainNumber } from "./exact-sum.ts";
import { byWeight } from "./findings.ts";
import { type RawRows, readRawRows, volumeText } from "./raw-rows.ts";
import { seriesOf } from "./series.ts";
import { soundRows } from "./sound-rows.ts";
import { type CheckOptions, type Subject, subjectOf } from "./subject.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Longer bars as text, and what there is to say about them. */
export interface ResampledBars {
  readonly csv: string;
  readonly interval: string;
  readonly bars: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Left out because the data begins or ends inside of them; bars with holes in them; hours that were left out. */
  readonly warnings: readonly string[];
}

/**
 * Makes longer bars of a file: first open, highest high, lowest low, last close, sum of volumes in exact decimals. Bars
 * begin at multiples of their length since 1970 UTC, weeks on Monday; days and weeks of a market with sessions are made of
 * its regular hours and are labelled by their day. What the data only begins or ends inside of is left out.
 * @throws DataProblem for files that are not sound bars, and for lengths that cannot be made of theirs
 */
export function resampleFile(file: string, to: string, options: CheckOptions): ResampledBars {
  const longer = millisecondsOf(to);
  if (longer === undefined)
    throw misused({
      where: `--to ${to}`,
      message: `${to} is no interval`,
      allowed: "such as 5m, 15m, 1h, 4h, 1d, 1w",
      fix: "write --to 1h",
    });
  const raw = readRawRows(file);
  if (raw.holds !== "bars")
    throw misused({
      where: file,
      message: "quote bars are not resampled",
      allowed: "bars: time,open,high,low,close,volume",
      fix: "choose a file of bars",
    });
  const { kept, findings } = soundRows(raw);
  const [worst] = findings.filter(({ severity }) => severity === "error").sort(byWeight);
  if (worst !== undefined)
    throw damaged({
      where: worst.line === null ? file : `${file}:${worst.line}`,
      message: worst.means,
      found: worst.found,
      fix: `timonel data check ${file} --repair --out REPAIRED.csv, then resample that`,
    });
  const series = seriesOf(raw, kept);
  const subject = subjectOf(raw, series, options);
  const shorter = requireShorter(file, subject, to, longer);
  const plan = planOf(series.columns, subject, shorter, longer);
  if (!plan.isByDay && longer < DAY_MS) refuseStraddling(file, to, plan.columns.time, { shorter, longer });
  const made = longerBars(plan.columns, shorter as DurationMs, longer); // A brand is born.
  return asText({ raw, kept, plan, made, longer, to });
}

function requireShorter(
  file: string,
  { interval, intervalMs, findings }: Subject,
  to: string,
  longer: number,
): number {
  const [wrong] = findings;
  if (wrong !== undefined || interval === null)
    throw damaged({
      where: file,
      message: wrong?.means ?? "nothing tells the interval of the bars",
      found: wrong?.found,
      fix: "say it with --timeframe, or name it in the file name as in BTCUSDT_1h.csv",
    });
  if (interval !== "1Mo" && longer > intervalMs && longer % intervalMs === 0) return intervalMs;
  throw misused({
    where: `--to ${to}`,
    message: `${to} bars cannot be made of ${interval} bars`,
    allowed: `multiples of ${interval}`,
    fix: longer <= intervalMs ? "choose a longer interval, or a file of shorter bars" : "choose a multiple",
  });
}

/** A bar that ends behind the longer one it begins in would tell that one what nobody knew at its close. */
function refuseStraddling(
  file: string,
  to: string,
  time: Float64Array,
  { shorter, longer }: { readonly shorter: number; readonly longer: number },
): void {
  const straddling = time.find((start) => (start % longer) + shorter > longer);
  if (straddling === undefined) return;
  throw misused({
    where: file,
    message: `the bar of ${moment(straddling)} reaches beyond the end of its ${to} bar, which would know what comes after it`,
    allowed: `bars that lie whole in a ${to} bar, counted from 00:00 UTC`,
    fix: "resample shorter bars, or resample to 1d",
  });
}

/** Rows with the times by which they fall into longer bars. */
interface Plan {
  readonly columns: BarColumns;
  /** Place of each row among the sound rows. */
  readonly places: Uint32Array;
  /** Bars are labelled by their day. */
  readonly isByDay: boolean;
  /** START of the first longer bar that the data does not begin inside of. */
  readonly wholeFrom: number;
  /** Bars due in a longer bar that begins at `start`; undefined: as many as fit. */
  readonly dueIn: ((start: number) => number) | undefined;
  readonly warnings: readonly string[];
}

function planOf(columns: BarColumns, subject: Subject, shorter: number, longer: number): Plan {
  const { calendar, wide, words } = subject.hours;
  const { time } = columns;
  const all = Uint32Array.from(time, (_, row) => row);
  if (
    calendar.kind === "continuous" ||
    wide.kind === "continuous" ||
    (longer !== DAY_MS && longer !== WEEK_MS)
  ) {
    const first = time[0] ?? 0;
    return { columns, places: all, isByDay: false, wholeFrom: first, dueIn: undefined, warnings: [] };
  }
  const places =
    shorter === DAY_MS
      ? all
      : all.filter((row) => tradesWithin(wide, at(time, row), at(time, row) + shorter));
  const left = all.length - places.length;
  const regular = pickRows(columns, places);
  const byDay = daysOf(regular.time, { calendar, wide }, shorter, longer);
  return {
    columns: { ...regular, time: byDay.time },
    places,
    isByDay: true,
    wholeFrom: byDay.wholeFrom,
    dueIn: byDay.dueIn,
    warnings: left === 0 ? [] : [`${count(left, "bar")} outside of the hours left out (${words})`],
  };
}

function pickRows({ time, open, high, low, close, volume }: BarColumns, places: Uint32Array): BarColumns {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(places, (row) => at(column, row));
  return {
    time: pick(time),
    open: pick(open),
    high: pick(high),
    low: pick(low),
    close: pick(close),
    volume: pick(volume),
  };
}

/**
 * Times by which the one builder of longer bars puts sessions into days: midnight UTC of the session's day, and on from
 * there as the session goes on. The bar that ends the last session of a longer bar ends with it, so that it counts as closed.
 */
function daysOf(
  time: Float64Array,
  { calendar, wide }: { readonly calendar: SessionTable; readonly wide: SessionTable },
  shorter: number,
  longer: number,
) {
  // Both tables have the same sessions; only the closes differ.
  const { opens, closes, days } = calendar;
  const isDaily = shorter === DAY_MS;
  const periodOf = (day: number): number => (longer === WEEK_MS ? Math.floor((day + 3) / 7) : day);
  const startOf = (day: number): number =>
    longer === WEEK_MS ? (periodOf(day) * 7 - 3) * DAY_MS : day * DAY_MS;
  let place = 0;
  let wholeFrom = 0;
  const mapped = time.map((start, row) => {
    const isHere = (i: number): boolean =>
      isDaily ? at(days, i) >= Math.round(start / DAY_MS) : at(wide.closes, i) > start;
    while (place + 1 < opens.length && !isHere(place)) place++;
    const day = isDaily ? Math.round(start / DAY_MS) : at(days, place);
    const isFirstOfPeriod = place === 0 || periodOf(at(days, place - 1)) !== periodOf(day);
    const isAtOpen = isDaily || start <= at(opens, place);
    if (row === 0) wholeFrom = startOf(day) + (isFirstOfPeriod && isAtOpen ? 0 : longer);
    const next = place + 1 < days.length ? at(days, place + 1) : Number.POSITIVE_INFINITY;
    const isEnd = periodOf(next) !== periodOf(day) && (isDaily || start + shorter >= at(closes, place));
    if (isEnd) return startOf(day) + longer - shorter;
    return day * DAY_MS + (isDaily ? 0 : Math.max(0, start - at(opens, place)));
  });
  const due = new Map<number, number>();
  for (let i = 0; i < opens.length; i++) {
    const first = Math.floor(at(opens, i) / shorter) * shorter;
    const bars = isDaily ? 1 : Math.ceil((at(closes, i) - first) / shorter);
    const start = startOf(at(days, i));
    due.set(start, (due.get(start) ?? 0) + bars);
  }
  const dueIn = (start: number): number => due.get(start) ?? 0;
  return { time: mapped, wholeFrom, dueIn };
}

function asText(args: {
  readonly raw: RawRows;
  readonly kept: Uint32Array;
  readonly plan: Plan;
  readonly made: ReturnType<typeof longerBars>;
  readonly longer: number;
  readonly to: string;
}): ResampledBars {
  const { raw, kept, plan, made, longer, to } = args;
  const { columns } = made;
  const { time } = plan.columns;
  const lines: string[] = [];
  const warnings = [...plan.warnings];
  const written: number[] = [];
  const holed: number[] = [];
  let row = 0;
  for (let i = 0; i < columns.time.length; i++) {
    const start = at(columns.time, i);
    while (row < time.length && at(time, row) < start) row++;
    const from = row;
    const volume = new ExactSum();
    for (; row < time.length && at(time, row) < start + longer; row++)
      volume.add(volumeText(raw, kept[plan.places[row] as number] as number)); // In range by the loop.
    if (start < plan.wholeFrom) {
      warnings.push(`the bar of ${label(start, plan.isByDay)} left out: the data begins inside of it`);
      continue;
    }
    const isHoled = plan.dueIn === undefined ? made.incomplete[i] === 1 : row - from < plan.dueIn(start);
    if (isHoled) holed.push(start);
    written.push(start);
    const prices = [columns.open, columns.high, columns.low, columns.close].map((column) =>
      plainNumber(at(column, i)),
    );
    const stamp = plan.isByDay ? label(start, true) : String(start);
    lines.push([stamp, ...prices, ...(raw.hasVolume ? [volume.text()] : [])].join(","));
  }
  if (row < time.length) warnings.push(`the last ${to} bar left out: it had not closed when the data ended`);
  const [first] = holed;
  if (first !== undefined)
    warnings.push(
      `${count(holed.length, "bar")} with holes in ${holed.length === 1 ? "it" : "them"}, the first ${label(first, plan.isByDay)}: made of the bars there are`,
    );
  const header = `${plan.isByDay ? "date" : "time"},open,high,low,close${raw.hasVolume ? ",volume" : ""}`;
  return {
    csv: `${[header, ...lines].join("\n")}\n`,
    interval: to,
    bars: written.length,
    from: written[0] ?? null,
    to: written[written.length - 1] ?? null,
    warnings,
  };
}

const label = (start: number, isByDay: boolean): string =>
  isByDay ? new Date(start).toISOString().slice(0, 10) : moment(start);
