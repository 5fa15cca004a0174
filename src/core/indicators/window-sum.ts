import { type Recallable, Ring, type Saved } from "./memory.ts";

/**
 * Sum of the newest `length` numbers in amortised O(1), by additions alone: what is left of the last whole block, from
 * its end, plus what came since. Nothing is ever taken off, so that it cannot drift and is 0 when all of them are.
 */
export class WindowSum implements Recallable {
  readonly #window: Ring;
  /** At k: the sum of the k newest numbers of the last whole block. */
  readonly #ofBlock: Float64Array;
  #since = 0;
  #sumSince = 0;

  constructor(length: number) {
    this.#window = new Ring(length);
    this.#ofBlock = new Float64Array(length + 1);
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  get sum(): number {
    return (this.#ofBlock[this.#window.length - this.#since] as number) + this.#sumSince;
  }

  push(value: number): void {
    this.#window.push(value);
    this.#sumSince += value;
    this.#since++;
    if (this.#since === this.#window.length) {
      this.#since = 0;
      this.#sumSince = 0;
      this.#addUp(this.#window.length);
    }
  }

  #addUp(left: number): void {
    for (let k = 0; k < left; k++)
      this.#ofBlock[k + 1] = (this.#ofBlock[k] as number) + this.#window.at(this.#since + k);
  }

  save(): Saved {
    return [this.#since, this.#sumSince, ...this.#window.save()];
  }

  load(saved: Saved): void {
    const [since = 0, sumSince = 0, ...values] = saved;
    this.#window.load(values);
    this.#since = since;
    this.#sumSince = sumSince;
    this.#ofBlock.fill(0);
    this.#addUp(values.length - since);
  }
}
