const DOT = 46;
const ZERO = 48;

/**
 * Reads a plain decimal such as `61837.63000000` as a whole number of its `digits`-th decimals: 6183763 for two. Zeros beyond
 * them may follow. @returns NaN for anything else, and for what a double could not hold exactly
 */
export function wholeUnits(text: unknown, digits: number): number {
  if (typeof text !== "string" || text.length === 0) return Number.NaN;
  let value = 0;
  let decimals = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT && decimals < 0 && i > 0) {
      decimals = 0;
      continue;
    }
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    if (decimals >= digits) {
      if (digit !== 0) return Number.NaN;
      continue;
    }
    value = value * 10 + digit;
    if (decimals >= 0) decimals++;
  }
  for (let missing = Math.max(decimals, 0); missing < digits; missing++) value *= 10;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
