import { layoutWidth, type Paint, painter, type TerminalOptions, toneOf } from "./ansi.ts";
import { count, date, dateTime, megabytes, percent, signedPercent, statistic } from "./format.ts";
import type { RunHeadline } from "./headline.ts";
import { bullet, type Cell, type Column, plainText, table, unbroken, wrap } from "./layout.ts";

/** A stored run as a list shows it. */
export interface RunRow extends RunHeadline {
  readonly id: string;
  /** When it ended, Unix ms. */
  readonly created: number;
  /** False when it was stopped before its data ended. */
  readonly complete: boolean;
  readonly pinned: boolean;
  /** Decision hash. */
  readonly hash: string;
}

/** What a list of runs is made of. */
export interface RunsView {
  /** As somebody would write it here. */
  readonly directory: string;
  readonly rows: readonly RunRow[];
  /** Of all runs there are, shown or not. */
  readonly total: number;
  readonly bytes: number;
  /** Directories that look like runs and cannot be read, one sentence each. */
  readonly damaged: readonly string[];
  /** What else to say, one sentence each. */
  readonly hints: readonly string[];
}

/** A list is a table for wide screens: it may be wider than a report. */
const WIDTH_MAX = 160;

const COLUMNS: readonly Column[] = [
  { title: "Run", align: "left" },
  { title: "Strategy", align: "left" },
  { title: "Return", align: "right" },
  { title: "Sharpe", align: "right" },
  { title: "Drawdown", align: "right" },
  { title: "Trades", align: "right" },
  { title: "Symbols", align: "left" },
  { title: "Period", align: "left" },
  { title: "Ended (UTC)", align: "left" },
  { title: "Hash", align: "left" },
];

/** The list of runs: a row each. What a narrow terminal has no room for is on the right. */
export function renderRuns(view: RunsView, options: TerminalOptions): string {
  const paint = painter(options.color);
  const width = Math.max(layoutWidth(options), Math.min(Math.floor(options.width), WIDTH_MAX));
  const lines = [...rowLines(view.rows, paint, width), ...footer(view, paint, width)];
  return `${lines.join("\n")}\n`;
}

/** Names are what one types next, so columns on the right go before a name is cut. */
function rowLines(rows: readonly RunRow[], paint: Paint, width: number): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(cellsOf);
  const widths = COLUMNS.map(({ title }, i) =>
    cells.reduce((widest, row) => Math.max(widest, row[i]?.text.length ?? 0), title.length),
  );
  let fitting = COLUMNS.length;
  const taken = (): number => widths.slice(0, fitting).reduce((sum, each) => sum + each + 2, 0);
  while (fitting > 3 && taken() > width) fitting--;
  return [...table(paint, COLUMNS.slice(0, fitting), cells, width), ""];
}

function cellsOf(row: RunRow): Cell[] {
  const period = row.from === null || row.to === null ? "" : `${date(row.from)} to ${date(row.to)}`;
  return [
    { text: `${plainText(row.id)} ${marksOf(row)}`.trimEnd() },
    { text: names(row.strategies) },
    { text: signedPercent(row.totalReturn), tone: toneOf(row.totalReturn) },
    { text: statistic(row.sharpe) },
    { text: percent(row.maxDrawdown) },
    { text: count(row.trades) },
    { text: `${names(row.symbols)} ${row.timeframes.join(", ")}`.trim() },
    { text: period },
    { text: dateTime(row.created) },
    { text: row.hash.slice(0, 8), tone: "dim" },
  ];
}

/** Letters rather than colours; `!` was halted by a limit, an emergency or a person. */
const marksOf = ({ pinned, latched, broken = [], complete }: RunRow): string =>
  `${pinned ? "*" : ""}${latched ? "!" : ""}${broken.length > 0 ? "x" : ""}${complete ? "" : "~"}`;

const LEGEND: readonly (readonly [string, string])[] = [
  ["*", "pinned"],
  ["!", "halted, and nobody resumed"],
  ["x", "a strategy broke its contract"],
  ["~", "stopped before its data ended"],
];

const NAMES_MAX = 3;
const names = (all: readonly string[]): string => {
  const head = all.slice(0, NAMES_MAX).map(plainText).join(", ");
  return all.length > NAMES_MAX ? `${head} +${all.length - NAMES_MAX}` : head;
};

function footer(view: RunsView, paint: Paint, width: number): string[] {
  const { rows, total, directory, bytes, damaged, hints } = view;
  const shown =
    rows.length < total ? `${count(rows.length)} of ${count(total)} runs` : `${count(total)} runs`;
  const text = `${total === 1 && rows.length === 1 ? "1 run" : shown} in ${directory}, ${megabytes(bytes)}`;
  const used = LEGEND.filter(([mark]) => rows.some((row) => marksOf(row).includes(mark)));
  const legend = wrap(used.map(([mark, meaning]) => unbroken(`${mark} ${meaning}  `)).join(" "), width - 2);
  return [
    paint("dim", `  ${text}`),
    ...legend.map((line) => paint("dim", `  ${line.trimEnd()}`)),
    ...damaged.flatMap((one) => bullet(paint, "warn", "!", one, width)),
    ...hints.flatMap((one) => bullet(paint, "plain", "·", one, width)),
  ];
}
