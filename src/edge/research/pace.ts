import type { Playback, TapePlayback } from "../../core/engine/index.ts";
import type { Board } from "./progress-board.ts";

/** How recorded time is let pass: data time per wall time, or as fast as it goes. */
export type Speed = number | "max";

/** Steps between two looks at the stop switch and the clock, when nothing is waited for. */
const STEPS_A_LOOK = 1_024;
/** Longest sleep: so soon a stop is noticed, and so often the watchdog hears of us. */
const SLEEP_MS_MAX = 50;

/** What a paced run does besides stepping. */
export interface PaceHooks {
  /** Wall clock in milliseconds, monotone. */
  now(): number;
  /** Called at most every `everyMs` of wall time. */
  readonly beat?: { readonly everyMs: number; run(): void } | undefined;
  /** Ends once this many bars have closed: where a run that is played again was stopped. */
  readonly barsMax?: number | undefined;
}

/** Plays to the end of the data, or until the stop switch is thrown. Blocks this thread: it has nothing else to do. */
export function play(playback: Playback | TapePlayback, board: Board, speed: Speed, hooks: PaceHooks): void {
  const { barsMax = Number.POSITIVE_INFINITY } = hooks;
  const startedAt = hooks.now();
  const dataStart = playback.nextAt;
  let beatAt = startedAt;
  const look = (): void => {
    board.beat();
    if (hooks.beat === undefined || hooks.now() < beatAt + hooks.beat.everyMs) return;
    beatAt = hooks.now();
    hooks.beat.run();
  };
  for (let steps = 1; playback.nextAt !== Number.POSITIVE_INFINITY; steps++) {
    if (speed !== "max") {
      const dueAt = startedAt + (playback.nextAt - dataStart) / speed;
      for (let wait = dueAt - hooks.now(); wait > 0; wait = dueAt - hooks.now()) {
        board.sleep(Math.min(wait, SLEEP_MS_MAX));
        look();
        if (board.isStopAsked) return;
      }
    }
    playback.step();
    board.tell(playback.bars, playback.now);
    if (playback.bars >= barsMax) return;
    if (steps % STEPS_A_LOOK !== 0) continue;
    look();
    if (board.isStopAsked) return;
  }
}
