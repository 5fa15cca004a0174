/** Something that is due. */
export interface Due {
  /** Milliseconds. */
  at: number;
  /** Breaks ties: what was made first comes first. */
  sequence: number;
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/** A binary heap: what is due first stands first, and equal times keep the order in which they were made. */
export class DueHeap<T extends Due> implements Iterable<T> {
  readonly #rows: T[] = [];

  get first(): T | undefined {
    return this.#rows[0];
  }

  push(one: T): void {
    const rows = this.#rows;
    let place = rows.push(one) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = rows[above] as T; // Above a row there is one.
      if (!isBefore(one, parent)) break;
      rows[place] = parent;
      place = above;
    }
    rows[place] = one;
  }

  /** Takes out the first. */
  shift(): T | undefined {
    const rows = this.#rows;
    const first = rows[0];
    const last = rows.pop();
    if (last === undefined || rows.length === 0) return first;
    let place = 0;
    for (let below = 1; below < rows.length; below = 2 * place + 1) {
      const right = rows[below + 1];
      let child = rows[below] as T; // The loop ends before the rows do.
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        below++;
      }
      if (!isBefore(child, last)) break;
      rows[place] = child;
      place = below;
    }
    rows[place] = last;
    return first;
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<T> {
    return this.#rows.values();
  }
}
