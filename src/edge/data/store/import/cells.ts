import { byteAt, CR, DOT, LF, MINUS, NINE, numberOf, QUOTE, ZERO } from "../../csv-cells.ts";

/** Where the cells of one line lie; reused from line to line. */
export interface LineCells {
  /** First byte and byte behind the last one of each cell, quotes included. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  count: number;
}

/** More columns than any file of bars has. */
const CELLS_MAX = 256;

export const newLine = (): LineCells => ({
  from: new Int32Array(CELLS_MAX),
  to: new Int32Array(CELLS_MAX),
  count: 0,
});

/** Cuts the line that begins at `at` into cells, minding quotes, and returns where the next line begins. */
export function cutLine(bytes: Uint8Array, at: number, delimiter: number, line: LineCells): number {
  let place = at;
  let cell = 0;
  line.from[0] = place;
  let isQuoted = false;
  for (;;) {
    const byte = place < bytes.length ? byteAt(bytes, place) : LF;
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LF || byte === CR)
      break; // A quote that is never closed ends with its line.
    else if (byte === delimiter && !isQuoted && cell < CELLS_MAX - 1) {
      line.to[cell++] = place;
      line.from[cell] = place + 1;
    }
    place++;
  }
  line.to[cell] = place;
  line.count = cell + 1;
  return byteAt(bytes, place) === CR && byteAt(bytes, place + 1) === LF ? place + 2 : place + 1;
}

/** The text of a cell without blanks and quotes around it. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString("utf8")
    .trim();
  return raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"')
    ? raw.slice(1, -1).replaceAll('""', '"').trim()
    : raw;
}

/** All cells of a line as text. */
export const textsOf = (bytes: Uint8Array, line: LineCells): string[] =>
  Array.from({ length: line.count }, (_, i) => textOf(bytes, line.from[i] as number, line.to[i] as number)); // In range.

/** Cells that say there is no value. */
export const isEmpty = (text: string): boolean => /^(?:|-|null|none|na|n\/a|nan|#n\/a)$/i.test(text);

const MAGNITUDES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** Digits with thousands: up to three that do not begin with 0, then threes, all parted by the same sign. */
const GROUPED: Readonly<Record<"." | ",", RegExp>> = {
  ".": /^[+-]?[1-9]\d{0,2}([,'\u2019\u00a0\u202f ])\d{3}(?:\1\d{3})*(?:\.\d*)?$/,
  ",": /^[+-]?[1-9]\d{0,2}([.'\u2019\u00a0\u202f ])\d{3}(?:\1\d{3})*(?:,\d*)?$/,
};

/**
 * The number of a cell: decimal points, or decimal commas where the file has them; thousands between; `12.3K` as sites
 * write volumes. NaN for anything else.
 */
export function numberIn(text: string, decimal: "." | ","): number {
  const plain = numberOf(text);
  if (!Number.isNaN(plain) && (decimal === "." || !text.includes("."))) return plain;
  const magnitude = MAGNITUDES[text.slice(-1).toUpperCase()];
  const digits = magnitude === undefined ? text : text.slice(0, -1);
  const sign = GROUPED[decimal].exec(digits)?.[1];
  const ungrouped = sign === undefined ? digits : digits.replaceAll(sign, "");
  if (decimal === "," && ungrouped.includes(".")) return Number.NaN;
  const value = numberOf(decimal === "," ? ungrouped.replace(",", ".") : ungrouped);
  // 12.3K is 12300, not 12300.000000000002.
  return magnitude === undefined ? value : Number((value * magnitude).toPrecision(15));
}

/** Powers of ten as literals: exact doubles, so that one division by them rounds once. */
const POWERS: readonly number[] = [
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11],
  ...[1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22],
];
const EXACT_BELOW = 9_007_199_254_740_992;

/** The double of a cell of digits and at most one point, without making a text of it; NaN for anything else. */
export function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const isNegative = byteAt(bytes, at) === MINUS;
  if (isNegative) at++;
  let mantissa = 0;
  let point = -1;
  const first = at;
  for (; at < to; at++) {
    const byte = byteAt(bytes, at);
    if (byte >= ZERO && byte <= NINE) mantissa = mantissa * 10 + (byte - ZERO);
    else if (byte === DOT && point < 0) point = at;
    else return Number.NaN;
  }
  const decimals = point < 0 ? 0 : to - point - 1;
  const digits = to - first - (point < 0 ? 0 : 1);
  if (digits === 0 || mantissa >= EXACT_BELOW || decimals >= POWERS.length) return Number.NaN;
  const value = mantissa / (POWERS[decimals] as number); // Checked above.
  return isNegative ? -value : value;
}
