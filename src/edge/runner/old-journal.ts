import { dirname, join } from "node:path";
import { assert } from "../../core/base/index.ts";
import { goesOnBehind, JournalFollower, lastSequenceIn, type Place } from "../journal/index.ts";
import type { RunnerOrder } from "./messages.ts";
import type { OldRecord } from "./old-records.ts";
import { type RunSnapshot, readSnapshot, type SnapshotAhead, whyUnfit } from "./run-snapshot.ts";

/** Where the snapshot of a run lies: beside its journal. */
export const snapshotFile = (journal: string): string => join(dirname(journal), "snapshot");

/** The walk reads ahead of where it stands, by fewer groups than these. */
const PLACES_MAX = 1_000;

/** What was written of a run: a snapshot, where there is one that fits, and the records behind it. */
export class OldJournal {
  readonly snapshot: SnapshotAhead | undefined;
  /** Why a snapshot that is there is not used. */
  readonly passedOver: string | undefined;
  readonly #journal: string;
  /** Groups end here, the newest last. */
  readonly #places: Place[] = [];

  /** `refused`: why no snapshot is to be used. */
  constructor(
    order: Pick<RunnerOrder, "journal" | "facts" | "session" | "task" | "build">,
    refused?: string,
  ) {
    this.#journal = order.journal;
    this.passedOver = refused;
    if (refused !== undefined || order.facts.venue !== true) return;
    const found = readSnapshot(snapshotFile(order.journal));
    if (found === undefined) return;
    if (typeof found === "string") this.passedOver = found;
    else {
      this.passedOver = whyUnfit(found, order) ?? this.#whyNotOfIt(found);
      if (this.passedOver === undefined) this.snapshot = aheadOf(found);
    }
  }

  #whyNotOfIt({ place, next }: RunSnapshot): string | undefined {
    const isOfIt = goesOnBehind(this.#journal, place) && lastSequenceIn(this.#journal) >= next - 1;
    return isOfIt ? undefined : "the journal does not go on behind it";
  }

  *records(): Generator<OldRecord> {
    const { place: after, next = 1 } = this.snapshot ?? {};
    const follower = new JournalFollower(this.#journal, after);
    for (const one of follower.news()) {
      this.#note(follower.place);
      if (one.sequence >= next) yield one;
    }
    this.#note(follower.place);
  }

  /** The last end of a group that no record before `next` stands behind; undefined: there is none yet. */
  placeBefore(next: number): Place | undefined {
    return this.#places.findLast((place) => place.next <= next);
  }

  #note(place: Place | undefined): void {
    if (place === undefined || place === this.#places.at(-1)) return;
    this.#places.push(place);
    if (this.#places.length > 2 * PLACES_MAX) this.#places.splice(0, PLACES_MAX);
  }
}

function aheadOf({ next, place, session, state }: RunSnapshot): SnapshotAhead {
  const once = [state];
  return {
    ...{ next, place, session },
    takeState: () => {
      const [only] = once.splice(0);
      assert(only !== undefined, "a snapshot is taken up from once");
      return only;
    },
  };
}
