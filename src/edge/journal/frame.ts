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

/** No record of so many signs needs more with its length in front: UTF-8 takes three bytes for one at most. */
export const frameSizeMax = ({ length }: string): number => FRAME + 3 * length;

/**
 * Writes any record with its length in front, where `frameSizeMax` is known to fit.
 * @returns its size @throws RangeError when the text has no form in UTF-8; what was written does not count then
 */
export function putLongFrame(target: Buffer, at: number, record: string): number {
  const length = target.write(record, at + FRAME, "utf8");
  requireForm(record, length);
  putLength(target, at, length);
  return FRAME + length;
}

/** Size of any record with its length in front. @throws RangeError when the text has no form in UTF-8 */
export function frameSize(record: string): number {
  const bytes = Buffer.byteLength(record);
  requireForm(record, bytes);
  return FRAME + bytes;
}

function requireForm(record: string, bytes: number): void {
  if (bytes !== record.length && LONE_SURROGATE.test(record))
    throw new RangeError("a record holds half a surrogate pair, which would not come back as it was");
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
