import type { BacktestReport } from "../../core/views/index.ts";
import { type Paint, toneOf } from "./ansi.ts";
import { count, date, duration, money, percent, signedMoney, signedPercent, statistic } from "./format.ts";
import { headed, type Pair, pairs, table, unbroken } from "./layout.ts";

/** Money before and after, in one line. */
export function accountLines({ account, metrics }: BacktestReport, paint: Paint, width: number): string[] {
  const initial = Number(account.initial);
  const final = Number(account.final);
  const before = `${money(initial)} → `;
  const after = `${money(final)} ${account.currency}`;
  const change = `${signedMoney(final - initial)}  ${signedPercent(metrics.totalReturn)}`;
  const blank = width - 2 - before.length - after.length - change.length;
  const gap = blank >= 2 ? " ".repeat(blank) : "\n  "; // Very large numbers get a line each.
  return [`  ${before}${paint("bold", after)}${gap}${paint(toneOf(final - initial), change)}`];
}

/** What was earned on the left, what was risked for it on the right. */
export function metricLines({ metrics }: BacktestReport, paint: Paint, width: number): string[] {
  const underWaterMs = metrics.maxDrawdownDurationMs;
  const earned: Pair[] = [
    { label: "Return", text: signedPercent(metrics.totalReturn), tone: toneOf(metrics.totalReturn) },
    { label: "Buy and hold", text: signedPercent(metrics.benchmarkReturn) },
    { label: "Return per year", text: signedPercent(metrics.cagr), tone: toneOf(metrics.cagr) },
    { label: "Sharpe", text: statistic(metrics.sharpe) },
    { label: "Sortino", text: statistic(metrics.sortino) },
    { label: "Calmar", text: statistic(metrics.calmar) },
  ];
  const risked: Pair[] = [
    { label: "Deepest drawdown", text: percent(metrics.maxDrawdown), tone: toneOf(-metrics.maxDrawdown) },
    { label: "Longest drawdown", text: underWaterMs === 0 ? "none" : duration(underWaterMs) },
    { label: "Volatility per year", text: percent(metrics.volatility) },
    { label: "Value at risk, day", text: percent(metrics.var95) },
    { label: "Shortfall beyond it", text: percent(metrics.cvar95) },
    { label: "Time in the market", text: percent(metrics.exposure) },
  ];
  return pairs(paint, earned, risked, width);
}

/** What trading cost, beside what it was paid for. */
export function costLines({ account }: BacktestReport, paint: Paint, width: number): string[] {
  const { currency } = account;
  const [fees, funding] = [Number(account.fees), Number(account.funding)];
  const [initial, turnover] = [Number(account.initial), Number(account.turnover)];
  const shares = [
    ...(initial > 0 ? [`${percent(fees / initial)} of the capital`] : []),
    ...(turnover > 0 ? [`${percent(fees / turnover)} of the turnover`] : []),
  ].join(", ");
  const text =
    fees === 0
      ? "no fees"
      : `${unbroken(`${money(fees)} ${currency}`)} in fees${shares === "" ? "" : `: ${shares}`}`;
  const held =
    funding === 0
      ? ""
      : `; ${unbroken(`${money(Math.abs(funding))} ${currency}`)} in funding ${funding > 0 ? "paid" : "earned"}`;
  const dividends = Number(account.dividends);
  const earned =
    dividends === 0
      ? ""
      : `; ${unbroken(`${money(Math.abs(dividends))} ${currency}`)} in dividends ${dividends > 0 ? "received" : "paid"}`;
  return headed(paint, "Costs ", text + held + earned, width);
}

/** Counts and the two trades one asks about first. */
export function tradeLines({ metrics, trades }: BacktestReport, paint: Paint, width: number): string[] {
  if (trades.length === 0) return [`${paint("bold", "Trades")}  none was closed`];
  let best = 0;
  let worst = 0;
  const profits = trades.map(({ pnl }) => Number(pnl));
  profits.forEach((profit, i) => {
    if (profit > (profits[best] ?? 0)) best = i;
    if (profit < (profits[worst] ?? 0)) worst = i;
  });
  const facts = [
    `${count(metrics.trades)} closed`,
    `${percent(metrics.winRate)} won`,
    `profit factor ${statistic(metrics.profitFactor)}`,
    `held ${duration(metrics.avgTradeDurationMs)}`,
    unbroken(`${signedMoney(metrics.expectancy ?? 0)} each`),
  ].join(", ");
  const rows = (
    trades.length === 1 ? [["Only", best] as const] : [["Best", best] as const, ["Worst", worst] as const]
  )
    .map(([name, i]) => [name, trades[i], profits[i] ?? 0] as const)
    .map(([name, trade, profit]) => [
      { text: name, tone: "dim" as const },
      { text: signedMoney(profit), tone: toneOf(profit) },
      { text: signedPercent(trade?.returnOnEntry ?? null), tone: toneOf(profit) },
      { text: trade === undefined ? "" : `${trade.side} ${trade.instrument}` },
      { text: trade === undefined ? "" : date(trade.entryTime) },
      { text: trade?.exitReason ?? "" },
    ]);
  const columns = (["left", "right", "right", "left", "left", "left"] as const).map((align) => ({
    title: "",
    align,
  }));
  // The rows explain themselves: no titles.
  return [...headed(paint, "Trades", facts, width), ...table(paint, columns, rows, width).slice(1)];
}
