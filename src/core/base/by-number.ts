/** Items of a page, as a power of two: about as many as are made and forgotten together. */
const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;
const IN_PAGE = PAGE - 1;

interface Page<Item> {
  readonly items: (Item | undefined)[];
  count: number;
}

/**
 * Items under numbers (whole, below 2 ** 32) that are given out one after the other, most of which are soon gone. What is
 * gone leaves an eighth of a byte behind.
 *
 * A `Map` says the same, but whenever one makes room its old table keeps a pointer to the new one. As soon as the collector
 * has moved one table to the old generation, that drags every later one along, and all that was ever in it: each order of a
 * run would be moved there, long dead.
 */
export class ByNumber<Key extends number, Item extends object> {
  /** By number of the page; undefined: nothing is in it. */
  #pages: (Page<Item> | undefined)[] = [];
  /** No page before this one holds anything. */
  #first = 0;
  /** A page that has become empty, for the next that is needed: where one order follows the other, it is always the same. */
  #spare: Page<Item> | undefined;
  /** How many there are. */
  size = 0;

  get(number: Key): Item | undefined {
    return this.#pages[number >>> PAGE_BITS]?.items[number & IN_PAGE];
  }

  has(number: Key): boolean {
    return this.get(number) !== undefined;
  }

  set(number: Key, item: Item): void {
    const at = number >>> PAGE_BITS;
    while (this.#pages.length <= at) this.#pages.push(undefined);
    let page = this.#pages[at];
    if (page === undefined) {
      page = this.#spare ?? { items: new Array<Item | undefined>(PAGE).fill(undefined), count: 0 };
      this.#spare = undefined;
      this.#pages[at] = page;
      if (at < this.#first) this.#first = at;
    }
    const place = number & IN_PAGE;
    if (page.items[place] === undefined) {
      page.count++;
      this.size++;
    }
    page.items[place] = item;
  }

  delete(number: Key): void {
    const at = number >>> PAGE_BITS;
    const page = this.#pages[at];
    const place = number & IN_PAGE;
    if (page?.items[place] === undefined) return;
    page.items[place] = undefined;
    page.count--;
    this.size--;
    if (page.count > 0) return;
    this.#pages[at] = undefined;
    this.#spare = page;
    while (this.#first < this.#pages.length && this.#pages[this.#first] === undefined) this.#first++;
  }

  clear(): void {
    this.#pages = [];
    this.#first = 0;
    this.size = 0;
  }

  /** All of them, lowest number first. */
  values(): Item[] {
    const found: Item[] = [];
    for (let at = this.#first; at < this.#pages.length; at++)
      for (const item of this.#pages[at]?.items ?? []) if (item !== undefined) found.push(item);
    return found;
  }
}
