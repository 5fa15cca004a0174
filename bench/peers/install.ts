/** Puts the peers into a cache folder that git ignores: never needed by `npm ci`, `npm test` or the product. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RowSkipped } from "../row.ts";
import { ROOT } from "../task/repository.ts";
import type { Peer } from "./peer.ts";

const CACHE = join(ROOT, ".peers");
/** Written last: what bears it is whole, and of the versions it names. */
const MARK = ".installed";
const MINUTES_MAX = 15;
/** Those that the pinned versions have wheels for. */
const PYTHONS = ["python3.11", "python3.12", "python3.13", "python3"];
const PYTHON_SUPPORTED = /^Python 3\.1[123]\./;

export const folderOf = ({ name }: Peer): string => join(CACHE, name);

/** What starts the adapters of a peer. */
export const interpreterOf = (peer: Peer): string =>
  peer.from === "npm" ? process.execPath : pythonIn(folderOf(peer));

const pythonIn = (folder: string): string =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

/** Installs a peer unless it is there in these versions. @throws RowSkipped with the reason when it cannot be */
export function ensureInstalled(peer: Peer, tell: (line: string) => void): void {
  const folder = folderOf(peer);
  const mark = join(folder, MARK);
  const wanted = peer.packages.join("\n");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  tell(
    `${peer.name}: installing ${peer.packages.join(" ")} from ${peer.from} into .peers/${peer.name}, once`,
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    if (peer.from === "npm") installFromNpm(folder, peer);
    else installFromPyPI(folder, peer);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(mark, wanted);
}

function installFromNpm(folder: string, { packages }: Peer): void {
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n'); // Not into the package of this repository.
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  requireDone("npm install", run("npm", ["install", ...quiet, ...packages], folder));
}

function installFromPyPI(folder: string, { packages }: Peer): void {
  const python = PYTHONS.find((name) => PYTHON_SUPPORTED.test(run(name, ["--version"]).stdout ?? ""));
  if (python === undefined) throw new RowSkipped("there is no Python 3.11 to 3.13 on this machine");
  requireDone(`${python} -m venv`, run(python, ["-m", "venv", folder]));
  const quiet = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
  requireDone("pip install", run(pythonIn(folder), ["-m", "pip", "install", ...quiet, ...packages]));
}

const run = (command: string, args: readonly string[], cwd?: string): SpawnSyncReturns<string> =>
  spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: MINUTES_MAX * 60_000,
    shell: process.platform === "win32" && command === "npm", // There npm is a script.
  });

/** @throws RowSkipped with the line that says most */
function requireDone(what: string, { status, error, stderr, stdout }: SpawnSyncReturns<string>): void {
  if (status === 0) return;
  const lines = `${stderr ?? ""}\n${stdout ?? ""}`.split("\n").map((line) => line.trim());
  const said =
    lines.find((line) => /404 Not Found|ResolutionImpossible|No matching/i.test(line)) ??
    lines.findLast((line) => line !== "");
  const why = error?.message ?? said ?? `exit code ${status}`;
  // Where it was looked for is a matter of this machine.
  throw new RowSkipped(`${what} failed: ${why.replace(/https?:\/\/[^/\s]+\//g, "")}`);
}

/** Installs all of them. @returns the exit code: 0 also where some cannot be installed here, which is said */
export function installAll(peers: readonly Peer[], tell: (line: string) => void): number {
  for (const peer of peers) {
    try {
      ensureInstalled(peer, tell);
      tell(`${peer.name}: installed`);
    } catch (error) {
      if (!(error instanceof RowSkipped)) throw error;
      tell(`${peer.name}: skipped: ${error.message}`);
    }
  }
  return 0;
}
