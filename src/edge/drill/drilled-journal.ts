import { deserialize, serialize } from "node:v8";
import type { Chance } from "../../core/base/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { type Disk, type Place, readJournal } from "../journal/index.ts";
import { boardOn, newBoard } from "../research/index.ts";
import type { OldRecord, RunnerParts, RunSession, RunSnapshot } from "../runner/index.ts";
import type { VirtualTime } from "./clock/virtual-time.ts";
import { FACTS, type Inside, JOURNAL, RUN } from "./drilled-run.ts";
import type { Scenario } from "./storm/scenario.ts";

/** One process in so many takes a run up from a snapshot. */
const SNAPSHOT_ONE_IN = 3;
/** Nothing reads the journal from there. */
const NOWHERE = {} as Place;

/** What a process finds beside the journal: written, as a file would be. */
export interface Kept {
  snapshot?: Buffer;
}

interface Life {
  readonly inside: Inside;
  readonly scenario: Scenario;
  readonly strategies: readonly Strategy[];
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly kept: Kept;
  note(what: string): void;
}

/**
 * What was written; or a snapshot that was made at some place of it, and what came behind that. One that is there already
 * is what the next is made from.
 */
export function drilledJournal(
  of: Life,
  disk: Disk,
  session: RunSession,
): Pick<RunnerParts, "old" | "snapshot"> {
  const own = of.chance.fork(`snapshot ${of.time.now}`);
  const old = [...readJournal(JOURNAL, { disk })];
  if (own.int(SNAPSHOT_ONE_IN) > 0) return { old };
  const before = fitting(of.kept, old);
  const { scenario, strategies, inside, note } = of;
  const board = newBoard();
  const task = { kind: "snapshot", stops: false, daily: false } as const;
  const order = { plan: scenario.plan, board, facts: FACTS, session, journal: JOURNAL, task };
  const parts: RunnerParts = {
    ...{ order, board: boardOn(board), strategies, journal: undefined, ...behind(before, old) },
    now: () => 0,
    tell: () => undefined,
    nextMail: () => undefined,
  };
  const anywhere = { placeBefore: () => NOWHERE };
  const maker = new inside.SnapshotMaker(parts, inside.venueName(RUN), anywhere, 0);
  const taken = maker.take(own.int(old.length));
  if (taken !== undefined) {
    note(before === undefined ? "snapshot" : "snapshot from a snapshot");
    of.kept.snapshot = serialize(taken);
  }
  return behind(taken === undefined ? undefined : fitting(of.kept, old), old);
}

/** As a file brings it back; nothing where the journal has lost what it stands for. */
function fitting({ snapshot }: Kept, old: readonly OldRecord[]): RunSnapshot | undefined {
  if (snapshot === undefined) return undefined;
  const read = deserialize(snapshot) as RunSnapshot;
  return (old.at(-1)?.sequence ?? 0) >= read.next - 1 ? read : undefined;
}

function behind(
  snapshot: RunSnapshot | undefined,
  old: readonly OldRecord[],
): Pick<RunnerParts, "old" | "snapshot"> {
  if (snapshot === undefined) return { old };
  const { next, place, session, state } = snapshot;
  const ahead = { next, place, session, takeState: () => state };
  return { old: old.filter(({ sequence }) => sequence >= next), snapshot: ahead };
}
