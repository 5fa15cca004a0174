import { availableParallelism } from "node:os";
import {
  MUTANTS,
  type Mutant,
  type MutantResult,
  type MutantsDocument,
  runMutants,
} from "../../drill/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { DrillOptions } from "./drill-options.ts";

/** Plants bugs, and tells which of them the drill caught. @returns 0 when it caught all */
export async function mutantsCommand(
  wanted: NonNullable<DrillOptions["mutants"]>,
  { first, seeds, json }: DrillOptions,
  terminal: Terminal,
): Promise<number> {
  const mutants = chosen(wanted);
  const document = await runMutants(mutants, {
    first,
    seedsMax: seeds,
    atOnce: availableParallelism(),
    onDone: (result, done) => {
      if (!json) terminal.note(`${done} of ${mutants.length}: ${lineOf(result)}`);
    },
  });
  terminal.print(json ? JSON.stringify(document) : textOf(document));
  return document.caught === document.total ? 0 : 1;
}

/** @throws UserProblem, exit 2, for a bug that there is not */
function chosen(wanted: NonNullable<DrillOptions["mutants"]>): readonly Mutant[] {
  if (wanted === "all") return MUTANTS;
  return wanted.map((id) => {
    const mutant = MUTANTS.find((one) => one.id === id);
    if (mutant !== undefined) return mutant;
    const allowed = MUTANTS.map((one) => one.id).join(", ");
    throw wrongUsage("there is no planted bug of that name", id, allowed, "name some of them, or --mutants");
  });
}

const lineOf = ({ id, caught, by, seed }: MutantResult): string =>
  caught ? `${id} caught by ${by}, seed ${seed}` : `${id} not caught`;

function textOf(document: MutantsDocument): string {
  const { total, caught, mutants, seedsMax, firstSeed, medianSeeds, elapsedMs } = document;
  const rows = mutants.map(({ id, what, by, seedsNeeded, seed, rate, reached }) => [
    id,
    by ?? "not caught",
    by === null ? `of ${seedsNeeded}` : String(seedsNeeded),
    seed === null ? `changed ${reached}` : `seed ${seed}, ${rate.caught} of ${rate.drilled}`,
    what,
  ]);
  const heads = ["bug", "caught by", "seeds", "shown by", "what is wrong"];
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const table = [heads, ...rows].map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const missed = mutants.filter((one) => !one.caught).map(({ id }) => id);
  return [
    `planted bugs: ${caught} of ${total} caught, at most ${seedsMax} seeds each from ${firstSeed} on, in ${Math.round(elapsedMs / 1_000)} s${medianSeeds === null ? "" : `; the median needed ${medianSeeds}`}`,
    ...table.map((line) => `  ${line}`),
    ...(missed.length === 0 ? [] : [`not caught: ${missed.join(", ")}`]),
  ].join("\n");
}
