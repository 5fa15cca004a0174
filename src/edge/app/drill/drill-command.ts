import { availableParallelism } from "node:os";
import { againWith, type DrillDocument, drillSeeds, readReduction } from "../../drill/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { recordLines, timelineLines } from "./drill-lines.ts";
import type { DrillOptions } from "./drill-options.ts";
import { mutantsCommand } from "./mutants-command.ts";

/** Violations that are shown; the document has all. */
const SHOWN_MAX = 20;

/** Drills seeds, and tells what broke. @returns 0 when nothing did */
export async function drillCommand(options: DrillOptions, terminal: Terminal): Promise<number> {
  const { first, seeds, reduced, mutants, json } = options;
  if (mutants !== undefined) return mutantsCommand(mutants, options, terminal);
  const document = await drillSeeds(first, seeds, {
    threads: availableParallelism(),
    reduction: reduced === undefined ? undefined : readReduction(reduced, String(first)),
    onDone: (done, violations) => {
      if (!json && (done % 10 === 0 || done === seeds))
        terminal.note(
          `${done} of ${seeds} seeds, ${violations === 0 ? "nothing broke" : `${violations} violations`}`,
        );
    },
  });
  terminal.print(json ? JSON.stringify(document) : textOf(document));
  return document.violations.length === 0 ? 0 : 1;
}

function textOf(document: DrillDocument): string {
  const { seeds, firstSeed, violations, simulatedHours, seedsPerSecond, determinism, sometimes } = document;
  const faults = Object.entries(sometimes);
  const width = Math.max(0, ...faults.map(([name]) => name.length));
  const counted = faults.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(8)}`);
  const last = firstSeed + seeds - 1;
  const broken = violations
    .slice(0, SHOWN_MAX)
    .map(
      ({ seed, invariant, atMs, what }) =>
        `  seed ${seed}, ${invariant}, ${(atMs / 1_000).toFixed(1)} s in: ${what}`,
    );
  return [
    `drilled ${seeds === 1 ? `seed ${firstSeed}` : `${seeds} seeds, ${firstSeed} to ${last}`}: ${simulatedHours} hours of trading, ${seedsPerSecond} seeds a second`,
    `  twice the same  ${determinism.equal} of ${determinism.checked}`,
    `  violations      ${violations.length}`,
    ...broken,
    ...(violations.length > SHOWN_MAX
      ? [`  and ${violations.length - SHOWN_MAX} more: --json has them all`]
      : []),
    ...(violations[0] === undefined || violations[0].seed === ""
      ? []
      : [
          `again: ${againWith(violations[0].seed, document.reduced)}`,
          ...(document.reduced === null
            ? [`the least of it that breaks: timonel drill --seed ${violations[0].seed} --shrink`]
            : []),
        ]),
    ...timelineLines(document.timeline),
    ...recordLines(document.slice),
    "what happened",
    ...counted,
  ].join("\n");
}
