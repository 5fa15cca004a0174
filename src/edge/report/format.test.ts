import { expect, test } from "vitest";
import {
  compact,
  count,
  dateTime,
  duration,
  fixed,
  grouped,
  money,
  percent,
  short,
  signedMoney,
  signedPercent,
} from "./format.ts";
import { renderLogLine, renderProgress } from "./index.ts";

test("thousands are separated, fractions are not", () => {
  expect([grouped("1234567.1234567"), grouped("-1234"), grouped("999"), grouped("0.00001234")]).toEqual([
    "1,234,567.1234567",
    "-1,234",
    "999",
    "0.00001234",
  ]);
});

test("zero has no sign, however it came about", () => {
  expect([fixed(-0.001, 2), signedPercent(-0.000_001), signedPercent(0.000_001), signedMoney(-0)]).toEqual([
    "0.00",
    "0.00 %",
    "0.00 %",
    "0.00",
  ]);
});

test("gains carry a plus, losses a minus", () => {
  expect([signedMoney(1234.5), signedMoney(-1234.5), signedPercent(0.2345)]).toEqual([
    "+1,234.50",
    "-1,234.50",
    "+23.45 %",
  ]);
});

test("money below a tenth keeps its digits, and billions lose their cents", () => {
  expect([0.5, 0.05, 0.000_012_345_6, 1e-13, 1_234_567_890.12, 1e15].map(money)).toEqual([
    "0.50",
    "0.05",
    "0.00001235",
    "0.00",
    "1,234,567,890",
    "1.00e+15",
  ]);
});

test("absurd percentages stay narrow", () => {
  expect([percent(14.1163), percent(12_345.678), percent(1e20), percent(null)]).toEqual([
    "1,411.63 %",
    "1,234,568 %",
    "1.00e+22 %",
    "n/a",
  ]);
});

test("prices and quantities show eight significant digits", () => {
  expect([short(64_000.12), short(0.123_456_789), short(1e-8), short(123_456_789_012), short(0)]).toEqual([
    "64,000.12",
    "0.12345679",
    "0.00000001",
    "123,456,789,012",
    "0",
  ]);
});

test("durations name their two largest units", () => {
  const hour = 3_600_000;
  expect(
    [0, 0.4, 12.3, 2_500, 61_000, 90 * 60_000, 24 * hour, 75 * hour, 58_224 * hour].map(duration),
  ).toEqual(["0 ms", "<1 ms", "12 ms", "2.5 s", "1 m 1 s", "1 h 30 m", "1 d", "3 d 3 h", "2,426 d"]);
});

test("rates are short", () => {
  expect([0.13, 12, 999.6, 4_700_000, 123_456_789, 5e9].map(compact)).toEqual([
    "0.1",
    "12",
    "1.0 k",
    "4.7 M",
    "123 M",
    "5.0 G",
  ]);
  expect(count(58_419)).toBe("58,419");
});

test("progress tells how far, how fast and how long", () => {
  expect(renderProgress({ done: 4_200_000, total: 10_000_000, elapsedMs: 3_500 })).toBe(
    "  42 % [########------------]  1.2 M bars/s  5 s left",
  );
  expect(renderProgress({ done: 7, total: 20, elapsedMs: 1_000, unit: "runs" })).toBe(
    "  35 % [#######-------------]  7.0 runs/s  2 s left",
  );
});

test("progress at its ends: nothing done, nothing to do, almost done, done", () => {
  expect(renderProgress({ done: 0, total: 10, elapsedMs: 0 })).toBe("   0 % [--------------------]");
  expect(renderProgress({ done: 0, total: 0, elapsedMs: 5 })).toBe(" 100 % [####################]");
  expect(renderProgress({ done: 9_999, total: 10_000, elapsedMs: 10 })).toContain(
    "  99 % [###################-]",
  );
  expect(renderProgress({ done: 100, total: 100, elapsedMs: 100 })).toBe(
    " 100 % [####################]  1.0 k bars/s",
  );
});

test("what happened within a bar is read with the minute that it ended with, everything else with its own", () => {
  const at = Date.UTC(2023, 0, 31, 23, 59);
  expect([at, at + 59_998, at + 59_999, at + 60_000].map(dateTime)).toEqual([
    ...["2023-01-31 23:59", "2023-01-31 23:59", "2023-02-01 00:00", "2023-02-01 00:00"],
  ]);
  expect(dateTime(-1)).toBe("1970-01-01 00:00");
  const line = {
    timestamp: "2026-11-21T12:00:00.000Z",
    level: "INFO",
    component: "orders",
    event_type: "order_filled",
  };
  expect(renderLogLine({ ...line, data: { at: at + 59_999 } }, { color: false, width: 80 })).toMatch(
    /at=2023-02-01T00:00$/,
  );
});
