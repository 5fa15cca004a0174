import { isRecordOf } from "./record.ts";

/** A record that was written before. */
export interface OldRecord {
  readonly sequence: number;
  readonly record: string;
}

/** A story is told next to the decision that it tells of: farther ahead nobody looks for one. */
const LOOK_MAX = 256;

/** What was written before, record by record, with a look at the stories ahead. */
export class OldRecords {
  readonly #source: Iterator<OldRecord>;
  /** Read, and not gone on to. */
  readonly #ahead: OldRecord[] = [];
  /** How many were gone on to. */
  #passed = 0;
  /** Place of the last story that was read and that a step of the run stands behind. */
  #story = -1;
  /** The same where no step was read behind it yet. */
  #lastStory = -1;

  constructor(records: Iterable<OldRecord>) {
    this.#source = records[Symbol.iterator]();
  }

  /** @returns undefined when there is none left */
  next(): OldRecord | undefined {
    const next = this.#ahead.shift() ?? this.#read();
    if (next !== undefined) this.#passed++;
    return next;
  }

  /**
   * Whether a story, and a step of the run behind it, are still to come: stories stand in the order in which they were
   * told, so what is told before that step is reached was told then.
   */
  get hasStory(): boolean {
    while (this.#story < this.#passed) {
      if (this.#ahead.length === LOOK_MAX) return false;
      const next = this.#read();
      if (next === undefined) return false;
      this.#ahead.push(next);
      const place = this.#passed + this.#ahead.length - 1;
      if (isRecordOf("story", next.record)) this.#lastStory = place;
      // Who took a run up is no step of it.
      else if (!isRecordOf("entered", next.record)) this.#story = this.#lastStory;
    }
    return true;
  }

  #read(): OldRecord | undefined {
    const step = this.#source.next();
    return step.done === true ? undefined : step.value;
  }
}
