/** recovery: a run of a million bars taken up from its journal, against reading and verifying the same segments. */
import { join } from "node:path";
import { createThreadedJournal, openJournal, verifyJournal } from "../../src/edge/journal/index.ts";
import { requireSame } from "../digest.ts";
import { collectGarbage, median, pairwise, spreadOf } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import { SEED_42 } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import { emaCrossOf } from "../task/ema-cross.ts";
import { withFolder } from "../task/folder.ts";
import { playLiveTask } from "../task/live-run.ts";
import { MILLION } from "../task/wide-run.ts";

const ROUNDS = 3;

export const recovery: Row = {
  name: "recovery",
  about: "a run of 1,000,000 bars walked again from its journal, against a bare read-and-verify of it",
  limit: { of: "ratio", goal: 3, floor: 10 },
  run: () =>
    withFolder(async (folder) => {
      const bars = candles(SEED_42.bars, SEED_42.seed);
      const task = emaCrossOf([bars], MILLION);
      const directory = join(folder, "journal");
      const journal = await createThreadedJournal(directory, { run: "bench", build: "bench" });
      const { hash } = playLiveTask(task, { directory, journal, isNew: true });
      journal.close();
      const { lastSequence: records } = verifyJournal(directory);
      const walked: number[] = [];
      const bare: number[] = [];
      for (let round = -1; round < ROUNDS; round++) {
        collectGarbage();
        const before = performance.now();
        verifyJournal(directory);
        const between = performance.now();
        collectGarbage();
        const begun = performance.now();
        const { journal: again } = openJournal(directory);
        const outcome = playLiveTask(task, { directory, journal: again, isNew: false });
        again.close();
        const ended = performance.now();
        requireSame("decision hash", outcome.hash, hash);
        if (round < 0) continue;
        bare.push(between - before);
        walked.push(ended - begun);
      }
      const perSecond = (ms: number): number => (records / ms) * 1_000;
      return {
        value: perSecond(median(walked)),
        unit: "records/s",
        reference: "read and verify",
        referenceValue: perSecond(median(bare)),
        ratio: median(walked) / median(bare),
        spread: spreadOf(pairwise(walked, bare, (a, b) => a / b)),
        digest: `${records} records; hash ${hash.slice(0, 16)} each time`,
      };
    }),
};
