/** The shortest decimal text that reads back as this double, without an exponent: 1e-7 is 0.0000001. Empty for NaN. */
export function decimalText(value: number): string {
  const text = String(value);
  if (Number.isNaN(value)) return "";
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", first = "", rest = "", power = "0"] = match;
  const exponent = Number(power);
  const digits = first + rest;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, "0");
}
