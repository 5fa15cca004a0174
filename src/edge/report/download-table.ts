import type { DownloadDocument } from "../data/index.ts";
import { layoutWidth, painter, type TerminalOptions } from "./ansi.ts";
import { count, duration } from "./format.ts";
import { bullet, type Cell, type Column, headed, table } from "./layout.ts";

type Dataset = DownloadDocument["datasets"][number];

const COLUMNS: readonly Column[] = [
  { title: "Symbol", align: "left" },
  { title: "What", align: "left" },
  { title: "From", align: "right" },
  { title: "To", align: "right" },
  { title: "Rows", align: "right" },
  { title: "New", align: "right" },
  { title: "Holes", align: "right" },
];
const HOLES_NAMED = 5;

/** The result of `timonel data download`: one row a dataset, then what the venue lacks, then where the files are. */
export function renderDownload(document: DownloadDocument, options: TerminalOptions): string {
  const width = Math.min(layoutWidth(options), 100);
  const paint = painter(options.color);
  const { venue, datasets, complete } = document;
  const sections = [
    headed(paint, "download", `from ${venue}: ${sumOf(document)}`, width),
    datasets.length === 0 ? [] : table(paint, COLUMNS, datasets.map(rowOf), width),
    datasets.flatMap(remarks).flatMap((line) => bullet(paint, "warn", "-", line, width)),
    datasets.filter(({ rows }) => rows > 0).map(({ file }) => `  ${file}`),
    complete ? [] : bullet(paint, "warn", "stopped:", "the same command goes on from what is kept", width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function sumOf({ datasets, requests, retries, elapsedMs }: DownloadDocument): string {
  const added = datasets.reduce((sum, one) => sum + one.added, 0);
  const again = retries === 0 ? "" : ` (${count(retries)} made again)`;
  return `${count(added)} new rows, ${count(requests)} requests${again}, ${duration(elapsedMs)}`;
}

const rowOf = ({
  symbol,
  content,
  interval,
  from,
  to,
  rows,
  added,
  holes,
  status,
}: Dataset): readonly Cell[] => [
  { text: symbol },
  { text: content === "bars" ? interval : content === "mark" ? `${interval} mark` : "funding" },
  { text: minute(from), tone: "dim" },
  { text: minute(to), tone: "dim" },
  { text: status === "complete" ? count(rows) : "stopped", tone: status === "complete" ? "plain" : "warn" },
  { text: count(added) },
  { text: content === "funding" || status !== "complete" ? "-" : count(holes.length) },
];

/** `2023-03-24 12:40Z`. */
const minute = (iso: string | null): string =>
  iso === null ? "-" : iso.replace("T", " ").replace(/:\d\d\.\d{3}Z$/, "Z");

function remarks({ symbol, interval, holes, leftOut }: Dataset): string[] {
  const missing = holes.reduce((sum, { bars }) => sum + bars, 0);
  const longest = [...holes].sort((a, b) => b.bars - a.bars).slice(0, HOLES_NAMED);
  const named = longest
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ from, to, bars }) =>
      bars === 1 ? minute(from) : `${count(bars)} from ${minute(from)} to ${minute(to)}`,
    );
  const which = holes.length > HOLES_NAMED ? "the longest " : "";
  const lines: string[] = [];
  if (missing > 0)
    lines.push(
      `${symbol} ${interval}: the venue gave no sound bar for ${count(missing)} interval${plural(missing)}: ${which}${named.join(", ")}`,
    );
  if (leftOut.length > 0)
    lines.push(
      `${symbol} ${interval}: ${count(leftOut.length)} broken row${plural(leftOut.length)} left out, first at ${minute(leftOut[0] ?? null)}`,
    );
  return lines;
}

const plural = (n: number): string => (n === 1 ? "" : "s");
