import { Buffer } from "node:buffer";
import { FRAME, frameLength, GROUP_HEADER } from "./group.ts";
import {
  CALL,
  CLOSED,
  CLOSING,
  CONSUMED,
  call,
  DURABLE,
  MADE_DURABLE,
  PUBLISHED,
  type Ring,
  SHORTAGE,
  SPACE_MADE,
  STATE,
} from "./ring.ts";
import type { SegmentWriter } from "./segment-writer.ts";

/** Takes what stands in the ring and writes it: all that is there becomes one group, then the head follows. */
export class Drain {
  readonly #ring: Ring;
  readonly #writer: SegmentWriter;
  /** Room for a header, then frames; the last one may not be complete yet. */
  #buffer: Buffer;
  #filled = GROUP_HEADER;
  #last: number;

  constructor(ring: Ring, writer: SegmentWriter) {
    this.#ring = ring;
    this.#writer = writer;
    this.#buffer = Buffer.allocUnsafeSlow(GROUP_HEADER + ring.bytes.length);
    this.#last = writer.lastSequence;
  }

  /** Until the owner closes. */
  run(): void {
    const { cells } = this.#ring;
    for (;;) {
      const calls = Atomics.load(cells, CALL);
      const isClosing = Atomics.load(cells, CLOSING) === 1; // Read before the bytes: what came before it is written.
      if (this.#take()) {
        this.#writeWhole();
      } else if (isClosing) break;
      else Atomics.wait(cells, CALL, calls);
    }
    this.#writer.close(true);
    Atomics.store(cells, STATE, CLOSED);
    call(cells, MADE_DURABLE);
  }

  /** Moves bytes out of the ring, so that the owner can go on while the disk works. */
  #take(): boolean {
    const { cells, bytes } = this.#ring;
    const consumed = Atomics.load(cells, CONSUMED);
    const waiting = (Atomics.load(cells, PUBLISHED) - consumed) >>> 0;
    if (waiting === 0) return false;
    this.#reserve(waiting);
    const from = (consumed >>> 0) % bytes.length;
    const straight = Math.min(waiting, bytes.length - from);
    bytes.copy(this.#buffer, this.#filled, from, from + straight);
    bytes.copy(this.#buffer, this.#filled + straight, 0, waiting - straight);
    this.#filled += waiting;
    Atomics.store(cells, CONSUMED, (consumed + waiting) | 0);
    call(cells, SPACE_MADE);
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#filled + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#filled + bytes));
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }

  #writeWhole(): void {
    const buffer = this.#buffer;
    const before = this.#last;
    let from = GROUP_HEADER;
    let end = from;
    let count = 0;
    while (end + FRAME <= this.#filled) {
      const size = FRAME + frameLength(buffer, end);
      if (end + size > this.#filled) break;
      if (end + size - from > this.#writer.room) {
        this.#write(from, end, count);
        this.#writer.roll();
        from = end;
        count = 0;
      }
      end += size;
      count++;
    }
    this.#write(from, end, count);
    buffer.copyWithin(GROUP_HEADER, end, this.#filled);
    this.#filled -= end - GROUP_HEADER;
    if (this.#last === before) return;
    this.#writer.publish();
    const { cells } = this.#ring;
    Atomics.store(cells, DURABLE, this.#last | 0);
    call(cells, MADE_DURABLE);
    this.#writer.prepare(); // The owner goes on: what was published waits for no space that is needed later.
    Atomics.store(cells, SHORTAGE, this.#writer.shortage === undefined ? 0 : 1);
  }

  #write(from: number, end: number, count: number): void {
    if (count === 0) return;
    // Its header takes the place of what stands in front: space left for it, or records that were just written.
    this.#writer.write(this.#buffer.subarray(from - GROUP_HEADER), end - from, count);
    this.#last += count;
  }
}
