import { Worker } from "node:worker_threads";
import type { OpenedJournal, OpenOptions } from "./open.ts";
import { newRing, RING_BYTES, ringOn } from "./ring.ts";
import { RingJournal, type ThreadedJournal } from "./ring-journal.ts";
import type { JournalFacts } from "./segment.ts";
import { fromMessage } from "./wire.ts";
import type { WriterTask, WriterWord } from "./writer.ts";

export interface ThreadedOptions extends Omit<OpenOptions, "disk"> {
  /** Memory between the threads, a power of two of bytes; 1 MiB unless told. When it is full, `append` waits. */
  readonly ringBytes?: number;
}

export interface OpenedThreaded extends Omit<OpenedJournal, "journal"> {
  readonly journal: ThreadedJournal;
}

/** As `openJournal`, with the work done on a thread of its own. The thread keeps the process alive until `close`. */
export const openThreadedJournal = (directory: string, options?: ThreadedOptions): Promise<OpenedThreaded> =>
  start(directory, undefined, options);

/** As `createJournal`, with the work done on a thread of its own. */
export async function createThreadedJournal(
  directory: string,
  facts: JournalFacts,
  options?: ThreadedOptions,
): Promise<ThreadedJournal> {
  return (await start(directory, facts, options)).journal;
}

async function start(
  directory: string,
  begin: JournalFacts | undefined,
  { ringBytes = RING_BYTES, ...options }: ThreadedOptions = {},
): Promise<OpenedThreaded> {
  if (!Number.isInteger(Math.log2(ringBytes)) || ringBytes < 1_024 || ringBytes > 2 ** 30)
    throw new RangeError(`ringBytes is ${ringBytes}; allowed: a power of two from 1024 to 2^30`);
  const shared = newRing(ringBytes);
  const task: WriterTask = { directory, shared, begin, options };
  const worker = new Worker(new URL("./writer.js", import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    let journal: RingJournal | undefined;
    worker.on("message", (word: WriterWord) => {
      if (word.kind === "refused") reject(fromMessage(word.error));
      else {
        const { facts, recovered, lastSequence, recordMax } = word;
        journal = new RingJournal(directory, ringOn(shared), lastSequence, recordMax);
        resolve({ journal, facts, recovered });
      }
    });
    worker.once("error", (error) => {
      journal?.break(error);
      reject(error);
    });
  });
}
