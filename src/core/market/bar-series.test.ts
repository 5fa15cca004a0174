import { describe, expect, test } from "vitest";
import { columns, flat, seriesOf } from "../../../tests/builders/bars.ts";
import { HOUR, MINUTE, START } from "../../../tests/builders/instrument.ts";
import { InvariantBroken } from "../base/index.ts";
import { at, type BarColumns } from "./index.ts";

const NAMES = ["time", "open", "high", "low", "close", "volume"] as const;

describe("a series of bars", () => {
  const whole = columns(flat(100, 5));

  test.each(NAMES)("is refused where the column %s is shorter or longer than the others", (name) => {
    for (const rows of [4, 6]) {
      const broken: BarColumns = { ...whole, [name]: new Float64Array(rows) };
      expect(() => seriesOf(0, 0, broken)).toThrow(InvariantBroken);
    }
  });

  test("has as many rows as its columns, and none of them has happened yet", () => {
    expect(seriesOf(0, 0, whole)).toMatchObject({ rows: 5, visible: 0 });
    expect(seriesOf(0, 0, columns([]))).toMatchObject({ rows: 0, visible: 0 });
  });

  test("closes each bar one interval after its start, over holes as well", () => {
    const series = seriesOf(0, 0, columns(["1 1 1 1", "-", "2 2 2 2"]));
    expect([series.closesAt(0), series.closesAt(1)]).toEqual([START + HOUR, START + 3 * HOUR]);
    const minutes = seriesOf(0, 0, columns(["1 1 1 1"], { every: MINUTE }), MINUTE);
    expect(minutes.closesAt(0)).toBe(START + MINUTE);
  });

  test("does not copy its columns", () => {
    expect(seriesOf(0, 0, whole).columns.close).toBe(whole.close);
  });
});

test("a column is read by row", () => {
  expect(at(Float64Array.of(1.5, 2.5), 1)).toBe(2.5);
});
