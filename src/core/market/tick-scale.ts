import { assert, decimalsOf, PRICE_DIGITS, type Price } from "../base/index.ts";

/** Sizes of a tape count 1e-8, as exact quantities do. */
export const SIZE_ONE = 1e8;

/**
 * Prices of a tape as whole ticks, sizes as whole 1e-8, both in doubles: comparisons, sums and differences are exact
 * below 2^53 (90 million units of size), and cost what doubles cost. A feed's own decimals would not add up: 0.1 + 0.2.
 */
export class TickScale {
  readonly tick: Price;
  /** Decimals of the tick. */
  readonly digits: number;
  /** Units of the last of these decimals in one tick: 5 for a tick of 0.05. */
  readonly unit: number;
  readonly #denominator: number;

  constructor(tick: Price) {
    assert(tick > 0n, "a tick must be positive");
    this.tick = tick;
    this.digits = decimalsOf(tick, PRICE_DIGITS);
    let denominator = 1;
    let rest = 1_000_000_000_000n;
    for (let digit = 0; digit < this.digits; digit++) {
      denominator *= 10;
      rest /= 10n;
    }
    this.#denominator = denominator;
    this.unit = Number(tick / rest);
  }

  /** The double nearest to the decimal price: the one its text would be read as. */
  toNumber(ticks: number): number {
    return (ticks * this.unit) / this.#denominator;
  }

  toPrice(ticks: number): Price {
    return (BigInt(ticks) * this.tick) as Price;
  }

  /** @throws InvariantBroken for a price between two ticks */
  toTicks(price: Price): number {
    assert(price % this.tick === 0n, "the price is not on the tick of the tape");
    return Number(price / this.tick);
  }
}
