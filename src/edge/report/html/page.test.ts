import { Script } from "node:vm";
import { expect, test } from "vitest";
import { madeCharts, madeReport, PAGE_ASSETS } from "../../../../tests/builders/finished-run.ts";
import { renderPage } from "./page.ts";
import type { PageData } from "./page-data.ts";

const page = (
  report = madeReport(),
  charts = madeCharts(report),
  options: Parameters<typeof renderPage>[2] = {},
): string => renderPage(report, charts, { assets: PAGE_ASSETS, ...options });

const dataIn = (html: string): PageData =>
  JSON.parse(
    /<script type="application\/json" id="page-data">(.*?)<\/script>/s.exec(html)?.[1] ?? "",
  ) as PageData;

/** Without what is ours: library and script speak of tags, too. */
const markupOf = (html: string): string =>
  html
    .replace(PAGE_ASSETS.library, "")
    .replace(PAGE_ASSETS.script, "")
    .replace(/<style>.*?<\/style>/s, "");

const HOSTILE = `"><img src=x onerror=alert(1)></script><script>alert(1)</script>'&<!--`;

test("whatever a user named stands as text: strategies, symbols, reasons, warnings, commands, config", () => {
  const made = madeReport();
  const report = {
    ...made,
    run: HOSTILE,
    strategies: [HOSTILE],
    notices: [HOSTILE],
    latch: { kind: HOSTILE, at: 0, detail: HOSTILE },
    data: made.data.map((one) => ({ ...one, instrument: HOSTILE, warnings: [HOSTILE] })),
    trades: made.trades.map((one) => ({ ...one, instrument: HOSTILE, strategy: HOSTILE })),
    open: made.open.map((one) => ({ ...one, instrument: HOSTILE, strategy: HOSTILE })),
    byInstrument: { [HOSTILE]: made.metrics },
    byStrategy: { [HOSTILE]: made.metrics },
    refusals: { [HOSTILE]: 3 },
    account: { ...made.account, currency: HOSTILE },
  };
  const charts = madeCharts(made);
  const [chart] = charts.instruments;
  if (chart === undefined) throw new Error("no chart");
  const [line] = chart.lines;
  const named = {
    ...charts,
    notices: [HOSTILE],
    instruments: [
      { ...chart, instrument: HOSTILE, lines: line === undefined ? [] : [{ ...line, name: HOSTILE }] },
    ],
  };
  const html = markupOf(page(report, named, { command: HOSTILE, config: HOSTILE }));
  expect(html).not.toContain("<img");
  expect(html).not.toContain("alert(1)</script>");
  expect(html.match(/<script/g)).toHaveLength(4); // The theme, the data, the library and ours.
  expect(html.match(/<\/script>/g)).toHaveLength(4);
  expect(html).toContain("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;");
  expect(dataIn(html).strategies).toEqual([HOSTILE]);
  expect(dataIn(html).charts[0]?.lines[0]?.name).toBe(HOSTILE);
});

test("the same run gives the same bytes", () => {
  expect(page()).toBe(page());
});

test("nothing is loaded from anywhere, and the browser is told to see to it", () => {
  const html = markupOf(page());
  expect(html).toContain('Content-Security-Policy" content="default-src &#39;none&#39;');
  expect(html.match(/\b(?:src|href)="(?!#|data:,)[^"]*"/g)).toEqual(['href="https://www.tradingview.com/"']);
  expect(html).not.toMatch(/@import|url\(/);
});

test("the chart library keeps its licence notice, and its maker is named", () => {
  const html = page();
  expect(html).toContain("TradingView Lightweight Charts™ v5.2.1");
  expect(html).toContain("Licensed under Apache License 2.0");
  expect(markupOf(html)).toContain("www.tradingview.com</a>, Apache License 2.0");
});

test("scripts compile, and cannot end their element early", () => {
  for (const code of [PAGE_ASSETS.script, PAGE_ASSETS.library]) {
    expect(() => new Script(code)).not.toThrow();
    expect(code).not.toMatch(/<\/script|<!--/i);
  }
  expect(PAGE_ASSETS.script).not.toMatch(/^(?:import|export) /m);
});

test("every number of the terminal is there in the same words", () => {
  const html = markupOf(page());
  for (const text of ["+20.00 %", "10,000.00", "12,000.00", "ema-cross on BTC/USDT", "1 d 5 h", "25.00 %"])
    expect(html).toContain(text);
  expect(html).toContain("too much at risk in all");
  expect(html).toContain("price not on the tick");
  expect(html).not.toMatch(/>(?:NaN|undefined|null|Infinity)[ <]/);
});

test("the fees of a trade are those of the trades that were closed, not of what is still held", () => {
  const made = madeReport(2);
  const trades = made.trades.map((one, i) => ({ ...one, fees: i === 0 ? "1.5" : "2.5" }));
  const html = markupOf(page({ ...made, trades, account: { ...made.account, fees: "14" } }));
  expect(html).toMatch(/<dt>Fees<\/dt><dd class="loss">-14\.00</);
  expect(html).toMatch(/<dt>Fees a trade<\/dt><dd class="">2\.00</);
});

test("a run that never traded, or never began, has a page without empty frames", () => {
  const made = madeReport();
  const metrics = { ...made.metrics, trades: 0, winRate: null, profitFactor: null, expectancy: null };
  const idle = { ...made, metrics, trades: [], open: [], byExitReason: {}, byStrategy: {}, bySide: {} };
  const html = markupOf(page({ ...idle, refusals: {}, rejections: {} }));
  expect(html).not.toContain('id="trades"');
  expect(html).toContain("Never.");
  const nothing = { ...idle, equity: [], drawdowns: [], data: [], notices: [] };
  const empty = { ...madeCharts(made), days: [], benchmark: [], instruments: [] };
  const bare = markupOf(page(nothing, { ...empty, rollingSharpe: { window: 91, points: [] }, notices: [] }));
  for (const id of ["equity", "prices", "returns", "behaviour", "data", "drawdowns", "notices"])
    expect(bare).not.toContain(`<section id="${id}"`);
  expect(bare).toContain("no market");
});

test("what stopped a run stands above every number", () => {
  const made = madeReport();
  const latch = { kind: "DrawdownLimit", at: Date.UTC(2024, 0, 2), detail: "15.02 % reached" };
  const html = markupOf(page({ ...made, latch }));
  const text = "Stopped for good on 2024-01-02 00:00 UTC by drawdown limit: 15.02 % reached.";
  expect(html).toContain(text);
  expect(html.indexOf(text)).toBeLessThan(html.indexOf('class="heroes"'));
});

test("twenty thousand trades take a few megabytes, and no row of markup", () => {
  const report = madeReport(20_000);
  const html = page(report, madeCharts(report));
  expect(html.length).toBeLessThan(5_000_000);
  expect(markupOf(html).match(/<tr/g)?.length).toBeLessThan(60);
  expect(dataIn(html).trades).toHaveLength(20_000);
});

test("a coverage picture is put in as it is", () => {
  expect(page(madeReport(), undefined, { coverage: "<svg id='holes'></svg>" })).toContain(
    "<svg id='holes'></svg>",
  );
});
