import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserProblem } from "../../problem/index.ts";

/** What became of each file. */
export interface Written {
  readonly written: readonly string[];
  /** They were there already, and are as they were. */
  readonly kept: readonly string[];
}

/** Writes files that do not exist yet; what exists is never touched. @throws UserProblem, exit 2, where nothing can be written */
export function writeNew(files: Readonly<Record<string, string>>): Written {
  const written: string[] = [];
  const kept: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    if (existsSync(path)) {
      kept.push(path);
      continue;
    }
    try {
      makeDirectory(dirname(path));
      writeFileSync(path, text, { flag: "wx" });
    } catch (error) {
      throw new UserProblem({
        exitCode: 2,
        where: path,
        message: "the file cannot be written",
        found: error instanceof Error ? error.message : String(error),
        fix: "choose a directory that you may write to",
      });
    }
    written.push(path);
  }
  return { written, kept };
}

/** One level at a time: below /proc and its like, where nothing can be made, Node's own way down never ends. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}
