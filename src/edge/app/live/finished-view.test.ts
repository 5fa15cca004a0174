import { describe, expect, test } from "vitest";
import { DAY, START } from "../../../../tests/builders/instrument.ts";
import { amount } from "../../../core/base/index.ts";
import { dayStartOf } from "./finished-view.ts";

const curve = (...values: readonly number[]) =>
  values.map((value, i) => [START + (i * DAY) / 2, value] as const);

describe("the equity that the last day of a report began with", () => {
  const final = amount("9999.00000000123");

  test("is the last one where nothing has moved it since: a curve is of floats, and rounding is no profit", () => {
    expect(dayStartOf({ equity: curve(10_000, 9_999.000_000_001_23, 9_999), final })).toBe(final);
  });

  test("is that of the curve where it moved", () => {
    expect(dayStartOf({ equity: curve(10_000, 9_998.5, 9_999), final })).toBe(amount("9998.5"));
  });

  test("is not known where the report holds one day only", () => {
    expect(dayStartOf({ equity: curve(10_000, 9_999), final })).toBeUndefined();
    expect(dayStartOf({ equity: [], final })).toBeUndefined();
  });
});
