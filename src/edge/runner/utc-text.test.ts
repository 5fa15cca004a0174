import fc from "fast-check";
import { expect, test } from "vitest";
import { utcText } from "./utc-text.ts";

test("a moment reads as the calendar of the machine has it", () => {
  const times = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
  const leapDays = fc
    .integer({ min: 1900, max: 2500 })
    .chain((year) => fc.integer({ min: Date.UTC(year, 1, 27), max: Date.UTC(year, 2, 3) }));
  fc.assert(
    fc.property(fc.oneof(times, leapDays), (at) => {
      expect(utcText(at)).toBe(`${new Date(at).toISOString().slice(0, 16)}Z`);
    }),
  );
});

test("the first and the last moment that it knows", () => {
  expect(utcText(-62_135_596_800_000)).toBe("0001-01-01T00:00Z");
  expect(utcText(253_402_300_799_999)).toBe("9999-12-31T23:59Z");
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e15, 253_402_300_800_000, 1e300])(
  "%d is no time, and reads as its number",
  (at) => expect(utcText(at)).toBe(String(at)),
);
