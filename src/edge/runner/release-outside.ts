import { isOutsideTrigger } from "../../core/domain/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** What watched over the process before is gone with it: what still holds is found again. */
export function releaseOutside(run: PaperRun, { assembly, log }: WrittenRun): void {
  for (const { kind, endsBy } of assembly.engine.risk.latches)
    if (isOutsideTrigger(kind) && endsBy !== "resume")
      run.obey({
        id: `calm-${kind}-${log.place}`,
        do: "calm",
        trigger: kind,
        by: "the process that takes it up",
      });
}
