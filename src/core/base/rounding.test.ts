/** Every rounding against rational numbers that do not round at all. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fraction } from "../../../tests/oracles/fraction.ts";
import {
  type Amount,
  amount,
  amountAsQuantity,
  averagePrice,
  contractsToBase,
  floorToStep,
  formatAmount,
  formatQuantity,
  multiply,
  type Price,
  price,
  proportion,
  type Quantity,
  quantity,
  quantityAsAmount,
  quantityWithin,
  type Ratio,
  roundToTick,
  scalePrice,
  shareDown,
  shareUp,
} from "./index.ts";

const upTo = <T extends bigint>(max: bigint): fc.Arbitrary<T> =>
  fc.bigInt({ min: 1n, max }) as fc.Arbitrary<T>;
const anyPrice = upTo<Price>(10n ** 19n);
const anyQuantity = upTo<Quantity>(10n ** 17n);
const anyAmount = fc.bigInt({ min: -(10n ** 32n), max: 10n ** 32n }) as fc.Arbitrary<Amount>;
/** Fees may be rebates, so a ratio may be negative. */
const anyRatio = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }) as fc.Arbitrary<Ratio>;

const ONE_PRICE = 10n ** 12n;
const ONE_QUANTITY = 10n ** 8n;
const ONE_AMOUNT = 10n ** 20n;
const ONE_RATIO = 10n ** 12n;

describe("the product a fill needs", () => {
  test("is exact: price times quantity is the amount", () => {
    fc.assert(
      fc.property(anyPrice, anyQuantity, (unit, count) => {
        const exact = Fraction.of(unit, ONE_PRICE).times(Fraction.of(count, ONE_QUANTITY));
        expect(exact.compare(Fraction.of(multiply(unit, count), ONE_AMOUNT))).toBe(0);
      }),
    );
    expect(formatAmount(multiply(price("16541.77"), quantity("0.00012")))).toBe("1.9850124");
  });

  test("is exact for the asset itself, and for contracts on their step", () => {
    expect(formatAmount(quantityAsAmount(quantity("0.00000001")))).toBe("0.00000001");
  });

  test("an amount becomes the quantity that is not less: a unit of the last place more costs a whole one", () => {
    const of = (text: string): string => formatQuantity(amountAsQuantity(amount(text)));
    expect(of("0.00000003")).toBe("0.00000003");
    expect(of("0.00000003000000000001")).toBe("0.00000004");
    expect(of("-0.00000003999999999999")).toBe("-0.00000003");
    expect(of("0")).toBe("0");
    fc.assert(
      fc.property(anyAmount, (some) => {
        const above = quantityAsAmount(amountAsQuantity(some)) - some;
        expect(above >= 0n && above < ONE_AMOUNT / ONE_QUANTITY).toBe(true);
      }),
    );
    fc.assert(
      fc.property(upTo<Quantity>(10n ** 14n), fc.constantFrom("1", "0.01", "10", "0.001"), (count, size) => {
        const contracts = (count * 1_000n) as Quantity; // A step of 0.00001 leaves room for three decimals of size.
        const exact = Fraction.of(contracts * quantity(size), ONE_QUANTITY);
        expect(exact.compare(Fraction.of(contractsToBase(contracts, quantity(size))))).toBe(0);
      }),
    );
  });
});

describe("a share of an amount", () => {
  const exactShare = (whole: Amount, part: Ratio): Fraction => Fraction.of(whole * part, ONE_RATIO);

  test("goes away from zero where we owe or reserve", () => {
    fc.assert(
      fc.property(anyAmount, anyRatio, (whole, part) => {
        expect(shareUp(whole, part)).toBe(exactShare(whole, part).awayFromZero);
      }),
    );
  });

  test("goes towards zero where we may use it", () => {
    fc.assert(
      fc.property(anyAmount, anyRatio, (whole, part) => {
        expect(shareDown(whole, part)).toBe(exactShare(whole, part).towardsZero);
      }),
    );
  });

  test("by quantity goes towards zero, and the rest is what is left: nothing gets lost", () => {
    fc.assert(
      fc.property(anyAmount, anyQuantity, anyQuantity, (whole, one, other) => {
        const total = (one + other) as Quantity;
        const part = proportion(whole, one, total);
        expect(part).toBe(Fraction.of(whole * one, total).towardsZero);
        expect(Fraction.of(whole - part).minus(Fraction.of(whole * other, total)).absolute.floor).toBe(0n);
      }),
    );
  });
});

describe("a price", () => {
  test("times a ratio goes the way that was asked", () => {
    const ratio = upTo<Ratio>(10n ** 13n);
    fc.assert(
      fc.property(anyPrice, ratio, (unit, factor) => {
        const exact = Fraction.of(unit * factor, ONE_RATIO);
        expect(scalePrice(unit, factor, "down")).toBe(exact.floor);
        expect(scalePrice(unit, factor, "up")).toBe(exact.ceiling);
      }),
    );
  });

  test("moves to the tick below or above, and stays where it is on the grid", () => {
    fc.assert(
      fc.property(anyPrice, upTo<Price>(10n ** 13n), (unit, tick) => {
        const ticks = Fraction.of(unit, tick);
        expect(roundToTick(unit, tick, "down")).toBe(ticks.floor * tick);
        expect(roundToTick(unit, tick, "up")).toBe(ticks.ceiling * tick);
      }),
    );
  });

  test("that is an average is cut off, never rounded up; of nothing it is zero", () => {
    fc.assert(
      fc.property(anyAmount, anyQuantity, (value, count) => {
        expect(averagePrice(value, count)).toBe(Fraction.of(value, count).towardsZero);
      }),
    );
    expect(averagePrice(5n as Amount, 0n as Quantity)).toBe(0n);
  });
});

describe("a quantity", () => {
  test("moves down to its step, never up", () => {
    fc.assert(
      fc.property(anyQuantity, upTo<Quantity>(10n ** 10n), (count, step) => {
        expect(floorToStep(count, step)).toBe(Fraction.of(count, step).floor * step);
      }),
    );
  });

  test("within a budget is the largest one that the budget pays for", () => {
    fc.assert(
      fc.property(upTo<Amount>(10n ** 30n), anyPrice, (budget, unit) => {
        const most = quantityWithin(budget, unit);
        expect(multiply(unit, most) <= budget).toBe(true);
        expect(multiply(unit, (most + 1n) as Quantity) > budget).toBe(true);
      }),
    );
  });
});
