/** Decimal strings as whole numbers of 10^-18, so that sums in tests are exact. */
const DIGITS = 18;

/** @throws Error for what is no plain decimal: no exponent, no sign but a minus, no blanks */
export function exact(text: string): bigint {
  const [, sign, whole, fraction = ""] = /^(-?)(0|[1-9]\d*)(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Error(`${JSON.stringify(text)} is not a decimal string`);
  const size = BigInt(whole + fraction.padEnd(DIGITS, "0"));
  return sign === "-" ? -size : size;
}

export const sumOf = (texts: readonly string[]): bigint => texts.reduce((sum, text) => sum + exact(text), 0n);
