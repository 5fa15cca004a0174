import type { OutsideTrigger } from "../../core/domain/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

const OUTSIDE: readonly string[] = [
  "disconnect",
  "overload",
  "clock",
  "venue-errors",
] satisfies readonly OutsideTrigger[];

/** What watched over the process before is gone with it: what still holds is found again. */
export function releaseOutside(run: PaperRun, { assembly, log }: WrittenRun): void {
  for (const { kind, endsBy } of assembly.engine.risk.latches)
    if (OUTSIDE.includes(kind) && endsBy !== "resume")
      run.obey({
        id: `calm-${kind}-${log.place}`,
        do: "calm",
        trigger: kind as OutsideTrigger, // Looked at right above.
        by: "the process that takes it up",
      });
}
