import { amountToNumber } from "../base/index.ts";
import type { ClosedTrade, OpenPosition } from "../domain/index.ts";
import { at } from "../market/index.ts";
import { dayEnds } from "./daily-returns.ts";
import { metricsOf } from "./metrics.ts";
import type { Metrics, RunRecord } from "./run-record.ts";

/** What belongs to a part of a run. */
type Part = Pick<RunRecord, "trades" | "open" | "benchmark">;

/**
 * The metrics of each group of closed trades as if only they had been made, in order of the keys; what has no key is in none.
 *
 * A group's equity is the run's initial equity plus the profit of its trades, booked when each closed; what happened while
 * a trade was open, and what positions still open at the end came to, are not in it. `exposure` is the share of the run's
 * time in which something of the group was held, those positions included; `benchmarkReturn` is that of holding the
 * instruments it traded, in equal parts.
 *
 * A key that is known only afterwards, such as the exit reason, describes what happened; its ratios promise nothing. Losses
 * alone can be more than the run began with: `totalReturn` is then below -1 and `maxDrawdown` above 1, and the days after
 * the capital is gone count as days of return zero.
 */
export function metricsBy<Key extends string>(
  record: RunRecord,
  keyOf: (held: ClosedTrade | OpenPosition) => Key | undefined,
): ReadonlyMap<Key, Metrics> {
  const open = groupedBy(record.open, keyOf);
  const groups = [...groupedBy(record.trades, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    groups.map(([key, trades]) => {
      const traded = new Set<number>(trades.map(({ instrument }) => instrument));
      const benchmark = record.benchmark.filter((_, id) => traded.has(id));
      return [key, metricsOf(cutOf(record, { trades, open: open.get(key) ?? [], benchmark }))];
    }),
  );
}

/** The metrics of every instrument, traded or not: place in the list is the `InstrumentId`. See `metricsBy`. */
export function metricsByInstrument(record: RunRecord): readonly Metrics[] {
  const trades = groupedBy<ClosedTrade, number>(record.trades, ({ instrument }) => instrument);
  const open = groupedBy<OpenPosition, number>(record.open, ({ instrument }) => instrument);
  return record.benchmark.map((closes, id) =>
    metricsOf(cutOf(record, { trades: trades.get(id) ?? [], open: open.get(id) ?? [], benchmark: [closes] })),
  );
}

function groupedBy<Held, Key>(
  all: readonly Held[],
  keyOf: (held: Held) => Key | undefined,
): ReadonlyMap<Key, readonly Held[]> {
  const groups = new Map<Key, Held[]>();
  for (const held of all) {
    const key = keyOf(held);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [held]);
    else group.push(held);
  }
  return groups;
}

/** The run of a part of its trades: a step at the start, one at each exit, and one at the end of each day that the run has. */
function cutOf(run: RunRecord, part: Part): RunRecord {
  const steps = run.equityTime.length;
  if (steps === 0) return { ...run, ...part };

  const start = at(run.equityTime, 0);
  const end = at(run.equityTime, steps - 1);
  const exits = [...part.trades].sort((a, b) => a.exitTime - b.exitTime || a.id - b.id);
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

  return { ...run, ...part, equityTime, equity };
}
