import { existsSync, mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a directory and those above it that are missing. One by one: where a system answers for ever that a parent is not
 * there (a working directory that was deleted, `/proc`), the recursive way of Node goes round for ever.
 * @param mode permissions of what is made
 * @throws the error of the file system: EEXIST where a file is in the way
 */
export function makeDirectory(directory: string, mode?: number): void {
  for (const one of missingOf(directory)) {
    try {
      mkdirSync(one, { mode });
    } catch (error) {
      if (!isThereNow(error, one, directory)) throw error;
    }
  }
}

/** The same without holding up the thread that asks. */
export async function makeDirectoryInTime(directory: string): Promise<void> {
  for (const one of missingOf(directory)) {
    try {
      await mkdir(one);
    } catch (error) {
      if (!isThereNow(error, one, directory)) throw error;
    }
  }
}

/** From the top down; the directory itself in any case, so that what is in its way is found. */
function missingOf(directory: string): readonly string[] {
  const missing: string[] = [];
  let at = resolve(directory);
  if (existsSync(`${at}/.`)) return [];
  missing.unshift(at);
  for (at = dirname(at); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  return missing;
}

/** Somebody else was faster. */
const isThereNow = (error: unknown, one: string, directory: string): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "EEXIST" &&
  (one !== resolve(directory) || existsSync(`${one}/.`));
