/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const K = Int32Array.of(
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
);
/** Of the square roots of the first eight (5.3.3). */
const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const BLOCK = 64;
/** Where the length of the message stands in its last block. */
const LENGTH_AT = 56;

/**
 * SHA-256 of text as UTF-8, piece by piece. Source: FIPS 180-4. The core has no platform to ask for one: in a browser the
 * same run must come to the same hash as in Node.
 */
export class Sha256 {
  readonly #state = Int32Array.from(START);
  readonly #schedule = new Int32Array(BLOCK);
  readonly #block = new Uint8Array(BLOCK);
  #filled = 0;
  #bytes = 0;

  /** A surrogate without its partner counts as U+FFFD, as in every encoder of UTF-8; pieces must not part a pair. */
  update(text: string): this {
    for (let i = this.#putAscii(text, 0); i < text.length; i = this.#putAscii(text, i + 1)) {
      const code = text.codePointAt(i) as number; // There is a unit at i.
      if (code > 0xffff) i++; // It took two units.
      this.#putWide(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
    }
    return this;
  }

  /** Ends it. @returns lower-case hex */
  digest(): string {
    const bits = this.#bytes * 8;
    this.#put(0x80);
    while (this.#filled !== LENGTH_AT) this.#put(0);
    const high = Math.floor(bits / 0x1_0000_0000);
    for (const word of [high, bits >>> 0])
      for (let shift = 24; shift >= 0; shift -= 8) this.#put((word >>> shift) & 0xff);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** All that it knows of what came so far. */
  snapshot() {
    return {
      state: this.#state.slice(),
      block: this.#block.slice(),
      filled: this.#filled,
      bytes: this.#bytes,
    };
  }

  restore({ state, block, filled, bytes }: Sha256Snapshot): void {
    this.#state.set(state);
    this.#block.set(block);
    this.#filled = filled;
    this.#bytes = bytes;
  }

  /** Most text is nothing else, and a block at a time is much faster. @returns where another character stands, or the end */
  #putAscii(text: string, from: number): number {
    const block = this.#block;
    let filled = this.#filled;
    let i = from;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      block[filled++] = unit;
      if (filled < BLOCK) continue;
      filled = 0;
      this.#compress();
    }
    this.#filled = filled;
    this.#bytes += i - from;
    return i;
  }

  #putWide(code: number): void {
    if (code < 0x800) this.#put(0xc0 | (code >> 6));
    else {
      if (code < 0x1_0000) this.#put(0xe0 | (code >> 12));
      else {
        this.#put(0xf0 | (code >> 18));
        this.#put(0x80 | ((code >> 12) & 0x3f));
      }
      this.#put(0x80 | ((code >> 6) & 0x3f));
    }
    this.#put(0x80 | (code & 0x3f));
  }

  #put(byte: number): void {
    this.#block[this.#filled++] = byte;
    this.#bytes++;
    if (this.#filled < BLOCK) return;
    this.#filled = 0;
    this.#compress();
  }

  /** Takes a full block into the state (6.2.2). */
  #compress(): void {
    const w = this.#schedule;
    const state = this.#state;
    const bytes = this.#block;
    for (let t = 0, i = 0; t < 16; t++, i += 4)
      w[t] =
        (byteAt(bytes, i) << 24) |
        (byteAt(bytes, i + 1) << 16) |
        (byteAt(bytes, i + 2) << 8) |
        byteAt(bytes, i + 3);
    for (let t = 16; t < BLOCK; t++) {
      const before = at(w, t - 15);
      const later = at(w, t - 2);
      const s0 = rotated(before, 7) ^ rotated(before, 18) ^ (before >>> 3);
      const s1 = rotated(later, 17) ^ rotated(later, 19) ^ (later >>> 10);
      w[t] = (at(w, t - 16) + s0 + at(w, t - 7) + s1) | 0;
    }
    let a = at(state, 0);
    let b = at(state, 1);
    let c = at(state, 2);
    let d = at(state, 3);
    let e = at(state, 4);
    let f = at(state, 5);
    let g = at(state, 6);
    let h = at(state, 7);
    for (let t = 0; t < BLOCK; t++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + at(K, t) + at(w, t)) | 0;
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] = at(state, 0) + a; // Stored modulo 2^32.
    state[1] = at(state, 1) + b;
    state[2] = at(state, 2) + c;
    state[3] = at(state, 3) + d;
    state[4] = at(state, 4) + e;
    state[5] = at(state, 5) + f;
    state[6] = at(state, 6) + g;
    state[7] = at(state, 7) + h;
  }
}

export type Sha256Snapshot = ReturnType<Sha256["snapshot"]>;

const byteAt = (bytes: Uint8Array, place: number): number => bytes[place] as number;
const at = (words: Int32Array, place: number): number => words[place] as number;
const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
