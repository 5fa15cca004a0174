import { Buffer } from "node:buffer";

/** What preallocated space is made of. */
export const ZEROS = Buffer.alloc(262_144);

/** Whether nothing was written from a byte to the end. */
export function isZero(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at += ZEROS.length) {
    const length = Math.min(ZEROS.length, bytes.length - at);
    if (bytes.compare(ZEROS, 0, length, at, at + length) !== 0) return false;
  }
  return true;
}

/** Bytes from a place up to and with the last that is not zero. */
export function writtenFrom(bytes: Buffer, from: number): number {
  let end = bytes.length;
  for (const block of [65_536, 4_096, 64])
    while (end - block >= from && isZero(bytes.subarray(0, end), end - block)) end -= block;
  while (end > from && bytes[end - 1] === 0) end--;
  return Math.max(0, end - from);
}
