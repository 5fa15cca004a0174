import { deserialize, serialize } from "node:v8";
import type { Chance } from "../../core/base/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { type Disk, type Place, readJournal } from "../journal/index.ts";
import { boardOn, newBoard } from "../research/index.ts";
import type { insideRunner, RunnerParts, RunSession } from "../runner/index.ts";
import type { VirtualTime } from "./clock/virtual-time.ts";
import { FACTS, JOURNAL, RUN } from "./drilled-run.ts";
import type { Scenario } from "./storm/scenario.ts";

export type Inside = Awaited<ReturnType<typeof insideRunner>>;

/** One run in so many is taken up from a snapshot. */
const SNAPSHOT_ONE_IN = 3;
/** Nothing reads the journal from there. */
const NOWHERE = {} as Place;

interface Life {
  readonly inside: Inside;
  readonly scenario: Scenario;
  readonly strategies: readonly Strategy[];
  readonly time: VirtualTime;
  readonly chance: Chance;
  note(what: string): void;
}

/** What was written; or a snapshot that was made at some place of it, as a file brings it back, and what came behind that. */
export function oldOf(
  { scenario, strategies, time, chance, inside, note }: Life,
  disk: Disk,
  session: RunSession,
): Pick<RunnerParts, "old" | "snapshot"> {
  const own = chance.fork(`snapshot ${time.now}`);
  const old = [...readJournal(JOURNAL, { disk })];
  if (own.int(SNAPSHOT_ONE_IN) > 0) return { old };
  const board = newBoard();
  const task = { kind: "snapshot", stops: false, daily: false } as const;
  const order = { plan: scenario.plan, board, facts: FACTS, session, journal: JOURNAL, task };
  const parts: RunnerParts = {
    ...{ order, board: boardOn(board), strategies, journal: undefined, old },
    now: () => 0,
    tell: () => undefined,
    nextMail: () => undefined,
  };
  const anywhere = { placeBefore: () => NOWHERE };
  const maker = new inside.SnapshotMaker(parts, inside.venueName(RUN), anywhere, 0);
  const taken = maker.take(own.int(old.length));
  if (taken === undefined) return { old };
  note("snapshot");
  const snapshot = deserialize(serialize(taken)) as typeof taken;
  return { old: old.filter(({ sequence }) => sequence >= snapshot.next), snapshot };
}
