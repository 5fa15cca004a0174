/** memory-peak: the most memory that a whole backtest of 1,000,000 bars ever held, by the command line. */
import { median, spreadOf } from "../measure.ts";
import type { Row } from "../row.ts";
import { requireReport } from "../task/cli-report.ts";
import { backtest } from "../task/cli-run.ts";
import { withColumnsFile } from "../task/columns-file.ts";

const BARS = 1_000_000;
const SEED = 42;
const ROUNDS = 5;
const GOAL_MB = 250;

/** Runs inside the process that is measured: when it ends it tells its peak, in kilobytes, on descriptor 3. */
const TELL_PEAK = `
  import { writeSync } from "node:fs";
  import { isMainThread } from "node:worker_threads";
  if (isMainThread) process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));
`;

export const memoryPeak: Row = {
  name: "memory-peak",
  about: "peak memory of a backtest over 1,000,000 bars, by the command line",
  limit: { of: "ratio", goal: 1, floor: 1.6 },
  run: () =>
    withColumnsFile(BARS, SEED, async (file, folder) => {
      const preload = `--import=data:text/javascript,${encodeURIComponent(TELL_PEAK)}`;
      const peaks: number[] = [];
      let trades = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const run = await backtest(file, folder, [preload]);
        trades = requireReport(run, BARS).trades;
        if (!(Number(run.told) > 0)) throw new Error(`the process told no peak: ${run.told}`);
        peaks.push((Number(run.told) * 1_024) / 1e6);
      }
      const peak = median(peaks);
      return {
        value: peak,
        unit: "MB",
        reference: "what a run may take",
        referenceValue: GOAL_MB,
        ratio: peak / GOAL_MB,
        spread: spreadOf(peaks.map((mb) => mb / GOAL_MB)),
        digest: `${ROUNDS} runs: exit 0, ${BARS} bars, ${trades} trades`,
      };
    }),
};
