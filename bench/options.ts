/** What the command line of the bench understands. */
import { parseArgs } from "node:util";
import type { Row } from "./row.ts";

export interface Options {
  readonly json: boolean;
  /** Other engines instead of the suite. */
  readonly peers: boolean;
  /** Only installs the peers. */
  readonly install: boolean;
  /** Writes docs/BENCHMARKS.md from this run. */
  readonly writeDocs: boolean;
  readonly rows: readonly Row[];
  /** Whether no row was left out by name. */
  readonly isWhole: boolean;
}

/** What there is to choose from. */
export interface Suite {
  readonly rows: readonly Row[];
  readonly peers: readonly Row[];
}

const OPTIONS = {
  json: { type: "boolean" },
  only: { type: "string", multiple: true },
  peers: { type: "boolean" },
  install: { type: "boolean" },
  "write-docs": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const listed = (rows: readonly Row[]): string[] =>
  rows.map(({ name, about }) => `  ${name.padEnd(23)} ${about}`);

const usage = ({ rows, peers }: Suite): string =>
  [
    "npm run bench [-- --json] [-- --only ROW,...] [-- --write-docs]",
    "",
    ...listed(rows),
    "",
    "npm run bench -- --peers [--install]: other engines at the same tasks, installed into .peers at first use",
    "",
    ...listed(peers),
    "",
    "  --json        one JSON document on standard output",
    "  --only        these rows alone",
    "  --install     only installs the peers",
    "  --write-docs  runs everything, peers too, and writes docs/BENCHMARKS.md",
    "",
  ].join("\n");

/** @returns what to do, or the text to print and the exit code to leave with */
export function readOptions(
  argv: readonly string[],
  suite: Suite,
): Options | { readonly text: string; readonly exitCode: 0 | 2 } {
  const wrong = (text: string) => ({ text: `${text}\n${usage(suite)}`, exitCode: 2 as const });
  let values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...argv], options: OPTIONS }));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help === true) return { text: usage(suite), exitCode: 0 };
  const { peers = false, install = false, json = false } = values;
  const writeDocs = values["write-docs"] === true;
  if (install && !peers) return wrong("--install goes with --peers");
  if (writeDocs && (values.only !== undefined || install))
    return wrong("--write-docs runs everything: it goes with neither --only nor --install");
  const offered = writeDocs ? [...suite.rows, ...suite.peers] : peers ? suite.peers : suite.rows;
  const wanted = values.only?.flatMap((names) => names.split(","));
  const isNamed = ({ name }: Row, given: string): boolean => name === given || name === `peer:${given}`;
  const unknown = wanted?.filter((given) => !offered.some((row) => isNamed(row, given))) ?? [];
  if (unknown.length > 0) return wrong(`no row is called ${unknown.join(", ")}`);
  const rows = offered.filter((row) => wanted?.some((given) => isNamed(row, given)) ?? true);
  return { json, peers, install, writeDocs, rows, isWhole: wanted === undefined };
}
