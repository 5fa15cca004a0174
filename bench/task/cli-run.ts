/** One backtest of the command line in a process of its own, from its start to its written JSON. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./repository.ts";

/** What the process came to. */
interface Ended {
  readonly ms: number;
  readonly code: number | null;
  readonly err: string;
  /** What the preloaded code wrote to its third descriptor. */
  readonly told: string;
}

export interface CliRun extends Ended {
  /** The text that was written to the file standard output led to. */
  readonly out: string;
}

const BIN = join(ROOT, "bin", "timonel.js");

/** `timonel backtest --strategy ema-cross --data FILE --json`, its output in a file beside the data. */
export async function backtest(
  file: string,
  folder: string,
  nodeFlags: readonly string[] = [],
): Promise<CliRun> {
  const output = join(folder, "report.json");
  const args = [...nodeFlags, BIN, "backtest", "--strategy", "ema-cross", "--data", file, "--json"];
  const ended = await node(args, folder, output);
  return { ...ended, out: readFileSync(output, "utf8") };
}

/** Starts Node and waits for its end. */
export function node(args: readonly string[], folder: string, output: string): Promise<Ended> {
  const descriptor = openSync(output, "w");
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder, // No config file lies here.
    env: withoutSettings(process.env),
    stdio: ["ignore", descriptor, "pipe", "pipe"],
  });
  closeSync(descriptor);
  const texts = { err: "", told: "" };
  child.stderr?.setEncoding("utf8").on("data", (part: string) => (texts.err += part));
  child.stdio[3]?.on("data", (part: Buffer) => (texts.told += part.toString()));
  return new Promise((resolve, reject) => {
    let ms = Number.NaN;
    child.once("error", reject);
    child.once("exit", () => {
      ms = performance.now() - startedAt;
    });
    child.once("close", (code) => resolve({ ms, code, ...texts }));
  });
}

/** The settings of whoever runs the bench would make it another run. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSetting = (name: string): boolean => name.startsWith("TIMONEL_") || name === "NODE_OPTIONS";
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSetting(name)));
}
