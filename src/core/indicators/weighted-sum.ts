import type { Recallable, Saved } from "./memory.ts";

/**
 * Sum of the newest `length` numbers, the oldest once, the next twice, ..., the newest `length` times, in amortised O(1).
 * By additions alone, like WindowSum: what is left of the last whole block, plus what came since.
 */
export class WeightedSum implements Recallable {
  readonly #length: number;
  /** The newest numbers; those before `#since` came after the last whole block. */
  readonly #values: Float64Array;
  /** Of that block, from each place to its end, with weights 1, 2, 3... */
  readonly #ofBlock: Float64Array;
  #isFull = false;
  #since = 0;
  #sumSince = 0;
  /** With weights 1, 2, 3... */
  #weightedSince = 0;

  constructor(length: number) {
    this.#length = length;
    this.#values = new Float64Array(length);
    this.#ofBlock = new Float64Array(length);
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Of a full window. */
  get sum(): number {
    const left = this.#length - this.#since;
    return (this.#ofBlock[this.#since] as number) + (left * this.#sumSince + this.#weightedSince);
  }

  push(value: number): void {
    this.#values[this.#since] = value;
    this.#since++;
    this.#sumSince += value;
    this.#weightedSince += this.#since * value;
    if (this.#since < this.#length) return;
    this.#isFull = true;
    this.#addUp(0);
    this.#begin();
  }

  #begin(): void {
    this.#since = 0;
    this.#sumSince = 0;
    this.#weightedSince = 0;
  }

  #addUp(from: number): void {
    let sum = 0;
    let weighted = 0;
    for (let place = this.#length - 1; place >= from; place--) {
      sum += this.#values[place] as number;
      weighted += sum;
      this.#ofBlock[place] = weighted;
    }
  }

  save(): Saved {
    return [this.#since, ...(this.#isFull ? this.#values : this.#values.subarray(0, this.#since))];
  }

  load(saved: Saved): void {
    const [since = 0, ...values] = saved;
    this.#isFull = values.length === this.#length;
    this.#values.set(values);
    this.#ofBlock.fill(0);
    if (this.#isFull) this.#addUp(since);
    this.#begin();
    for (const value of values.slice(0, since)) this.push(value);
  }
}
