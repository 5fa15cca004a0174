import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { putWhole } from "../files/index.ts";
import { UserProblem } from "../problem/index.ts";

/** A file is there whole or not at all. @throws UserProblem, exit 2, where it cannot be written */
export function writeWhole(file: string, text: string): void {
  checkWritable(file);
  try {
    putWhole(file, text);
  } catch (error) {
    throw unwritable(file, reasonOf(error));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What would only be found out after the last bar. @throws UserProblem, exit 2, where a file could not be written */
export function checkWritable(file: string): void {
  const fault = faultOf(file);
  if (fault !== undefined) throw unwritable(file, fault);
}

function faultOf(file: string): string | undefined {
  if (file.endsWith("/") || file.endsWith(sep)) return "the name of a directory";
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) return "it is a directory";
    // A device or a pipe would be gone, and a file in its place.
    if (there?.isFile() === false) return "it is no ordinary file";
    accessSync(dirname(resolve(file)), constants.W_OK);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

const unwritable = (where: string, found: string): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where,
    message: "the file cannot be written",
    found,
    allowed: "a file in a directory that is there and that you may write to",
    fix: "name another file",
  });
