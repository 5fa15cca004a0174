import { amountToNumber } from "../base/index.ts";
import type { ClosedTrade } from "../domain/index.ts";
import { at } from "../market/index.ts";
import { dayEnds } from "./daily-returns.ts";
import { metricsOf } from "./metrics.ts";
import type { Metrics, RunRecord } from "./run-record.ts";

/**
 * The metrics of each group of closed trades as if only they had been made, in order of the keys.
 *
 * A group's equity is the run's initial equity plus the profit of its trades, booked when each closed; what happened while
 * a trade was open, and positions still open at the end, are not in it. `exposure` is the share of the run's time in
 * which one of its trades was open, `benchmarkReturn` that of holding the instruments it traded, in equal parts.
 *
 * A key that is known only afterwards, such as the exit reason, describes what happened; its ratios promise nothing. Losses
 * alone can be more than the run began with: `totalReturn` is then below -1 and `maxDrawdown` above 1, and the days after
 * the capital is gone count as days of return zero.
 */
export function metricsBy<Key extends string>(
  record: RunRecord,
  keyOf: (trade: ClosedTrade) => Key,
): ReadonlyMap<Key, Metrics> {
  const groups = [...groupedBy(record.trades, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(groups.map(([key, trades]) => [key, metricsOfTraded(record, trades)]));
}

/** The metrics of every instrument, traded or not: place in the list is the `InstrumentId`. See `metricsBy`. */
export function metricsByInstrument(record: RunRecord): readonly Metrics[] {
  const own = groupedBy<number>(record.trades, ({ instrument }) => instrument);
  return record.benchmark.map((closes, id) => metricsOfCut(record, own.get(id) ?? [], [closes]));
}

function metricsOfTraded(record: RunRecord, trades: readonly ClosedTrade[]): Metrics {
  const traded = new Set<number>(trades.map(({ instrument }) => instrument));
  return metricsOfCut(
    record,
    trades,
    record.benchmark.filter((_, id) => traded.has(id)),
  );
}

/** `exposure` is a share of the time, not of the steps, which a cut has of its own. */
function metricsOfCut(
  run: RunRecord,
  trades: readonly ClosedTrade[],
  benchmark: RunRecord["benchmark"],
): Metrics {
  const steps = run.equityTime.length;
  const [start, end] = steps === 0 ? [0, 0] : [at(run.equityTime, 0), at(run.equityTime, steps - 1)];
  const exposure = end > start ? timeIn(trades, start, end) / (end - start) : 0;
  return { ...metricsOf(recordOf(run, trades, benchmark)), exposure };
}

function groupedBy<Key>(
  trades: readonly ClosedTrade[],
  keyOf: (trade: ClosedTrade) => Key,
): Map<Key, ClosedTrade[]> {
  const groups = new Map<Key, ClosedTrade[]>();
  for (const trade of trades) {
    const group = groups.get(keyOf(trade));
    if (group === undefined) groups.set(keyOf(trade), [trade]);
    else group.push(trade);
  }
  return groups;
}

/** The run of some of its trades: a step at the start, one at each exit, and one at the end of each day that the run has. */
function recordOf(
  run: RunRecord,
  trades: readonly ClosedTrade[],
  benchmark: RunRecord["benchmark"],
): RunRecord {
  const steps = run.equityTime.length;
  if (steps === 0) return { ...run, trades, benchmark };

  const start = at(run.equityTime, 0);
  const end = at(run.equityTime, steps - 1);
  const exits = [...trades].sort((a, b) => a.exitTime - b.exitTime || a.id - b.id);
  // Else a day without an exit would be no day where markets close, and a year be over after few of them.
  const days = dayEnds(run.equityTime, run.restsAtWeekends);
  const equityTime = new Float64Array(exits.length + days.length + 1);
  const equity = new Float64Array(equityTime.length);
  let row = 0;
  let profit = 0n;
  const step = (time: number): void => {
    equityTime[row] = time;
    equity[row] = run.initialEquity + amountToNumber(profit as ClosedTrade["pnl"]); // A sum of amounts is one.
    row++;
  };
  step(start);
  let day = 0;
  const passDaysBefore = (time: number): void => {
    for (; day < days.length && at(run.equityTime, at(days, day)) < time; day++)
      step(at(run.equityTime, at(days, day)));
  };
  for (const trade of exits) {
    const time = Math.min(Math.max(trade.exitTime, start), end);
    passDaysBefore(time);
    profit += trade.pnl;
    step(time);
  }
  passDaysBefore(Number.POSITIVE_INFINITY);

  return { ...run, equityTime, equity, trades, benchmark };
}

/** Milliseconds of `start..end` in which at least one trade was open; overlapping trades count once. */
function timeIn(trades: readonly ClosedTrade[], start: number, end: number): number {
  const entries = [...trades].sort((a, b) => a.entryTime - b.entryTime || a.id - b.id);
  let open = 0;
  let covered = start;
  for (const { entryTime, exitTime } of entries) {
    const from = Math.max(entryTime, covered);
    const to = Math.min(exitTime, end);
    if (to <= from) continue;
    open += to - from;
    covered = to;
  }
  return open;
}
