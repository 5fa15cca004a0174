/**
 * Writes the table of planted bugs into docs/DRILLS.md, between its markers, from the document of the drill:
 *
 *     timonel drill --mutants --json | node scripts/mutant-table.mjs
 */
import fs from "node:fs";
import { join } from "node:path";
import { root } from "./build.mjs";

const START = "<!-- mutants:start -->";
const END = "<!-- mutants:end -->";
const page = join(root, "docs", "DRILLS.md");

/** @type {import("../src/edge/drill/mutants/run-mutants.ts").MutantsDocument} */
const { schema, total, caught, firstSeed, seedsMax, medianSeeds, mutants } = JSON.parse(
  fs.readFileSync(0, "utf8"),
);
const text = fs.readFileSync(page, "utf8");
const start = text.indexOf(START);
const end = text.indexOf(END);
if (schema !== "timonel.mutants/1") fail("standard input is no document of timonel drill --mutants --json");
else if (start < 0 || end < start) fail(`docs/DRILLS.md has no ${START} ... ${END}`);
else {
  const rows = mutants.map(({ id, what, by, seedsNeeded, rate, reached }) =>
    by === null
      ? `| ${id} | ${what} | **not caught**, it changed ${reached} of ${seedsNeeded} | | |`
      : `| ${id} | ${what} | ${by} | ${seedsNeeded} | ${rate.caught} of ${rate.drilled} |`,
  );
  const table = [
    START,
    `Caught: ${caught} of ${total}, with at most ${seedsMax} seeds each from ${firstSeed} on; the median needed ${medianSeeds}.`,
    "",
    "| Bug | What is wrong | Caught by | Seeds needed | Shown by |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    END,
  ].join("\n");
  fs.writeFileSync(page, text.slice(0, start) + table + text.slice(end + END.length));
  process.stdout.write(`wrote ${mutants.length} planted bugs into docs/DRILLS.md\n`);
}

/** @param {string} why */
function fail(why) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
