import { describe, expect, test } from "vitest";
import { dailyReturns, datedReturns } from "./daily-returns.ts";

const HOUR = 3_600_000;
/** 2024-01-05 was a Friday. */
const FRIDAY = Date.UTC(2024, 0, 5);

/** Equity one higher at each step, from 100: hours after Friday 00:00 UTC. */
const curve = (periodsPerYear: number, hours: readonly number[]) => ({
  ...{ initialEquity: 100, periodsPerYear, restsAtWeekends: periodsPerYear < 365 },
  equityTime: Float64Array.from(hours, (hour) => FRIDAY + hour * HOUR),
  equity: Float64Array.from(hours, (_, i) => 101 + i),
});
const days = (of: ReturnType<typeof curve>): readonly string[] =>
  [...datedReturns(of).days].map((day) => new Date(day).toISOString().slice(0, 10));

describe("a market that rests at weekends has five returns a week", () => {
  test("the evening of a Sunday belongs to Monday", () => {
    const fx = curve(260, [12, 22, 24 * 2 + 23, 24 * 3, 24 * 3 + 12, 24 * 4 + 12]);
    expect(days(fx)).toEqual(["2024-01-05", "2024-01-08", "2024-01-09"]);
    expect([...dailyReturns(fx)]).toEqual(
      [102 / 100 - 1, (105 - 102) / 102, (106 - 105) / 105].map((one) => expect.closeTo(one, 12)),
    );
  });

  test("what is traded after midnight of a Friday's UTC day belongs to Friday", () => {
    const extended = curve(252, [23, 25, 24 * 3 + 15]);
    expect(days(extended)).toEqual(["2024-01-05", "2024-01-08"]);
  });

  test("a whole year of hours comes to as many returns as a year has", () => {
    const hours = Array.from({ length: 364 * 24 }, (_, hour) => hour + 1).filter((hour) => {
      const ofWeek = (hour + 5 * 24 - 1) % (7 * 24); // Of the bar that ends then; from Sunday 00:00 UTC.
      return ofWeek >= 22 && ofWeek < 5 * 24 + 22; // Sunday 22:00 to Friday 22:00.
    });
    expect(dailyReturns(curve(260, hours))).toHaveLength(260); // 52 weeks.
  });
});

test("a market that never closes has one every day, also where nothing happened", () => {
  expect(days(curve(365, [12, 24 * 2 + 12]))).toEqual(["2024-01-05", "2024-01-06", "2024-01-07"]);
});
