import { type Recallable, Ring, type Saved } from "./memory.ts";

/** Where the spread has shrunk to this share of what it was, the sums have lost digits to what went out. */
const SHRUNK = 1e-3;

/**
 * The straight line through the newest `length` numbers by least squares, in amortised O(1). As in Moments, sums are taken
 * of distances from a value of the window and begun anew once a window, or they would drift; and as soon as a jump has
 * left the window, or what remains of it would stand for the small moves that follow.
 */
export class LineFit implements Recallable {
  readonly #window: Ring;
  #origin = 0;
  #sum = 0;
  #squares = 0;
  /** Sum of place times value; the oldest has place 0. */
  #moment = 0;
  /** Largest sum of squares since it was begun anew. */
  #peak = 0;
  #sinceAnew = 0;

  constructor(length: number) {
    this.#window = new Ring(length);
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  /** Rise from one place to the next. */
  get slope(): number {
    const { length } = this.#window;
    return this.#tilt / ((length * (length * length - 1)) / 12);
  }

  /** Height of the line at the newest place. */
  get end(): number {
    const { length } = this.#window;
    return this.#origin + this.#sum / length + (this.slope * (length - 1)) / 2;
  }

  /** Share of the variance that the line explains; 0 where there is none. */
  get r2(): number {
    const spread = this.#spread;
    return spread > 0 ? Math.min(1, (this.slope * this.#tilt) / spread) : 0;
  }

  push(value: number): void {
    const window = this.#window;
    const wasFull = window.isFull;
    const out = window.push(value) - this.#origin;
    const x = value - this.#origin;
    if (wasFull) this.#moment += out - this.#sum; // All that stay move down one place.
    this.#moment += (window.size - 1) * x;
    this.#sum += wasFull ? x - out : x;
    this.#squares += wasFull ? x * x - out * out : x * x;
    this.#peak = Math.max(this.#peak, this.#squares);
    this.#sinceAnew++;
    const isDue = window.size === 1 || this.#sinceAnew >= window.length;
    if (isDue || this.#spread < SHRUNK * this.#peak) this.#anew();
  }

  /** Sum of the squared distances from the mean. */
  get #spread(): number {
    return this.#squares - (this.#sum * this.#sum) / this.#window.size;
  }

  /** Sum of place times value, both taken from their means. */
  get #tilt(): number {
    return this.#moment - (this.#sum * (this.#window.length - 1)) / 2;
  }

  #anew(): void {
    const window = this.#window;
    this.#origin = window.at(0);
    this.#sum = 0;
    this.#squares = 0;
    this.#moment = 0;
    this.#sinceAnew = 0;
    for (let place = 0; place < window.size; place++) {
      const x = window.at(window.size - 1 - place) - this.#origin;
      this.#sum += x;
      this.#squares += x * x;
      this.#moment += place * x;
    }
    this.#peak = this.#squares;
  }

  save(): Saved {
    const sums = [this.#origin, this.#sum, this.#squares, this.#moment, this.#peak, this.#sinceAnew];
    return [...sums, ...this.#window.save()];
  }

  load(saved: Saved): void {
    const [origin = 0, sum = 0, squares = 0, moment = 0, peak = 0, sinceAnew = 0, ...values] = saved;
    this.#window.load(values);
    this.#origin = origin;
    this.#sum = sum;
    this.#squares = squares;
    this.#moment = moment;
    this.#peak = peak;
    this.#sinceAnew = sinceAnew;
  }
}
