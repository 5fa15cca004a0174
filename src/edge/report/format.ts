/** Numbers as people read them. Nothing here is locale dependent: the same report reads the same everywhere. */

/** Shown where a number does not exist. */
const NOTHING = "n/a";

/** From here on digits would only look exact, and break every column. */
const EXPONENT_FROM = 1e12;

/** Thousands separators in the whole part of a decimal text: `-1234.5` becomes `-1,234.5`. */
export function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

/** A number with `decimals` and thousands separators; never `-0.00`. */
export function fixed(value: number, decimals: number): string {
  if (Math.abs(value) >= EXPONENT_FROM) return value.toExponential(2);
  const text = value.toFixed(decimals);
  return grouped(Number(text) === 0 ? text.replace("-", "") : text);
}

/** Puts a plus before what is shown as more than nothing. */
export const withSign = (text: string): string => (/^[^-]*[1-9]/.test(text) ? `+${text}` : text);

/** Whole numbers: `58,419`. */
export const count = (value: number): string => fixed(value, 0);

/** Two decimals while they mean something, none for what is large, an exponent for what is absurd. */
function rough(value: number): string {
  const size = Math.abs(value);
  return size >= 1e9 ? value.toExponential(2) : fixed(value, size >= 1e5 ? 0 : 2);
}

/** A share in percent: 0.2345 becomes `23.45 %`. */
export const percent = (share: number | null): string =>
  share === null ? NOTHING : `${rough(share * 100)} %`;
export const signedPercent = (share: number | null): string => withSign(percent(share));

/** A statistic without a unit. */
export const statistic = (value: number | null): string => (value === null ? NOTHING : rough(value));

/** Money: two decimals, none in the billions; below a tenth four significant digits, for fees in BTC are no zero. */
export function money(value: number): string {
  const size = Math.abs(value);
  if (size >= 0.1 || size < 1e-12) return fixed(value, size >= 1e9 ? 0 : 2);
  return trimmed(fixed(value, Math.min(3 - Math.floor(Math.log10(size)), 12)));
}
export const signedMoney = (value: number): string => withSign(money(value));

/** A price or quantity for a narrow column: at most `digits` significant ones, a large whole part in full. */
export function short(value: number, digits = 8): string {
  if (value === 0) return "0";
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return trimmed(fixed(value, Math.min(Math.max(digits - whole, 0), 12)));
}

/** Without the zeros at the end of the fraction. */
const trimmed = (text: string): string =>
  text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;

/** A rate or size in thousands, millions, billions: `4.7 M`. */
export function compact(value: number): string {
  for (const [unit, size] of [
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const) {
    if (value >= size * 0.9995) return `${(value / size).toFixed(value >= size * 99.95 ? 0 : 1)} ${unit}`;
  }
  return value.toFixed(value < 10 ? 1 : 0);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that matter: `45 d 3 h`, `3 h 20 m`, `12 s`, `250 ms`. */
export function duration(ms: number | null): string {
  if (ms === null) return NOTHING;
  if (ms >= DAY) return twoUnits(ms, DAY, "d", HOUR, "h");
  if (ms >= HOUR) return twoUnits(ms, HOUR, "h", MINUTE, "m");
  if (ms >= MINUTE) return twoUnits(ms, MINUTE, "m", SECOND, "s");
  if (ms >= SECOND) return `${trimmed((ms / SECOND).toFixed(1))} s`;
  return ms === 0 || ms >= 1 ? `${Math.round(ms)} ms` : "<1 ms";
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(ms / small);
  const perLarge = large / small;
  const rest = smalls % perLarge;
  const first = `${count(Math.floor(smalls / perLarge))} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}

/** `2024-04-21`, UTC. */
export const date = (at: number): string => isoText(at).slice(0, 10);
/** `2024-04-21 14:00`, UTC. What happens within a bar bears its last millisecond: the minute that it ends with is read. */
export const dateTime = (at: number): string =>
  isoText(isLastOfMinute(at) ? at + 1 : at)
    .slice(0, 16)
    .replace("T", " ");

const isLastOfMinute = (at: number): boolean => (at + 1) % MINUTE === 0;

/** A time beyond the calendar of `Date` is a bug elsewhere, and no reason to lose a report. */
function isoText(at: number): string {
  const when = new Date(at);
  return Number.isNaN(when.getTime()) ? NOTHING : when.toISOString();
}

/** Room on a disk: `12.3 MB`, `1.2 GB`, decimal units as disks have them. */
export const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${fixed(bytes / 1e9, 1)} GB` : `${fixed(bytes / 1e6, bytes >= 1e7 ? 0 : 1)} MB`;
