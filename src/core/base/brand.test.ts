/** Judged by the compiler: where an error that is expected does not come, the type check fails. */
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type Amount,
  type Brand,
  type DurationMs,
  multiply,
  type Price,
  price,
  type Quantity,
  quantity,
  type Ratio,
  type UnixMs,
} from "./index.ts";

type Checked = Brand<bigint, "Checked">;
type CheckedPrice = Brand<Price, "Checked">;

const take = <T>(value: T): T => value;
const [onePrice, oneQuantity] = [price("1"), quantity("1")];

describe("a brand", () => {
  test("keeps apart what is the same at run time", () => {
    // @ts-expect-error a price is no quantity
    take<Quantity>(onePrice);
    // @ts-expect-error a quantity is no price
    take<Price>(oneQuantity);
    // @ts-expect-error an amount is no ratio
    take<Ratio>(multiply(onePrice, oneQuantity));
    // @ts-expect-error a moment is no duration
    take<DurationMs>(0 as UnixMs);
    // @ts-expect-error price first, then quantity
    multiply(oneQuantity, onePrice);
    expect(typeof onePrice).toBe(typeof oneQuantity);
  });

  test("is not had by a bare number, and is lost in arithmetic", () => {
    // @ts-expect-error a bigint has no unit
    take<Price>(1n);
    // @ts-expect-error a number has no unit
    take<UnixMs>(1_704_067_200_000);
    // @ts-expect-error the sum of two prices is a bigint until somebody says what it is
    take<Price>(onePrice + onePrice);
    expectTypeOf(multiply(onePrice, oneQuantity)).toEqualTypeOf<Amount>();
  });

  test("does not stand in the way of the value", () => {
    expect(take<bigint>(onePrice)).toBe(1_000_000_000_000n);
    expect(take<number>(5 as UnixMs)).toBe(5);
  });
});

describe("two brands on one value", () => {
  const both = onePrice as CheckedPrice;

  test("stack: it is either of them", () => {
    expect(take<Price>(both)).toBe(take<Checked>(both));
    // @ts-expect-error but not every price was checked
    take<CheckedPrice>(onePrice);
    // @ts-expect-error nor is everything that was checked a price
    take<CheckedPrice>(both as Checked);
  });

  test("do not collapse to never, which would fit everywhere", () => {
    expectTypeOf<CheckedPrice>().not.toBeNever();
    // @ts-expect-error a checked price is no quantity either
    take<Quantity>(both);
    expect(both).toBe(onePrice);
  });
});
