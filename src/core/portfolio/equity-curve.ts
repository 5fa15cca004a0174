import type { UnixMs } from "../base/index.ts";

const FIRST_CAPACITY = 1_024;

/** Equity at every step of a run, in columns that grow by doubling. */
export class EquityCurve {
  #time: Float64Array;
  #equity: Float64Array;
  length = 0;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.#time = new Float64Array(capacity);
    this.#equity = new Float64Array(capacity);
  }

  add(at: UnixMs, equity: number): void {
    const place = this.length;
    if (place === this.#time.length) this.#grow();
    this.#time[place] = at;
    this.#equity[place] = equity;
    this.length = place + 1;
  }

  /**
   * The curve of an account that stands here in the end: fills that came behind the last step belong to it. To be read, not
   * written to: where nothing came it is this curve itself.
   */
  endingWith(at: UnixMs, equity: number): Pick<EquityCurve, "time" | "equity"> {
    const last = this.length - 1;
    if (last < 0 || this.#equity[last] === equity) return this;
    const isLater = at > (this.#time[last] as number); // Else it is behind the step of the same moment.
    const length = this.length + (isLater ? 1 : 0);
    const curve = { time: new Float64Array(length), equity: new Float64Array(length) };
    curve.time.set(this.time);
    curve.equity.set(this.equity);
    if (isLater) curve.time[length - 1] = at;
    curve.equity[length - 1] = equity;
    return curve;
  }

  get time(): Float64Array {
    return this.#time.subarray(0, this.length);
  }

  get equity(): Float64Array {
    return this.#equity.subarray(0, this.length);
  }

  snapshot() {
    return { time: this.time.slice(), equity: this.equity.slice() };
  }

  restore({ time, equity }: EquityCurveSnapshot): void {
    while (this.#time.length < time.length) this.#grow();
    this.#time.set(time);
    this.#equity.set(equity);
    this.length = time.length;
  }

  #grow(): void {
    const time = new Float64Array(Math.max(FIRST_CAPACITY, this.#time.length * 2));
    const equity = new Float64Array(time.length);
    time.set(this.#time);
    equity.set(this.#equity);
    this.#time = time;
    this.#equity = equity;
  }
}

export type EquityCurveSnapshot = ReturnType<EquityCurve["snapshot"]>;
