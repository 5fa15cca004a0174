import { outcomeOf, type RunOutcome } from "../research/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** Writes that the run is over, unless it was before, and sums it up. `complete`: its data came to their end. */
export function endRun(
  run: PaperRun,
  { assembly, recorder, stops, initialEquity }: WrittenRun,
  elapsedMs: number,
): RunOutcome {
  const hash = recorder.digest();
  run.finish({ hash, complete: assembly.playback.nextAt === Number.POSITIVE_INFINITY });
  return outcomeOf(assembly, { elapsedMs, hash, initialEquity, stops: stops?.levels() ?? [] });
}
