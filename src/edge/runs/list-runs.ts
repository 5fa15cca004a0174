import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserProblem } from "../problem/index.ts";
import { bytesOf, MANIFEST, PIN, parseManifest, type RunManifest } from "./manifest.ts";

/** A run on the disk. */
export interface StoredRun {
  readonly manifest: RunManifest;
  /** Its directory. */
  readonly path: string;
  readonly pinned: boolean;
}

export interface Listing {
  /** Newest first; of one moment, by id. */
  readonly runs: readonly StoredRun[];
  /** What looks like a run and cannot be read, by name. */
  readonly damaged: readonly { readonly name: string; readonly fault: string }[];
  /** Room that the readable ones take. */
  readonly bytes: number;
}

/** How `newRunId` of the command line names runs, with the number that makes a taken name free. */
const ID = /^[a-z]+-\d{8}-\d{6}-[0-9a-f]{4}(?:-\d+)?$/;

/**
 * The runs in a directory; none where there is no such directory. What is half-written has a name that begins with a
 * dot, and is never looked at. @throws UserProblem, exit 2, when it is a file; exit 5 when it cannot be read
 */
export function listRuns(directory: string): Listing {
  const runs: StoredRun[] = [];
  const damaged: Listing["damaged"][number][] = [];
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    const read = readManifest(path, name);
    if (read === undefined) continue;
    if (typeof read === "string") damaged.push({ name, fault: read });
    else runs.push({ manifest: read, path, pinned: existsSync(join(path, PIN)) });
  }
  runs.sort((a, b) => b.manifest.created - a.manifest.created || (a.manifest.id < b.manifest.id ? 1 : -1));
  return { runs, damaged, bytes: runs.reduce((sum, { manifest }) => sum + bytesOf(manifest), 0) };
}

/** Directories that may be runs. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return [];
    throw noRunsIn(directory, code);
  }
}

/** A file has no runs that go on either. What is not there may be there soon. @throws UserProblem, exit 2 */
export function refuseFileOfRuns(directory: string): void {
  let code: string | undefined;
  try {
    if (!statSync(directory).isDirectory()) code = NO_DIRECTORY;
  } catch (error) {
    code = codeOf(error);
  }
  if (code === NO_DIRECTORY) throw noRunsIn(directory, code);
}

const NO_DIRECTORY = "ENOTDIR";

function noRunsIn(directory: string, code: string): UserProblem {
  const isFile = code === NO_DIRECTORY;
  return new UserProblem({
    exitCode: isFile ? 2 : 5,
    where: directory,
    message: isFile ? "this is no directory of runs" : `the runs cannot be read: ${code}`,
    allowed: "a directory that you may read",
    fix: "name another one with --runs DIR, or change runs.directory in the config",
  });
}

/** The manifest in a directory, what is wrong with it, or nothing: a directory of somebody else's. */
export function readManifest(path: string, name: string): RunManifest | string | undefined {
  let text: string;
  try {
    text = readFileSync(join(path, MANIFEST), "utf8");
  } catch (error) {
    if (codeOf(error) !== "ENOENT") return `its ${MANIFEST} cannot be read: ${codeOf(error)}`;
    return ID.test(name) && existsSync(path) ? `it has no ${MANIFEST}` : undefined;
  }
  const manifest = parseManifest(text);
  if (typeof manifest === "string") return `its ${MANIFEST} is damaged: ${manifest}`;
  return manifest.id === name ? manifest : `its ${MANIFEST} is that of ${manifest.id}`;
}

/** `ENOENT` and the like. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
