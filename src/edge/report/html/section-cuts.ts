import type { Metrics } from "../../../core/analytics/index.ts";
import type { BacktestReport } from "../../../core/views/index.ts";
import { count, dateTime, duration, percent, signedMoney, signedPercent, statistic } from "../format.ts";
import { type Markup, markup } from "./markup.ts";
import { type Cell, rowCells, section, table } from "./parts.ts";

const TITLES = [
  "Trades",
  "Won",
  "Profit",
  "Each",
  "Factor",
  "Sharpe",
  "Drawdown",
  "Exposure",
  "Held",
  "Buy and hold",
];

/** The same numbers of parts of the run, each as if only its trades had been made. */
export function cutsSection(report: BacktestReport): Markup | undefined {
  if (report.trades.length === 0) return undefined;
  return section({
    id: "cuts",
    title: "By instrument, strategy, side and exit",
    lead: "Each row as if only its closed trades had been made with the whole capital; exposure is the share of the time and counts positions still open. What is known only afterwards, such as the exit, describes and does not predict.",
    body: markup`<div class="panel"><div class="scroll" role="region" aria-label="Metrics of parts of the run" tabindex="0"><table>
<thead><tr><td></td>${TITLES.map((title) => markup`<th scope="col">${title}</th>`)}</tr></thead>
${cut("Instrument", Object.entries(report.byInstrument))}${cut("Strategy", Object.entries(report.byStrategy))}
${cut("Side", Object.entries(report.bySide))}${cut("Left by", byTrades(Object.entries(report.byExitReason)))}
</table></div></div>`,
  });
}

const byTrades = (rows: readonly (readonly [string, Metrics])[]): readonly (readonly [string, Metrics])[] =>
  [...rows].sort(([nameA, a], [nameB, b]) => b.trades - a.trades || (nameA < nameB ? -1 : 1));

/** A group of rows under its name: all groups share their columns. */
function cut(title: string, rows: readonly (readonly [string, Metrics])[]): Markup {
  return markup`<tbody><tr class="group"><th scope="rowgroup" colspan="${TITLES.length + 1}">${title}</th></tr>${rows.map(
    ([name, own]) => markup`<tr>${rowCells(name, cellsOf(own))}</tr>`,
  )}</tbody>`;
}

function cellsOf(own: Metrics): readonly Cell[] {
  const each = own.expectancy ?? 0;
  return [
    { text: count(own.trades) },
    { text: percent(own.winRate) },
    { text: signedMoney(each * own.trades), tone: each },
    { text: own.expectancy === null ? "n/a" : signedMoney(each), tone: each },
    { text: statistic(own.profitFactor) },
    { text: statistic(own.sharpe) },
    { text: percent(own.maxDrawdown) },
    { text: percent(own.exposure) },
    { text: duration(own.avgTradeDurationMs) },
    { text: signedPercent(own.benchmarkReturn) },
  ];
}

/** The deepest times under water. */
export function drawdownSection({ drawdowns, equity }: BacktestReport): Markup | undefined {
  if (drawdowns.length === 0) return undefined;
  const end = equity.at(-1)?.[0] ?? 0;
  const rows = drawdowns.map(({ depth, peakAt, troughAt, recoveredAt }, i): readonly [string, ...Cell[]] => [
    String(i + 1),
    { text: percent(depth), tone: -depth },
    { text: dateTime(peakAt) },
    { text: dateTime(troughAt) },
    { text: recoveredAt === null ? "not yet" : dateTime(recoveredAt) },
    { text: duration(troughAt - peakAt) },
    { text: recoveredAt === null ? "not yet" : duration(recoveredAt - troughAt) },
    { text: duration((recoveredAt ?? end) - peakAt) },
  ]);
  const titles = ["#", "Depth", "High", "Low", "Recovered", "Falling", "Recovering", "Under water"];
  return section({
    id: "drawdowns",
    title: "Drawdowns",
    lead: "The deepest falls from a high, from every step of the run; UTC.",
    body: markup`<div class="panel">${table("Drawdown periods", titles, rows)}</div>`,
  });
}
