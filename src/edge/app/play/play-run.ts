import type { LiveReport, PreparedRun, RunOutcome, Speed } from "../../research/index.ts";
import { onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";
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
    const hash = () => ({ dataHash: loaded.dataHash(), data: how.isKept ? hashFiles(loaded) : [] });
    const [{ dataHash, data }, outcome] = await hashWhile(hash, running);
    const report = reportRun(loaded, outcome, { id: how.id, command: how.command, dataHash });
    return { report, loaded, outcome, isComplete: outcome.isComplete, data };
  } finally {
    terminal.endProgress();
    interrupt.release();
  }
}

/** Hashes on this thread while the other one plays. */
function hashWhile<Hashes>(hash: () => Hashes, running: Promise<RunOutcome>): Promise<[Hashes, RunOutcome]> {
  const hashed = new Promise<Hashes>((resolve) => setImmediate(() => resolve(hash())));
  return Promise.all([hashed, running]);
}
