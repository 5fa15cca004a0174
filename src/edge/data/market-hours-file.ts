import { nearest } from "../problem/index.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { readText } from "./read-file.ts";
import type { DaySegment, TradingHours } from "./trading-hours.ts";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/**
 * Reads one entry of a market-hours database in LEAN's form (`market-hours-database.json`, gzip or not): hours by weekday
 * and state, holidays, early closes and late opens, in the time zone of the exchange.
 * @param entries names of the entry, best first, such as `Equity-usa-SPY`, `Equity-usa-[*]`
 * @throws DataProblem, exit 5, where the file is no such database; exit 2 where it has none of the entries
 */
export function readMarketHours(file: string, entries: readonly string[]): TradingHours {
  const database = record(parsed(file), file);
  const known = record(database["entries"], `${file}: entries`);
  const name = entries.find((one) => Object.hasOwn(known, one));
  if (name === undefined) {
    const near = nearest(entries[0] ?? "", Object.keys(known));
    throw misused({
      where: file,
      message: `the market-hours database has no entry ${entries.join(" or ")}`,
      found: `${Object.keys(known).length} entries`,
      allowed: list(Object.keys(known)),
      fix: near === undefined ? "name one of its entries after #" : `did you mean #${near}?`,
    });
  }
  const where = `${file}: ${name}`;
  const entry = record(known[name], where);
  const zone = entry["exchangeTimeZone"];
  if (typeof zone !== "string") throw bad(where, "exchangeTimeZone", zone);
  return {
    zone,
    week: WEEKDAYS.map((weekday) => segments(entry[weekday] ?? [], `${where}: ${weekday}`)),
    holidays: new Set(items(entry["holidays"] ?? [], where).map((date) => dayOf(date, where))),
    earlyCloses: timesByDay(entry["earlyCloses"] ?? {}, where),
    lateOpens: timesByDay(entry["lateOpens"] ?? {}, where),
  };
}

function parsed(file: string): unknown {
  const { bytes } = readText(file);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw damaged({ where: file, message: "not JSON", found, fix: "download it again" });
  }
}

const bad = (where: string, what: string, found: unknown): Error =>
  damaged({
    where,
    message: `${what} is not what a market-hours database holds`,
    found: JSON.stringify(found),
    fix: "download it again",
  });

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(where, "it", value);
  return value as Readonly<Record<string, unknown>>; // An object, by the line above.
}

function items(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(where, "a list", value);
  return value as readonly unknown[];
}

function segments(value: unknown, where: string): DaySegment[] {
  return items(value, where).map((one) => {
    const { start, end, state } = record(one, where);
    const from = timeOfDay(start, where);
    const to = timeOfDay(end, where);
    return { from, to, state: state === "market" ? "regular" : "extended" };
  });
}

function timesByDay(value: unknown, where: string): Map<number, number> {
  const entries = Object.entries(record(value, where));
  return new Map(entries.map(([date, time]) => [dayOf(date, where), timeOfDay(time, where)]));
}

/** `09:30:00`, or `1.00:00:00` for the end of the day. */
function timeOfDay(text: unknown, where: string): number {
  const match = /^(?:(1)\.)?(\d\d):(\d\d):(\d\d)$/.exec(String(text));
  if (match === null) throw bad(where, "a time of day", text);
  const [, days = "0", hours, minutes, seconds] = match;
  return (
    Number(days) * DAY_MS + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000
  );
}

/** `7/3/2013`: month first. */
function dayOf(text: unknown, where: string): number {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(String(text));
  if (match === null) throw bad(where, "a date", text);
  return Date.UTC(Number(match[3]), Number(match[1]) - 1, Number(match[2])) / DAY_MS;
}
