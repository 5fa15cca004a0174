import type { CorporateAction } from "../domain/index.ts";

/** Splits and dividends of a run, in the order of their moments: of one moment by instrument, dividends first. */
export class ActionSchedule {
  readonly #actions: readonly CorporateAction[];
  #next = 0;

  /** A dividend and a split of one day: the dividend is that of an old share. */
  constructor(actions: readonly CorporateAction[]) {
    this.#actions = [...actions].sort(
      (a, b) =>
        a.at - b.at || a.instrument - b.instrument || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
    );
  }

  /** How many are past. */
  snapshot(): number {
    return this.#next;
  }

  restore(past: number): void {
    this.#next = past;
  }

  /** When the next one happens; Infinity after the last one. */
  get nextAt(): number {
    return this.#actions[this.#next]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** The data begins: what has happened by then is in its prices, and nobody holds anything. */
  begin(moment: number): void {
    this.#passUpTo(moment);
  }

  /** Everything that happens at `now`, in order. */
  take(now: number): readonly CorporateAction[] {
    const from = this.#next;
    this.#passUpTo(now);
    return this.#actions.slice(from, this.#next);
  }

  /** Without data the first moment is never: there is an end to what comes before that as well. */
  #passUpTo(moment: number): void {
    while (this.#next < this.#actions.length && this.nextAt <= moment) this.#next++;
  }
}
