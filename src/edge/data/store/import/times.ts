import type { Zone } from "../../zone.ts";

/** The order of the parts of a date that begins with no year. */
export type DateOrder = "dmy" | "mdy";

/** How the times of a file are written. */
export type TimeForm =
  /** Milliseconds in one unit: 1000, 1, 1e-3 or 1e-6. */
  | { readonly kind: "unix"; readonly unitMs: number }
  | {
      readonly kind: "calendar";
      readonly order: DateOrder;
      /** Some time of the file has an offset from UTC of its own. */
      readonly hasOffset: boolean;
      readonly isDateOnly: boolean;
    };

const DAY_MS = 86_400_000;
const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

const DATE =
  /^(?:(\d{4})([-./])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-./])(\d{1,2})\6(\d{4})|(\d{4})(\d\d)(\d\d)(?=$|\D|\d{4}$|\d{6}$)|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})|(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d{4}))/;
const TIME =
  /^(?:[T,]| )? *(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?|[- ]?(?=[AaPp][Mm]))? ?([AaPp][Mm])?(?: ?(Z|UTC|GMT))? ?([+-]\d\d:?\d\d)?$/;
const COMPACT_TIME = /^[T ]?(\d\d)(\d\d)(\d\d)?$/;
const ZONE_ONLY = /^ ?(Z|UTC|GMT)? ?([+-]\d\d:?\d\d)?$/;

/** A moment as its text names it. */
interface Stamp {
  /** Days since 1970. */
  readonly day: number;
  /** Milliseconds since midnight; undefined for a date alone. */
  readonly time: number | undefined;
  /** Milliseconds that its clock is ahead of UTC; undefined where it does not say. */
  readonly offset: number | undefined;
}

function parseStamp(text: string, order: DateOrder): Stamp | undefined {
  const date = DATE.exec(text);
  if (date === null) return undefined;
  const day = dayOf(date, order);
  if (day === undefined) return undefined;
  const rest = text.slice(date[0].length);
  if (rest === "") return { day, time: undefined, offset: undefined };
  const zoned = ZONE_ONLY.exec(rest);
  if (zoned !== null) return { day, time: undefined, offset: offsetOf(zoned[1], zoned[2]) };
  const compact = COMPACT_TIME.exec(rest);
  if (compact !== null)
    return stampOf(day, [compact[1], compact[2], compact[3] ?? "0"].map(Number), 0, undefined);
  const clock = TIME.exec(rest);
  if (clock === null) return undefined;
  const [, hour, minute = "0", second = "0", fraction = "", half, word, offset] = clock;
  const milliseconds = Math.floor(Number(`0.${fraction || "0"}`) * 1_000);
  const hours = half === undefined ? Number(hour) : hourOf(Number(hour), half);
  return stampOf(day, [hours, Number(minute), Number(second)], milliseconds, offsetOf(word, offset));
}

function stampOf(
  day: number,
  [hour = 0, minute = 0, second = 0]: readonly number[],
  milliseconds: number,
  offset: number | undefined,
): Stamp | undefined {
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  return { day, time: ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds, offset };
}

const hourOf = (hour: number, half: string): number =>
  hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);

