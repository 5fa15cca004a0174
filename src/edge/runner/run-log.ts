import type { StoryRecord } from "../../core/views/index.ts";
import type { ChangedStrategy } from "./changed-strategies.ts";
import { type OldRecord, OldRecords } from "./old-records.ts";
import {
  decodeRecord,
  encodeRecord,
  isRecordOf,
  type RunEnd,
  type RunRecord,
  type RunSession,
} from "./record.ts";

/** Where new records go. */
export interface RecordSink {
  readonly lastSequence: number;
  append(record: string): number;
}

interface Ahead extends OldRecord {
  readonly decoded: RunRecord | undefined;
  readonly session: RunSession | undefined;
}

/** The first place where a replay did not come to what was written. */
export interface Difference {
  readonly sequence: number;
  readonly written: string;
  /** Undefined: nothing more came. */
  readonly now: string | undefined;
}

/** A replay came to something else than what was written: nothing after it can be trusted. */
export class ReplayDiffers extends Error {
  readonly difference: Difference;
  /** What may be the cause: strategies that are not what they were. */
  strategies: readonly ChangedStrategy[] = [];

  constructor(difference: Difference) {
    super(
      `record ${difference.sequence} was ${difference.written}, and is now ${difference.now ?? "missing"}`,
    );
    this.difference = difference;
  }
}

/**
 * The records of a run in their order. As long as there are old ones, what the run comes to is held against them; then
 * new ones are written. So a recovery, a verification and a first run are the same walk.
 */
export class RunLog {
  readonly #old: OldRecords;
  readonly #sink: RecordSink | undefined;
  #next: Ahead | undefined;
  /** Up to here recorded data were played, and no record tells of it yet. */
  #moment: number | undefined;
  /** Stories behind the last old record of another kind that are still to be told again. */
  #storiesAhead = 0;
  /** Records that were held against old ones. */
  replayed = 0;
  /** Moments that were played again because a later one tells of them. */
  #quiet = 0;
  /** The process that wrote the next old record; undefined: nothing is written yet. */
  session: RunSession | undefined;
  /** The record before, where it is an old one: what follows from it may have left already. Else undefined. */
  before: Pick<Ahead, "session"> | undefined;

  /**
   * `sink` undefined: nothing is written after the old records. `session`: where they do not begin with the first,
   * that of the process that wrote the one they begin with.
   */
  constructor(old: Iterable<OldRecord>, sink: RecordSink | undefined, session?: RunSession) {
    this.#old = new OldRecords(old);
    this.#sink = sink;
    this.session = session;
    this.#advance();
  }

  /** What was walked again: every moment, whether it has a record of its own or not, and all other records. */
  get walked(): number {
    return this.replayed + this.#quiet;
  }

  /** Who wrote the record that is next, or that was the last one; undefined: nobody before. */
  get writer(): RunSession | undefined {
    return (this.#next ?? this.before)?.session;
  }

  get isReplaying(): boolean {
    return this.#next !== undefined;
  }

  /** Whether a story of what is decided next would be written; asked before it is. */
  get wantsStory(): boolean {
    return !this.isReplaying || !this.#old.hasStory;
  }

  /** The next old record; undefined when there is none left. */
  peek(): RunRecord | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    if (next.decoded === undefined)
      throw new ReplayDiffers({ sequence: next.sequence, written: next.record, now: undefined });
    return next.decoded;
  }

  /** The end that was written, wherever the walk stands: it goes to the last old record, and nothing can be walked after it. */
  takeEnd(): RunEnd | undefined {
    while (this.#next !== undefined) {
      if (this.#next.decoded?.kind === "ended") return this.#next.decoded.end;
      this.#advance();
    }
    return undefined;
  }

  /** Sequence of the next old record. */
  get place(): number {
    return this.#next?.sequence ?? (this.#sink?.lastSequence ?? 0) + 1;
  }

  /** Goes on to the record after the next old one. */
  take(): void {
    this.replayed++;
    this.before = this.#next;
    this.#advance();
  }

  /** @throws ReplayDiffers where something else was written here before */
  write(record: RunRecord): void {
    this.writeText(encodeRecord(record));
  }

  /**
   * The same for a moment that is played next. One of recorded data is written when something else is, or when asked for:
   * by far the most moments bring nothing, and one record tells of all of them.
   * @throws ReplayDiffers where something else was written before this moment
   */
  writeMoment(at: number, number: number | undefined): void {
    if (this.#next === undefined) {
      this.before = undefined;
      if (number === undefined) this.#moment = at;
      else this.writeText(encodeRecord({ kind: "moment", at, number }));
      return;
    }
    const next = this.#next.decoded; // What cannot be read is no moment, and differs from this one.
    if (next?.kind === "moment" && next.number === number) {
      if (next.at === at) {
        this.take();
        return;
      }
      if (next.at > at && number === undefined) {
        this.#quiet++; // One of those that it tells of.
        return;
      }
    }
    this.write({ kind: "moment", at, number });
  }

  /** Writes up to where recorded data were played, where nothing else told of it. */
  settle(): void {
    const at = this.#moment;
    this.#moment = undefined;
    if (at !== undefined) this.#sink?.append(encodeRecord({ kind: "moment", at }));
  }

  /** The same for a record that is text already. */
  writeText(text: string): void {
    const next = this.#next;
    if (next === undefined) {
      this.before = undefined;
      this.#append(text);
      return;
    }
    if (next.record !== text)
      throw new ReplayDiffers({ sequence: next.sequence, written: next.record, now: text });
    this.take();
  }

  /** What `why` tells of. Where it was told before, it is not written again; nothing is compared. */
  writeStory(story: StoryRecord): void {
    if (this.isReplaying) return; // What is still ahead was written after it.
    if (this.#storiesAhead > 0) this.#storiesAhead--;
    else this.#append(encodeRecord({ kind: "story", story }));
  }

  #append(text: string): void {
    this.settle();
    this.#sink?.append(text);
  }

  #advance(): void {
    for (let stories = 0; ; ) {
      const next = this.#old.next();
      if (next === undefined) {
        this.#next = undefined;
        this.#storiesAhead = stories;
        return;
      }
      const { sequence, record } = next;
      if (isRecordOf("story", record)) {
        stories++; // They are many, and looked at only by whoever asks why: not even decoded here.
        continue;
      }
      const decoded = decodeRecord(record);
      if (decoded?.kind !== "entered") {
        this.#next = { sequence, record, decoded, session: this.session };
        return;
      }
      this.session = decoded.session;
    }
  }
}
