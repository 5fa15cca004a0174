/** tick-to-order-durable: the same with the journal on the disk, every record of an order durable before it leaves. */
import { closeSync, constants, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { quantile } from "../measure.ts";
import type { Row } from "../row.ts";
import { below, memoryFolder, withFolder } from "../task/folder.ts";
import { loopbackTimes } from "../task/loopback.ts";

const BARS = 1_500;
const WARM_UP = 300;
/** What the records of one order take. */
const RECORD_BYTES = 4_096;
const MS = 1_000;

export const tickToOrderDurable: Row = {
  name: "tick-to-order-durable",
  about:
    "the same with the journal on the disk: durable before the order leaves, by the journal's own thread",
  // 1: p50 within twice a raw write of the p50 without a disk, and p99 within a millisecond of that of a raw write.
  limit: { of: "worst", goal: 1, floor: 2 },
  run: () =>
    withFolder(async (folder) => {
      const memory = memoryFolder();
      try {
        const many = { bars: BARS, warmUp: WARM_UP };
        const raw = rawWrites(join(folder, "raw"), BARS);
        const without = await loopbackTimes(
          { file: "loopback-trader.js", words: [memory, "own"] },
          folder,
          many,
        );
        const directory = below(folder, "run");
        const run = await loopbackTimes(
          { file: "loopback-trader.js", words: [directory, "own"] },
          folder,
          many,
        );
        const [p50, p99] = [quantile(run, 0.5), quantile(run, 0.99)];
        const [raw50, raw99] = [quantile(raw, 0.5), quantile(raw, 0.99)];
        const without50 = quantile(without, 0.5);
        const most50 = without50 + 2 * raw50;
        const most99 = raw99 + MS;
        return {
          value: p50,
          unit: "us",
          reference: "without a disk",
          referenceValue: without50,
          ratio: p50 / without50,
          spread: { min: p50 / most50, max: p99 / most99 },
          worst: Math.max(p50 / most50, p99 / most99),
          digest: `${run.length} bars, one order each`,
          lines: [
            `p50 ${p50.toFixed(0)} us of at most ${most50.toFixed(0)}, p99 ${p99.toFixed(0)} us of at most ${most99.toFixed(0)}; a raw durable write of 4 kB: p50 ${raw50.toFixed(0)} us, p99 ${raw99.toFixed(0)} us`,
          ],
        };
      } finally {
        rmSync(memory, { recursive: true, force: true });
      }
    }),
};

/** Microseconds of single writes that are on the disk when they return. */
function rawWrites(file: string, count: number): number[] {
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC, 0o600);
  const block = Buffer.alloc(RECORD_BYTES, 1);
  const size = 64 * RECORD_BYTES; // Written before, so that no write has to grow the file.
  for (let at = 0; at < size; at += RECORD_BYTES) writeSync(fd, block, 0, RECORD_BYTES, at);
  const times = Array.from({ length: count }, (_, i) => {
    const begun = performance.now();
    writeSync(fd, block, 0, RECORD_BYTES, (i * RECORD_BYTES) % size);
    return (performance.now() - begun) * 1_000;
  });
  closeSync(fd);
  return times;
}
