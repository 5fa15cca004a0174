import type { FeedEvent, FeedFault, InstrumentId, Refusal } from "../domain/index.ts";
import type { EntryTrace } from "./entry-trace.ts";

/** Why the feed of an instrument is not whole, and since when. */
export interface FeedDoubt {
  readonly instrument: InstrumentId;
  readonly fault: FeedFault;
  readonly found: string;
  readonly expected: string;
  /** Unix milliseconds. */
  readonly since: number;
}

/** Instruments whose live feed is not whole: nothing new is risked on them. */
export class FeedDoubts {
  readonly #doubts: (FeedDoubt | undefined)[];
  /** Whether there is any: looked at on every bar. */
  isAny = false;

  constructor(instruments: number) {
    this.#doubts = Array.from({ length: instruments }, () => undefined);
  }

  /** What is wrong with the feed of an instrument; undefined: it is whole. */
  of(instrument: InstrumentId): FeedDoubt | undefined {
    return this.#doubts[instrument];
  }

  /** All there are, in the order of the instruments. */
  get all(): readonly FeedDoubt[] {
    return this.#doubts.filter((doubt) => doubt !== undefined);
  }

  hear(event: FeedEvent): void {
    const { instrument } = event;
    if (event.kind === "FeedMended") this.#doubts[instrument] = undefined;
    else {
      const { fault, found, expected, at: since } = event;
      this.#doubts[instrument] = { instrument, fault, found, expected, since };
    }
    this.isAny = this.#doubts.some((doubt) => doubt !== undefined);
  }

  /** As `all`: what is missing is whole. */
  restore(doubts: readonly FeedDoubt[]): void {
    this.#doubts.fill(undefined);
    for (const doubt of doubts) this.#doubts[doubt.instrument] = doubt;
    this.isAny = doubts.length > 0;
  }

  /** For whatever adds risk on that instrument. */
  refuse(instrument: InstrumentId, trace?: EntryTrace): Refusal | undefined {
    const doubt = this.#doubts[instrument];
    if (doubt === undefined) return undefined;
    const { fault, found, expected, since } = doubt;
    trace?.gate("DataNotWhole", found, expected, false);
    return { kind: "DataNotWhole", fault, found, expected, since };
  }
}
