import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveReport, PreparedRun, Speed } from "../../research/index.ts";
import { onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";
import { drawData } from "./draw-data.ts";
import type { FinishedRun } from "./finished-run.ts";
import { hashFiles } from "./keep-run.ts";
import { reportRun } from "./report-run.ts";

/** How a loaded run is played. */
export interface Performance {
  readonly id: string;
  readonly command: string;
  readonly speed: Speed;
  /** Its page will be made: note where protective stops stood. */
  readonly stops?: boolean;
  /** It is stored afterwards: the files that it reads are hashed too. */
  readonly isKept: boolean;
  readonly live?: { readonly statusEveryMs: number; onReport(report: LiveReport): void };
}

/** Plays a loaded run to its end or to Ctrl-C, and reports it. Ctrl-C ends cleanly, with what was reached. */
export async function playRun(
  thread: PreparedRun,
  loaded: LoadedRun,
  how: Performance,
  settings: Settings,
  terminal: Terminal,
): Promise<FinishedRun> {
  const interrupt = onInterrupt();
  const startedAt = performance.now();
  try {
    const running = thread.play(loaded.plan, {
      speed: how.speed,
      heartbeatMs: settings.heartbeatSeconds * 1_000,
      onProgress: (bars) => terminal.progress(bars, loaded.bars, performance.now() - startedAt),
      live: how.live,
      stops: how.stops,
      signal: interrupt.signal,
    });
    const [{ dataHash, data, drawn }, outcome] = await Promise.all([meanwhile(loaded, how), running]);
    const report = reportRun(loaded, outcome, { id: how.id, command: how.command, dataHash });
    return { report, loaded, outcome, isComplete: outcome.isComplete, data, drawn };
  } finally {
    terminal.endProgress();
    interrupt.release();
  }
}

/** What hangs on the data alone is done on this thread while the other one plays. */
async function meanwhile(loaded: LoadedRun, { isKept, stops }: Performance) {
  await nextTurn(); // The other one has to be under way.
  const hashes = { dataHash: loaded.dataHash(), data: isKept ? hashFiles(loaded) : [] };
  const drawn = stops === true ? drawData(loaded) : undefined;
  drawn?.catch(() => undefined); // Told where it is asked for.
  return { ...hashes, drawn };
}
