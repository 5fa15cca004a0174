import type { BacktestReport } from "../../../core/views/index.ts";
import {
  count,
  date,
  dateTime,
  duration,
  grouped,
  money,
  percent,
  signedMoney,
  signedPercent,
  statistic,
  withSign,
} from "../format.ts";
import { spelledOut } from "../words.ts";
import { type Markup, markup } from "./markup.ts";
import { type Cell, facts, panel } from "./parts.ts";

/** Who traded what: also the title of the window. */
export function titleOf({ strategies, data }: BacktestReport): string {
  const symbols = unique(data.map(({ instrument }) => instrument));
  return `${listed(unique(strategies), "no strategy")} on ${listed(symbols, "no market")}`;
}

const NAMES_MAX = 5;

function listed(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  if (names.length === 1) return names[0] ?? none;
  const shown = names.slice(0, NAMES_MAX);
  if (names.length > NAMES_MAX) return `${shown.join(", ")} and ${names.length - NAMES_MAX} more`;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** What ran, what came of it in one sentence, and what stopped it. */
export function headline(report: BacktestReport): Markup {
  const { equity, data, command, run } = report;
  const from = equity[0]?.[0] ?? data[0]?.from;
  const to = equity.at(-1)?.[0] ?? data[0]?.to;
  const period = from === undefined || to === undefined ? "no data" : `${date(from)} to ${date(to)}`;
  const bars = unique(data.map(({ timeframe }) => timeframe)).join(", ");
  const kind = command === "backtest" ? "Backtest" : "Paper run";
  return markup`
<section id="overview" class="headline" aria-labelledby="overview-title">
<p class="eyebrow">${[kind, ...(bars === "" ? [] : [`bars of ${bars}`]), period, run].join(" · ")}</p>
<h1 id="overview-title">${titleOf(report)}</h1>
<p class="result">${resultSentence(report, from, to)}</p>
${stopped(report)}
${heroes(report)}
${keyNumbers(report)}
</section>`;
}

function resultSentence(report: BacktestReport, from: number | undefined, to: number | undefined): Markup {
  const { account, metrics } = report;
  const [initial, final] = [Number(account.initial), Number(account.final)];
  const time = from === undefined || to === undefined ? "" : ` in ${years(to - from)}`;
  const change = markup`<strong class="${look(final - initial)}">${signedPercent(metrics.totalReturn)}</strong>`;
  const held = metrics.benchmarkReturn;
  const benchmark = held === null ? "" : ` Buying and holding returned ${signedPercent(held)}.`;
  const fall =
    metrics.maxDrawdown === 0 ? "" : ` The deepest fall from a high was ${percent(metrics.maxDrawdown)}.`;
  return markup`${money(initial)} ${account.currency} became ${money(final)}${time}: ${change}.${benchmark}${fall}`;
}

const look = (value: number): string => (value > 0 ? "gain" : value < 0 ? "loss" : "");

const DAY_MS = 86_400_000;

/** A length of time as one says it: `6.7 years`, `5 months`, `12 days`. */
function years(ms: number): string {
  const days = ms / DAY_MS;
  if (days >= 730) return `${(days / 365.25).toFixed(1)} years`;
  if (days >= 60) return `${Math.round(days / 30.44)} months`;
  return days >= 2 ? `${Math.round(days)} days` : duration(ms);
}

/** What a reader must see before any number that was reached with it. */
function stopped({ latch, liquidations, account }: BacktestReport): Markup | undefined {
  const shown = liquidations.slice(0, 3);
  const lines = [
    ...(latch === null
      ? []
      : [`Stopped for good on ${dateTime(latch.at)} UTC by ${spelledOut(latch.kind)}: ${latch.detail}.`]),
    ...shown.map(
      (one) =>
        `Liquidated on ${dateTime(one.at)} UTC: ${one.side} ${one.instrument}, ${grouped(one.quantity)} at ${grouped(one.price)}, ` +
        `fee ${money(Number(one.fee))} ${account.currency}` +
        (Number(one.insured) > 0 ? `; the insurance fund took ${money(Number(one.insured))} more.` : "."),
    ),
    ...(liquidations.length > shown.length
      ? [`${count(liquidations.length - shown.length)} more positions were liquidated.`]
      : []),
  ];
  if (lines.length === 0) return undefined;
  return markup`<div class="alarm" role="note">${lines.map((line) => markup`<p>${line}</p>`)}</div>`;
}

/** The numbers one asks for first. */
function heroes({ account, metrics }: BacktestReport): Markup {
  const profit = Number(account.final) - Number(account.initial);
  const shown: readonly (Cell & { readonly label: string })[] = [
    {
      label: `Profit, ${account.currency}`,
      text: withSign(Math.abs(profit) < 1e5 ? money(profit) : count(profit)),
      tone: profit,
    },
    { label: "Return per year", text: signedPercent(metrics.cagr), tone: metrics.cagr ?? 0 },
    { label: "Sharpe", text: statistic(metrics.sharpe) },
    { label: "Deepest drawdown", text: percent(metrics.maxDrawdown) },
    { label: "Trades", text: count(metrics.trades) },
    { label: "Profit factor", text: statistic(metrics.profitFactor) },
  ];
  return markup`<dl class="heroes">${shown.map(
    ({ label, text, tone = 0 }) => markup`<div><dt>${label}</dt><dd class="${look(tone)}">${text}</dd></div>`,
  )}</dl>`;
}

/** What was earned, what was risked for it, and how it was traded: the numbers of the terminal summary and a few more. */
function keyNumbers({ metrics, againstBenchmark, trades, account }: BacktestReport): Markup {
  const underWater = metrics.maxDrawdownDurationMs;
  const profits = trades.map(({ pnl }) => Number(pnl));
  const best = profits.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const worst = profits.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const trackDays = metrics.minTrackRecordDays;
  return markup`<div class="triple">
${panel(
  "Earned",
  facts([
    { label: "Return", text: signedPercent(metrics.totalReturn), tone: metrics.totalReturn },
    { label: "Buy and hold", text: signedPercent(metrics.benchmarkReturn) },
    { label: "Sortino", text: statistic(metrics.sortino) },
    { label: "Calmar", text: statistic(metrics.calmar) },
    { label: "Alpha, year", text: signedPercent(againstBenchmark.alpha) },
    { label: "Information ratio", text: statistic(againstBenchmark.informationRatio) },
    { label: "Chance that Sharpe is above 0", text: percent(metrics.probabilisticSharpe) },
    { label: "Days until that is 95 %", text: trackDays === null ? "n/a" : count(trackDays) },
  ]),
)}
${panel(
  "Risked",
  facts([
    { label: "Deepest drawdown", text: percent(metrics.maxDrawdown) },
    { label: "Longest drawdown", text: underWater === 0 ? "none" : duration(underWater) },
    { label: "Volatility, year", text: percent(metrics.volatility) },
    { label: "Value at risk, day", text: percent(metrics.var95) },
    { label: "Shortfall beyond it", text: percent(metrics.cvar95) },
    { label: "Beta", text: statistic(againstBenchmark.beta) },
    { label: "Tracking error, year", text: percent(againstBenchmark.trackingError) },
    { label: "Time in the market", text: percent(metrics.exposure) },
  ]),
)}
${panel(
  "Traded",
  facts([
    { label: "Closed trades", text: count(metrics.trades) },
    { label: "Won", text: percent(metrics.winRate) },
    { label: "Profit factor", text: statistic(metrics.profitFactor) },
    { label: "Each", text: signedMoney(metrics.expectancy ?? 0), tone: metrics.expectancy ?? 0 },
    { label: "Best", text: profits.length === 0 ? "n/a" : signedMoney(best), tone: best },
    { label: "Worst", text: profits.length === 0 ? "n/a" : signedMoney(worst), tone: worst },
    { label: "Held", text: duration(metrics.avgTradeDurationMs) },
    { label: "Turnover", text: `${money(Number(account.turnover))} ${account.currency}` },
  ]),
)}
</div>`;
}
