/**
 * Builds dist/ when, and only when, a source changed since the last good build.
 * The bin, the tests and the bench all come through here; when nothing changed it costs a few milliseconds.
 */
import fs from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const stampFile = join(dist, ".stamp");
const lockFile = join(dist, ".lock");
const LOCK_AGE_MS_MAX = 10 * 60_000;
const LOCK_POLL_MS = 50;

/** The build could not be made; the message is meant for a person. */
export class BuildFailure extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode) {
    super(message);
    this.name = "BuildFailure";
    this.exitCode = exitCode;
  }
}

/** Whether dist/ is what the sources say; an installed package has no sources. */
export const isBuilt = () => !fs.existsSync(join(root, "src")) || isFresh(sources());

/** Leaves dist/ equal to the sources, or throws a BuildFailure. A stale build is never left to be run. */
export async function ensureBuilt() {
  if (!fs.existsSync(join(root, "src"))) return; // An installed package carries dist/ and no sources.
  if (isFresh(sources())) return;
  const compiler = await findCompiler();
  await withLock(async () => {
    const before = sources();
    if (isFresh(before)) return; // Whoever held the lock before us built it.
    process.stderr.write("building timonel...\n");
    await build(compiler, before);
  });
}

/** @param {string} compiler @param {Map<string, string>} before */
async function build(compiler, before) {
  const built = namesOfLastBuild();
  if (built === undefined || built.some((name) => !before.has(name))) emptyDist(); // tsc leaves orphans behind.
  // Until the new stamp stands, the old one must not match. The names stay: a failed build emits files as well.
  writeStamp(["unfinished", ...new Set([...(built ?? []), ...before.keys()])]);
  const errors = await runCompiler(compiler);
  if (errors !== undefined)
    throw new BuildFailure(`${errors}\ntimonel does not compile; nothing was run`, 70);
  writeStamp(linesOf(before)); // Of before: what changed meanwhile is built by the next start.
}

// --- the stamp ------------------------------------------------------------------------------------------------

/** Every file the build depends on, with its size and time. Tests are not built. */
function sources() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const folder of ["src", "strategies", "bench"]) collect(folder, found);
  for (const name of fs.readdirSync(root)) {
    if (name === "package.json" || /^tsconfig.*\.json$/.test(name)) note(name, found);
  }
  return found;
}

/** @param {string} folder @param {Map<string, string>} found */
function collect(folder, found) {
  if (!fs.existsSync(join(root, folder))) return;
  for (const entry of fs.readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(name, found);
    else if (!name.endsWith(".test.ts")) note(name, found);
  }
}

/** @param {string} name @param {Map<string, string>} found */
function note(name, found) {
  const stat = fs.statSync(join(root, name), { throwIfNoEntry: false });
  if (stat) found.set(name, `${stat.size} ${stat.mtimeMs}`);
}

/** @param {Map<string, string>} found */
const linesOf = (found) => Array.from(found, ([name, facts]) => `${name}\t${facts}`);

function readStamp() {
  try {
    return fs.readFileSync(stampFile, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {string[]} lines */
function writeStamp(lines) {
  const next = `${stampFile}.${process.pid}`;
  fs.writeFileSync(next, lines.join("\n"));
  fs.renameSync(next, stampFile);
}

/** @param {Map<string, string>} found */
const isFresh = (found) => readStamp() === linesOf(found).join("\n") && fs.existsSync(join(dist, "src"));

function namesOfLastBuild() {
  return readStamp()
    ?.split("\n")
    .map((line) => line.split("\t", 1)[0] ?? "")
    .filter((name) => name !== "unfinished");
}

function emptyDist() {
  for (const name of fs.readdirSync(dist)) {
    if (name !== ".lock") fs.rmSync(join(dist, name), { recursive: true, force: true });
  }
}

// --- the compiler ---------------------------------------------------------------------------------------------

async function findCompiler() {
  const { createRequire } = await import("node:module");
  const { resolve } = createRequire(import.meta.url);
  try {
    resolve("@types/node/package.json"); // Absent after npm ci --omit=dev, and the edge does not compile without it.
    return resolve("typescript/lib/tsc.js");
  } catch {
    throw new BuildFailure("the dependencies are not installed: run npm ci first", 2);
  }
}

/** @param {string} compiler @returns {Promise<string | undefined>} what it complained about */
async function runCompiler(compiler) {
  const { execFile } = await import("node:child_process"); // Here, so that a start without a build does not pay for it.
  const colour = process.stderr.isTTY ? "true" : "false";
  const args = [compiler, "--build", join(root, "tsconfig.browser.json"), "--pretty", colour];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}`.trim() || String(error) : undefined);
    });
  });
}

// --- one builder at a time ------------------------------------------------------------------------------------

/** @param {() => Promise<void>} work */
async function withLock(work) {
  fs.mkdirSync(dist, { recursive: true });
  while (!takeLock()) await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  try {
    await work();
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

function takeLock() {
  try {
    fs.writeFileSync(lockFile, `${hostname()}\t${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  breakStaleLock();
  return false;
}

/** A builder that was killed leaves its lock behind. Renaming first makes sure that only one waiter removes it. */
function breakStaleLock() {
  try {
    const owner = fs.readFileSync(lockFile, "utf8");
    const ageMs = Date.now() - fs.statSync(lockFile).mtimeMs;
    if (isRunning(owner) && ageMs < LOCK_AGE_MS_MAX) return;
    const aside = `${lockFile}.${process.pid}`;
    fs.renameSync(lockFile, aside);
    const taken = fs.readFileSync(aside, "utf8");
    if (taken !== owner) fs.linkSync(aside, lockFile); // It was already a new owner's: put it back.
    fs.rmSync(aside);
  } catch {
    // Gone in between: the next turn looks again.
  }
}

/** @param {string} owner */
function isRunning(owner) {
  const [host, pid] = owner.split("\t");
  if (host !== hostname() || pid === undefined) return true; // Not ours to judge; its age will.
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

// --- as a command: npm run build ------------------------------------------------------------------------------

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
