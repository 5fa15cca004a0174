import { dirname, join } from "node:path";
import { goesOnBehind, JournalFollower, type Place } from "../journal/index.ts";
import type { RunnerOrder } from "./messages.ts";
import type { OldRecord } from "./old-records.ts";
import { type RunSnapshot, readSnapshot, whyUnfit } from "./run-snapshot.ts";

/** Where the snapshot of a run lies: beside its journal. */
export const snapshotFile = (journal: string): string => join(dirname(journal), "snapshot");

/** The walk reads ahead of where it stands, by fewer groups than these. */
const PLACES_MAX = 1_000;

/** What was written of a run: a snapshot, where there is one that fits, and the records behind it. */
export class OldJournal {
  readonly snapshot: RunSnapshot | undefined;
  /** Why a snapshot that is there is not used. */
  readonly passedOver: string | undefined;
  readonly #journal: string;
  /** Groups end here, the newest last. */
  readonly #places: Place[] = [];

  constructor(order: Pick<RunnerOrder, "journal" | "facts" | "session" | "task">) {
    this.#journal = order.journal;
    const found = order.facts.venue === true ? readSnapshot(snapshotFile(order.journal)) : undefined;
    if (found === undefined) return;
    const why = typeof found === "string" ? found : this.#whyUnfit(found, order);
    if (why === undefined) this.snapshot = found as RunSnapshot;
    else this.passedOver = why;
  }

  #whyUnfit(found: RunSnapshot, order: ConstructorParameters<typeof OldJournal>[0]): string | undefined {
    const why = whyUnfit(found, order);
    if (why !== undefined) return why;
    return goesOnBehind(this.#journal, found.place) ? undefined : "the journal does not go on behind it";
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
