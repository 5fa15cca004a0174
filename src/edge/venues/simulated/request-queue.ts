/** What goes first when not everything can go at once: getting out before looking, looking before getting in. */
export const PRIORITIES = ["cancel", "reduce", "query", "open"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Requests that wait to be written, in the order of their priorities and then of their coming. Bounded. */
export class RequestQueue<T> {
  readonly #lanes: Readonly<Record<Priority, T[]>> = { cancel: [], reduce: [], query: [], open: [] };
  readonly #max: number;

  /** `max`: of questions and openings together; what gets us out is taken up to as many again. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return PRIORITIES.reduce((sum, lane) => sum + this.#lanes[lane].length, 0);
  }

  /** On "full" nothing is queued: the caller tells whoever asked that it was not sent. */
  push(priority: Priority, one: T): "queued" | "full" {
    const isWayOut = priority === "cancel" || priority === "reduce";
    if (this.size >= (isWayOut ? 2 * this.#max : this.#max)) return "full";
    this.#lanes[priority].push(one);
    return "queued";
  }

  shift(): T | undefined {
    for (const lane of PRIORITIES) {
      const first = this.#lanes[lane].shift();
      if (first !== undefined) return first;
    }
    return undefined;
  }

  /** Takes one out before its turn. */
  remove(one: T): void {
    for (const lane of PRIORITIES) {
      const place = this.#lanes[lane].indexOf(one);
      if (place >= 0) this.#lanes[lane].splice(place, 1);
    }
  }

  /** Empties it. */
  drain(): readonly T[] {
    return PRIORITIES.flatMap((lane) => this.#lanes[lane].splice(0));
  }
}
