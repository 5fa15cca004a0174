import { Buffer } from "node:buffer";
import type { ErrorMessage } from "./wire.ts";

/**
 * Bytes on their way from the owner to the thread that writes them, and what it answers, in shared memory. Positions
 * count bytes since the beginning, modulo 2^32; sequence numbers stand modulo 2^32 as well.
 */
export interface Ring {
  readonly cells: Int32Array;
  readonly bytes: Buffer;
  readonly failure: Buffer;
}

/** Cells that one side sets and the other reads. */
export const PUBLISHED = 0;
export const CONSUMED = 1;
export const DURABLE = 2;
export const STATE = 3;
/** Set by the owner: write what is there, then give the files back. */
export const CLOSING = 4;
const FAILURE_LENGTH = 5;
/** Set while the next segment finds no space. */
export const SHORTAGE = 6;
/** Cells to sleep on: they change with every call. The writer sleeps on the first, the owner on the others. */
export const CALL = 7;
export const SPACE_MADE = 8;
export const MADE_DURABLE = 9;
const CELLS = 16;

/** What `STATE` becomes; 0 while all is well. */
export const FAILED = 1;
export const CLOSED = 2;

const FAILURE_BYTES = 4_096;
const BYTES_AT = CELLS * 4 + FAILURE_BYTES;

/** Where a full ring holds its owner up; a quarter of a second of a very busy market. */
export const RING_BYTES = 1_048_576;

export const newRing = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(BYTES_AT + bytes);

export const ringOn = (shared: SharedArrayBuffer): Ring => ({
  cells: new Int32Array(shared, 0, CELLS),
  failure: Buffer.from(shared, CELLS * 4, FAILURE_BYTES),
  bytes: Buffer.from(shared, BYTES_AT),
});

/** Changes a cell that somebody sleeps on, and wakes whoever does. */
export function call(cells: Int32Array, cell: number): void {
  Atomics.add(cells, cell, 1);
  Atomics.notify(cells, cell);
}

/** Said once, before the state becomes `FAILED`. */
export function tellFailure({ cells, failure }: Ring, message: ErrorMessage): void {
  let text = JSON.stringify(message);
  if (Buffer.byteLength(text) > FAILURE_BYTES)
    text = JSON.stringify({ kind: "bug", message: "the failure was too long to be told" });
  Atomics.store(cells, FAILURE_LENGTH, failure.write(text));
  Atomics.store(cells, STATE, FAILED);
  call(cells, SPACE_MADE);
  call(cells, MADE_DURABLE);
}

export function failureOf({ cells, failure }: Ring): ErrorMessage {
  return JSON.parse(failure.toString("utf8", 0, Atomics.load(cells, FAILURE_LENGTH))) as ErrorMessage; // Written above.
}
