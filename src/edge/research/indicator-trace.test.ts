import { expect, test } from "vitest";
import { HOUR, spot } from "../../../tests/builders/instrument.ts";
import { Run } from "../../../tests/builders/play.ts";
import type { InstrumentId } from "../../core/domain/index.ts";
import { FeedPlan } from "../../core/engine/index.ts";
import { bollinger, ema } from "../../core/indicators/index.ts";
import { bars, none, strategy } from "../../core/strategy/index.ts";
import { traceIndicators } from "./indicator-trace.ts";
import type { PlannedRun, RunPlan } from "./run-plan.ts";

const ROWS = 60;
const made = Array.from({ length: ROWS }, (_, i) => {
  const price = 100 + 10 * Math.sin(i / 5);
  return `${price} ${price + 2} ${price - 2} ${price + 1}`;
});

/** Writes down what it sees whenever it is asked. */
const watching = (seen: Map<number, readonly number[]>) =>
  strategy({
    name: "watching",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: ({ feeds }) => ({
      fast: ema(feeds.main.close, 5),
      bands: bollinger(feeds.main.close, 10),
      note: "not an indicator",
    }),
    onBar({ feeds, ind }) {
      seen.set(feeds.main.bars - 1, [ind.fast.now, ind.bands.now, ind.bands.upper.now]);
      return none;
    },
  });

/** The parts of a plan that are read. */
function planOf(run: Run, feeds: PlannedRun["feeds"] = {}): { plan: RunPlan; planned: PlannedRun } {
  const [series] = run.series;
  const planned = { params: {}, instrument: 0, series: 0, feeds } as unknown as PlannedRun;
  const one = { instrument: 0 as InstrumentId, intervalMs: HOUR, columns: series?.columns };
  return { plan: { series: [one], longer: [], runs: [planned] } as unknown as RunPlan, planned };
}

test("what is drawn is what the strategy saw, bar by bar, and nothing before the warm-up", () => {
  const seen = new Map<number, readonly number[]>();
  const watcher = watching(seen);
  const run = new Run([{ instrument: spot(), bars: made, strategy: watcher as never, every: HOUR }]).play();
  const { plan, planned } = planOf(run);
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const traces = traceIndicators(plan, planned, watcher as never, rows);
  expect(traces.map(({ name }) => name)).toEqual([
    "fast",
    "bands",
    "bands.upper",
    "bands.lower",
    "bands.percentB",
    "bands.width",
  ]);
  expect(seen.size).toBeGreaterThan(40);
  for (const [row, values] of seen) expect(traces.slice(0, 3).map((one) => one.values[row])).toEqual(values);
  expect(traces[1]?.values[8]).toBeNaN();
});

test("a few rows are enough to be asked for, and longer bars close when they do", () => {
  const slow = strategy({
    name: "slow",
    version: "1.0.0",
    params: {},
    feeds: { main: bars(), long: bars("4h") },
    indicators: ({ feeds }) => ({ close: ema(feeds.long.close, 1) }),
    onBar: () => none,
  });
  const run = new Run([{ instrument: spot(), bars: made, strategy: slow as never, every: HOUR }]);
  const feeds = new FeedPlan([{ symbol: "BTC/USDT", intervalMs: HOUR }]);
  const found = feeds.plan(slow as never, {}, 0);
  if (!found.ok) throw new Error("no feeds");
  const { plan, planned } = planOf(run, found.value.feeds);
  const traced = traceIndicators({ ...plan, longer: feeds.longer }, planned, slow as never, [2, 3, 6, 7, 59]);
  const closes = run.series[0]?.columns.close;
  expect([...(traced[0]?.values ?? [])]).toEqual([
    Number.NaN,
    closes?.[3],
    closes?.[3],
    closes?.[7],
    closes?.[59],
  ]);
});
