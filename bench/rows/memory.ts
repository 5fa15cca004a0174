/** memory: bytes a bar that are held once 1,000,000 bars are loaded and played: columns, equity curve, trades, books. */
import type { BarColumns } from "../../src/core/market/index.ts";
import { loadBars } from "../../src/edge/data/index.ts";
import { requireSame } from "../digest.ts";
import { collectGarbage, median, spreadOf } from "../measure.ts";
import { SEED_42 } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import { requireKnown } from "../task/check.ts";
import { withColumnsFile } from "../task/columns-file.ts";
import { type EmaCrossRun, emaCrossRun } from "../task/ema-cross.ts";
import { MILLION, playOut } from "../task/wide-run.ts";

const ROUNDS = 3;
const GOAL = 64;
/** Six columns of doubles: what a bar is. */
const BARE = 48;

export const memory: Row = {
  name: "memory",
  about: "bytes a bar held once 1,000,000 bars are loaded and played",
  limit: { of: "value", goal: GOAL, floor: 150 },
  run: () =>
    withColumnsFile(SEED_42.bars, SEED_42.seed, (file) => {
      measured(file); // Loads the code and lets it warm up: that is not what a bar costs.
      const held = Array.from({ length: ROUNDS }, () => measured(file));
      return {
        value: median(held),
        unit: "B",
        reference: "six bare columns",
        referenceValue: BARE,
        ratio: median(held) / GOAL,
        spread: spreadOf(held.map((bytes) => bytes / GOAL)),
        digest: `${SEED_42.bars} bars loaded from a column file, ${SEED_42.trades} trades ${SEED_42.digest} and the equity curve held`,
      };
    }),
};

interface Held {
  readonly columns: BarColumns;
  readonly run: EmaCrossRun;
}

function measured(file: string): number {
  const before = bytesHeld();
  const { columns, run } = loadedAndPlayed(file);
  const after = bytesHeld();
  // Asked of what is held, after measuring: nothing of it can have been let go of.
  requireKnown(run, SEED_42);
  requireSame("rows held", columns.time.length, SEED_42.bars);
  return (after - before) / SEED_42.bars;
}

function loadedAndPlayed(file: string): Held {
  const { columns } = loadBars(file);
  const run = emaCrossRun([columns], MILLION);
  playOut(run);
  return { columns, run };
}

/** Objects, and buffers outside of the heap; shared ones count among the latter. */
function bytesHeld(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
