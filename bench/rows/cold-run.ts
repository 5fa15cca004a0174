/** cold-run: from the start of the process to the written JSON, 1,000,000 bars read from a column file. */
import { join } from "node:path";
import { requireSame } from "../digest.ts";
import { median, pairwise, spreadOf } from "../measure.ts";
import type { Row } from "../row.ts";
import { type CliReport, requireReport } from "../task/cli-report.ts";
import { backtest, node } from "../task/cli-run.ts";
import { withColumnsFile } from "../task/columns-file.ts";

const BARS = 1_000_000;
const SEED = 42;
const ROUNDS = 5;
/** 0.35 s and 1 s where a bare Node starts in 0.08 s, as multiples of that start: the machine cancels out. */
const GOAL = 0.35 / 0.08;
const FLOOR = 1 / 0.08;

export const coldRun: Row = {
  name: "cold-run",
  about: "process start to written JSON of a backtest over 1,000,000 bars, by the command line",
  limit: { of: "ratio", goal: GOAL, floor: FLOOR },
  run: () =>
    withColumnsFile(BARS, SEED, async (file, folder) => {
      const first = requireReport(await backtest(file, folder), BARS); // Not counted: it may have to build.
      const runs: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const start = await node(["-e", "0"], folder, join(folder, "nothing"));
        requireSame("exit code of a bare Node", start.code, 0);
        bare.push(start.ms);
        const run = await backtest(file, folder);
        requireEqual(requireReport(run, BARS), first);
        runs.push(run.ms);
      }
      const ms = median(runs);
      return {
        value: ms,
        unit: "ms",
        reference: "start of bare Node",
        referenceValue: median(bare),
        ratio: ms / median(bare),
        spread: spreadOf(pairwise(runs, bare, (run, start) => run / start)),
        digest: `${ROUNDS + 1} runs: exit 0, ${BARS} bars, ${first.trades} trades, hash ${first.hash.slice(0, 16)} each time`,
      };
    }),
};

function requireEqual(found: CliReport, first: CliReport): void {
  requireSame("decision hash", found.hash, first.hash);
  requireSame("trades", found.trades, first.trades);
}
