import type { Board, Speed } from "../research/index.ts";
import { LoopPulse, SLEEP_MS_MAX } from "./loop-pulse.ts";
import type { PaperRun } from "./paper-run.ts";

/** Moments between two looks at the clock and the mail, when nothing is waited for. */
const MOMENTS_A_LOOK = 256;
/** So long a record may wait for others to be written with it. */
const COMMIT_MS_MAX = 25;

/** What a run does beside playing. */
export interface LiveHooks {
  /** Wall clock in milliseconds, monotone. */
  now(): number;
  /** Does what came in meanwhile. @returns whether anything did */
  readMail(): boolean;
  /** Makes what was written durable. */
  commit(): void;
  readonly beat: { readonly everyMs: number; run(): void };
}

/**
 * Plays to the end, or until the stop switch is thrown or an emergency ends it. Blocks this thread: it has nothing else
 * to do. `nextAt`: when the next moment is due, Unix milliseconds of the data.
 */
export function playLive(
  run: PaperRun,
  board: Board,
  { speed, nextAt }: { readonly speed: Speed; nextAt(): number },
  hooks: LiveHooks,
): void {
  const startedAt = hooks.now();
  const dataStart = nextAt();
  let beatAt = startedAt;
  let committedAt = startedAt;
  const pulse = new LoopPulse(board, hooks.now);
  const look = (): void => {
    pulse.beat();
    run.settle();
    const isAsked = hooks.readMail();
    const now = hooks.now();
    if (isAsked || now - committedAt >= COMMIT_MS_MAX) {
      hooks.commit();
      committedAt = hooks.now();
    }
    if (now < beatAt + hooks.beat.everyMs) return;
    beatAt = now;
    hooks.beat.run();
  };
  look(); // What was asked while the run was taken up comes before anything is decided anew.
  for (let moments = 1; !run.isOver; moments++) {
    if (speed !== "max") {
      const dueAt = startedAt + (nextAt() - dataStart) / speed;
      for (let wait = dueAt - hooks.now(); wait > 0; wait = dueAt - hooks.now()) {
        board.sleep(Math.min(wait, SLEEP_MS_MAX));
        look();
        if (board.isStopAsked || hasEnded(run)) return;
      }
    }
    run.step();
    board.tell(run.bars, run.now);
    if (moments % MOMENTS_A_LOOK !== 0) continue;
    look();
    if (board.isStopAsked) return;
  }
}

/** Asked anew: a command that came meanwhile may have ended it. */
const hasEnded = (run: PaperRun): boolean => run.isOver;
