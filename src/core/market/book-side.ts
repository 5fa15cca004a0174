/** No level. */
export const NO_TICK = -1;

const PAGE_BITS = 10;
const PAGE_TICKS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_TICKS - 1;
const WORDS = PAGE_TICKS >> 5;

/** 1,024 neighbouring ticks. */
class Page {
  readonly sizes = new Float64Array(PAGE_TICKS);
  /** A bit for each tick that holds something: the next level is found 32 ticks at a time. */
  readonly bits = new Int32Array(WORDS);
  levels = 0;
}

/** Stands for every page that nothing was ever written to. */
const EMPTY = new Page();

/**
 * One side of a book: the size at each price, in an array indexed by tick. Prices of one instrument lie anywhere between
 * a cent and a million, so the array is cut into pages that are made when a price first needs them: from then on
 * a change allocates nothing.
 */
export class BookSide {
  readonly isBid: boolean;
  readonly #pages: Page[] = [];
  readonly #used: Page[] = [];
  #best = NO_TICK;

  constructor(isBid: boolean) {
    this.isBid = isBid;
  }

  /** Highest bid or lowest ask; NO_TICK when there is none. */
  get best(): number {
    return this.#best;
  }

  /** What waits at a price. */
  size(tick: number): number {
    const page = this.#pages[tick >> PAGE_BITS];
    return page === undefined ? 0 : (page.sizes[tick & PAGE_MASK] as number);
  }

  /** A size of 0 takes the level away. */
  set(tick: number, size: number): void {
    let page = this.#pages[tick >> PAGE_BITS];
    if (page === undefined || page === EMPTY) {
      if (size === 0) return;
      page = this.#add(tick >> PAGE_BITS);
    }
    const place = tick & PAGE_MASK;
    const before = page.sizes[place] as number;
    page.sizes[place] = size;
    if (before === 0) {
      if (size === 0) return;
      page.bits[place >> 5] = (page.bits[place >> 5] as number) | (1 << (place & 31));
      page.levels++;
      const best = this.#best;
      if (best === NO_TICK || (this.isBid ? tick > best : tick < best)) this.#best = tick;
    } else if (size === 0) {
      page.bits[place >> 5] = (page.bits[place >> 5] as number) & ~(1 << (place & 31));
      page.levels--;
      if (tick === this.#best) this.#best = this.next(tick);
    }
  }

  /** The next level that is worse than `tick`: lower for bids, higher for asks. NO_TICK after the last. */
  next(tick: number): number {
    return this.isBid ? this.#below(tick) : this.#above(tick);
  }

  clear(): void {
    for (const page of this.#used) {
      page.sizes.fill(0);
      page.bits.fill(0);
      page.levels = 0;
    }
    this.#best = NO_TICK;
  }

  #add(index: number): Page {
    while (this.#pages.length <= index) this.#pages.push(EMPTY);
    const page = new Page();
    this.#pages[index] = page;
    this.#used.push(page);
    return page;
  }

  #below(tick: number): number {
    const from = tick - 1;
    if (from < 0) return NO_TICK;
    const pages = this.#pages;
    let index = from >> PAGE_BITS;
    let word = (from & PAGE_MASK) >> 5;
    let mask = -1 >>> (31 - (from & 31));
    if (index >= pages.length) {
      index = pages.length - 1;
      word = WORDS - 1;
      mask = -1;
    }
    for (; index >= 0; index--) {
      const page = pages[index] as Page;
      if (page.levels > 0) {
        for (; word >= 0; word--) {
          const bits = (page.bits[word] as number) & mask;
          if (bits !== 0) return (index << PAGE_BITS) | (word << 5) | (31 - Math.clz32(bits));
          mask = -1;
        }
      }
      word = WORDS - 1;
      mask = -1;
    }
    return NO_TICK;
  }

  #above(tick: number): number {
    const from = tick + 1;
    const pages = this.#pages;
    let word = (from & PAGE_MASK) >> 5;
    let mask = -1 << (from & 31);
    for (let index = from >> PAGE_BITS; index < pages.length; index++) {
      const page = pages[index] as Page;
      if (page.levels > 0) {
        for (; word < WORDS; word++) {
          const bits = (page.bits[word] as number) & mask;
          if (bits !== 0) return (index << PAGE_BITS) | (word << 5) | (31 - Math.clz32(bits & -bits));
          mask = -1;
        }
      }
      word = 0;
      mask = -1;
    }
    return NO_TICK;
  }
}
