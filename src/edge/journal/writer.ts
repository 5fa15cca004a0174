/** The thread that writes a journal: opens it, says so, then does nothing but drain the ring to the disk. */
import { parentPort, workerData } from "node:worker_threads";
import { Drain } from "./drain.ts";
import { beginWriter, continueWriter, type OpenedJournal, type OpenOptions } from "./open.ts";
import { asJournalFull } from "./problems.ts";
import { ringOn, tellFailure } from "./ring.ts";
import type { JournalFacts } from "./segment.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import { type ErrorMessage, toMessage } from "./wire.ts";

/** What the thread is told when it starts. */
export interface WriterTask {
  readonly directory: string;
  readonly shared: SharedArrayBuffer;
  /** Of a journal to begin; undefined continues one. */
  readonly begin: JournalFacts | undefined;
  readonly options: Omit<OpenOptions, "disk">;
}

/** What it says, once; all that follows stands in the ring, where an owner sees it that never turns its event loop. */
export type WriterWord =
  | ({ readonly kind: "open"; readonly lastSequence: number; readonly recordMax: number } & Omit<
      OpenedJournal,
      "journal"
    >)
  | { readonly kind: "refused"; readonly error: ErrorMessage };

const say = (word: WriterWord): void => parentPort?.postMessage(word);

function run({ directory, shared, begin, options }: WriterTask): void {
  const ring = ringOn(shared);
  let writer: SegmentWriter;
  try {
    const opened =
      begin === undefined
        ? continueWriter(directory, options)
        : { writer: beginWriter(directory, begin, options), facts: begin, recovered: { torn: 0, kept: 0 } };
    const { facts, recovered } = opened;
    writer = opened.writer;
    say({ kind: "open", lastSequence: writer.lastSequence, recordMax: writer.roomInNext, facts, recovered });
  } catch (error) {
    say({ kind: "refused", error: toMessage(error) });
    return;
  }
  try {
    new Drain(ring, writer).run();
  } catch (error) {
    tellFailure(ring, toMessage(asJournalFull(directory, error)));
    giveBack(writer);
  }
}

/** What the failure was has been told; that the files cannot even be closed adds nothing. */
function giveBack(writer: SegmentWriter): void {
  try {
    writer.close(false);
  } catch {
    // The thread ends now, and its files with it.
  }
}

run(workerData as WriterTask);
