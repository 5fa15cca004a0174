/** A peer in a process of its own, which plays the task each time it is asked to. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ROOT } from "../task/repository.ts";
import { folderOf, interpreterOf } from "./install.ts";
import type { Peer } from "./peer.ts";

/** One run of a peer. */
export interface PeerTiming {
  readonly wallMs: number;
  /** Processor time of all its threads. */
  readonly cpuMs: number;
  /** The most memory its process ever held, in MB of 1,000,000 bytes. */
  readonly peakMb: number;
}

/** Enough for peers that make objects of every bar. */
const HEAP_MB = 8_192;
const LAST_WORDS = 2_000;

export class Adapter {
  readonly version: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #said = "";

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, version: string) {
    this.#child = child;
    this.#lines = lines;
    this.version = version;
  }

  /** Starts it and waits until its data is prepared. @throws Error with what it said when it cannot */
  static async start(peer: Peer, args: readonly string[]): Promise<Adapter> {
    const script = join(ROOT, "bench", "peers", "adapters", peer.adapter);
    const flags = peer.from === "npm" ? ["--expose-gc", `--max-old-space-size=${HEAP_MB}`] : ["-B"];
    const child = spawn(interpreterOf(peer), [...flags, script, ...args], {
      cwd: folderOf(peer),
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    });
    const protocol = child.stdio[3] as Readable; // A pipe, as asked for above.
    const lines = createInterface({ input: protocol })[Symbol.asyncIterator]();
    const starting = new Adapter(child, lines, "");
    child.on("error", (error) => starting.#hear(String(error)));
    child.stdin?.on("error", () => undefined); // It has ended: the next answer says so.
    child.stderr?.setEncoding("utf8").on("data", (part: string) => starting.#hear(part));
    const { version } = (await starting.#next()) as { readonly version: string };
    const ready = new Adapter(child, lines, version);
    child.stderr?.on("data", (part: string) => ready.#hear(part));
    return ready;
  }

  async run(): Promise<PeerTiming> {
    this.#child.stdin?.write("run\n");
    return (await this.#next()) as PeerTiming; // The words of serve.py and serve.mjs.
  }

  /** What the last run came to, in the words of the adapter. */
  answer(): Promise<unknown> {
    this.#child.stdin?.write("answer\n");
    return this.#next();
  }

  end(): void {
    this.#child.kill();
  }

  #hear(part: string): void {
    this.#said = (this.#said + part).slice(-LAST_WORDS);
  }

  async #next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done !== true) return JSON.parse(value);
    const last = this.#said
      .trim()
      .split("\n")
      .findLast((line) => line.trim() !== "");
    throw new Error(`its process ended: ${last ?? "it said nothing"}`);
  }
}
