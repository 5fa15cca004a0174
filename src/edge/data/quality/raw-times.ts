import { at } from "../../../core/market/index.ts";
import { cellEnd, cellText, readNumber } from "../csv-cells.ts";
import { millisecondsOf, readDate, type TimeFormat, timeFormatOf } from "../time-cell.ts";

const DAY_MS = 86_400_000;
/** `1/3/2017`, `03.01.17 09:30`: two small numbers, then a year. */
const SLASHED = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** How the times of a file are written: as `TimeFormat` has it, or as dates that put their year last. */
export type RawTimeFormat = TimeFormat | "month first" | "day first";

/**
 * The format of a column of times whose cells begin at `cells` (0: there is none), told by the first readable one; dates with the year last put the day first where any
 * of them has a first number above 12, else the month. Undefined when no cell is a time.
 */
export function rawTimeFormat(
  bytes: Uint8Array,
  cells: Uint32Array,
  delimiter: number,
): RawTimeFormat | undefined {
  let isSlashed = false;
  for (const from of cells) {
    if (from === 0) continue;
    const match = SLASHED.exec(cellText(bytes, from, cellEnd(bytes, from, delimiter)));
    if (match === null) {
      const format = isSlashed ? undefined : timeFormatOf(bytes, from, delimiter);
      if (format !== undefined) return format;
    } else if (Number(match[1]) > 12) return "day first";
    else isSlashed = true;
  }
  return isSlashed ? "month first" : undefined;
}

/** Reads a time into `times[row]`: Unix ms, UTC unless it names an offset; NaN when it is no time of this format. */
export function readRawTime(
  bytes: Uint8Array,
  from: number,
  delimiter: number,
  format: RawTimeFormat | undefined,
  times: Float64Array,
  row: number,
): void {
  if (format === undefined) times[row] = Number.NaN;
  else if (format === "iso") readDate(bytes, from, delimiter, times, row);
  else if (typeof format === "number") {
    readNumber(bytes, from, delimiter, times, row);
    times[row] = millisecondsOf(at(times, row), format);
  } else times[row] = slashedTime(cellText(bytes, from, cellEnd(bytes, from, delimiter)), format);
}

function slashedTime(text: string, format: "month first" | "day first"): number {
  const match = SLASHED.exec(text);
  if (match === null) return Number.NaN;
  const [first, second, last, hour, minute, seconds] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0)); // Hours, minutes and seconds may be missing.
  const [month = 0, day = 0] = format === "month first" ? [first, second] : [second, first];
  const year = (last ?? 0) < 100 ? century(last ?? 0) : (last ?? 0);
  const date = Date.UTC(year, month - 1, day);
  // Date.UTC turns 31 February into 3 March: what it gives back must be what was asked.
  const isReal = new Date(date).getUTCMonth() === month - 1 && date % DAY_MS === 0 && day >= 1;
  if (!isReal || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (seconds ?? 0) > 59) return Number.NaN;
  return date + (hour ?? 0) * 3_600_000 + (minute ?? 0) * 60_000 + (seconds ?? 0) * 1_000;
}

/** Two digits of a year: 70 to 99 are of the last century. */
const century = (year: number): number => (year >= 70 ? 1900 + year : 2000 + year);
