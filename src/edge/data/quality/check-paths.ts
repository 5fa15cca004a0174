import { statSync } from "node:fs";
import { join } from "node:path";
import { unreadable } from "../read-file.ts";
import { namesIn } from "../sources.ts";
import { type CheckedFile, checkFile, type FileCheck, type SkippedFile } from "./check-file.ts";
import { compareFiles } from "./compare-files.ts";
import type { Severity } from "./findings.ts";
import type { CheckOptions } from "./subject.ts";

/** What `timonel data check` found: the document of `--json`. */
export interface DataCheckDocument {
  readonly schema: "timonel.data-check/1";
  /** No error in any file; warnings are no errors. */
  readonly sound: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly files: readonly FileCheck[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Checks files and all files of directories, on their own and against each other. `onFile` is told before each one.
 * @throws DataProblem, exit 5, for a path that does not exist; as `checkFile` does for options
 */
export function checkPaths(
  paths: readonly string[],
  options: CheckOptions,
  onFile: (done: number, total: number) => void = () => undefined,
): DataCheckDocument {
  const files = [...new Set(paths.flatMap(filesIn))];
  const checked: CheckedFile[] = [];
  const skipped: SkippedFile[] = [];
  files.forEach((file, i) => {
    onFile(i, files.length);
    const result = checkFile(file, options);
    if ("reason" in result) skipped.push(result);
    else checked.push(result);
  });
  return documentOf(
    compareFiles(checked).map(({ check }) => check),
    skipped,
  );
}

function documentOf(files: readonly FileCheck[], skipped: readonly SkippedFile[]): DataCheckDocument {
  const count = (severity: Severity): number =>
    files.reduce(
      (sum, { findings }) => sum + findings.filter((each) => each.severity === severity).length,
      0,
    );
  const errors = count("error");
  return {
    schema: "timonel.data-check/1",
    sound: errors === 0,
    errors,
    warnings: count("warning"),
    notes: count("note"),
    files,
    skipped,
  };
}

/** A file itself; of a directory all files in the order of their names, without those that are hidden, and deeper ones. */
function filesIn(path: string): readonly string[] {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
  if (!isDirectory) return [path];
  return namesIn(path)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => filesIn(join(path, name)));
}
