/** The real command line, started as a person would start it: in an empty directory, with a clean environment. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..", "..");
/** Bars of BTC/USDT, ETH/USDT and BNB/USDT that ship with the package. */
export const DEMO = join(ROOT, "data", "demo");
/** The file of one coin of the demo data. */
export const demoFile = (coin: "BTC" | "ETH" | "BNB"): string =>
  join(DEMO, `binance-spot_${coin}USDT_15m_2023.csv.gz`);
/** Strategies that only tests use; the command line finds them by name. */
export const FIXTURES = { TIMONEL_STRATEGY_PATH: join(ROOT, "tests", "fixtures", "strategies") };

/** Runs are stored as everywhere, but not where a test looks for what a command wrote; it is gone when the tests end. */
const RUNS = mkdtempSync(join(tmpdir(), "timonel-runs-"));
process.once("exit", () => rmSync(RUNS, { recursive: true, force: true }));
/** So are logs. */
const LOGS = join(RUNS, ".logs");

const BIN = join(ROOT, "bin", "timonel.js");

/** Nothing outlives the tests, whatever becomes of them. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface CliOptions {
  /** On top of a clean environment; undefined takes something out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written into the working directory before the start, by name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Another command than `node bin/timonel.js`; the arguments follow it. */
  readonly command?: readonly string[];
  /** Another working directory than an empty one. */
  readonly cwd?: string;
}

export interface CliOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Files of the working directory that were not there before, or differ. */
  readonly written: readonly string[];
}

/** Runs the command line to its end. */
export const runCli = (args: readonly string[], options: CliOptions = {}): Promise<CliOutcome> =>
  startCli(args, options).ended;

/** Starts the command line, so that a test can send it signals or close its pipes. */
export function startCli(
  args: readonly string[],
  options: CliOptions = {},
): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<CliOutcome> } {
  const { files = {} } = options;
  const cwd = options.cwd ?? mkdtempSync(join(tmpdir(), "timonel-cli-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const [program = process.execPath, ...first] = options.command ?? [process.execPath, BIN];
  const child = spawn(program, [...first, ...args], { cwd, env: { ...cleanEnvironment(), ...options.env } });
  running.add(child);
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const ended = new Promise<CliOutcome>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      running.delete(child);
      const written = options.cwd === undefined ? changedIn(cwd, files) : [];
      if (options.cwd === undefined) rmSync(cwd, { recursive: true, force: true });
      done({ code, stdout: stdout(), stderr: stderr().replace(BUILDING, ""), written });
    });
  });
  return { child, ended };
}

/** The bin says so when it builds; whether that is due is not what these tests ask. */
const BUILDING = /^building timonel\.\.\.\n/;

/** Resolves as soon as `stream` has said something that matches. */
export const heard = (stream: NodeJS.ReadableStream, what: RegExp): Promise<void> =>
  new Promise((done, fail) => {
    let text = "";
    stream.on("data", (part: Buffer) => {
      text += part.toString();
      if (what.test(text)) done();
    });
    stream.on("end", () => fail(new Error(`never said ${what}: ${text}`)));
  });

/** What every program needs, and nothing that timonel listens to. */
function cleanEnvironment(): Record<string, string> {
  const entries = ["PATH", "HOME", "TMPDIR"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), TIMONEL_RUNS__DIRECTORY: RUNS, TIMONEL_LOGS__DIRECTORY: LOGS };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString();
}

function changedIn(directory: string, before: Readonly<Record<string, string | Uint8Array>>): string[] {
  return readdirSync(directory).filter((name) => {
    const content = before[name];
    return content === undefined || !readFileSync(join(directory, name)).equals(Buffer.from(content));
  });
}
