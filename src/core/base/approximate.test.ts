/** The doors between exact numbers and floats: what a float can say exactly, it says exactly. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Amount,
  amount,
  amountFromNumber,
  amountToNumber,
  formatAmount,
  type Price,
  price,
  priceToNumber,
  type Quantity,
  quantityToNumber,
  ratio,
  ratioFromNumber,
  ratioToNumber,
} from "./index.ts";

describe("as a float", () => {
  test("a price of eight decimals is the number of its text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), (steps) => {
        const unit = (steps * 10_000n) as Price;
        expect(priceToNumber(unit)).toBe(Number(`${steps}e-8`));
      }),
    );
    expect(priceToNumber(price("16541.77"))).toBe(16541.77);
  });

  test("a quantity is the number of its text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), (steps) => {
        expect(quantityToNumber(steps as Quantity)).toBe(Number(`${steps}e-8`));
      }),
    );
  });

  test("a whole amount is that whole number: 1000 is not 999.9999999999999", () => {
    expect(amountToNumber(amount("1000"))).toBe(1_000);
    fc.assert(
      fc.property(fc.integer(), (whole) => {
        expect(amountToNumber(amount(`${whole}`))).toBe(whole);
      }),
    );
  });

  test("any amount is its number but for the last bit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 32n), max: 10n ** 32n }), (units) => {
        const nearest = Number(formatAmount(units as Amount));
        const found = amountToNumber(units as Amount);
        expect(Math.abs(found - nearest)).toBeLessThanOrEqual(Math.abs(nearest) * 2 * Number.EPSILON);
      }),
    );
  });

  test("a ratio is the number of its text", () => {
    expect([ratioToNumber(ratio("0.0004")), ratioToNumber(ratio("-0.00025"))]).toEqual([0.0004, -0.00025]);
  });
});

describe("from a float", () => {
  test("a ratio is taken to twelve decimals, and comes back as it was", () => {
    const millionths = fc.integer({ min: -5_000_000, max: 5_000_000 });
    fc.assert(
      fc.property(millionths, (steps) => {
        const number = Number(`${steps}e-6`);
        expect(ratioFromNumber(number)).toBe(ratio(`${steps}e-6`));
        expect(ratioToNumber(ratioFromNumber(number))).toBe(number);
      }),
    );
    expect(ratioFromNumber(1 / 3)).toBe(333_333_333_333n);
  });

  test("an amount is taken to eight decimals", () => {
    expect(amountFromNumber(10_000)).toBe(amount("10000"));
    expect(amountFromNumber(0.1 + 0.2)).toBe(amount("0.3"));
    expect(amountFromNumber(0.57)).toBe(amount("0.57")); // 0.57 * 1e8 is 56999999.99999999.
    expect(amountFromNumber(-12.345_678_91)).toBe(amount("-12.34567891"));
  });
});
