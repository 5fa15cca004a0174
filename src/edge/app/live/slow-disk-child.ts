/** What an emergency wants of a disk, in a process of its own: see slow-disk.ts. */
import { writeFileSync } from "node:fs";
import { nextEpoch } from "../../journal/index.ts";
import {
  closeLive,
  dropBallast,
  type EmergencyLatch,
  setLatch,
  type UnfinishedRun,
} from "../../runner/index.ts";

export type Work =
  /** Room to write down what is done, on a disk that may be full; then the latch. */
  | { readonly do: "latch"; readonly runs: string; readonly latch: EmergencyLatch }
  /** Answers with the next epoch. */
  | { readonly do: "epoch"; readonly directory: string }
  /** The run is not taken up any more. */
  | { readonly do: "close"; readonly run: UnfinishedRun; readonly runs: string }
  | { readonly do: "write"; readonly file: string; readonly text: string };

export type Done = { readonly done: number | null } | { readonly failed: string };

function carryOut(work: Work): number | null {
  switch (work.do) {
    case "latch":
      try {
        dropBallast(work.runs);
      } catch {
        // The latch has room of its own.
      }
      setLatch(work.runs, work.latch);
      return null;
    case "epoch":
      return nextEpoch(work.directory);
    case "close":
      closeLive(work.run, work.runs);
      return null;
    case "write":
      writeFileSync(work.file, work.text, { flush: true });
      return null;
  }
}

function answer(work: Work): Done {
  try {
    return { done: carryOut(work) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

const [, , text = ""] = process.argv;
process.stdout.write(JSON.stringify(answer(JSON.parse(text) as Work)));
