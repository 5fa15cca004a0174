import { writeFileSync } from "node:fs";
import { ownEpoch } from "../../emergency/index.ts";
import { messageOf } from "../../problem/index.ts";
import {
  closeLive,
  dropBallast,
  type EmergencyLatch,
  isClosed,
  setLatch,
  type UnfinishedRun,
} from "../../runner/index.ts";

/** What an emergency wants of a disk. */
export type DiskWork =
  /** Room to write down what is done, on a disk that may be full; then the latch. */
  | { readonly do: "latch"; readonly runs: string; readonly latch: EmergencyLatch }
  /** Answers with the epoch of whoever gets out. */
  | { readonly do: "epoch"; readonly directory: string }
  /** The run is not taken up any more. */
  | { readonly do: "close"; readonly run: UnfinishedRun; readonly runs: string }
  /** Answers with 1 where somebody has closed that run. */
  | { readonly do: "look"; readonly run: string; readonly runs: string }
  | { readonly do: "write"; readonly file: string; readonly text: string };

export type DiskDone = { readonly done: number | null } | { readonly failed: string };

function carryOut(work: DiskWork): number | null {
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
      return ownEpoch(work.directory).epoch;
    case "close":
      closeLive(work.run, work.runs);
      return null;
    case "look":
      return isClosed(work.runs, work.run) ? 1 : 0;
    case "write":
      writeFileSync(work.file, work.text, { flush: true });
      return null;
  }
}

/** Does it on this thread, however long the disk takes. */
export function workOnDisk(work: DiskWork): DiskDone {
  try {
    return { done: carryOut(work) };
  } catch (error) {
    return { failed: messageOf(error) };
  }
}
