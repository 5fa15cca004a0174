import { at } from "../../core/market/index.ts";
import { byteAt, cellEnd, DOT, MINUS, NINE, QUOTE, readNumber, SPACE, ZERO } from "./csv-cells.ts";

const COLON = 58;
const PLUS = 43;
const LETTER_T = 84;
const LETTER_Z = 90;

const DAY_MS = 86_400_000;
const DAYS_IN_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The number that two digits spell, or NaN. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = byteAt(bytes, at) - ZERO;
  const ones = byteAt(bytes, at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar; NaN when there is no such day. */
function daysSince1970(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const inMonth = (DAYS_IN_MONTH[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
  if (!(day >= 1 && day <= inMonth)) return Number.NaN;
  // Counting years from March puts the leap day last, so that one formula fits every month.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Whether a cell begins like `2014-06-05`. */
const looksLikeDate = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from >= 10 && byteAt(bytes, from + 4) === MINUS && byteAt(bytes, from + 7) === MINUS;

/**
 * Unix milliseconds of an ISO date or date-time: `2014-06-05`, `2014-06-05 08:15`, `2014-06-05T08:15:30.25+02:00`.
 * UTC unless an offset is given: never the zone of the machine. NaN when it is none.
 */
function isoTime(bytes: Uint8Array, from: number, to: number): number {
  if (!looksLikeDate(bytes, from, to)) return Number.NaN;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  const date = daysSince1970(year, twoDigits(bytes, from + 5), twoDigits(bytes, from + 8)) * DAY_MS;
  if (to - from === 10) return date;
  const separator = byteAt(bytes, from + 10);
  if ((separator !== LETTER_T && separator !== SPACE) || to - from < 16) return Number.NaN;
  const hour = twoDigits(bytes, from + 11);
  const minute = twoDigits(bytes, from + 14);
  if (byteAt(bytes, from + 13) !== COLON || !(hour < 24) || !(minute < 60)) return Number.NaN;
  const time = date + hour * 3_600_000 + minute * 60_000;
  let at = from + 16;
  if (at === to || byteAt(bytes, at) !== COLON) return time + offsetOf(bytes, at, to);
  const second = to - at >= 3 ? twoDigits(bytes, at + 1) : Number.NaN;
  if (!(second < 60)) return Number.NaN;
  at += 3;
  let milliseconds = 0;
  if (at < to && byteAt(bytes, at) === DOT) {
    // Digits beyond the third are dropped: bars begin on whole milliseconds.
    for (let scale = 100; ++at < to && byteAt(bytes, at) >= ZERO && byteAt(bytes, at) <= NINE; scale /= 10)
      if (scale >= 1) milliseconds += (byteAt(bytes, at) - ZERO) * scale;
  }
  return time + second * 1_000 + Math.round(milliseconds) + offsetOf(bytes, at, to);
}

/** Milliseconds to add for what follows the time of day: nothing, `Z`, `+02:00` or `-0530`; NaN for anything else. */
function offsetOf(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  const sign = byteAt(bytes, from);
  if (sign === LETTER_Z) return to === from + 1 ? 0 : Number.NaN;
  if (sign !== PLUS && sign !== MINUS) return Number.NaN;
  const hasColon = to - from === 6 && byteAt(bytes, from + 3) === COLON;
  if (!hasColon && to - from !== 5) return Number.NaN;
  const minutes = twoDigits(bytes, from + 1) * 60 + twoDigits(bytes, from + (hasColon ? 4 : 3));
  return (sign === PLUS ? -minutes : minutes) * 60_000;
}

/** Milliseconds in one unit of a Unix time of this size; undefined when it is none in s, ms or us of 1973 to 5138. */
function unixUnit(value: number): number | undefined {
  if (value >= 1e8 && value < 1e11) return 1_000;
  if (value >= 1e11 && value < 1e14) return 1;
  if (value >= 1e14 && value < 1e17) return 0.001;
  return undefined;
}

/** How the times of a file are written: milliseconds in one unit, or dates. */
export type TimeFormat = number | "iso";

/** The format of the first time of a file; undefined when the cell is no time. */
export function timeFormatOf(bytes: Uint8Array, from: number, delimiter: number): TimeFormat | undefined {
  const one = new Float64Array(1);
  readDate(bytes, from, delimiter, one, 0);
  if (!Number.isNaN(at(one, 0))) return "iso";
  readNumber(bytes, from, delimiter, one, 0);
  return unixUnit(at(one, 0));
}

/** Reads a date or date-time into `block[index]`, NaN when it is none, and returns where the cell ends. */
export function readDate(
  bytes: Uint8Array,
  from: number,
  delimiter: number,
  block: Float64Array,
  index: number,
): number {
  const end = cellEnd(bytes, from, delimiter);
  let begin = from;
  let to = end;
  while (begin < to && isPadding(byteAt(bytes, begin))) begin++;
  while (begin < to && isPadding(byteAt(bytes, to - 1))) to--;
  block[index] = isoTime(bytes, begin, to);
  return end;
}

const isPadding = (byte: number): boolean => byte === SPACE || byte === QUOTE;

/** Unix milliseconds of a number in units of `unitMs`; NaN when a number of that size has another unit. */
export function millisecondsOf(value: number, unitMs: number): number {
  if (unitMs === 1) return value >= 1e11 && value < 1e14 ? Math.round(value) : Number.NaN;
  return unixUnit(value) === unitMs ? Math.round(value * unitMs) : Number.NaN;
}
