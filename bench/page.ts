/** docs/BENCHMARKS.md: one run of everything as a page. No figure in it is written by hand. */
import type { BenchDocument } from "./document.ts";
import type { Result } from "./row.ts";
import { short, verdictOf } from "./table.ts";

const HEAD = [
  "# Benchmarks",
  "",
  "Written by `npm run bench -- --write-docs` from one run; no figure here is typed in. Repeat it to have the figures of your",
  "own machine: only ratios measured in one run on one machine mean something, absolute figures are for orientation.",
  "",
  "Before anything is timed, the answer of each row is held to a known one (*checked*). Times are medians of processor time,",
  "of `cold-run` of the wall clock; the spread is that of single measurements.",
  "",
];
const PEERS = [
  "## Beside other engines",
  "",
  "The EMA-cross task by this engine and by another one, in turn in the same run: average of 12 above 26 closes, market orders at",
  "the next open, fee of 4 bps, every trade recorded, equity at every close. Each is driven the way its documentation says",
  "(`bench/peers/adapters`), its data in memory before the clock starts, its first run left out. Of a peer the smaller of wall and",
  "processor time counts, of this engine the processor time of all threads. `hftbacktest` plays a recorded feed instead.",
  "",
];

export function renderPage({ machine, node, results, skipped }: BenchDocument): string {
  const own = results.filter(({ version }) => version === undefined);
  const peers = results.filter(({ version }) => version !== undefined);
  return `${[
    ...HEAD,
    `Machine: ${machine}. Node ${node.replace(/^v/, "")}.`,
    "",
    ...table(
      ["row", "value", "against", "", "ratio", "spread", "goal", "floor", ""],
      own.map((row) => [...common(row), row.goal, row.floor, verdictOf(row)]),
    ),
    ...details(own),
    ...(peers.length === 0 ? [] : PEERS),
    ...(peers.length === 0 ? [] : peerTable(peers)),
    ...details(peers),
    ...(skipped.length === 0 ? [] : ["## Not run", ""]),
    ...skipped.map(({ name, reason }) => `* \`${name}\`: ${reason}`),
  ]
    .join("\n")
    .trimEnd()}\n`;
}

const peerTable = (peers: readonly Result[]): string[] =>
  table(
    [
      "peer",
      "this engine",
      "version",
      "the peer",
      "times as fast",
      "spread",
      "same result",
      "peak MB",
      "goal",
      "",
    ],
    peers.map((row) => [
      ...common(row),
      row.equalsReference === true ? "yes" : "no, see below",
      String(row.peakMb),
      row.goal,
      row.goal === "none" ? "" : verdictOf(row),
    ]),
  );

const common = (row: Result): string[] => [
  `\`${row.name}\``,
  `${short(row.value)} ${row.unit}`,
  row.version ?? row.reference,
  `${short(row.referenceValue)} ${row.unit}`,
  row.ratio.toPrecision(3),
  `${row.spread.min.toPrecision(3)} to ${row.spread.max.toPrecision(3)}`,
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

/** What was checked, and what else the rows say. */
const details = (rows: readonly Result[]): string[] => [
  ...rows.flatMap(({ name, digest, lines = [] }) => [
    `* \`${name}\` checked: ${digest}.`,
    ...lines.map((one) => `  * ${one}`),
  ]),
  "",
];
