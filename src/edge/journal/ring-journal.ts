import { Buffer } from "node:buffer";
import { frameSize, frameSizeMax, putFrame, putLongFrame, putShortFrame } from "./frame.ts";
import { GROUP_BYTES, type Journal } from "./journal.ts";
import { JournalFull } from "./problems.ts";
import {
  CALL,
  CLOSED,
  CLOSING,
  CONSUMED,
  call,
  DURABLE,
  FAILED,
  failureOf,
  MADE_DURABLE,
  PUBLISHED,
  type Ring,
  SHORTAGE,
  SPACE_MADE,
  STATE,
} from "./ring.ts";
import { fromMessage } from "./wire.ts";

/** A journal that another thread writes: a slow disk holds nobody up, until the memory between the two is full. */
export interface ThreadedJournal extends Journal {
  /** Asks, and sleeps until the record is durable. @throws JournalFull when it never will be */
  waitDurable(sequence: number): void;
}

/** The side of the owner: puts frames into the ring, and looks what became of them. */
export class RingJournal implements ThreadedJournal {
  readonly #directory: string;
  readonly #ring: Ring;
  readonly #recordMax: number;
  #last: number;
  /** Position behind the last byte written here, and behind the last one the other thread may read. */
  #written = 0;
  #published = 0;
  /** Bytes known to be free; looked up again when they are used up. */
  #free: number;
  #failure: Error | undefined;

  constructor(directory: string, ring: Ring, lastSequence: number, recordMax: number) {
    this.#directory = directory;
    this.#ring = ring;
    this.#last = lastSequence;
    this.#recordMax = recordMax;
    this.#free = ring.bytes.length;
    Atomics.store(ring.cells, DURABLE, lastSequence | 0);
  }

  get lastSequence(): number {
    return this.#last;
  }

  get durableSequence(): number {
    return this.#last - ((this.#last - Atomics.load(this.#ring.cells, DURABLE)) >>> 0);
  }

  get shortage(): JournalFull | undefined {
    return Atomics.load(this.#ring.cells, SHORTAGE) === 0
      ? undefined
      : new JournalFull(this.#directory, "ENOSPC");
  }

  append(record: string): number {
    this.#refuseWhenOver();
    const { bytes } = this.#ring;
    const at = this.#written & (bytes.length - 1);
    const end = putShortFrame(bytes, at, Math.min(bytes.length, at + this.#free), record);
    if (end < 0) this.#putAny(record);
    else this.#advance(end - at);
    return ++this.#last;
  }

  commit(): void {
    this.#refuseWhenOver();
    this.#publish();
  }

  flush(): void {
    this.#refuseWhenOver();
    this.waitDurable(this.#last);
  }

  close(): void {
    const { cells } = this.#ring;
    if (this.#failure === undefined && Atomics.load(cells, STATE) !== CLOSED) {
      this.#publish();
      Atomics.store(cells, CLOSING, 1);
      call(cells, CALL);
      this.#sleepUntil(() => Atomics.load(cells, STATE) === CLOSED);
    }
    this.break(new Error("the journal is closed"));
  }

  waitDurable(sequence: number): void {
    if (sequence > this.#last) throw new RangeError(`record ${sequence} was not appended yet`);
    if (sequence <= this.durableSequence) return;
    this.commit();
    this.#sleepUntil(() => sequence <= this.durableSequence);
  }

  /** The other side is gone: nothing more becomes durable. The first that says why is believed. */
  break(error: Error): void {
    this.#failure ??= error;
  }

  #refuseWhenOver(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (Atomics.load(this.#ring.cells, STATE) !== FAILED) return;
    this.#failure = fromMessage(failureOf(this.#ring));
    throw this.#failure;
  }

  /** Long, or not plain ASCII; perhaps around the end of the ring, or larger than what is free. */
  #putAny(record: string): void {
    const { bytes } = this.#ring;
    const begin = this.#written & (bytes.length - 1);
    // By far the most records fit behind the last one, however many bytes their signs take.
    const most = frameSizeMax(record);
    if (most <= Math.min(this.#free, bytes.length - begin, this.#recordMax)) {
      this.#advance(putLongFrame(bytes, begin, record));
      return;
    }
    const size = frameSize(record);
    if (size > this.#recordMax)
      throw new RangeError(
        `a record of ${size} bytes is larger than a segment takes, which is ${this.#recordMax}: open the journal with larger segments`,
      );
    const frame = Buffer.allocUnsafe(size);
    putFrame(frame, 0, size, record);
    for (let done = 0; done < size; ) {
      if (this.#free === 0) this.#makeRoom();
      const at = this.#written & (bytes.length - 1);
      const part = Math.min(size - done, this.#free, bytes.length - at);
      frame.copy(bytes, at, done, done + part);
      this.#advance(part);
      done += part;
    }
  }

  #advance(bytes: number): void {
    this.#written = (this.#written + bytes) | 0;
    this.#free -= bytes;
    if ((this.#written - this.#published) >>> 0 >= GROUP_BYTES) this.#publish();
  }

  #publish(): void {
    if (this.#written === this.#published) return;
    this.#published = this.#written;
    Atomics.store(this.#ring.cells, PUBLISHED, this.#written);
    call(this.#ring.cells, CALL);
  }

  /** Sleeps until the other thread has taken something. Nothing is ever dropped. */
  #makeRoom(): void {
    const { cells, bytes } = this.#ring;
    this.#publish();
    for (;;) {
      const made = Atomics.load(cells, SPACE_MADE);
      this.#free = bytes.length - ((this.#written - Atomics.load(cells, CONSUMED)) >>> 0);
      if (this.#free > 0) return;
      this.#refuseWhenOver();
      Atomics.wait(cells, SPACE_MADE, made);
    }
  }

  #sleepUntil(isSo: () => boolean): void {
    const { cells } = this.#ring;
    for (;;) {
      const calls = Atomics.load(cells, MADE_DURABLE);
      if (isSo()) return;
      this.#refuseWhenOver();
      Atomics.wait(cells, MADE_DURABLE, calls);
    }
  }
}
