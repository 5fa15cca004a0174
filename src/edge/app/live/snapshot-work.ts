import { messageOf } from "../../problem/index.ts";
import { journalOf, prepareLiveRun, readUnfinished, type Wants } from "../../runner/index.ts";
import { programBuild, programVersion } from "../program.ts";
import type { Settings } from "../settings.ts";
import { factsOf, factsOfLeft, sessionOf } from "./live-order.ts";
import { loadBeside } from "./load-left.ts";

/** What has to be known to keep what a run has come to. */
export interface SnapshotWork {
  /** Of the run, which goes on. */
  readonly directory: string;
  /** What it keeps for those who look at it. */
  readonly wants: Wants;
  readonly settings: Settings;
}

export type SnapshotDone =
  /** It stands for so many records; 0: there was nothing to keep yet. */
  { readonly kind: "kept"; readonly records: number } | { readonly kind: "failed"; readonly why: string };

/** Walks the journal of a run as whoever takes it up would, and keeps what that comes to. Never throws. */
export async function workOnSnapshot(work: SnapshotWork): Promise<SnapshotDone> {
  const thread = prepareLiveRun();
  try {
    const left = readUnfinished(work.directory);
    if (left === undefined) return { kind: "failed", why: "the run is gone" };
    const loaded = await loadBeside(work.directory, work.settings);
    const facts = factsOfLeft(left.facts);
    const loadedAs = factsOf(loaded, facts.run);
    if (loadedAs.dataHash !== facts.dataHash)
      return { kind: "failed", why: "its data have changed since it began" };
    if (loadedAs.configHash !== facts.configHash)
      return { kind: "failed", why: "its config has changed since it began" };
    const ended = await thread.work(
      {
        plan: loaded.plan,
        facts,
        session: sessionOf(loaded, programVersion(), 0), // It writes nothing into the journal.
        journal: journalOf(work.directory),
        build: programBuild(), // This process may be of newer code than the one that trades.
        task: { kind: "snapshot", ...work.wants },
      },
      { heartbeatMs: work.settings.heartbeatSeconds * 1_000 },
    );
    if (ended.kind === "unkeepable")
      return { kind: "failed", why: `it cannot be kept in a file: ${ended.found}` };
    return ended.kind === "kept" ? ended : { kind: "failed", why: "it was played" };
  } catch (error) {
    return { kind: "failed", why: messageOf(error) };
  } finally {
    thread.discard();
  }
}
