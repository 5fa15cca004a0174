/** Sums decimal texts without rounding: as many digits after the point as the longest of them has. */
export class ExactSum {
  #sum = 0n;
  #digits = 0;

  /** Adds `12.5`, `1e-05` or `+3`; the caller has checked that it is a number. */
  add(text: string): void {
    const [, sign = "", whole = "", fraction = "", exponent = "0"] =
      /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? [];
    const shift = Number(exponent);
    const digits = Math.max(0, fraction.length - shift);
    const zeros = "0".repeat(Math.max(0, shift - fraction.length));
    const value = BigInt(`${whole}${fraction}${zeros}` || "0") * (sign === "-" ? -1n : 1n);
    if (digits > this.#digits) {
      this.#sum *= 10n ** BigInt(digits - this.#digits);
      this.#digits = digits;
    }
    this.#sum += value * 10n ** BigInt(this.#digits - digits);
  }

  /** Without zeros at the end of the fraction. */
  text(): string {
    const isNegative = this.#sum < 0n;
    const digits = String(isNegative ? -this.#sum : this.#sum).padStart(this.#digits + 1, "0");
    const cut = digits.length - this.#digits;
    const fraction = digits.slice(cut).replace(/0+$/, "");
    const whole = digits.slice(0, cut);
    return `${isNegative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
  }
}

/** The shortest decimal text of a double, never with an exponent. */
export function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const sum = new ExactSum();
  sum.add(text);
  return sum.text();
}
