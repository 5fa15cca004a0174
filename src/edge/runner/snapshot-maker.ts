import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import { assembleAtVenue, type RunAtVenue } from "./assemble-at-venue.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { RunnerEnding, Wants } from "./messages.ts";
import type { OldJournal } from "./old-journal.ts";
import { type RunSnapshot, refuseUnkeepable, Unkeepable } from "./run-snapshot.ts";
import { runState } from "./run-state.ts";
import { walkOn } from "./take-up.ts";

/** The newest records may be the first of what one event led to: a run can be taken up only between two events. */
const LEFT_OUT = 256;

/**
 * Takes a run up as if its process had died, and keeps what it comes to. It reads what another process writes, in a process
 * of its own: whoever trades is not asked for anything, and that the run can be taken up is tried out as well.
 */
export class SnapshotMaker {
  readonly #of: RunnerParts;
  readonly #at: RunAtVenue;
  readonly #name: string;
  readonly #journal: Pick<OldJournal, "placeBefore">;
  readonly #lastSequence: number;

  /** `lastSequence`: of the journal, now. @throws StrategyFault when a strategy cannot make its indicators */
  constructor(
    parts: RunnerParts,
    name: string,
    journal: Pick<OldJournal, "placeBefore">,
    lastSequence: number,
  ) {
    this.#of = parts;
    this.#journal = journal;
    this.#lastSequence = lastSequence;
    this.#name = name;
    this.#at = assembleAtVenue(parts, name);
  }

  /** @throws ReplayDiffers where the walk leads elsewhere than what was written; Unkeepable where it would not come back */
  work(keep: (snapshot: RunSnapshot) => void): RunnerEnding {
    const behind = this.#lastSequence - LEFT_OUT;
    const snapshot = behind > 0 ? this.take(behind) : undefined;
    if (snapshot !== undefined) {
      this.#tryOut(snapshot);
      keep(snapshot);
    }
    return { kind: "kept", records: snapshot === undefined ? 0 : snapshot.next - 1 };
  }

  /** A run that is made of it has to be this one, in every field. */
  #tryOut(snapshot: RunSnapshot): void {
    refuseUnkeepable(snapshot);
    const { next, place, session, state } = snapshot;
    const { changed } = this.#at.written.answers;
    if (changed > 0) throw new Unkeepable(`strategies would answer ${changed} questions otherwise now`);
    const copy = deserialize(serialize(state)) as typeof state;
    const ahead = { next, place, session, takeState: () => copy };
    const made = assembleAtVenue({ ...this.#of, old: [], snapshot: ahead }, this.#name);
    if (!isDeepStrictEqual(runState(made), state))
      throw new Unkeepable("a run that is made of it is another one");
  }

  /** Walks until it stands behind that record. @returns undefined where that is not between two events */
  take(behind: number): RunSnapshot | undefined {
    const { run, written } = this.#at;
    const { order, board, snapshot: before } = this.#of;
    const { facts, session, task } = order;
    if (before === undefined) run.begin(facts);
    const { log } = written;
    walkOn(run, log, board, behind);
    const next = log.place;
    const place = this.#journal.placeBefore(next) ?? before?.place;
    if (!log.isReplaying || place === undefined || next <= (before?.next ?? 0)) return undefined;
    const { build = session.version } = order;
    const { stops, daily } = task as Wants; // Of a snapshot: nothing else is worked on here.
    return {
      facts,
      madeBy: { build, strategies: session.strategies },
      wants: { stops, daily },
      place,
      next,
      session: log.session,
      state: runState(this.#at),
    };
  }
}
