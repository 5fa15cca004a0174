import type { SimDisk } from "../disk/sim-disk.ts";
import { JOURNAL } from "../drilled-run.ts";
import type { Strike } from "./strikes.ts";

/** Less is too young a journal: what is damaged has to lie well below what was written last. */
const BYTES_MIN = 16_384;
/** The share of what is written that may be hit: what lies behind could be taken for the torn end of a crash. */
const SHARE = 0.5;

/** A bit of the journal that turns over while nobody runs, and is turned back from a copy once that was told. */
export class Rot {
  readonly #disk: SimDisk;
  #wanted: Extract<Strike, { readonly kind: "rot" }> | undefined;
  #at: { readonly file: string; readonly byte: number; readonly bit: number } | undefined;

  constructor(disk: SimDisk) {
    this.#disk = disk;
  }

  want(strike: Extract<Strike, { readonly kind: "rot" }>): void {
    this.#wanted = strike;
  }

  /** Nobody runs. @returns whether a bit was turned over: not in too young a journal */
  turnOver(): boolean {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined) return false;
    const segments = this.#segments();
    const written = segments.reduce((all, { length }) => all + length, 0);
    if (written < BYTES_MIN) return false;
    let byte = Math.floor(wanted.place * SHARE * written);
    for (const { file, length } of segments) {
      if (byte < length) {
        this.#at = { file, byte, bit: wanted.bit };
        this.#flip();
        return true;
      }
      byte -= length;
    }
    return false;
  }

  /** @returns where it was */
  heal(): string {
    const at = this.#flip();
    this.#at = undefined;
    return at;
  }

  #flip(): string {
    if (this.#at === undefined) return "nowhere";
    const { file, byte, bit } = this.#at;
    this.#disk.flip(file, byte, bit);
    return `bit ${bit} of byte ${byte} of ${file}`;
  }

  /** Without the zeros that a segment is made of. */
  #segments(): readonly { readonly file: string; readonly length: number }[] {
    return [...this.#disk.snapshot()]
      .filter(([path]) => path.startsWith(`${JOURNAL}/`) && path.endsWith(".seg"))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, bytes]) => ({ file, length: bytes.findLastIndex((byte) => byte !== 0) + 1 }));
  }
}
