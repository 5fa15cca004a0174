import { type Recallable, Ring, type Saved } from "./memory.ts";

/** Where a variance has shrunk to this share of what it was, the sums have lost digits to what went out. */
const SHRUNK = 1e-3;

/**
 * Variances and covariance of the newest `length` pairs in amortised O(1). As in Moments, sums are taken of distances from
 * a pair of the window and begun anew once a window, or they would drift; and as soon as a jump has left the window, or
 * what remains of it would stand for the small moves that follow.
 */
export class Comoments implements Recallable {
  readonly #a: Ring;
  readonly #b: Ring;
  #originA = 0;
  #originB = 0;
  #sumA = 0;
  #sumB = 0;
  #squaresA = 0;
  #squaresB = 0;
  #products = 0;
  /** Largest sums of squares since they were begun anew. */
  #peakA = 0;
  #peakB = 0;
  #sinceAnew = 0;

  constructor(length: number) {
    this.#a = new Ring(length);
    this.#b = new Ring(length);
  }

  get isFull(): boolean {
    return this.#a.isFull;
  }

  /** Of a whole population, as the others: divided by n. */
  get varianceA(): number {
    return this.#central(this.#squaresA, this.#sumA, this.#sumA);
  }

  get varianceB(): number {
    return this.#central(this.#squaresB, this.#sumB, this.#sumB);
  }

  get covariance(): number {
    return this.#central(this.#products, this.#sumA, this.#sumB);
  }

  push(a: number, b: number): void {
    const wasFull = this.isFull;
    const outA = this.#a.push(a);
    const outB = this.#b.push(b);
    this.#add(a, b, 1);
    if (wasFull) this.#add(outA, outB, -1);
    this.#peakA = Math.max(this.#peakA, this.#squaresA);
    this.#peakB = Math.max(this.#peakB, this.#squaresB);
    this.#sinceAnew++;
    if (this.#sinceAnew >= this.#a.length || this.#hasLostDigits()) this.#anew();
  }

  #hasLostDigits(): boolean {
    const { size } = this.#a;
    if (size === 1) return true; // There is an origin only now.
    return this.varianceA * size < SHRUNK * this.#peakA || this.varianceB * size < SHRUNK * this.#peakB;
  }

  #central(products: number, sum: number, otherSum: number): number {
    const { size } = this.#a;
    return (products - (sum * otherSum) / size) / size;
  }

  #add(a: number, b: number, sign: 1 | -1): void {
    const x = a - this.#originA;
    const y = b - this.#originB;
    this.#sumA += sign * x;
    this.#sumB += sign * y;
    this.#squaresA += sign * x * x;
    this.#squaresB += sign * y * y;
    this.#products += sign * x * y;
  }

  #anew(): void {
    this.#originA = this.#a.at(0);
    this.#originB = this.#b.at(0);
    this.#sumA = 0;
    this.#sumB = 0;
    this.#squaresA = 0;
    this.#squaresB = 0;
    this.#products = 0;
    this.#sinceAnew = 0;
    for (let back = this.#a.size - 1; back >= 0; back--) this.#add(this.#a.at(back), this.#b.at(back), 1);
    this.#peakA = this.#squaresA;
    this.#peakB = this.#squaresB;
  }

  save(): Saved {
    const origins = [this.#originA, this.#originB];
    const sums = [this.#sumA, this.#sumB, this.#squaresA, this.#squaresB, this.#products];
    const since = [this.#sinceAnew, this.#peakA, this.#peakB];
    return [...origins, ...sums, ...since, ...this.#a.save(), ...this.#b.save()];
  }

  load(saved: Saved): void {
    [this.#originA = 0, this.#originB = 0] = saved;
    [this.#sumA = 0, this.#sumB = 0, this.#squaresA = 0, this.#squaresB = 0, this.#products = 0] =
      saved.slice(2);
    [this.#sinceAnew = 0, this.#peakA = 0, this.#peakB = 0] = saved.slice(7);
    const values = saved.slice(10);
    this.#a.load(values.slice(0, values.length / 2));
    this.#b.load(values.slice(values.length / 2));
  }
}
