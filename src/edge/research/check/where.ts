import { readFileSync } from "node:fs";
import type { Moved } from "./task.ts";

/**
 * `file:line` of a decision: the line that says its `why`, where one alone does; else that of the callback that was asked.
 * A decision carries no stack: keeping one for each would make every run slow.
 */
export function placeOfDecision(file: string, { why, callback }: Pick<Moved, "why" | "callback">): string {
  const lines = linesOf(file);
  const said = why === undefined ? [] : placesOf(lines, (line) => line.includes(why));
  const asked = placesOf(lines, (line) => new RegExp(`\\b${callback}\\b`).test(line));
  const [first] = said.length === 1 ? said : asked;
  return first === undefined ? file : `${file}:${first}`;
}

/** Numbers of the lines that match; they count from 1. */
const placesOf = (lines: readonly string[], matches: (line: string) => boolean): readonly number[] =>
  lines.flatMap((line, i) => (matches(line) ? [i + 1] : []));

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return []; // It was moved meanwhile: the finding stands without its line.
  }
}
