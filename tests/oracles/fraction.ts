/** Rational numbers on bigints: the answer that nobody rounded. Slow and plain on purpose. */
export class Fraction {
  static readonly ZERO = new Fraction(0n, 1n);
  readonly top: bigint;
  /** Positive, and without a common divisor with `top`. */
  readonly bottom: bigint;

  private constructor(top: bigint, bottom: bigint) {
    this.top = top;
    this.bottom = bottom;
  }

  static of(top: bigint, bottom: bigint = 1n): Fraction {
    if (bottom === 0n) throw new RangeError(`${top} / 0`);
    if (bottom === 1n) return new Fraction(top, 1n);
    const divisor = commonDivisor(top, bottom);
    const sign = bottom < 0n ? -1n : 1n;
    return new Fraction((sign * top) / divisor, (sign * bottom) / divisor);
  }

  plus(other: Fraction): Fraction {
    return Fraction.of(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other: Fraction): Fraction {
    return Fraction.of(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  }

  times(other: Fraction): Fraction {
    return Fraction.of(this.top * other.top, this.bottom * other.bottom);
  }

  over(other: Fraction): Fraction {
    return Fraction.of(this.top * other.bottom, this.bottom * other.top);
  }

  get negated(): Fraction {
    return new Fraction(-this.top, this.bottom);
  }

  get absolute(): Fraction {
    return this.top < 0n ? this.negated : this;
  }

  /** -1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    if (this.top === 0n) return 0;
    return this.top < 0n ? -1 : 1;
  }

  /** Negative, zero or positive, as `this` is below, at or above `other`. */
  compare(other: Fraction): -1 | 0 | 1 {
    return this.minus(other).sign;
  }

  /** The whole number at or below. */
  get floor(): bigint {
    const towardsZero = this.top / this.bottom;
    return this.top < 0n && towardsZero * this.bottom !== this.top ? towardsZero - 1n : towardsZero;
  }

  get ceiling(): bigint {
    return -this.negated.floor;
  }

  get towardsZero(): bigint {
    return this.top < 0n ? this.ceiling : this.floor;
  }

  get awayFromZero(): bigint {
    return this.top < 0n ? this.floor : this.ceiling;
  }

  toString(): string {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}
