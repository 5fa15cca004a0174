/** The results as a person reads them: one line a row, 100 columns. */
import type { BenchDocument } from "./document.ts";
import type { Failure, Result } from "./row.ts";

const WIDTHS = { name: 13, value: 16, reference: 26, ratio: 8, spread: 14 } as const;
const FOOTNOTE = [
  "Only ratios mean something. Times are medians of processor time, cold-run of the wall clock; a busy",
  "machine still blurs them. The ratios of memory and memory-peak are to their goals.",
];

type Cells = Readonly<Record<keyof typeof WIDTHS | "verdict", string>>;

export function renderTable({ machine, node, results, failures }: BenchDocument): string {
  const head: Cells = {
    name: "row",
    value: "value",
    reference: "against",
    ratio: "ratio",
    spread: "spread",
    verdict: "goal",
  };
  const lines = [
    `${machine}, Node ${node.replace(/^v/, "")}`,
    "",
    line(head),
    ...results.flatMap((result) => [line(cellsOf(result)), ...(result.lines ?? []).map((one) => `  ${one}`)]),
    ...failures.map(({ name }) => `${name.padEnd(WIDTHS.name)}no result: see below`),
    "",
    ...verdict(results, failures),
    "",
    ...FOOTNOTE,
  ];
  return `${lines.join("\n")}\n`;
}

function line({ name, value, reference, ratio, spread, verdict: last }: Cells): string {
  const cells = [
    name.padEnd(WIDTHS.name),
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
  name: result.name,
  value: `${short(result.value)} ${result.unit}`,
  reference: `${result.reference} ${short(result.referenceValue)}`,
  ratio: result.ratio.toPrecision(3),
  spread: `${result.spread.min.toPrecision(3)}..${result.spread.max.toPrecision(3)}`,
  verdict: `${result.goal.replace("ratio ", "")} ${result.met ? "met" : result.aboveFloor ? "missed" : "BELOW FLOOR"}`,
});

function verdict(results: readonly Result[], failures: readonly Failure[]): string[] {
  const missed = results.filter(({ met }) => !met);
  const said = missed.map(({ name, goal, floor, aboveFloor }) => {
    const how = aboveFloor ? `the floor ${floor} is kept` : `so is the floor ${floor}`;
    return `goal missed: ${name}, ${goal} (${how})`;
  });
  const broken = failures.map(({ name, problem }) => `FAILED: ${name}: ${problem}`);
  if (said.length + broken.length > 0) return [...said, ...broken];
  return [`all ${results.length} goals are met`];
}

/** Three digits, and millions by their letter: 6.91 M. */
const short = (value: number): string =>
  value >= 1e5 ? `${(value / 1e6).toPrecision(3)} M` : String(Number(value.toPrecision(3)));
