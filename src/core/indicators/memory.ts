import { assert } from "../base/index.ts";

/** What an indicator may keep from bar to bar: a number, or something that can copy itself. */
export type Memory = number | Recallable;

/** A structure that can be written down and read back. */
export interface Recallable {
  save(): Saved;
  load(saved: Saved): void;
}

/** Numbers only, so that it can be written to a file. */
export type Saved = readonly number[];
export type Remembered = number | Saved;

/** A copy of every field of a state. */
export function remember(state: Readonly<Record<string, Memory>>): Readonly<Record<string, Remembered>> {
  const copy: Record<string, Remembered> = {};
  for (const [name, value] of Object.entries(state))
    copy[name] = typeof value === "number" ? value : value.save();
  return copy;
}

/** Writes a copy back into the state it was made from, or one of the same shape. @throws InvariantBroken for another shape */
export function recall(
  state: Readonly<Record<string, Memory>>,
  copy: Readonly<Record<string, Remembered>>,
): void {
  const fields = state as Record<string, Memory>; // The owner made it; only snapshots write to it from outside.
  for (const [name, value] of Object.entries(fields)) {
    const saved = copy[name];
    if (typeof value === "number") {
      assert(typeof saved === "number", "a snapshot of another indicator: no number", name);
      fields[name] = saved;
    } else {
      assert(typeof saved === "object", "a snapshot of another indicator: no list", name);
      value.load(saved);
    }
  }
}

/** The newest `length` numbers, oldest overwritten first. */
export class Ring implements Recallable {
  readonly length: number;
  /** How many there are: grows to `length`. */
  size = 0;
  readonly #values: Float64Array;
  /** Place of the oldest one, where the next one goes. */
  #head = 0;

  constructor(length: number) {
    this.length = length;
    this.#values = new Float64Array(length);
  }

  get isFull(): boolean {
    return this.size === this.length;
  }

  /** @returns the number that fell out; 0 while the ring fills */
  push(value: number): number {
    const head = this.#head;
    const out = this.size === this.length ? (this.#values[head] as number) : 0;
    this.#values[head] = value;
    this.#head = head + 1 === this.length ? 0 : head + 1;
    if (this.size < this.length) this.size++;
    return out;
  }

  /** The number that was pushed `back` pushes before the newest (0 = newest); only what is held may be asked for. */
  at(back: number): number {
    let place = this.#head - 1 - back;
    if (place < 0) place += this.length;
    return this.#values[place] as number;
  }

  save(): Saved {
    return Array.from({ length: this.size }, (_, place) => this.at(this.size - 1 - place));
  }

  load(saved: Saved): void {
    this.size = 0;
    this.#head = 0;
    for (const value of saved) this.push(value);
  }
}

/**
 * Highest (sign 1) or lowest (sign -1) of the newest `length` numbers in amortised O(1): a queue of candidates, each
 * worse than the one before it (Lemire 2006, "Streaming maximum-minimum filter using no more than three comparisons").
 */
export class Extreme implements Recallable {
  readonly #length: number;
  readonly #sign: 1 | -1;
  readonly #values: Float64Array;
  readonly #pushedAt: Float64Array;
  #first = 0;
  #count = 0;
  #pushes = 0;

  constructor(length: number, sign: 1 | -1) {
    this.#length = length;
    this.#sign = sign;
    this.#values = new Float64Array(length);
    this.#pushedAt = new Float64Array(length);
  }

  get isFull(): boolean {
    return this.#pushes >= this.#length;
  }

  /** The extreme; of equal ones the newest. NaN before the first push. */
  get value(): number {
    return this.#count === 0 ? Number.NaN : (this.#values[this.#first] as number);
  }

  /** How many pushes ago the extreme came: 0 = the newest. */
  get age(): number {
    return this.#count === 0 ? Number.NaN : this.#pushes - 1 - (this.#pushedAt[this.#first] as number);
  }

  push(value: number): void {
    const length = this.#length;
    if (this.#count > 0 && (this.#pushedAt[this.#first] as number) <= this.#pushes - length) {
      this.#first = this.#first + 1 === length ? 0 : this.#first + 1;
      this.#count--;
    }
    let last = this.#first + this.#count - 1;
    if (last >= length) last -= length;
    while (this.#count > 0 && this.#sign * (value - (this.#values[last] as number)) >= 0) {
      this.#count--;
      last = last === 0 ? length - 1 : last - 1;
    }
    let place = this.#first + this.#count;
    if (place >= length) place -= length;
    this.#values[place] = value;
    this.#pushedAt[place] = this.#pushes;
    this.#count++;
    this.#pushes++;
  }

  save(): Saved {
    const saved = [this.#pushes];
    for (let i = 0; i < this.#count; i++) {
      const place = (this.#first + i) % this.#length;
      saved.push(this.#values[place] as number, this.#pushedAt[place] as number);
    }
    return saved;
  }

  load(saved: Saved): void {
    this.#first = 0;
    this.#pushes = saved[0] ?? 0;
    this.#count = (saved.length - 1) / 2;
    for (let i = 0; i < this.#count; i++) {
      this.#values[i] = saved[1 + 2 * i] as number;
      this.#pushedAt[i] = saved[2 + 2 * i] as number;
    }
  }
}
