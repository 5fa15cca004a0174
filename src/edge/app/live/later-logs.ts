import { messageOf } from "../../problem/index.ts";
import type { LiveListener, UnfinishedRun } from "../../runner/index.ts";
import type { FinishedRun } from "../play/finished-run.ts";
import { type LoggedRun, openRunLogs, type RunLogs } from "./run-logs.ts";

/** Who writes, and who hears where that is not possible. */
type LaterTold = Pick<LoggedRun, "version" | "note">;

/**
 * The logs of a run that is closed without the process that traded it. They are gathered while it is closed, and written
 * when nothing hangs on them any more: a disk that takes no log holds no emergency up.
 */
export class LaterLogs {
  readonly #told: ((logs: RunLogs) => void)[] = [];

  readonly listener: Pick<LiveListener, "onReport" | "onNote" | "onResumed"> = {
    onReport: (report) => void this.#told.push((logs) => logs.onReport(report)),
    onNote: (note) => void this.#told.push((logs) => logs.onNote(note)),
    onResumed: (resumed) => void this.#told.push((logs) => logs.onResumed(resumed)),
  };

  /** Where it logged; of a run of an older version nobody knows where that was. */
  async write({ facts }: UnfinishedRun, ended: FinishedRun, told: LaterTold): Promise<void> {
    if (facts.onEmergency?.logs === undefined) return;
    try {
      const logs = await openRunLogs({ ...told, id: facts.run, mode: "paper", loaded: ended.loaded });
      for (const tell of this.#told) tell(logs);
      logs.ended(ended, true);
      await logs.close();
    } catch (error) {
      told.note(`notice: what closed ${facts.run} is in no log: ${messageOf(error)}`);
    }
  }
}
