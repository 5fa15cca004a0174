/** What the command line of the bench understands. */
import { parseArgs } from "node:util";
import type { Row } from "./row.ts";

export interface Options {
  readonly json: boolean;
  readonly rows: readonly Row[];
}

const usage = (rows: readonly Row[]): string =>
  [
    "npm run bench [-- --json] [-- --only ROW,...]",
    "",
    ...rows.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`),
    "",
  ].join("\n");

/** @returns what to do, or the text to print and the exit code to leave with */
export function readOptions(
  argv: readonly string[],
  rows: readonly Row[],
): Options | { readonly text: string; readonly exitCode: 0 | 2 } {
  const wrong = (text: string) => ({ text: `${text}\n${usage(rows)}`, exitCode: 2 as const });
  let values: { json?: boolean; only?: string[]; help?: boolean };
  try {
    const options = {
      json: { type: "boolean" },
      only: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    } as const;
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help === true) return { text: usage(rows), exitCode: 0 };
  const wanted = values.only?.flatMap((names) => names.split(","));
  const unknown = wanted?.filter((name) => !rows.some((row) => row.name === name)) ?? [];
  if (unknown.length > 0) return wrong(`no row is called ${unknown.join(", ")}`);
  const chosen = wanted === undefined ? rows : rows.filter(({ name }) => wanted.includes(name));
  return { json: values.json === true, rows: chosen };
}
