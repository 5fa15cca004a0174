/** Bytes that mean something in a CSV file. */
const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const MINUS = 45;
export const DOT = 46;
export const ZERO = 48;
export const NINE = 57;

/** Reads a byte where the index is in range by construction. */
export const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] as number;

/** Powers of ten as literals: exact doubles up to 1e22, so that one division by them rounds once. */
const POWERS_OF_TEN: readonly number[] = [
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11],
  ...[1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22],
];
const DECIMALS_MAX = 22;
/** 2^53: below it every integer is a double, so that mantissa / power of ten is the double nearest to the text. */
const EXACT_BELOW = 9_007_199_254_740_992;

/**
 * Reads the number that begins at `from` into `block[index]`: the exact double that `Number` of its text gives, or NaN
 * when the cell is none. Returns where the cell ends. The bytes end with a line feed, which ends every loop here.
 *
 * It writes instead of returning the value, and keeps no state, because objects in this loop cost it half its speed.
 */
export function readNumber(
  bytes: Uint8Array,
  from: number,
  delimiter: number,
  block: Float64Array,
  index: number,
): number {
  let at = from;
  let byte = byteAt(bytes, at);
  if (byte === MINUS) byte = byteAt(bytes, ++at);
  const digitsFrom = at;
  let mantissa = 0;
  for (; byte >= ZERO && byte <= NINE; byte = byteAt(bytes, ++at)) mantissa = mantissa * 10 + (byte - ZERO);
  let digits = at - digitsFrom;
  let decimals = 0;
  if (byte === DOT) {
    const fractionFrom = at + 1;
    byte = byteAt(bytes, ++at);
    for (; byte >= ZERO && byte <= NINE; byte = byteAt(bytes, ++at)) mantissa = mantissa * 10 + (byte - ZERO);
    decimals = at - fractionFrom;
    digits += decimals;
  }
  const ends = byte === delimiter || byte === LF || byte === CR;
  if (!ends || digits === 0 || mantissa >= EXACT_BELOW || decimals > DECIMALS_MAX)
    return readRareNumber(bytes, from, delimiter, block, index);
  const value = mantissa / (POWERS_OF_TEN[decimals] as number); // Checked above.
  block[index] = byteAt(bytes, from) === MINUS ? -value : value;
  return at;
}

/**
 * Long mantissas, exponents, blanks, quotes: rare, so a string is fine. Apart from `readNumber`, which is small enough to
 * be inlined only without it.
 */
function readRareNumber(
  bytes: Uint8Array,
  from: number,
  delimiter: number,
  block: Float64Array,
  index: number,
): number {
  const end = cellEnd(bytes, from, delimiter);
  block[index] = numberOf(cellText(bytes, from, end));
  return end;
}

/** Where the line after a blank one begins; `from` itself when a row begins there. */
export function afterBlankLine(bytes: Uint8Array, from: number): number {
  if (byteAt(bytes, from) > SPACE) return from;
  let at = from;
  while (byteAt(bytes, at) === SPACE || byteAt(bytes, at) === TAB) at++;
  const last = byteAt(bytes, at);
  return last === LF || last === CR ? at + 1 : from;
}

/** Where the cell that begins at `from` ends: at the delimiter or the end of the line. */
export function cellEnd(bytes: Uint8Array, from: number, delimiter: number): number {
  let at = from;
  for (
    let byte = byteAt(bytes, at);
    byte !== delimiter && byte !== LF && byte !== CR;
    byte = byteAt(bytes, at)
  )
    at++;
  return at;
}

/** The text of a cell without surrounding blanks and quotes. */
export function cellText(bytes: Uint8Array, from: number, to: number): string {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString("utf8")
    .trim();
  return raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1).trim() : raw;
}

/** The double of a decimal text, with or without exponent; NaN for anything else, also for `Infinity` and `0x1`. */
export function numberOf(text: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Line and column, both from 1, of a byte. */
export function positionOf(
  bytes: Uint8Array,
  offset: number,
): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < offset; i++) {
    const byte = byteAt(bytes, i);
    if (byte === LF || (byte === CR && byteAt(bytes, i + 1) !== LF)) {
      line++;
      lineStart = i + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}