function offsetOf(word: string | undefined, text: string | undefined): number | undefined {
  if (text === undefined) return word === undefined ? undefined : 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** Days since 1970 of what DATE matched; undefined for a day that no calendar has. */
function dayOf(date: RegExpExecArray, order: DateOrder): number | undefined {
  const [, y1, , m1, d1, a, , b, y2, y3, m3, d3, word1, d4, y4, d5, word2, y5] = date;
  const [year, month, day] =
    y1 !== undefined
      ? [y1, m1, d1]
      : y2 !== undefined
        ? [y2, order === "dmy" ? b : a, order === "dmy" ? a : b]
        : y3 !== undefined
          ? [y3, m3, d3]
          : [y4 ?? y5, monthNamed(word1 ?? word2 ?? ""), d4 ?? d5];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const found = new Date(at);
  // A long number that begins like a date is a date only in our times.
  if (y3 !== undefined && !(Number(y3) >= 1900 && Number(y3) < 2100)) return undefined;
  const isReal = found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
  return isReal ? at / DAY_MS : undefined;
}

function monthNamed(word: string): number {
  const place = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  return place >= 0 && place % 3 === 0 ? place / 3 + 1 : Number.NaN;
}

/** Milliseconds in one unit of a Unix time of this size; undefined when it is none in s, ms, us or ns since 1973. */
function unixUnit(value: number): number | undefined {
  if (value >= 1e8 && value < 1e11) return 1_000;
  if (value >= 1e11 && value < 1e14) return 1;
  if (value >= 1e14 && value < 1e17) return 1e-3;
  if (value >= 1e17 && value < 1e20) return 1e-6;
  return undefined;
}

/** What the times of a file look like; undefined when the first one is none, or some text does not fit the others. */
export function timeFormOf(
  texts: Iterable<string>,
  told: DateOrder | undefined,
): TimeForm | "ambiguous" | undefined {
  let form: TimeForm | undefined;
  let [isMdy, isDmy, needsOrder] = [false, false, false];
  for (const text of texts) {
    const parts = /^(\d{1,2})([-./])(\d{1,2})\2\d{4}/.exec(text);
    if (form === undefined) {
      form = firstForm(text);
      if (form === undefined || form.kind === "unix") return form;
    }
    if (parts === null) continue;
    needsOrder = true;
    if (parts[2] === ".") isDmy = true; // Dots between day, month and year are written where days come first.
    if (Number(parts[1]) > 12) isDmy = true;
    if (Number(parts[3]) > 12) isMdy = true;
  }
  if (form === undefined || form.kind === "unix" || !needsOrder) return form;
  if (told === undefined && isDmy === isMdy) return "ambiguous";
  return { ...form, order: told ?? (isMdy ? "mdy" : "dmy") };
}

function firstForm(text: string): TimeForm | undefined {
  // 20240102 and 20240102093000 are dates before they are numbers.
  const stamp = parseStamp(text, "dmy") ?? parseStamp(text, "mdy");
  if (stamp !== undefined)
    return {
      kind: "calendar",
      order: "dmy",
      hasOffset: stamp.offset !== undefined,
      isDateOnly: stamp.time === undefined,
    };
  const unitMs = /^\d+(?:\.\d+)?(?:[eE][+]?\d+)?$/.test(text) ? unixUnit(Number(text)) : undefined;
  return unitMs === undefined ? undefined : { kind: "unix", unitMs };
}

/** Unix milliseconds of a text of this form; NaN when it is none. Times without an offset are those of `zone`, or UTC. */
export function timeOf(text: string, form: TimeForm, zone: Zone | undefined): number {
  if (form.kind === "unix") {
    return unixTime(/^\d+(?:\.\d+)?(?:[eE][+]?\d+)?$/.test(text) ? Number(text) : Number.NaN, form.unitMs);
  }
  const stamp = parseStamp(text, form.order);
  if (stamp === undefined) return Number.NaN;
  const { day, time, offset } = stamp;
  if (time === undefined) return day * DAY_MS; // A date is a label, wherever the exchange stands.
  if (offset !== undefined) return day * DAY_MS + time - offset;
  return zone === undefined ? day * DAY_MS + time : zone.momentOf(day, time);
}

/** Unix milliseconds of a number in this unit; NaN when a number of its size has another one. */
export const unixTime = (value: number, unitMs: number): number =>
  unixUnit(value) === unitMs ? Math.round(value * unitMs) : Number.NaN;

/** Whose clocks times of this form are read from: neither moments nor days are set back with any. */
export const clocksOf = (form: TimeForm, zone: Zone | undefined): Zone | undefined =>
  form.kind === "unix" || form.hasOffset || form.isDateOnly ? undefined : zone;

/** The form of the times in words. */
export function describeTimes(form: TimeForm, zoneName: string | undefined): string {
  if (form.kind === "unix") {
    const unit = new Map([
      [1_000, "seconds"],
      [1, "milliseconds"],
      [1e-3, "microseconds"],
      [1e-6, "nanoseconds"],
    ]).get(form.unitMs);
    return `Unix ${unit}, UTC`;
  }
  if (form.isDateOnly) return "dates, taken as days of the exchange (00:00 UTC)";
  if (form.hasOffset) return "dates and times with an offset from UTC";
  return zoneName === undefined
    ? "dates and times without a zone, taken as UTC (--time-zone names another)"
    : `dates and times of ${zoneName}`;
}

const HOUR_MS = 3_600_000;

/** When clocks are set back, an hour comes twice; sorted rows of it that seem to go back belong to its second time. */
export function straightenRepeatedHour(time: Float64Array, zone: Zone): void {
  for (let row = 1; row < time.length; row++) {
    const t = time[row] as number; // In range by the loop.
    if (t > (time[row - 1] as number)) continue; // As above.
    if (zone.offsetAt(t) > zone.offsetAt(t + HOUR_MS)) time[row] = t + HOUR_MS;
  }
}
