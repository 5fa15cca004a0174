import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserProblem } from "../problem/index.ts";
import { codeOf, type StoredRun } from "./list-runs.ts";
import { PIN } from "./manifest.ts";

/** Marks a run so that nothing deletes it, or takes the mark away. @throws UserProblem, exit 5, where nothing can be written */
export function pinRun({ path }: StoredRun, pinned: boolean): void {
  try {
    if (pinned) writeFileSync(join(path, PIN), "");
    else rmSync(join(path, PIN), { force: true });
  } catch (error) {
    throw new UserProblem({
      exitCode: 5,
      where: path,
      message: `the run cannot be ${pinned ? "pinned" : "unpinned"}: ${codeOf(error)}`,
      fix: "make the directory writable",
    });
  }
}
