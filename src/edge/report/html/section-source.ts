import type { BacktestReport } from "../../../core/views/index.ts";
import { compact, count, dateTime, duration } from "../format.ts";
import { partPlayed } from "../part-played.ts";
import type { ReportCharts } from "./charts.ts";
import { Markup, markup } from "./markup.ts";
import type { PageOptions } from "./page-options.ts";
import { type Cell, facts, panel, section, table } from "./parts.ts";

/** What was read, what is wrong with it, and where it has holes. */
export function dataSection(report: BacktestReport, { coverage }: PageOptions): Markup | undefined {
  const { data } = report;
  if (data.length === 0) return undefined;
  const part = partPlayed(report);
  const rows = data.map((one): readonly [string, ...Cell[]] => [
    one.instrument,
    { text: one.timeframe, isWord: true },
    { text: count(one.bars) },
    { text: dateTime(one.from) },
    { text: dateTime(one.to) },
    { text: one.gaps === 0 ? "none" : count(one.gaps) },
    { text: count(one.missing) },
  ]);
  const titles = ["Data", { word: "Bars of" }, "Bars", "First", "Last", "Gaps", "Missing bars"];
  const warnings = data.flatMap(({ instrument, warnings: own }) =>
    own.map((text) => `${instrument}: ${text}`),
  );
  return section({
    id: "data",
    title: "Data",
    lead: `The recorded bars that the run read; starts of bars, UTC.${part === undefined ? "" : ` ${part}`}`,
    body: [
      markup`<div class="panel">${table("Data", titles, rows)}</div>`,
      ...(coverage === undefined
        ? []
        : [panel("Coverage", markup`<div class="coverage">${new Markup(coverage)}</div>`)]),
      ...(warnings.length === 0 ? [] : [sentences(warnings)]),
    ],
  });
}

const SENTENCES_MAX = 12;

/** A list; what is long is folded. */
function sentences(texts: readonly string[]): Markup {
  const items = (some: readonly string[]): Markup =>
    markup`<ul class="plain">${some.map((text) => markup`<li>${text}</li>`)}</ul>`;
  const rest = texts.slice(SENTENCES_MAX);
  const more =
    rest.length === 0
      ? undefined
      : markup`<details><summary>${count(rest.length)} more</summary>${items(rest)}</details>`;
  return markup`<div class="warned">${items(texts.slice(0, SENTENCES_MAX))}${more}</div>`;
}

/** What a reader must know to trust the numbers. */
export function noticeSection({ notices }: BacktestReport, charts: ReportCharts): Markup | undefined {
  const all = [...notices, ...charts.notices.map((text) => `Chart: ${text}`)];
  if (all.length === 0) return undefined;
  return section({
    id: "notices",
    title: "To know",
    lead: "What was assumed, and what the numbers leave out.",
    body: markup`<div class="panel"><ul class="plain">${all.map((text) => markup`<li>${text}</li>`)}</ul></div>`,
  });
}

/** How anyone can get the same again. */
export function reproductionSection(report: BacktestReport, { command, config }: PageOptions): Markup {
  const speed = report.barsPerSecond > 0 ? `, ${compact(report.barsPerSecond)} bars/s` : "";
  const rows = [
    { label: "Run", text: report.run },
    { label: "Config", text: report.configHash },
    { label: "Data", text: report.dataHash },
    { label: "Decisions", text: report.hash },
    { label: "Played", text: `${count(report.bars)} bars in ${duration(report.elapsedMs)}${speed}` },
  ];
  return section({
    id: "reproduce",
    title: "Reproduce",
    lead: "The same config on the same data gives the same decision hash on every machine.",
    body: [
      ...(command === undefined
        ? []
        : [panel("Command", markup`<pre class="command" tabindex="0">${command}</pre>`)]),
      panel("Hashes", facts(rows, "wide mono")),
      ...(config === undefined
        ? []
        : [
            panel(
              undefined,
              markup`<details><summary>Config, every key with its value</summary><pre tabindex="0">${config}</pre></details>`,
            ),
          ]),
    ],
  });
}
