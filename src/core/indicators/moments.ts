import { type Recallable, Ring, type Saved } from "./memory.ts";

/** Where the spread has shrunk to this share of what it was, the sums have lost digits to what went out. */
const SHRUNK = 1e-3;

/**
 * Mean and variance of the newest `length` numbers in amortised O(1). Sums are taken of distances from a value of the
 * window and begun anew once a window: what is added and taken off for years would drift, and squares of prices would
 * swallow the variance (the textbook difference of two large numbers).
 */
export class Moments implements Recallable {
  readonly #window: Ring;
  #origin = 0;
  #sum = 0;
  #squares = 0;
  /** Largest sum of squares since the sums were begun anew. */
  #peak = 0;
  #sinceAnew = 0;

  constructor(length: number) {
    this.#window = new Ring(length);
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  get mean(): number {
    return this.#origin + this.#sum / this.#window.size;
  }

  /** Of a whole population: divided by n. */
  get variance(): number {
    const { size } = this.#window;
    const mean = this.#sum / size;
    return Math.max(0, this.#squares / size - mean * mean);
  }

  push(value: number): void {
    const window = this.#window;
    const wasFull = window.isFull;
    const out = window.push(value) - this.#origin;
    this.#sinceAnew++;
    const x = value - this.#origin;
    this.#sum += wasFull ? x - out : x;
    this.#squares += wasFull ? x * x - out * out : x * x;
    if (this.#squares > this.#peak) this.#peak = this.#squares;
    const isDue = window.size === 1 || this.#sinceAnew >= window.length;
    if (isDue || this.#squares < SHRUNK * this.#peak) this.#anew();
  }

  #anew(): void {
    const window = this.#window;
    this.#origin = window.at(0);
    this.#sum = 0;
    this.#squares = 0;
    this.#sinceAnew = 0;
    for (let back = window.size - 1; back >= 0; back--) {
      const x = window.at(back) - this.#origin;
      this.#sum += x;
      this.#squares += x * x;
    }
    this.#peak = this.#squares;
  }

  save(): Saved {
    return [this.#origin, this.#sum, this.#squares, this.#peak, this.#sinceAnew, ...this.#window.save()];
  }

  load(saved: Saved): void {
    const [origin = 0, sum = 0, squares = 0, peak = 0, sinceAnew = 0, ...values] = saved;
    this.#window.load(values);
    this.#origin = origin;
    this.#sum = sum;
    this.#squares = squares;
    this.#peak = peak;
    this.#sinceAnew = sinceAnew;
  }
}
