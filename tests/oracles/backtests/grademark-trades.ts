/** What grademark published of its runs, and our runs written in the same words. */
import { readFileSync } from "node:fs";
import { priceToNumber } from "../../../src/core/base/index.ts";
import type { ClosedTrade, ExitReason, InstrumentId } from "../../../src/core/domain/index.ts";
import type { BarColumns } from "../../../src/core/market/index.ts";
import { type BarRow, columnsOf } from "../../builders/bars.ts";
import type { Run } from "../../builders/play.ts";
import { sharedFile } from "../../shared-data.ts";
import { playMeanReversion, type Variant } from "./grademark.ts";

/** A trade as they publish it. Times are starts of bars, ratios in percent. */
interface PublishedTrade {
  readonly entryTime: string;
  readonly entryPrice: number;
  readonly exitTime: string;
  readonly exitPrice: number;
  readonly profit: number;
  readonly profitPct: number;
  readonly growth: number;
  /** Bars between those of entry and exit. */
  readonly holdingPeriod: number;
  readonly exitReason: string;
  /** Only of a strategy that has them. */
  readonly stopPrice?: number;
  readonly riskPct?: number;
  readonly rmultiple?: number;
  readonly profitTarget?: number;
}

interface PublishedValue {
  readonly time: string;
  readonly value: number;
}

const path = (file: string): string => sharedFile("data", "oracles", "backtests", "grademark", file);
const published = <T>(name: string): readonly T[] =>
  JSON.parse(readFileSync(path(`backtest_mean_reversion_${name}.json`), "utf8")) as T[];

/** Days of Brisbane, where they were published: midnight there is 14:00 UTC. */
function barsOf(file: string): BarColumns {
  const [, ...lines] = readFileSync(path(file), "utf8").trim().split(/\r?\n/);
  const rows = lines.map((line): BarRow => {
    const [date = "", ...prices] = line.split(",");
    const [day = 0, month = 0, year = 0] = date.split("/").map(Number);
    const [first = 0, high = 0, low = 0, last = 0] = prices.map(Number);
    return [Date.UTC(year, month - 1, day, -10), first, high, low, last];
  });
  return columnsOf(rows);
}

const REASONS: Partial<Record<ExitReason, string>> = {
  signal: "exit-rule",
  timeout: "exit-rule", // They know no other way to leave after a time.
  "stop-loss": "stop-loss",
  "take-profit": "profit-target",
};

/** Nine digits: further ones are the noise of doubles. */
const text = (value: number): string => value.toFixed(9);

