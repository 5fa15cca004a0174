import type { BacktestReport } from "../../../core/views/index.ts";
import { pageAssets } from "./assets.ts";
import type { ReportCharts } from "./charts.ts";
import { Markup, markup, scriptJson } from "./markup.ts";
import type { PageData } from "./page-data.ts";
import type { PageOptions } from "./page-options.ts";
import { costSection, refusalSection } from "./section-costs.ts";
import { cutsSection, drawdownSection } from "./section-cuts.ts";
import { behaviourSection, equitySection, priceSection, returnsSection } from "./section-figures.ts";
import { headline, titleOf } from "./section-headline.ts";
import { dataSection, noticeSection, reproductionSection } from "./section-source.ts";
import { tradesSection } from "./section-trades.ts";
import { BASE_STYLE } from "./style-base.ts";
import { PARTS_STYLE } from "./style-parts.ts";

/**
 * The page of a finished run: one HTML file that needs no network, for any browser of the last years. A function of its
 * arguments: the same run gives the same bytes but for the elapsed time that the document tells.
 */
export function renderPage(report: BacktestReport, charts: ReportCharts, options: PageOptions = {}): string {
  const { script, library } = options.assets ?? pageAssets();
  const parts: readonly (readonly [id: string, name: string, body: Markup | undefined])[] = [
    ["overview", "Overview", headline(report)],
    ["equity", "Equity", equitySection(report)],
    ["prices", "Prices", priceSection(charts)],
    ["returns", "Returns", returnsSection(charts)],
    ["behaviour", "Behaviour", behaviourSection(report, charts)],
    ["trades", "Trades", tradesSection(report)],
    ["cuts", "Breakdown", cutsSection(report)],
    ["drawdowns", "Drawdowns", drawdownSection(report)],
    ["costs", "Costs", costSection(report)],
    ["refusals", "Refused", refusalSection(report)],
    ["data", "Data", dataSection(report, options)],
    ["notices", "To know", noticeSection(report, charts)],
    ["reproduce", "Reproduce", reproductionSection(report, options)],
  ];
  const shown = parts.filter(([, , body]) => body !== undefined);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="timonel">
<title>${titleOf(report)} · Timonel</title>
<link rel="icon" href="data:,">
<style>${new Markup(BASE_STYLE + PARTS_STYLE)}</style>
<script>${new Markup(EARLY)}</script>
</head>
<body>
<a class="skip" href="#overview">Skip to the report</a>
<div class="frame">
<header class="bar"><span class="brand">${WHEEL}Timonel</span>
${THEME_SWITCH}
<nav class="nav" aria-label="Sections">${shown.map(([id, name]) => markup`<a href="#${id}">${name}</a>`)}</nav></header>
<main>
<noscript><p class="warned">Charts and the list of trades are drawn by a script, which this browser does not run.</p></noscript>
${shown.map(([, , body]) => body)}
<footer><p>Made by Timonel from run ${report.run}. Nothing on this page is loaded from a network.</p>
<p>Price charts: TradingView Lightweight Charts™, copyright (c) 2026 TradingView, Inc. <a href="https://www.tradingview.com/" rel="noopener noreferrer">www.tradingview.com</a>, Apache License 2.0.</p></footer>
</main>
</div>
<script type="application/json" id="page-data">${scriptJson(pageData(report, charts))}</script>
<script>${new Markup(library)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** The browser itself keeps the promise that nothing is loaded. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Before anything is drawn, so that a chosen theme does not flash. */
const EARLY = `try{const t=localStorage.getItem("timonel-theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

const WHEEL = new Markup(
  `<svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true"><circle cx="9" cy="9" r="5"/><circle cx="9" cy="9" r="1.2"/><path d="M9 1v6.8M9 10.2V17M1 9h6.8M10.2 9H17M3.3 3.3l4.8 4.8M9.9 9.9l4.8 4.8M14.7 3.3 9.9 8.1M8.1 9.9l-4.8 4.8"/></svg>`,
);

const THEME_SWITCH = new Markup(
  `<fieldset class="theme" id="theme" aria-label="Theme">${["system", "light", "dark"]
    .map((name) => {
      const word = name === "system" ? "Auto" : name === "light" ? "Light" : "Dark";
      return `<label><input type="radio" name="theme" value="${name}"${name === "system" ? " checked" : ""}>${word}</label>`;
    })
    .join("")}</fieldset>`,
);

/** Digits of a curve: more than a screen has pixels. */
const curve = (points: readonly (readonly [number, number])[]): PageData["equity"] =>
  points.map(([at, value]) => [at, Number(value.toPrecision(9))]);

function pageData(report: BacktestReport, charts: ReportCharts): PageData {
  const instruments = charts.instruments.map(({ instrument }) => instrument);
  const strategies: string[] = [];
  const exitReasons: string[] = [];
  const placeIn = (names: string[], name: string): number => {
    const known = names.indexOf(name);
    return known >= 0 ? known : names.push(name) - 1;
  };
  return {
    currency: report.account.currency,
    trades: report.trades.map((trade) => [
      trade.id,
      placeIn(instruments, trade.instrument),
      trade.side === "short" ? 1 : 0,
      trade.quantity,
      trade.entryTime,
      trade.entryPrice,
      trade.exitTime,
      trade.exitPrice,
      trade.fees,
      trade.funding,
      trade.pnl,
      Number(trade.returnOnEntry.toPrecision(9)),
      Number(trade.mfe.toPrecision(9)),
      Number(trade.mae.toPrecision(9)),
      placeIn(exitReasons, trade.exitReason),
      placeIn(strategies, trade.strategy),
    ]),
    open: report.open.map((one) => ({
      instrument: placeIn(instruments, one.instrument),
      isShort: one.side === "short",
      entryTime: one.entryTime,
      entryPrice: Number(one.entryPrice),
      markPrice: Number(one.markPrice),
      isGain: Number(one.pnl) > 0,
    })),
    instruments,
    strategies,
    exitReasons,
    equity: curve(report.equity),
    benchmark: curve(charts.benchmark),
    rollingSharpe: charts.rollingSharpe.points,
    charts: charts.instruments,
  };
}
