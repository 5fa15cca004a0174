import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { intervalMs } from "./index.ts";

const SECONDS = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const;

describe("the length of a bar", () => {
  test("is a number of seconds, minutes, hours, days or weeks", () => {
    const unit = fc.constantFrom<keyof typeof SECONDS>("s", "m", "h", "d", "w");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), unit, (count, letter) => {
        expect(intervalMs(`${count}${letter}`)).toBe(count * SECONDS[letter] * 1_000);
      }),
    );
  });

  test("is what exchanges mean by it", () => {
    const day = Date.UTC(2024, 0, 2) - Date.UTC(2024, 0, 1);
    expect([intervalMs("1d"), intervalMs("1w"), intervalMs("15m")]).toEqual([day, 7 * day, day / 96]);
  });

  test.each([
    "",
    "m",
    "15",
    "0m",
    "015m",
    "-1m",
    "1.5h",
    "1M",
    "1mo",
    "1y",
    "10000m",
    " 1m",
    "1m ",
    "1 m",
    "1H",
    "1m1h",
  ])("%j is none", (text) => expect(intervalMs(text)).toBeUndefined());
});
