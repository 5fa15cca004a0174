/** live-equals-backtest: the bars-ema task through the live loop, journal included, on the clock of the data. */
import { join } from "node:path";
import { createThreadedJournal } from "../../src/edge/journal/index.ts";
import { requireSame } from "../digest.ts";
import { collectGarbage, median, pairwise, spreadOf } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import { SEED_42 } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import { fusedAnswer, requireKnown, requireSameTrades } from "../task/check.ts";
import { emaCrossOf, emaCrossRun } from "../task/ema-cross.ts";
import { withFolder } from "../task/folder.ts";
import { playLiveTask } from "../task/live-run.ts";
import { MILLION, playOut } from "../task/wide-run.ts";

const ROUNDS = 3;

export const liveEqualsBacktest: Row = {
  name: "live-equals-backtest",
  about: "the bars-ema task through the live loop and its journal: the same trades as the backtest",
  limit: { of: "value", sense: "at least", goal: 200_000, floor: 200_000 },
  run: () =>
    withFolder(async (folder) => {
      const bars = candles(SEED_42.bars, SEED_42.seed);
      const answer = fusedAnswer(bars);
      const live: number[] = [];
      const backtest: number[] = [];
      let hash = "";
      for (let round = -1; round < ROUNDS; round++) {
        const run = emaCrossRun([bars], MILLION);
        collectGarbage();
        const before = performance.now();
        playOut(run);
        const between = performance.now();
        requireKnown(run, SEED_42);
        const directory = join(folder, `journal-${round}`);
        const journal = await createThreadedJournal(directory, { run: "bench", build: "bench" });
        collectGarbage();
        const begun = performance.now();
        const outcome = playLiveTask(emaCrossOf([bars], MILLION), { directory, journal, isNew: true });
        journal.close();
        const ended = performance.now();
        requireSameTrades(outcome.trades, answer, bars.time);
        if (round > -1) requireSame("decision hash", outcome.hash, hash);
        hash = outcome.hash;
        if (round < 0) continue;
        backtest.push(between - before);
        live.push(ended - begun);
      }
      // What the engine is told: a bar, that its moment is whole, and of each order that it was taken and that it filled.
      const orders = answer.run.trades * 2; // Of what is closed: one that is still open at the end is not counted.
      const events = 2 * bars.bars + 2 * orders;
      const perSecond = (ms: number): number => (events / ms) * 1_000;
      return {
        value: perSecond(median(live)),
        unit: "events/s",
        reference: "the same as a backtest",
        referenceValue: perSecond(median(backtest)),
        ratio: median(live) / median(backtest),
        spread: spreadOf(pairwise(live, backtest, (a, b) => a / b)),
        digest: `${answer.run.trades} trades, each as the bare loop has it; hash ${hash.slice(0, 16)} each time`,
        lines: [
          `${events} events: ${bars.bars} bars, each with the end of its moment, and the answers to ${orders} orders; ${((bars.bars / median(live)) * 1e-3).toFixed(3)} M bars/s`,
        ],
      };
    }),
};
