/** The results as a person reads them: one line a row, 100 columns. */
import type { BenchDocument } from "./document.ts";
import type { Failure, Result, Skipped } from "./row.ts";

const WIDTHS = { name: 13, value: 16, reference: 26, ratio: 8, spread: 14 } as const;
const FOOTNOTE = [
  "Only ratios mean something. Times are medians of processor time, cold-run of the wall clock; a busy",
  "machine still blurs them. The ratios of memory and memory-peak are to their goals.",
];
/** Peers are named by the first column, so their versions alone stand in the third. */
const PEER = "peer:";
const PEER_FOOTNOTE = [
  "Of peers the ratio says how many times as fast this engine is, in the same run, on the same bars.",
  "Theirs is the smaller of wall and processor time, warm; ours is processor time of all threads.",
];

type Cells = Readonly<Record<keyof typeof WIDTHS | "verdict", string>>;

export function renderTable({ machine, node, results, failures, skipped }: BenchDocument): string {
  const head: Cells = {
    name: "row",
    value: "value",
    reference: "against",
    ratio: "ratio",
    spread: "spread",
    verdict: "goal",
  };
  const names = [...results, ...failures].map(({ name }) => labelOf(name).length);
  const width = Math.max(WIDTHS.name, ...names.map((length) => length + 1));
  const lines = [
    `${machine}, Node ${node.replace(/^v/, "")}`,
    "",
    line(head, width),
    ...results.flatMap((result) => [
      line(cellsOf(result), width),
      ...(result.lines ?? []).map((one) => `  ${one}`),
    ]),
    ...failures.map(({ name }) => `${labelOf(name).padEnd(width)}no result: see below`),
    "",
    ...verdict(results, failures),
    ...skippedLines(skipped),
    "",
    ...(results.some(isOfSuite) ? FOOTNOTE : []),
    ...(results.every(isOfSuite) ? [] : PEER_FOOTNOTE),
  ];
  return `${lines.join("\n")}\n`;
}

const isOfSuite = ({ name }: Result): boolean => !name.startsWith(PEER);
const labelOf = (name: string): string => name.replace(PEER, "");

function line({ name, value, reference, ratio, spread, verdict: last }: Cells, width: number): string {
  const cells = [
    name.padEnd(width),
    value.padStart(WIDTHS.value - 2),
    "  ",
    reference.padEnd(WIDTHS.reference),
    ratio.padStart(WIDTHS.ratio - 2),
    "  ",
    spread.padEnd(WIDTHS.spread),
    last,
  ];
  return cells.join("").trimEnd();
}

const cellsOf = (result: Result): Cells => ({
  name: labelOf(result.name),
  value: `${short(result.value)} ${result.unit}`,
  reference: `${result.version ?? result.reference} ${short(result.referenceValue)}`,
  ratio: result.ratio.toPrecision(3),
  spread: `${result.spread.min.toPrecision(3)}..${result.spread.max.toPrecision(3)}`,
  verdict: result.goal === "none" ? "none" : `${result.goal.replace("ratio ", "")} ${verdictOf(result)}`,
});

export const verdictOf = ({ met, aboveFloor }: Result): string =>
  met ? "met" : aboveFloor ? "missed" : "BELOW FLOOR";

function verdict(results: readonly Result[], failures: readonly Failure[]): string[] {
  const missed = results.filter(({ met }) => !met);
  const said = missed.map(({ name, goal, floor, aboveFloor }) => {
    const how = aboveFloor ? `the floor ${floor} is kept` : `so is the floor ${floor}`;
    return `goal missed: ${name}, ${goal} (${how})`;
  });
  const broken = failures.map(({ name, problem }) => `FAILED: ${name}: ${problem}`);
  if (said.length + broken.length > 0) return [...said, ...broken];
  const withGoal = results.filter(({ goal }) => goal !== "none").length;
  return withGoal > 0 ? [`all ${withGoal} goals are met`] : [];
}

const skippedLines = (skipped: readonly Skipped[]): string[] =>
  skipped.length === 0 ? [] : ["", ...skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`)];

/** Three digits, and millions by their letter: 6.91 M. */
export const short = (value: number): string =>
  value >= 1e5 ? `${(value / 1e6).toPrecision(3)} M` : String(Number(value.toPrecision(3)));
