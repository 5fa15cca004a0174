import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LEAKY } from "../leaky/index.ts";
import type { RunPlan } from "../run-plan.ts";
import type { CheckName, CheckSubject } from "./task.ts";

/** The fixtures of a check, each on the first instrument of a plan: what the self-test must find. */
export const leakySubjects = (check: CheckName, plan: RunPlan): readonly CheckSubject[] =>
  Object.keys(LEAKY[check]).map((name) => {
    const file = fileOf(name);
    const [first] = plan.runs;
    const runs = first && [
      { ...first, source: { name, url: pathToFileURL(file).href }, params: {}, feeds: { main: 0 } },
    ];
    return {
      name,
      source: "fixture",
      expected: "leak",
      plan: { ...plan, runs: runs ?? [], longer: [] },
      codes: [{ kind: "fixture", name }],
      files: [file],
    };
  });

/** Compiled in a package, as it was written in tests. */
function fileOf(name: string): string {
  const compiled = fileURLToPath(new URL(`../leaky/${name}.js`, import.meta.url));
  return existsSync(compiled) ? compiled : compiled.replace(/js$/, "ts");
}
