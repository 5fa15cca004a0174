/** The script of the report page: reads what the page carries, draws it, and makes it answer. */
import { compact, money, percent, signedPercent, statistic } from "../../format.ts";
import type { PageData } from "../page-data.ts";
import { part } from "./dom.ts";
import { histogram } from "./histogram.ts";
import { startNavigation } from "./nav.ts";
import { startPrices } from "./price-section.ts";
import { percentTick } from "./scales.ts";
import { scatter } from "./scatter.ts";
import { startTheme } from "./theme.ts";
import { type Panel, TimeChart } from "./time-chart.ts";
import { startTrades } from "./trades-table.ts";

function startEquity(data: PageData): void {
  const host = part("equity-chart");
  if (host === undefined) return;
  const button = part("equity-log");
  let isLog = isDwarfed(data);
  button?.setAttribute("aria-pressed", String(isLog));
  const chart = new TimeChart(host, "Equity over time, drawdown below it", equityPanels(data, isLog));
  button?.addEventListener("click", () => {
    isLog = !isLog;
    button.setAttribute("aria-pressed", String(isLog));
    chart.show(equityPanels(data, isLog));
  });
}

/** Whether the benchmark grew so far that equity would be a line at the bottom. */
function isDwarfed({ equity, benchmark }: PageData): boolean {
  const highest = (points: PageData["equity"]): number =>
    points.reduce((high, [, value]) => Math.max(high, value), 0);
  return highest(benchmark) > 3 * highest(equity);
}

function equityPanels({ equity, benchmark, currency }: PageData, isLog: boolean): readonly Panel[] {
  let high = equity[0]?.[1] ?? 0;
  const falls = equity.map(([at, value]) => {
    high = Math.max(high, value);
    return [at, high > 0 ? value / high - 1 : 0] as const;
  });
  const held = { name: "Buy and hold", look: "benchmark", points: benchmark };
  return [
    {
      height: 280,
      curves: [{ name: "Equity", look: "equity", points: equity }, ...(benchmark.length === 0 ? [] : [held])],
      axis: (value) => (Math.abs(value) >= 1e4 ? compactOf(value) : money(value).replace(/\.00$/, "")),
      exact: (value) => `${money(value)} ${currency}`,
      isLog,
    },
    {
      height: 110,
      curves: [{ name: "Drawdown", look: "drawdown", points: falls, fillTo: 0 }],
      axis: percentTick,
      exact: percent,
      include: 0,
    },
  ];
}

/** `12.5 k`, losses below nothing too. */
const compactOf = (value: number): string =>
  (value < 0 ? `-${compact(-value)}` : compact(value)).replace(".0 ", " ");

function startBehaviour(data: PageData): void {
  const returns = part("returns-chart");
  if (returns !== undefined)
    histogram(
      returns,
      "Distribution of the returns of trades",
      data.trades.map((trade) => trade[11]),
    );
  const rolling = part("sharpe-chart");
  if (rolling !== undefined)
    new TimeChart(rolling, "Rolling Sharpe ratio", [
      {
        height: 210,
        curves: [{ name: "Sharpe", look: "equity", points: data.rollingSharpe }],
        axis: (value) => statistic(value).replace(/\.00$/, ""),
        exact: statistic,
        include: 0,
      },
    ]);
  const excursions = part("excursion-chart");
  if (excursions !== undefined)
    scatter(
      excursions,
      "Furthest move against each trade, and in its favour",
      data.trades.map(([id, , , , , , , , , , pnl, returned, mfe, mae]) => ({
        against: Math.max(-mae, 0),
        inFavour: Math.max(mfe, 0),
        isGain: Number(pnl) > 0,
        label: `Trade ${id}, ${signedPercent(returned)}`,
      })),
    );
}

const carried = part("page-data");
if (carried !== undefined) {
  const data = JSON.parse(carried.textContent) as PageData; // Written by the same version of this program.
  startTheme();
  startNavigation();
  startEquity(data);
  startBehaviour(data);
  startTrades(data, startPrices(data));
}
