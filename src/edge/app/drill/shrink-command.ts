import { join } from "node:path";
import { readReduction, type ShrunkDocument, shrinkSeed } from "../../drill/index.ts";
import { makeDirectory } from "../../files/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { checkWritable, writeWhole } from "../write-whole.ts";
import { recordLines, timelineLines } from "./drill-lines.ts";
import type { DrillOptions } from "./drill-options.ts";

/** Where cases are kept that tests/drills/saved.test.ts plays. */
const CASES = join("tests", "drills");

/**
 * Reduces a storm to the least that still breaks, and keeps that where it is wanted.
 * @returns 0 when the seed breaks nothing
 * @throws UserProblem, exit 2, for a file that cannot be written
 */
export async function shrinkCommand(
  { first, reduced, save, json }: DrillOptions,
  runsMax: number,
  terminal: Terminal,
): Promise<number> {
  const seed = String(first);
  if (save !== undefined && save !== "") checkWritable(save);
  const startedAt = performance.now();
  const document = await shrinkSeed(seed, {
    ...(reduced !== undefined && { from: readReduction(reduced, seed) }),
    runsMax,
    onRun: (runs, events) => {
      terminal.progress(runs, runsMax, performance.now() - startedAt, "drills");
      if (!json && runs % 20 === 0) terminal.note(`${runs} drills, ${events} events are left`);
    },
  });
  terminal.endProgress();
  const saved = save === undefined ? undefined : keep(document, save);
  terminal.print(
    json ? JSON.stringify({ ...document, saved: saved ?? null }) : textOf(document, saved, runsMax),
  );
  return document.violation === null ? 0 : 1;
}

/** @returns the file; undefined where there is nothing to keep */
function keep({ seed, reduced, violation }: ShrunkDocument, save: string): string | undefined {
  if (violation === null) return undefined;
  const { invariant, what } = violation;
  if (save === "") makeDirectory(CASES);
  const file = save === "" ? join(CASES, `seed-${seed}-${invariant}.json`) : save;
  const kept = { schema: "timonel.drill-case/1", seed, reduced, invariant, what };
  writeWhole(file, `${JSON.stringify(kept, undefined, 2)}\n`);
  return file;
}

function textOf(document: ShrunkDocument, saved: string | undefined, runsMax: number): string {
  const { seed, violation, events, runs, isCutShort, command, timeline, slice } = document;
  if (violation === null) return `seed ${seed} breaks nothing: there is nothing to reduce`;
  const { invariant, atMs, what } = violation;
  return [
    `seed ${seed}, ${invariant}, ${(atMs / 1_000).toFixed(1)} s in: ${what}`,
    `  events  ${events.after} of ${events.before}`,
    `  drills  ${runs}${isCutShort ? `, and there was more to try: --shrink ${runsMax * 2} tries longer` : ""}`,
    `again: ${command}`,
    ...(saved === undefined ? [] : [`saved: ${saved}`]),
    ...timelineLines(timeline),
    ...recordLines(slice),
  ].join("\n");
}
