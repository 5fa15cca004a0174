import { type Paint, toneOf } from "./ansi.ts";
import type { BacktestReport } from "./document.ts";
import { count, duration, percent, short, signedMoney, signedPercent, statistic } from "./format.ts";
import { leftOut, table, titled } from "./layout.ts";

/** Lists that could be long show this many and say how many they leave out. */
const LIST_MAX = 10;

/** How trades ended, the most frequent way first. */
export function exitLines({ trades }: BacktestReport, paint: Paint, width: number): string[] {
  const groups = new Map<string, { trades: number; won: number; profit: number; heldMs: number }>();
  for (const trade of trades) {
    const profit = Number(trade.pnl);
    const group = groups.get(trade.exitReason) ?? { trades: 0, won: 0, profit: 0, heldMs: 0 };
    group.trades++;
    if (profit > 0) group.won++;
    group.profit += profit;
    group.heldMs += trade.exitTime - trade.entryTime;
    groups.set(trade.exitReason, group);
  }
  if (groups.size === 0) return [];
  const rows = [...groups]
    .sort(([nameA, a], [nameB, b]) => b.trades - a.trades || (nameA < nameB ? -1 : 1))
    .map(([name, group]) => [
      { text: name },
      { text: count(group.trades) },
      { text: percent(group.won / group.trades) },
      { text: signedMoney(group.profit), tone: toneOf(group.profit) },
      { text: signedMoney(group.profit / group.trades), tone: toneOf(group.profit) },
      { text: duration(group.heldMs / group.trades) },
    ]);
  const titles = ["Left by", "Trades", "Won", "Profit", "Each", "Held"];
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
