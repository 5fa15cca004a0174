import type { BacktestReport } from "../../../core/views/index.ts";
import { short, signedMoney } from "../format.ts";
import { type Markup, markup } from "./markup.ts";
import { panel, section, table } from "./parts.ts";

/** The columns of the list, in order: name, heading, whether it holds words. The script fills them by name. */
const COLUMNS: readonly (readonly [name: string, title: string, isWord: boolean])[] = [
  ["id", "#", true],
  ["entered", "Entered, UTC", true],
  ["instrument", "Instrument", true],
  ["side", "Side", true],
  ["profit", "Profit", false],
  ["return", "Return", false],
  ["reason", "Left by", true],
  ["held", "Held", false],
  ["quantity", "Quantity", false],
  ["entry", "Entry", false],
  ["exit", "Exit", false],
  ["costs", "Costs", false],
  ["mfe", "In favour", false],
  ["mae", "Against", false],
  ["strategy", "Strategy", true],
];

/** The list of trades. The script writes twenty-five rows at a time, so that any number of trades opens at once. */
export function tradesSection(report: BacktestReport): Markup | undefined {
  const { trades } = report;
  if (trades.length === 0) return undefined;
  const choices = (name: string, label: string, values: readonly string[]): Markup | undefined => {
    const all = [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));
    if (all.length < 2) return undefined;
    return markup`<label>${label}<select data-filter="${name}"><option value="">All</option>${all.map((one) => markup`<option value="${one.toLowerCase()}">${one}</option>`)}</select></label>`;
  };
  // A column that says the same in every row only pushes others out of sight.
  const same = [
    ["instrument", trades.every(({ instrument }) => instrument === trades[0]?.instrument)],
    ["side", trades.every(({ side }) => side === trades[0]?.side)],
    ["strategy", trades.every(({ strategy }) => strategy === trades[0]?.strategy)],
  ];
  const shown = COLUMNS.filter(([name]) => !same.some(([one, isSame]) => one === name && isSame === true));
  return section({
    id: "trades",
    title: "Trades",
    lead: "From flat to flat, after costs. Press a heading to sort, a number to see the trade among the prices.",
    body: markup`<div class="panel">
<form class="filters" role="search" aria-label="Filter trades" onsubmit="return false">
<label>Search<input type="search" data-filter="words" placeholder="2021-05, stop-loss…" autocomplete="off" spellcheck="false"></label>
${choices(
  "instrument",
  "Instrument",
  trades.map(({ instrument }) => instrument),
)}${choices(
  "side",
  "Side",
  trades.map(({ side }) => side),
)}
<label>Result<select data-filter="result"><option value="">All</option><option value="won">Won</option><option value="lost">Lost</option></select></label>
${choices(
  "reason",
  "Left by",
  trades.map(({ exitReason }) => exitReason),
)}${choices(
  "strategy",
  "Strategy",
  trades.map(({ strategy }) => strategy),
)}
<button type="button" id="trades-clear">Clear</button><button type="button" id="trades-save">Save as CSV</button></form>
<p id="trades-count" aria-live="polite" class="quiet"></p>
<div class="scroll" role="region" aria-label="List of trades" tabindex="0"><table>
<thead><tr>${shown.map(
      ([name, title, isWord]) =>
        markup`<th scope="col" data-column="${name}" class="${isWord ? "word" : ""}" aria-sort="none"><button type="button">${title}</button></th>`,
    )}</tr></thead><tbody></tbody></table></div>
<nav class="pages" aria-label="Pages of trades"><button type="button" id="trades-first" aria-label="First page">«</button><button type="button" id="trades-previous">‹ Previous</button><span id="trades-page" aria-live="polite"></span><button type="button" id="trades-next">Next ›</button><button type="button" id="trades-last" aria-label="Last page">»</button></nav>
</div>${openPositions(report)}`,
  });
}

/** What is still held: in the equity, but no trade yet. */
function openPositions({ open }: BacktestReport): Markup | undefined {
  if (open.length === 0) return undefined;
  const rows = open.map((one) => {
    const pnl = Number(one.pnl);
    return [
      one.instrument,
      { text: one.side, isWord: true },
      { text: short(Number(one.quantity)) },
      { text: short(Number(one.entryPrice)) },
      { text: short(Number(one.markPrice)) },
      { text: signedMoney(pnl), tone: pnl },
      { text: one.strategy, isWord: true },
    ] as const;
  });
  const titles = [
    "Still open",
    { word: "Side" },
    "Quantity",
    "Entry",
    "Last",
    "Profit so far",
    { word: "Strategy" },
  ];
  return panel(undefined, table("Positions still open", titles, rows));
}
