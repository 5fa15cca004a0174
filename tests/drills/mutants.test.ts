/** The planted bugs against the program as it is built: each can be planted, and the ways of planting work. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { MUTANTS } from "../../src/edge/drill/index.ts";
import type { Driller } from "../../src/edge/drill/mutants/driller.ts";
import { type Edit, edited, editsOf } from "../../src/edge/drill/mutants/mutant.ts";
import type { MutantsDocument } from "../../src/edge/drill/mutants/run-mutants.ts";
import { runCli } from "../cli/run-cli.ts";
import { CASES, readCase } from "./saved-cases.ts";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const builtText = (file: string): string => readFileSync(join(dist, file), "utf8");

/** From dist: it starts a process that loads the built program. */
async function processDriller(edits: readonly Edit[], hangMs?: number): Promise<Driller> {
  const file: string = join(dist, "src/edge/drill/mutants/driller.js");
  const module = (await import(file)) as typeof import("../../src/edge/drill/mutants/driller.ts");
  return module.processDriller(edits, hangMs);
}

describe("the list", () => {
  test("names each bug once, and has enough of them", () => {
    const ids = MUTANTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(56);
    expect(ids.filter((id) => id.startsWith("N")).length).toBeGreaterThanOrEqual(10);
  });

  test.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))("%s stands where it says", (_, mutant) => {
    const texts = new Map<string, string>();
    for (const edit of editsOf(mutant)) {
      const before = texts.get(edit.file) ?? builtText(edit.file);
      const after = edited(edit, before);
      expect(after).not.toBe(before);
      texts.set(edit.file, after);
    }
    for (const text of texts.values()) {
      const { diagnostics = [] } = ts.transpileModule(text, {
        reportDiagnostics: true,
        fileName: "planted.js",
        compilerOptions: { allowJs: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      });
      expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    }
  });
});

/** Every tenth bug that the table of docs/DRILLS.md has as caught within these seeds: others at each commit. */
const SEEDS = 8;
const PARTS = 10;
function dueNow(): readonly string[] {
  const page = readFileSync(join(root, "docs", "DRILLS.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([MN]\d+) \| .* \| ([ILT]\d+) \| (\d+) \| \d+ of \d+ \|$/gm)];
  const caught = rows.flatMap(([, id = "", , seeds]) => (Number(seeds) <= SEEDS ? [id] : []));
  const { stdout, status } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
  const part = status === 0 ? Number.parseInt(stdout.slice(0, 6), 16) % PARTS : 0;
  return caught.filter((_, i) => i % PARTS === part);
}

test("a tenth of the bugs that a few seeds can catch is caught", async () => {
  const ids = dueNow();
  expect(ids.length).toBeGreaterThan(0);
  const { code, stdout } = await runCli([
    ...["drill", "--mutant", ids.join(","), "--seeds", String(SEEDS), "--json"],
  ]);
  const document: MutantsDocument = JSON.parse(stdout);
  expect(document.mutants.filter(({ caught }) => !caught).map(({ id }) => id)).toEqual([]);
  expect([code, document.total]).toEqual([0, ids.length]);
}, 600_000);

/** A case that breaks nothing says nothing, unless it breaks with the bug that it was saved for. */
describe("a saved case", () => {
  test.each(CASES)("breaks again with its bug: %s", async (name) => {
    const saved = readCase(name);
    const mutant = MUTANTS.find(({ id }) => id === saved.bug);
    if (mutant === undefined)
      throw new Error(
        `${name}: "bug" names no planted bug (${saved.bug}); plant the bug that it was found for in src/edge/drill/mutants`,
      );
    const driller = await processDriller(editsOf(mutant));
    try {
      const course = await driller.drill(saved.seed, saved.reduced);
      expect(course).toMatchObject({ kind: "caught", by: saved.invariant });
    } finally {
      driller.close();
    }
  });
});

describe("a process that drills", () => {
  const edit = {
    file: "src/edge/drill/drill.js",
    find: "async function drill(seed, reduction = {}, { untilBroken = false } = {}) {",
  };

  const planted = (line: string): Edit => ({ ...edit, replace: `${edit.find} ${line}` });

  test.each([
    ["breaks at once", 'throw new Error("planted");', { kind: "caught", by: "crash", what: "planted" }],
    ["takes the process down", "process.exit(3);", { kind: "caught", by: "crash" }],
    ["does nothing", 'return { violations: [], hash: "same" };', { kind: "sound", hash: "same" }],
  ])("tells of a bug that %s, and goes on with the next seed", async (_, line, course) => {
    const driller = await processDriller([planted(line)]);
    try {
      expect(await driller.drill("1")).toMatchObject(course);
      expect(await driller.drill("2")).toMatchObject(course);
    } finally {
      driller.close();
    }
  });

  test("tells of a bug that never ends, however busy it keeps the process", async () => {
    const driller = await processDriller([planted("for (;;);")], 500);
    try {
      expect(await driller.drill("1")).toMatchObject({ kind: "caught", by: "hang" });
    } finally {
      driller.close();
    }
  });

  test.each([
    ["stands nowhere", { ...edit, find: "no such text", replace: "" }, "stands 0 times"],
    [
      "is in a file that no drill loads",
      { file: "src/edge/app/main.js", find: "const BUG = 70;", replace: "const BUG = 71;" },
      "which no drill loads",
    ],
  ])("refuses a bug that %s", async (_, wrong, why) => {
    const driller = await processDriller([wrong]);
    try {
      await expect(driller.drill("1")).rejects.toThrow(why);
    } finally {
      driller.close();
    }
  });
});
