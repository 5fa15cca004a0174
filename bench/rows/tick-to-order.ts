/** tick-to-order: from a bar on the socket to its order on the socket, by a whole live run, against a bare echo. */
import { rmSync } from "node:fs";
import { quantile } from "../measure.ts";
import type { Row } from "../row.ts";
import { memoryFolder, withFolder } from "../task/folder.ts";
import { loopbackTimes } from "../task/loopback.ts";

const BARS = 1_500;
const WARM_UP = 300;

export const tickToOrder: Row = {
  name: "tick-to-order",
  about: "a bar on the socket to its order on the socket: connection, engine, risk, journal in memory",
  limit: { of: "worst", goal: 2.5, floor: 5 },
  run: () =>
    withFolder(async (folder) => {
      const memory = memoryFolder();
      try {
        const many = { bars: BARS, warmUp: WARM_UP };
        const bare = await loopbackTimes({ file: "loopback-echo.js", words: [] }, folder, many);
        const run = await loopbackTimes({ file: "loopback-trader.js", words: [memory, "own"] }, folder, many);
        return loopbackResult(run, bare, "bare echo");
      } finally {
        rmSync(memory, { recursive: true, force: true });
      }
    }),
};

/** What the times of two come to: the median in the table, and the 99th percentile as what counts. */
function loopbackResult(run: readonly number[], bare: readonly number[], reference: string) {
  const [p50, p99] = [quantile(run, 0.5), quantile(run, 0.99)];
  const [bare50, bare99] = [quantile(bare, 0.5), quantile(bare, 0.99)];
  return {
    value: p50,
    unit: "us",
    reference,
    referenceValue: bare50,
    ratio: p50 / bare50,
    spread: { min: Math.min(p50 / bare50, p99 / bare99), max: Math.max(p50 / bare50, p99 / bare99) },
    worst: p99 / bare99,
    digest: `${run.length} bars, one order each`,
    lines: [
      `p50 ${p50.toFixed(0)} us, p99 ${p99.toFixed(0)} us; ${reference}: p50 ${bare50.toFixed(0)} us, p99 ${bare99.toFixed(0)} us; the ratio of the p99 counts`,
    ],
  };
}
