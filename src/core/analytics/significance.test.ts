import { expect, test } from "vitest";
import { shapeOf } from "./dispersion.ts";
import { deflatedSharpe } from "./index.ts";
import { minTrackRecordLength, probabilisticSharpe } from "./significance.ts";

const NORMAL = { skewness: 0, kurtosis: 3 };

/*
 * Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier" (2012). A fund of 24 months with a monthly ratio of
 * 0.458: if its returns were normal, its skill would be all but certain; with their true shape it is not.
 */
test("probabilistic Sharpe ratio: the fund of the paper", () => {
  const fund = { sharpe: 0.458, returns: 24 };
  expect(probabilisticSharpe({ ...fund, ...NORMAL })).toBeCloseTo(0.982, 3);
  expect(probabilisticSharpe({ ...fund, skewness: -2.448, kurtosis: 10.164 })).toBeCloseTo(0.913, 3);
});

/** The same paper: years until a yearly ratio of 2 is above 1 with 95 % confidence, by how often returns are looked at. */
test.each([
  ["daily", 252, NORMAL, 2.73],
  ["weekly", 52, NORMAL, 2.83],
  ["monthly", 12, NORMAL, 3.24],
  ["monthly, as hedge funds are shaped", 12, { skewness: -0.72, kurtosis: 5.78 }, 4.99],
])("minimum track record length: %s returns", (_, year, shape, published) => {
  const estimate = { sharpe: 2 / Math.sqrt(year), returns: 0, ...shape };
  const length = minTrackRecordLength(estimate, { threshold: 1 / Math.sqrt(year), confidence: 0.95 });
  expect((length ?? 0) / year).toBeCloseTo(published, 2);
});

/*
 * Bailey and Lopez de Prado, "The deflated Sharpe ratio" (2014), numerical example: the best of 100 backtests over five
 * years of 250 days shows 2.5 a year; the yearly ratios of the trials have a variance of 1/2.
 */
test.each([
  ["of 100 trials it is not convincing", 100, { skewness: -3, kurtosis: 10 }, 0.9004],
  ["of 46 it would be", 46, { skewness: -3, kurtosis: 10 }, 0.9505],
  ["of 88 as well, were its returns normal", 88, NORMAL, 0.9505],
])("deflated Sharpe ratio: %s", (_, count, shape, published) => {
  const best = { sharpe: 2.5 / Math.sqrt(250), returns: 1_250, ...shape };
  expect(deflatedSharpe(best, { count, variance: 0.5 / 250 })).toBeCloseTo(published, 4);
});

test("a single trial is not deflated, and more trials deflate more", () => {
  const best = { sharpe: 0.1, returns: 400, ...NORMAL };
  const after = (count: number): number => deflatedSharpe(best, { count, variance: 0.002 }) ?? Number.NaN;
  expect(after(1)).toBe(probabilisticSharpe(best));
  expect(after(2)).toBeLessThan(after(1));
  expect(after(1_000)).toBeLessThan(after(10));
  expect(() => after(0)).toThrow("at least one trial");
});

test("a track record of the minimum length is just long enough", () => {
  const seen = { sharpe: 0.08, skewness: -0.4, kurtosis: 6 };
  const length = minTrackRecordLength({ ...seen, returns: 10 }, { threshold: 0, confidence: 0.95 });
  expect(probabilisticSharpe({ ...seen, returns: length ?? 0 })).toBeCloseTo(0.95, 12);
  expect(minTrackRecordLength({ ...seen, returns: 10 }, { threshold: 0.08, confidence: 0.95 })).toBeNull();
});

test("without an error to judge by there is no probability", () => {
  expect(probabilisticSharpe({ sharpe: 1, returns: 1, ...NORMAL })).toBeNull();
  // skewness 2 / SR is the most lopsided a sample of two values can be: the whole error cancels.
  expect(probabilisticSharpe({ sharpe: 1, returns: 50, skewness: 2, kurtosis: 5 })).toBeNull();
});

test("the shape of a sample is that of its own moments", () => {
  // Offsets -1, -1, -1, 3 around 1: m2 = 3, m3 = 6, m4 = 21.
  const shape = shapeOf(Float64Array.of(0, 0, 0, 4));
  expect(shape?.skewness).toBeCloseTo(6 / 3 ** 1.5, 12);
  expect(shape?.kurtosis).toBeCloseTo(21 / 9, 12);
  expect(shapeOf(Float64Array.of(2, 2, 2))).toBeUndefined();
  expect(shapeOf(Float64Array.of(2))).toBeUndefined();
});
