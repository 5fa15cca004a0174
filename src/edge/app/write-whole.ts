import { randomBytes } from "node:crypto";
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserProblem } from "../problem/index.ts";

/** A file is there whole or not at all. @throws UserProblem, exit 2, where it cannot be written */
export function writeWhole(file: string, text: string): void {
  const partial = `${file}.${randomBytes(4).toString("hex")}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw unwritable(file, error instanceof Error ? error.message : String(error));
  }
}

/** What would only be found out after the last bar. @throws UserProblem, exit 2, where a file could not be written */
export function checkWritable(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw unwritable(file, "it is a directory");
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error instanceof Error ? error.message : String(error));
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