/** A trade in one line, the same for theirs and ours: times, prices, what it brought, why it ended. */
function lineOf(trade: PublishedTrade): string {
  const { entryTime, entryPrice, exitTime, exitPrice, profit, profitPct, growth } = trade;
  const numbers = [profit, profitPct, growth, trade.holdingPeriod];
  const { stopPrice, riskPct, rmultiple, profitTarget } = trade;
  const more = Object.entries({ stopPrice, riskPct, rmultiple, profitTarget });
  return [
    `${entryTime} ${text(entryPrice)} -> ${exitTime} ${text(exitPrice)} ${trade.exitReason}`,
    ...numbers.map(text),
    ...more.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${text(value)}`])),
  ].join(" ");
}

/** A row of the bars, and when it starts as they write it. */
interface Bar {
  readonly row: number;
  readonly time: string;
  readonly open: number;
  readonly high: number;
}

function barAt({ time, open, high }: BarColumns, at: number): Bar {
  const row = time.findLastIndex((start) => start <= at);
  const start = time[row] ?? Number.NaN;
  return {
    row,
    time: new Date(start).toISOString(),
    open: open[row] ?? Number.NaN,
    high: high[row] ?? Number.NaN,
  };
}

/** What protected a position when the bar of its entry closed. */
interface FirstProtection {
  readonly stop: number | undefined;
}

function tradeOf(
  { entryTime, entryPrice, exitTime, exitPrice, exitReason }: ClosedTrade,
  data: BarColumns,
  { stop }: FirstProtection,
  { target = 0 }: Variant,
): PublishedTrade {
  const [from, to] = [priceToNumber(entryPrice), priceToNumber(exitPrice)];
  const [first, last] = [barAt(data, entryTime), barAt(data, exitTime)];
  const profit = to - from;
  return {
    entryTime: first.time,
    entryPrice: from,
    exitTime: last.time,
    exitPrice: to,
    profit,
    profitPct: (profit / from) * 100,
    growth: to / from,
    holdingPeriod: last.row - first.row - 1,
    exitReason: REASONS[exitReason] ?? exitReason,
    ...(stop === undefined
      ? {}
      : { stopPrice: stop, riskPct: (1 - stop / from) * 100, rmultiple: profit / (from - stop) }),
    ...(target === 0 ? {} : { profitTarget: from * (1 + target) }),
  };
}

/** Something of a position at the close of a bar. */
interface Watched {
  readonly time: string;
  readonly entryPrice: number;
  readonly stop: number | undefined;
  readonly close: number;
  readonly isFirst: boolean;
}

/** A run, and what was seen of its positions at every close, after what was decided there. */
interface WatchedRun {
  readonly run: Run;
  readonly data: BarColumns;
  readonly watched: readonly Watched[];
}

function watch(variant: Variant): WatchedRun {
  const data = barsOf("STW.csv");
  const watched: Watched[] = [];
  const run = playMeanReversion(data, variant, ({ engine, series }) => {
    const [position] = engine.portfolio.open;
    const row = (series[0]?.visible ?? Number.NaN) - 1;
    const start = data.time[row] ?? Number.NaN;
    if (position === undefined) return;
    const stop = engine.risk.exposure.stopOf(0 as InstrumentId);
    watched.push({
      time: new Date(start).toISOString(),
      entryPrice: priceToNumber(position.entryPrice),
      stop: stop && priceToNumber(stop),
      close: data.close[row] ?? Number.NaN,
      isFirst: barAt(data, position.entryTime).row === row,
    });
  });
  return { run, data, watched };
}

/** A trade of theirs and the one of ours in its place, in the same words. */
interface Pair {
  readonly theirs: string;
  readonly ours: string;
  readonly published: PublishedTrade | undefined;
  readonly made: PublishedTrade | undefined;
  /** The bars in which we entered and left. */
  readonly entry: Bar;
  readonly exit: Bar;
  /** What our order to enter waited for; NaN: nothing. */
  readonly trigger: number;
}

/** The trades of a published list, each beside ours; the longer list decides how many there are. */
export function pairsOf(name: string, variant: Variant): readonly Pair[] {
  const { run, data, watched } = watch(variant);
  const theirs = published<PublishedTrade>(name);
  const { trades } = run.engine.portfolio;
  const entries = run.record.orders.filter(({ role }) => role === "entry");
  const triggers = entries.map(({ trigger }) => trigger && priceToNumber(trigger));
  return Array.from({ length: Math.max(theirs.length, trades.length) }, (_, i) => {
    const trade = trades[i];
    const entry = barAt(data, trade?.entryTime ?? 0);
    const stop = watched.find(({ time, isFirst }) => isFirst && time === entry.time)?.stop;
    const made = trade && tradeOf(trade, data, { stop }, variant);
    const its = theirs[i];
    return {
      theirs: its === undefined ? "no trade" : lineOf(its),
      ours: made === undefined ? "no trade" : lineOf(made),
      published: its,
      made,
      entry,
      exit: barAt(data, trade?.exitTime ?? 0),
      trigger: triggers[i] ?? Number.NaN,
    };
  });
}

/** A recorded series of theirs, and of ours. */
export function recordsOf(
  name: "can_record_risk" | "can_record_trailing_stop",
  variant: Variant,
): { readonly theirs: readonly string[]; readonly ours: readonly string[] } {
  const measure = ({ stop = Number.NaN, close, entryPrice, isFirst }: Watched): number => {
    if (name === "can_record_trailing_stop") return stop;
    return (1 - stop / (isFirst ? entryPrice : close)) * 100; // What would be lost from here.
  };
  const told = ({ time, value }: PublishedValue): string => `${time} ${text(value)}`;
  return {
    theirs: published<PublishedValue>(name).map(told),
    ours: watch(variant).watched.map((one) => told({ time: one.time, value: measure(one) })),
  };
}
