import { Buffer } from "node:buffer";
import { FRAME } from "./group.ts";

/** Up to here a loop beats a call into the runtime. */
const SHORT = 64;

/**
 * Writes a short record of plain ASCII, as nearly all are, with its length in front.
 * @returns where it ends; -1 when it is another kind of record or does not end by `limit`, and then nothing counts
 */
export function putShortFrame(target: Uint8Array, at: number, limit: number, record: string): number {
  const { length } = record;
  const end = at + FRAME + length;
  if (length > SHORT || end > limit) return -1;
  for (let i = 0, to = at + FRAME; i < length; i++, to++) {
    const unit = record.charCodeAt(i);
    if (unit >= 0x80) return -1;
    target[to] = unit;
  }
  putLength(target, at, length);
  return end;
}

/** Size of any record with its length in front. @throws RangeError when the text has no form in UTF-8 */
export function frameSize(record: string): number {
  const bytes = Buffer.byteLength(record);
  if (bytes !== record.length && LONE_SURROGATE.test(record))
    throw new RangeError("a record holds half a surrogate pair, which would not come back as it was");
  return FRAME + bytes;
}

/** Writes any record, whose `frameSize` is known to fit. */
export function putFrame(target: Buffer, at: number, size: number, record: string): void {
  putLength(target, at, size - FRAME);
  target.write(record, at + FRAME, "utf8");
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function putLength(target: Uint8Array, at: number, length: number): void {
  target[at] = length;
  target[at + 1] = length >>> 8;
  target[at + 2] = length >>> 16;
  target[at + 3] = length >>> 24;
}
