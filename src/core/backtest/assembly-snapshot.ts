import { type EngineSnapshot, type PlaybackSnapshot, restoreTo, snapshotOf } from "../engine/index.ts";
import type { Assembly } from "./assemble.ts";

/** What a run that trades at a venue outside of it remembers: the exchange of an assembly has nothing to do with it. */
export interface AssemblySnapshot {
  readonly engine: EngineSnapshot;
  readonly playback: PlaybackSnapshot;
}

/** Between two moments. Shares with what it is of: it is to be written down before the run goes on. */
export const assemblySnapshot = ({ engine, playback }: Assembly): AssemblySnapshot => ({
  engine: snapshotOf(engine.remembering),
  playback: playback.snapshot(),
});

/** Makes a fresh assembly of the same plan and strategies what the other one was, which then owns what it is given. */
export function restoreAssembly({ engine, playback }: Assembly, from: AssemblySnapshot): void {
  restoreTo(engine.remembering, from.engine);
  playback.restore(from.playback);
}
