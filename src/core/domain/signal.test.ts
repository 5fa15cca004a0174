import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWeaker, type SignalStrength, strengthOf } from "./index.ts";

describe("the word for a confidence", () => {
  test.each([
    [1, "STRONG"],
    [0.8, "STRONG"],
    [0.799_999_999, "MODERATE"],
    [0.6, "MODERATE"],
    [0.599_999_999, "WEAK"],
    [0, "WEAK"],
  ] as const)("%d is %s", (confidence, word) => expect(strengthOf(confidence)).toBe(word));

  test("never gets weaker as confidence grows", () => {
    const confidence = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(confidence, confidence, (one, other) => {
        expect(isWeaker(strengthOf(Math.max(one, other)), strengthOf(Math.min(one, other)))).toBe(false);
      }),
    );
  });
});

test("strengths stand in one order", () => {
  const order: readonly SignalStrength[] = ["WEAK", "MODERATE", "STRONG"];
  order.forEach((one, i) => {
    order.forEach((other, k) => {
      expect([one, other, isWeaker(one, other)]).toEqual([one, other, i < k]);
    });
  });
});
