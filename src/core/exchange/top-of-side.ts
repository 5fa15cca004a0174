import type { Side } from "../domain/index.ts";
import { type DepthBook, type DepthWalk, NO_TICK } from "../market/index.ts";

/**
 * The best price of one side, by the newest that was heard of it: a book sent ten times a second is behind the quotes and trades
 * in between. A quote newer than the book replaces its top; a trade into this side takes away what it went through.
 */
export class TopOfSide {
  readonly #book: DepthBook;
  readonly #side: Side;
  #tick = NO_TICK;
  #size = Number.NaN;
  #version = Number.NaN;
  #isNewer = false;

  constructor(book: DepthBook, side: Side) {
    this.#book = book;
    this.#side = side;
  }

  get tick(): number {
    return this.#book.isWhole && !this.#isNewer ? this.#book.side(this.#side).best : this.#tick;
  }

  /** What waits at a price; NaN where that is not known. Nothing waits before the best price. */
  sizeAt(tick: number): number {
    if (this.#isNewer) {
      if (tick === this.#tick) return this.#size;
      if (this.#side === "buy" ? tick > this.#tick : tick < this.#tick) return 0;
    }
    return this.#book.isWhole ? this.#book.size(this.#side, tick) : Number.NaN;
  }

  /** The version of the book that `sizeAt` tells of. */
  versionAt(tick: number): number {
    const isOfTop = this.#isNewer && (this.#side === "buy" ? tick >= this.#tick : tick <= this.#tick);
    return isOfTop && !(this.#version < this.#book.last) ? this.#version : this.#book.last;
  }

  /** A quote that is newer than the book. */
  tell(tick: number, size: number, version: number): void {
    this.#tick = tick;
    this.#size = size;
    this.#version = version;
    this.#isNewer = true;
  }

  /** The book changed: what it already holds is not newer any more. */
  outdate(): void {
    if (!(this.#version > this.#book.last)) this.#isNewer = false;
  }

  /** Somebody took `size` at `tick` from this side: better prices are gone. */
  consume(tick: number, size: number): void {
    const best = this.tick;
    if (best === NO_TICK || (this.#side === "buy" ? tick > best : tick < best)) return;
    const shown = this.sizeAt(tick);
    this.#size = shown > size ? shown - size : 0;
    this.#tick = tick;
    this.#isNewer = true;
  }

  /** Takes from the best price on, until `size` is found or `worst` is met; NaN: any price. The book must be whole. */
  walk(walk: DepthWalk, size: number, worst: number): void {
    const side = this.#book.side(this.#side);
    if (!this.#isNewer) {
      walk.along(side, side.best, size, worst);
      return;
    }
    const tick = this.#tick;
    if (this.#side === "buy" ? tick < worst : tick > worst) return;
    if (!walk.take(tick, this.#size, size)) walk.along(side, side.next(tick), size, worst);
  }
}
