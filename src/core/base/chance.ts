/**
 * Seeded chance: the same seed and names give the same numbers on every machine. Small Fast Counter (sfc32) by
 * C. Doty-Humphrey, as in PractRand; the seed is spread by FNV-1a and twelve rounds of warm-up.
 */
export class Chance {
  readonly #name: string;
  readonly #keys: readonly [number, number];
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(name: string) {
    this.#name = name;
    this.#a = hashOf(`${name}#a`);
    this.#b = hashOf(`${name}#b`);
    this.#c = hashOf(`${name}#c`);
    for (let round = 0; round < 12; round++) this.#draw();
    this.#keys = [this.#a, this.#b];
  }

  /** A stream of its own, which does not depend on how much was drawn from this one. */
  fork(name: string): Chance {
    return new Chance(`${this.#name}/${name}`);
  }

  /** From 0 up to, but not, 1: 32 random bits. */
  next(): number {
    return this.#draw() / 4_294_967_296;
  }

  /** A whole number from 0 up to, but not, `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** The draw at a place, whatever was drawn before: from 0 up to, but not, 1. `place`: a whole number below 2^32. */
  at(place: number): number {
    const [first, second] = this.#keys;
    return (mixed(mixed(place ^ first) ^ second) >>> 0) / 4_294_967_296;
  }

  /** How far it was drawn from. */
  snapshot() {
    return [this.#a, this.#b, this.#c, this.#counter] as const;
  }

  /** Of a stream of the same name. */
  restore([a, b, c, counter]: ChanceSnapshot): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}

export type ChanceSnapshot = ReturnType<Chance["snapshot"]>;

/** Every bit of 32 depends on every one: the finaliser of MurmurHash3 by A. Appleby. */
function mixed(bits: number): number {
  const half = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const most = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return most ^ (most >>> 16);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
