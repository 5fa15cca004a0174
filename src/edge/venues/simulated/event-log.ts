import type { JsonObject } from "./fields.ts";
import type { TruthFile } from "./truth-file.ts";

/** Everything the venue tells, numbered from 1 without holes. It keeps the newest; who comes too late has to ask. */
export class EventLog {
  readonly #kept: JsonObject[] = [];
  readonly #max: number;
  readonly #file: TruthFile | undefined;
  /** Number of the first that is kept. */
  oldest = 1;

  constructor(max: number, file: TruthFile | undefined) {
    this.#max = max;
    this.#file = file;
  }

  get newest(): number {
    return this.oldest + this.#kept.length - 1;
  }

  append(event: JsonObject): number {
    const no = this.newest + 1;
    const numbered = { no, ...event };
    this.#file?.append(numbered);
    this.#kept.push(numbered);
    // Cut in large pieces: shifting one by one would cost a copy of the list each time.
    if (this.#kept.length >= 2 * this.#max) {
      const cut = this.#kept.length - this.#max;
      this.#kept.splice(0, cut);
      this.oldest += cut;
    }
    return no;
  }

  /** The venue ends: what it has written down is whole. */
  end(): void {
    this.#file?.end();
  }

  /** Undefined for a number that is not kept any more, or not given yet. */
  at(no: number): JsonObject | undefined {
    return this.#kept[no - this.oldest];
  }
}
