import { describe, expect, test } from "vitest";
import { fundingOver } from "./funding-over.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2025, 2, 6);
const history = (...hours: readonly number[]) => ({
  file: "funding.csv",
  time: Float64Array.from(hours, (hour) => START + hour * HOUR),
  rate: Float64Array.from(hours, (hour) => hour / 1e6),
});
const over = (from: number, to: number) => ({ from: START + from * HOUR, to: START + to * HOUR });
const hoursOf = (coverage: ReturnType<typeof fundingOver>): readonly number[] =>
  [...coverage.time].map((time) => (time - START) / HOUR);

describe("the funding of a stretch of time", () => {
  test("is what was recorded in it, at its own stamps", () => {
    const late = 3 / HOUR;
    const found = fundingOver(over(1, 24), history(0, 8, 16 + late, 24, 32), 0.0001);
    expect(hoursOf(found)).toEqual([8, 16 + late, 24]);
    expect([found.recorded, found.flat]).toEqual([3, 0]);
    expect(found.rate[0]).toBe(8e-6);
  });

  test("is the flat rate each eight hours where nothing was recorded", () => {
    const found = fundingOver(over(1, 24), undefined, 0.0001);
    expect(hoursOf(found)).toEqual([8, 16, 24]);
    expect([...found.rate]).toEqual([0.0001, 0.0001, 0.0001]);
    expect([found.recorded, found.flat]).toEqual([0, 3]);
  });

  test("is the flat rate before, between and after what was recorded", () => {
    const found = fundingOver(over(0, 40), history(8, 24), 0.0001);
    expect(hoursOf(found)).toEqual([0, 8, 16, 24, 32, 40]);
    expect([found.recorded, found.flat]).toEqual([2, 4]);
  });

  test("keeps a venue's shorter intervals", () => {
    const found = fundingOver(over(1, 9), history(1, 2, 3, 4, 5, 6, 7, 8, 9), 0.0001);
    expect([found.recorded, found.flat]).toEqual([9, 0]);
  });

  test("is nothing at a flat rate of nothing", () => {
    expect(fundingOver(over(0, 40), undefined, 0)).toMatchObject({ recorded: 0, flat: 0 });
  });
});
