import fc from "fast-check";
import { expect, test } from "vitest";
import { amount, price, quantity, type UnixMs } from "../base/index.ts";
import type { ClosedTrade, InstrumentId, OpenPosition } from "../domain/index.ts";
import {
  type BenchmarkCloses,
  type Metrics,
  metricsBy,
  metricsByInstrument,
  metricsOf,
  type RunRecord,
} from "./index.ts";

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

const trade = (
  id: number,
  instrument: number,
  days: readonly [number, number],
  pnl: string,
): ClosedTrade => ({
  id,
  instrument: instrument as InstrumentId,
  strategy: "test",
  side: "long",
  quantity: quantity("1"),
  entryTime: (START + days[0] * DAY) as UnixMs,
  entryPrice: price("100"),
  exitTime: (START + days[1] * DAY) as UnixMs,
  exitPrice: price("100"),
  fees: amount("0"),
  funding: amount("0"),
  pnl: amount(pnl),
  entryValue: amount("100"),
  mfe: 0,
  mae: 0,
  exitReason: "signal",
});

/** The first day and the last. */
const closes = (first: number, last: number): BenchmarkCloses => ({
  time: Float64Array.of(START - DAY, START + 9 * DAY),
  intervalMs: DAY,
  close: Float64Array.of(first, last),
});

const record = (trades: readonly ClosedTrade[]): RunRecord => ({
  initialEquity: 1_000,
  equityTime: Float64Array.from({ length: 11 }, (_, day) => START + day * DAY),
  equity: new Float64Array(11).fill(1_000),
  open: [],
  trades,
  benchmark: [closes(100, 150), closes(10, 5), closes(1, 1)],
  periodsPerYear: 365,
});

const reasonOf = (held: ClosedTrade | OpenPosition): string | undefined =>
  "exitReason" in held ? held.exitReason : undefined;

test("each instrument is judged by its own trades", () => {
  const run = record([trade(1, 0, [0, 2], "100"), trade(2, 1, [1, 3], "-50"), trade(3, 0, [4, 6], "-55")]);
  const [first, second, third] = metricsByInstrument(run);
  expect(first).toMatchObject({
    trades: 2,
    winRate: 0.5,
    exposure: 0.4,
    benchmarkReturn: 0.5,
    totalReturn: 0.045,
  });
  expect(first?.maxDrawdown).toBeCloseTo(0.05, 12); // 55 of 1,100.
  expect(first?.maxDrawdownDurationMs).toBe(5 * DAY); // From the last evening that saw the high.
  expect(second).toMatchObject({ trades: 1, winRate: 0, benchmarkReturn: -0.5, totalReturn: -0.05 });
  expect(second?.exposure).toBeCloseTo(0.2, 12);
  expect(third).toMatchObject({ trades: 0, winRate: null, exposure: 0, sharpe: null, totalReturn: 0 });
});

test("the days of the whole run count, not only those with trades", () => {
  const [first] = metricsByInstrument(record([trade(1, 0, [0, 2], "100")]));
  // Eleven closes at midnight are eleven UTC days; one of them earned ten percent.
  const mean = 0.1 / 11;
  const deviation = Math.sqrt((0.1 ** 2 - 11 * mean ** 2) / 10);
  expect(first?.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(365), 8);
});

test("trades that overlap count once in the exposure, and no trade reaches beyond the run", () => {
  const run = record([trade(1, 0, [-5, 4], "1"), trade(2, 0, [2, 5], "1"), trade(3, 0, [3, 4], "1")]);
  expect(metricsByInstrument(run)[0]?.exposure).toBeCloseTo(0.5, 12);
});

const stillOpen = (instrument: number, day: number, strategy = "test"): OpenPosition => {
  const { quantity, entryTime, entryPrice, fees, funding, pnl, side } = trade(1, instrument, [day, day], "0");
  const held = { quantity, entryTime, entryPrice, markPrice: entryPrice, fees, funding, pnl, mfe: 0, mae: 0 };
  return { ...held, instrument: instrument as InstrumentId, strategy, side };
};

test("a position that is still open is time in the market of its part of the run, and no trade of it", () => {
  const run = {
    ...record([trade(1, 0, [0, 2], "100"), trade(2, 1, [1, 3], "-50")]),
    open: [stillOpen(1, 6)],
  };
  const exposures = (parts: Iterable<Metrics>): number[] => [...parts].map(({ exposure }) => exposure);
  expect(exposures(metricsByInstrument(run))).toEqual([0.2, 0.6, 0]);
  const [own] = metricsBy(run, ({ strategy }) => strategy).values();
  expect(own).toMatchObject({ trades: 2, exposure: 0.7, totalReturn: 0.05 });
  expect(own?.exposure).toBe(metricsOf(run).exposure);
  const other = { ...run, open: [stillOpen(1, 6, "other")] };
  expect(exposures(metricsBy(other, ({ strategy }) => strategy).values())).toEqual([0.3]);
  const byReason = metricsBy(run, reasonOf);
  expect([...byReason.keys()]).toEqual(["signal"]);
  expect(exposures(byReason.values())).toEqual([0.3]);
});

