import { expect, test } from "vitest";
import type { UnixMs } from "../../../core/base/index.ts";
import type { BarColumns } from "../../../core/market/index.ts";
import { futureNotices } from "./future-bars.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);
const none = new Float64Array(3);
const barsFrom = (start: number) => {
  const time = Float64Array.of(start, start + HOUR, start + 2 * HOUR);
  const columns: BarColumns = { time, open: none, high: none, low: none, close: none, volume: none };
  return [{ symbol: "BTC/USDT", columns, to: (start + 2 * HOUR) as UnixMs }];
};

test("bars that begin after now are counted, with the last of them", () => {
  expect(futureNotices(barsFrom(NOW), NOW)).toEqual([
    "BTC/USDT: 2 of 3 bars are dated after now, up to 2026-01-01 02:00Z: nobody can have recorded them; check the unit and the year of the time column, and the clock of this machine",
  ]);
});

test("recorded bars say nothing, nor does one that has begun and not ended", () => {
  expect(futureNotices(barsFrom(NOW - 2 * HOUR), NOW)).toEqual([]);
});
