import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../files/index.ts";
import { UserProblem } from "../problem/index.ts";
import { codeOf, type StoredRun } from "./list-runs.ts";
import { type FileFacts, MANIFEST, type RunManifest } from "./manifest.ts";

/** A run as it is to be stored. */
export interface RunToStore {
  readonly manifest: Omit<RunManifest, "schema" | "files">;
  /** Text by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Why a run could not be stored; the result of the run is no worse for it. */
export interface NotStored {
  readonly directory: string;
  /** `EACCES: permission denied, mkdir '/runs'`. */
  readonly reason: string;
}

const PARTIAL = ".partial";
/** A run is written within seconds: what is older was left by a process that is no more. */
const ABANDONED_MS = 3_600_000;

/**
 * Stores a run whole or not at all: it is written under a name that is never listed, and then renamed. A name that is
 * taken gets a number; `describe` is asked with the name that the run really has.
 */
export function storeRun(
  directory: string,
  wanted: string,
  describe: (id: string) => RunToStore,
): StoredRun | NotStored {
  const partial = join(directory, `.${wanted}-${randomBytes(4).toString("hex")}${PARTIAL}`);
  try {
    makeDirectory(directory);
    for (let number = 1; ; number++) {
      const id = number === 1 ? wanted : `${wanted}-${number}`;
      const path = join(directory, id);
      if (existsSync(path)) continue;
      rmSync(partial, { recursive: true, force: true });
      const manifest = write(partial, describe(id));
      if (!renamed(partial, path)) continue; // Somebody else was faster.
      sweep(directory);
      return { manifest, path, pinned: false };
    }
  } catch (error) {
    tryToRemove(partial);
    if (!isOfFileSystem(error)) throw error;
    return { directory, reason: error.message };
  }
}

function write(directory: string, { manifest, files }: RunToStore): RunManifest {
  mkdirSync(directory);
  const facts: Record<string, FileFacts> = {};
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    // Flushed: after a power cut a run is there with its content, or is not there.
    writeFileSync(join(directory, name), content, { flush: true });
    facts[name] = {
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    };
  }
  const whole: RunManifest = { schema: "timonel.run/1", ...manifest, files: facts };
  writeFileSync(join(directory, MANIFEST), `${JSON.stringify(whole, undefined, 2)}\n`, { flush: true });
  return whole;
}

/** False where the name was taken meanwhile. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes(codeOf(error)) || existsSync(to)) return false;
    throw error;
  }
}

/**
 * Takes a run out of the list at once, then deletes it: a deletion that is interrupted leaves no half of a run.
 * @throws UserProblem, exit 5, for a run that cannot be deleted, which stays, or whose files cannot
 */
export function deleteRun(directory: string, { manifest: { id }, path }: StoredRun): void {
  const doomed = join(directory, `.${id}-${randomBytes(4).toString("hex")}${PARTIAL}`);
  try {
    renameSync(path, doomed);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return; // Somebody else deleted it.
    throw undeleted(path, `the run cannot be deleted: ${codeOf(error)}`);
  }
  try {
    rmSync(doomed, { recursive: true, force: true });
  } catch (error) {
    throw undeleted(doomed, `the run is deleted, but not all of its files: ${codeOf(error)}`);
  }
}

const undeleted = (where: string, message: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message,
    fix: "make it and the directory it is in writable, or remove it by hand",
  });

/** Removes what interrupted processes left. */
function sweep(directory: string): void {
  const before = Date.now() - ABANDONED_MS;
  unlessRefused(() => {
    for (const name of readdirSync(directory)) {
      if (!name.startsWith(".") || !name.endsWith(PARTIAL)) continue;
      const path = join(directory, name);
      const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (modified !== undefined && modified < before) tryToRemove(path);
    }
  });
}

const tryToRemove = (path: string): void =>
  unlessRefused(() => rmSync(path, { recursive: true, force: true }));

/** Room is no reason to call a run lost that was just stored: what cannot be removed now is tried again after the next. */
function unlessRefused(clean: () => void): void {
  try {
    clean();
  } catch (error) {
    if (!isOfFileSystem(error)) throw error;
  }
}

/** Anything else is a bug of ours. */
const isOfFileSystem = (error: unknown): error is Error => error instanceof Error && "syscall" in error;
