import type { BacktestReport } from "../../../core/views/index.ts";
import { signedPercent } from "../format.ts";
import type { ReportCharts } from "./charts.ts";
import { type Markup, markup } from "./markup.ts";
import { panel, section } from "./parts.ts";

/** Equity over its benchmark, the drawdown below. */
export const equitySection = ({ equity }: BacktestReport): Markup | undefined =>
  equity.length < 2
    ? undefined
    : section({
        id: "equity",
        title: "Equity",
        lead: "What the account was worth at the closes of its bars, beside the same money held in equal parts of the instruments.",
        body: markup`<div class="panel">
<div class="tools"><span class="quiet">Drawdown below: the fall from the highest equity so far.</span><button type="button" id="equity-log" aria-pressed="false">Log scale</button></div>
<div id="equity-chart" class="figure"></div></div>`,
      });

/** One chart with a tab for each instrument. */
export function priceSection({ instruments }: ReportCharts): Markup | undefined {
  if (instruments.length === 0) return undefined;
  const tabs = instruments.map(
    ({ instrument }, i) =>
      markup`<button type="button" role="tab" id="price-tab-${i}" aria-controls="price-chart" aria-selected="${i === 0 ? "true" : "false"}">${instrument}</button>`,
  );
  return section({
    id: "prices",
    title: "Prices and trades",
    lead: "Every trade from its entry to its exit. Zoom in for finer bars, for arrows at each fill and for the stops that stood.",
    body: markup`<div class="panel">
${instruments.length > 1 ? markup`<div class="tabs" role="tablist" aria-label="Instrument">${tabs}</div>` : undefined}
<div class="tools"><div class="pages">
<button type="button" id="price-all">All</button><button type="button" id="price-in" aria-label="Zoom in">+</button><button type="button" id="price-out" aria-label="Zoom out">−</button>
<button type="button" id="price-log" aria-pressed="false">Log scale</button><button type="button" id="price-previous">‹ Trade</button><button type="button" id="price-next">Trade ›</button></div>
<div class="legend" id="price-legend" role="group" aria-label="Indicators"></div></div>
<p class="reading" id="price-reading"></p>
<div id="price-chart" role="${instruments.length > 1 ? "tabpanel" : "group"}" tabindex="0" aria-label="Prices with trades"></div>
<div class="tools"><p class="quiet" id="price-trade" aria-live="polite"></p>
<p class="legend"><span><i class="arrow buy" aria-hidden="true">▲</i>bought</span><span><i class="arrow sell" aria-hidden="true">▼</i>sold</span><span><i class="key gain-line" aria-hidden="true"></i>gain</span><span><i class="key loss-line" aria-hidden="true"></i>loss</span><span><i class="key stop-line" aria-hidden="true"></i>stop</span></p></div>
</div>`,
  });
}

/** How trades and days behave, in three pictures. */
export function behaviourSection(report: BacktestReport, charts: ReportCharts): Markup | undefined {
  const { window, points } = charts.rollingSharpe;
  const hasTrades = report.trades.length > 0;
  if (!hasTrades && points.length < 2) return undefined;
  const pictures = [
    ...(hasTrades
      ? [
          panel(
            "Returns of trades",
            markup`<div id="returns-chart"></div>`,
            "How many trades ended with which return on their entry value, after costs. The outermost bars hold what is beyond.",
          ),
          panel(
            "Against and in favour",
            markup`<div id="excursion-chart"></div>`,
            "How far the price went against each trade (across) and in its favour (up) while it was held. Discs are gains, crosses losses.",
          ),
        ]
      : []),
  ];
  const rolling =
    points.length < 2
      ? undefined
      : panel(
          "Rolling Sharpe",
          markup`<div id="sharpe-chart"></div>`,
          `Of the ${window} daily returns up to each day, scaled to a year.`,
        );
  return section({
    id: "behaviour",
    title: "Behaviour",
    lead: "Whether the result hangs on a few trades or on a few months.",
    body: [markup`<div class="pair">${pictures}</div>`, ...(rolling === undefined ? [] : [rolling])],
  });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Returns by month and year: a row a year, stronger colours for larger moves. */
export function returnsSection({ days }: ReportCharts): Markup | undefined {
  const byMonth = new Map<string, number>();
  const byYear = new Map<number, number>();
  for (const [day, value] of days) {
    const when = new Date(day);
    const year = when.getUTCFullYear();
    const month = `${year}-${when.getUTCMonth()}`;
    byMonth.set(month, (byMonth.get(month) ?? 1) * (1 + value));
    byYear.set(year, (byYear.get(year) ?? 1) * (1 + value));
  }
  if (byYear.size === 0) return undefined;
  const rows = [...byYear].map(([year, growth]) => {
    const months = MONTHS.map((_, month) => {
      const own = byMonth.get(`${year}-${month}`);
      if (own === undefined) return markup`<td></td>`;
      return markup`<td class="${heat(own - 1)}">${withoutUnit(own - 1)}</td>`;
    });
    return markup`<tr><th scope="row">${year}</th>${months}<td class="total ${growth > 1 ? "gain" : growth < 1 ? "loss" : ""}">${withoutUnit(growth - 1)}</td></tr>`;
  });
  return section({
    id: "returns",
    title: "Returns by month",
    lead: "In percent, from daily returns; months and years of UTC. The first and the last may be parts.",
    body: markup`<div class="panel"><div class="scroll" role="region" aria-label="Returns by month" tabindex="0"><table class="heat">
<thead><tr><th scope="col" class="word">Year</th>${MONTHS.map((name) => markup`<th scope="col">${name}</th>`)}<th scope="col">Year</th></tr></thead>
<tbody>${rows}</tbody></table></div></div>`,
  });
}

const withoutUnit = (value: number): string => signedPercent(value).replace(/ %$/, "");

/** Edges between the shades, in shares. */
const SHADES = [0.0005, 0.02, 0.05, 0.1];

function heat(value: number): string {
  const shade = SHADES.filter((edge) => Math.abs(value) >= edge).length;
  return shade === 0 ? "" : `${value > 0 ? "g" : "l"}${shade}`;
}