test("a run without a step has no numbers", () => {
  const empty = {
    ...record([]),
    equityTime: new Float64Array(0),
    equity: new Float64Array(0),
  };
  expect(metricsByInstrument(empty).map(({ exposure }) => exposure)).toEqual([0, 0, 0]);
});

test("trades are cut by any key, in order of the keys, beside what holding their instruments gave", () => {
  const shorts = [
    trade(2, 1, [1, 3], "-50"),
    { ...trade(4, 0, [7, 8], "20"), strategy: "a", side: "short" as const },
  ];
  const run = record([trade(1, 0, [0, 2], "100"), ...shorts, trade(3, 1, [4, 6], "-55")]);
  const bySide = metricsBy(run, ({ side }) => side);
  expect([...bySide.keys()]).toEqual(["long", "short"]);
  expect(bySide.get("long")).toMatchObject({ trades: 3, totalReturn: -0.005, benchmarkReturn: 0 });
  expect(bySide.get("short")).toMatchObject({ trades: 1, totalReturn: 0.02, benchmarkReturn: 0.5 });
  expect([...metricsBy(run, ({ strategy }) => strategy).keys()]).toEqual(["a", "test"]);
  expect(metricsBy(record([]), ({ side }) => side).size).toBe(0);
});

test("losses alone may be more than there was", () => {
  const run = record([trade(1, 0, [0, 2], "900"), trade(2, 0, [2, 4], "-1500"), trade(3, 0, [4, 6], "700")]);
  const losses = metricsBy(run, ({ pnl }) => (pnl < 0n ? "lost" : "won")).get("lost");
  expect(losses).toMatchObject({ totalReturn: -1.5, cagr: -1, maxDrawdown: 1.5, expectancy: -1_500 });
  for (const value of Object.values(losses ?? {}))
    expect(value === null || Number.isFinite(value)).toBe(true);
});

test("a cut loses no trade and no money", () => {
  const anyTrade = fc.record({
    instrument: fc.integer({ min: 0, max: 2 }),
    from: fc.integer({ min: 0, max: 9 }),
    pnl: fc.integer({ min: -300, max: 300 }),
    exitReason: fc.constantFrom("signal", "stop-loss", "take-profit", "timeout"),
  });
  fc.assert(
    fc.property(fc.array(anyTrade, { maxLength: 20 }), (given) => {
      const trades = given.map(({ instrument, from, pnl, exitReason }, i) => ({
        ...trade(i + 1, instrument, [from, from + 1], String(pnl)),
        exitReason,
      }));
      const run = record(trades);
      for (const groups of [[...metricsBy(run, reasonOf).values()], metricsByInstrument(run)]) {
        const sum = (of: (own: Metrics) => number): number => groups.reduce((all, own) => all + of(own), 0);
        expect(sum((own) => own.trades)).toBe(trades.length);
        expect(sum((own) => (own.winRate ?? 0) * own.trades)).toBeCloseTo(
          given.filter(({ pnl }) => pnl > 0).length,
          9,
        );
        expect(sum((own) => own.totalReturn * run.initialEquity)).toBeCloseTo(
          given.reduce((all, { pnl }) => all + pnl, 0),
          6,
        );
      }
    }),
  );
});

test("a year is as long for a cut as for its run, also where markets close", () => {
  const weekdays = Array.from({ length: 728 }, (_, day) => day).filter((day) => day % 7 < 5); // From a Monday on.
  const trades = [trade(1, 0, [7, 7], "100"), trade(2, 0, [14, 14], "-30")];
  const sums = weekdays.map((day) => 1_000 + (day >= 14 ? 70 : day >= 7 ? 100 : 0));
  const run: RunRecord = {
    ...record(trades),
    equityTime: Float64Array.from(weekdays, (day) => START + day * DAY + DAY / 2),
    equity: Float64Array.from(sums),
    ...{ periodsPerYear: 260, restsAtWeekends: true },
  };
  const exits = trades.map((one) => ({ ...one, exitTime: (one.exitTime + DAY / 2) as UnixMs }));
  const [cut] = metricsByInstrument({ ...run, trades: exits });
  const { cagr, sharpe, volatility } = metricsOf(run);
  expect(cagr).toBeCloseTo(1.07 ** 0.5 - 1, 12);
  expect([cut?.cagr, cut?.sharpe, cut?.volatility]).toEqual([cagr, sharpe, volatility]);
});
