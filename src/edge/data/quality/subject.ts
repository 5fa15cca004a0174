import {
  type Interval,
  intervalMs as millisecondsOf,
  parseSymbol,
  type SymbolParts,
} from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";
import { misused } from "../data-problem.ts";
import { parseFileName } from "../file-name.ts";
import { distancesOf, durationText, intervalOf, isBelieved, mostCommon } from "../interval.ts";
import type { SessionChoice } from "../session-choice.ts";
import { type Finding, finding } from "./findings.ts";
import { type MarketHours, type MarketKind, marketHours } from "./market-hours.ts";
import type { RawRows } from "./raw-rows.ts";
import type { Series } from "./series.ts";
import { phaseOf } from "./stamp-check.ts";
import { MONTHS, type Timetable, timetableOf } from "./timetable.ts";

const DAY_MS = 86_400_000;
const MONTH = "1Mo";

/** What a person says about the files. */
export interface CheckOptions {
  readonly symbol?: string | undefined;
  readonly timeframe?: string | undefined;
  /** A market-hours database in LEAN's form, with or without `#ENTRY`. */
  readonly calendar?: string | undefined;
  /** Unix ms: bars that end later are unfinished. */
  readonly now: number;
}

/** What a file holds, as far as its name, its header, the options and its rows tell. */
export interface Subject {
  /** The unified symbol, or what the name spells; null where nothing tells it. */
  readonly symbol: string | null;
  readonly venue: string | null;
  readonly kind: MarketKind;
  readonly interval: string | null;
  readonly intervalMs: number;
  readonly hours: MarketHours;
  readonly timetable: Timetable | undefined;
  readonly findings: readonly Finding[];
}

/** @throws DataProblem for a symbol, timeframe or calendar that cannot be understood */
export function subjectOf(raw: RawRows, series: Series, options: CheckOptions): Subject {
  const name = parseFileName(raw.file);
  const spelling = options.symbol ?? raw.header?.symbol ?? name?.symbol;
  const parts = spelling === undefined ? undefined : parseSymbol(spelling);
  if (options.symbol !== undefined && parts === undefined) throw badSymbol(options.symbol);
  const { time } = series.columns;
  const kind = kindOf(parts, name?.market === "future", time);
  const venue = raw.header?.venue ?? name?.venue ?? null;
  const said = options.timeframe ?? raw.header?.interval ?? name?.interval;
  const span = { from: time[0] ?? options.now, to: time[time.length - 1] ?? options.now };
  const hours = marketHours(kind, parts, venue ?? "unknown", calendarOf(options.calendar), span);
  const { interval, intervalMs, findings } = settle(series, said);
  const isMonths = interval === MONTH;
  return {
    symbol: parts?.symbol ?? spelling ?? null,
    venue,
    kind,
    interval,
    intervalMs,
    hours,
    timetable: isMonths
      ? MONTHS
      : intervalMs > 0
        ? timetableOf(hours.calendar, intervalMs, phaseOf(time, intervalMs))
        : undefined,
    findings,
  };
}

const badSymbol = (found: string): Error =>
  misused({
    where: "--symbol",
    message: `symbol ${found} is not understood`,
    allowed: "BTC/USDT, BTCUSDT, tBTCUSD, BTC/USDT:USDT, EUR/USD or SPY",
    fix: "write it in the form BASE/QUOTE, or as a ticker",
  });

/** `FILE` or `FILE#ENTRY`. */
function calendarOf(text: string | undefined): SessionChoice["calendar"] {
  if (text === undefined) return undefined;
  const [, file = text, entry] = /^(.+)#([^#]+)$/.exec(text) ?? [];
  return { file, entry };
}

/** What nothing names may still be told by its days: shares do not trade at weekends. */
function kindOf(parts: SymbolParts | undefined, isFuture: boolean, time: Float64Array): MarketKind {
  if (isFuture) return "future";
  if (parts !== undefined) return parts.kind;
  const weekend = (start: number): boolean => ((Math.floor(start / DAY_MS) + 4) % 7) % 6 === 0;
  const days = new Set(time.map((start) => Math.floor(start / DAY_MS))).size;
  return days >= 4 && !time.some(weekend) && spreadOver(time) ? "equity" : "spot";
}

/** Whether there are mornings and evenings without bars, or only one bar a day. */
function spreadOver(time: Float64Array): boolean {
  const hours = new Set(time.map((start) => Math.floor(start / 3_600_000) % 24));
  return hours.size <= 16;
}

function settle(series: Series, said: string | undefined) {
  const { time } = series.columns;
  const distances = distancesOf(time);
  const common = mostCommon(distances);
  const findings: Finding[] = [];
  const monthly = said === MONTH && [...distances.keys()].every((ms) => ms >= 28 * DAY_MS);
  if (monthly) return { interval: MONTH, intervalMs: 30 * DAY_MS, findings };
  const saidMs = said === undefined ? undefined : millisecondsOf(said);
  if (saidMs !== undefined && isBelieved(saidMs, distances))
    return { interval: said as Interval, intervalMs: saidMs as number, findings };
  const place = { at: time[0], line: series.lines[0], bars: time.length };
  if (said !== undefined && common !== undefined)
    findings.push(
      finding("interval", {
        ...place,
        found: `${said} is said, but most rows are ${durationText(common)} apart`,
      }),
    );
  const interval = common === undefined ? undefined : intervalOf(common);
  if (interval !== undefined && common !== undefined) return { interval, intervalMs: common, findings };
  if (said === undefined && time.length > 0) {
    const apart =
      common === undefined ? "one row does not tell it" : `most rows are ${durationText(common)} apart`;
    findings.push(finding("interval", { ...place, found: `nothing tells the interval: ${apart}` }));
  }
  return { interval: null, intervalMs: 0, findings };
}

/** START of the last bar plus its interval: when it ends. */
export const endOf = (time: Float64Array, intervalMs: number): number =>
  time.length === 0 ? Number.NEGATIVE_INFINITY : at(time, time.length - 1) + intervalMs;
