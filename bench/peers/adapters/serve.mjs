/**
 * What every adapter in JavaScript shares: the data, the clock, and the words exchanged with the bench. The protocol is
 * that of serve.py: `run` and `answer` come in, a line of JSON for each goes out on descriptor 3.
 */
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [, , dataFile = "", installed = ""] = process.argv;

/** Loads from the folder where the peers of npm are installed. */
export const load = createRequire(join(installed, "package.json"));

/** Six columns of doubles, one after the other. */
export function readColumns() {
  const bytes = readFileSync(dataFile);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const bars = values.length / 6;
  const column = (place) => values.subarray(place * bars, (place + 1) * bars);
  const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
  return { bars, time, open, high, low, close, volume };
}

/** The two averages of the task, fed one close after the other. */
export class Averages {
  bars = 0;
  fast = 0;
  slow = 0;

  /** @returns whether the fast one is above; undefined before there are enough bars */
  next(close) {
    if (this.bars++ === 0) this.fast = this.slow = close;
    this.fast += (2 / 13) * (close - this.fast);
    this.slow += (2 / 27) * (close - this.slow);
    return this.bars > 26 ? this.fast > this.slow : undefined;
  }
}

const tell = (message) => writeSync(3, `${JSON.stringify(message)}\n`);

/** `run()` plays the task once; `answer(result)` puts what it came to into plain numbers. */
export async function serve(version, run, answer) {
  tell({ version });
  let result;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "answer") {
      tell(answer(result));
      continue;
    }
    result = undefined;
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const from = performance.now();
    result = await run();
    const wallMs = performance.now() - from;
    const { user, system } = process.cpuUsage(cpu);
    const peakMb = (process.resourceUsage().maxRSS * 1_024) / 1e6;
    tell({ wallMs, cpuMs: (user + system) / 1_000, peakMb });
  }
}
