import { Buffer } from "node:buffer";
import type { Chance } from "../../../core/base/index.ts";

/** What a disk writes whole or not at all. */
const SECTOR = 512;

/** Contents of a file. Zeros at its end are counted, not stored: a segment is zeros for the most part. */
class Contents {
  length = 0;
  #stored = Buffer.alloc(0);

  put(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    const kept = Math.min(end, Math.max(at, this.#stored.length));
    if (isZero(bytes.subarray(kept - at))) this.#keep(bytes.subarray(0, kept - at), at);
    else {
      this.#reserve(end);
      this.#keep(bytes, at);
    }
    this.length = Math.max(this.length, end);
  }

  cut(length: number): void {
    this.#stored.fill(0, Math.min(length, this.#stored.length)); // What grows again is zeros.
    this.length = length;
  }

  flip(at: number, bit: number): void {
    this.#reserve(at + 1);
    this.#stored[at] = (this.#stored[at] as number) ^ (1 << bit);
  }

  /** A copy from the beginning, into memory of the caller where that is large enough. */
  copy(most: number, reuse?: Buffer): Buffer {
    const length = Math.min(this.length, most);
    const fits = reuse !== undefined && reuse.buffer.byteLength >= length;
    const bytes = fits ? Buffer.from(reuse.buffer, 0, length) : Buffer.allocUnsafeSlow(length);
    const stored = this.#stored.copy(bytes, 0, 0, Math.min(length, this.#stored.length));
    return bytes.fill(0, stored);
  }

  clone(): Contents {
    const copy = new Contents();
    copy.length = this.length;
    copy.#stored = Buffer.from(this.#stored);
    return copy;
  }

  #keep(bytes: Uint8Array, at: number): void {
    if (bytes.length > 0) this.#stored.set(bytes, at);
  }

  #reserve(end: number): void {
    if (end <= this.#stored.length) return;
    const larger = Buffer.alloc(Math.max(end, 2 * this.#stored.length));
    this.#stored.copy(larger);
    this.#stored = larger;
  }
}

const ZEROS = Buffer.alloc(65_536);

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length);
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return false;
  }
  return true;
}

type Change =
  | { readonly kind: "put"; readonly bytes: Uint8Array; readonly at: number }
  | { readonly kind: "cut"; readonly length: number };

/** One file: what is read from it now, and what the disk itself has of it. */
export class SimFile {
  #now = new Contents();
  /** What would be found without the changes that wait; the same as now where none does. */
  #durable: Contents | undefined;
  /** Made, but perhaps not on the disk yet, in their order. */
  #waiting: Change[] = [];

  get length(): number {
    return this.#now.length;
  }

  /** On the disk at once, and with it what waited for the same place; and where the file grows, its length. */
  writeThrough(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    const grows = end > this.#now.length;
    if (this.#durable !== undefined) {
      const isDue = (one: Change): boolean =>
        one.kind === "cut" ? grows : one.at < end && at < one.at + one.bytes.length;
      for (const change of this.#waiting) if (isDue(change)) apply(this.#durable, change);
      this.#waiting = this.#waiting.filter((change) => !isDue(change));
      this.#durable.put(bytes, at);
      if (this.#waiting.length === 0) this.#durable = undefined;
    }
    this.#now.put(bytes, at);
  }

  /** Into the memory of the system. */
  write(bytes: Uint8Array, at: number): void {
    this.#wait({ kind: "put", bytes: Buffer.from(bytes), at });
  }

  truncate(length: number): void {
    this.#wait({ kind: "cut", length });
  }

  sync(): void {
    this.#durable = undefined;
    this.#waiting = [];
  }

  read(most: number, reuse?: Buffer): Buffer {
    return this.#now.copy(most, reuse);
  }

  /** What a power cut leaves at worst. */
  worst(): Buffer {
    return (this.#durable ?? this.#now).copy(Number.POSITIVE_INFINITY);
  }

  flip(at: number, bit: number): void {
    this.#now.flip(at, bit);
    this.#durable?.flip(at, bit);
  }

  /** Of what waited each change is there, or is not, or in part. */
  losePower(chance: Chance): void {
    if (this.#durable === undefined) return;
    for (const change of this.#waiting) {
      const fate = chance.int(3);
      if (fate === 0) continue;
      if (change.kind === "put" && fate === 1) {
        for (const part of tornBySectors(change.bytes, change.at, chance))
          this.#durable.put(part.bytes, part.at);
      } else apply(this.#durable, change);
    }
    this.#now = this.#durable;
    this.sync();
  }

  #wait(change: Change): void {
    this.#durable ??= this.#now.clone();
    this.#waiting.push(change);
    apply(this.#now, change);
  }
}

function apply(contents: Contents, change: Change): void {
  if (change.kind === "put") contents.put(change.bytes, change.at);
  else contents.cut(change.length);
}

export interface Part {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/**
 * What a disk has of a write when the power goes: a first part, or any of its sectors, of which some may be noise. What
 * stands in the same sector beside the write stays.
 */
export function tornBySectors(bytes: Uint8Array, at: number, chance: Chance): Part[] {
  const fate = chance.int(3);
  if (fate === 0) return tornAtEnd(bytes, at, chance);
  const parts: Part[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + SECTOR - ((at + from) % SECTOR));
    const sector = chance.int(fate === 1 ? 2 : 3);
    if (sector === 1) parts.push({ bytes: bytes.subarray(from, to), at: at + from });
    if (sector === 2) parts.push({ bytes: noise(to - from, chance), at: at + from });
    from = to;
  }
  return parts;
}

function noise(length: number, chance: Chance): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = chance.int(256);
  return bytes;
}

/** What of a write has been taken when its process dies: a first part, often nothing or all of it. */
export function tornAtEnd(bytes: Uint8Array, at: number, chance: Chance): Part[] {
  const fate = chance.int(4);
  const length = fate === 0 ? 0 : fate === 1 ? bytes.length : chance.int(bytes.length + 1);
  return [{ bytes: bytes.subarray(0, length), at }];
}
