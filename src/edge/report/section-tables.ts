import type { BacktestReport } from "../../core/views/index.ts";
import { type Paint, toneOf } from "./ansi.ts";
import { count, duration, fixed, percent, short, signedMoney, signedPercent, statistic } from "./format.ts";
import { leftOut, table, titled } from "./layout.ts";

/** Lists that could be long show this many and say how many they leave out. */
const LIST_MAX = 10;

/** How trades ended, the most frequent way first. */
export function exitLines({ metrics, byExitReason }: BacktestReport, paint: Paint, width: number): string[] {
  if (metrics.trades === 0) return [];
  const rows = Object.entries(byExitReason)
    .sort(([nameA, a], [nameB, b]) => b.trades - a.trades || (nameA < nameB ? -1 : 1))
    .map(([name, own]) => {
      const each = own.expectancy ?? 0;
      return [
        { text: name },
        { text: count(own.trades) },
        { text: `${fixed((100 * own.trades) / metrics.trades, 0)} %` }, // Whole: six figures of profit still fit.
        { text: percent(own.winRate) },
        { text: signedMoney(each * own.trades), tone: toneOf(each) },
        { text: signedMoney(each), tone: toneOf(each) },
        { text: duration(own.avgTradeDurationMs) },
      ];
    });
  const titles = ["Left by", "Trades", "Share", "Won", "Profit", "Each", "Held"];
  return table(paint, titled(titles), rows, width);
}

/** One line for each instrument when there are several. */
export function instrumentLines({ byInstrument }: BacktestReport, paint: Paint, width: number): string[] {
  const all = Object.entries(byInstrument);
  if (all.length < 2) return [];
  const rows = all
    .slice(0, 2 * LIST_MAX)
    .map(([symbol, own]) => [
      { text: symbol },
      { text: count(own.trades) },
      { text: percent(own.winRate) },
      { text: signedPercent(own.totalReturn), tone: toneOf(own.totalReturn) },
      { text: statistic(own.profitFactor) },
      { text: percent(own.maxDrawdown) },
      { text: signedPercent(own.benchmarkReturn) },
    ]);
  const titles = ["Instrument", "Trades", "Won", "Return", "Factor", "Drawdown", "Buy and hold"];
  return [...table(paint, titled(titles), rows, width), ...leftOut(paint, all.length - rows.length)];
}

/** What is still held: in the equity, but no trade yet. */
export function openLines({ open }: BacktestReport, paint: Paint, width: number): string[] {
  if (open.length === 0) return [];
  const rows = open
    .slice(0, LIST_MAX)
    .map((position) => [
      { text: position.instrument },
      { text: position.side },
      { text: short(Number(position.quantity)) },
      { text: short(Number(position.entryPrice)) },
      { text: short(Number(position.markPrice)) },
      { text: signedMoney(Number(position.pnl)), tone: toneOf(Number(position.pnl)) },
    ]);
  const titles = ["Still open", "Side", "Quantity", "Entry", "Last", "Profit so far"];
  return [...table(paint, titled(titles), rows, width), ...leftOut(paint, open.length - rows.length)];
}
