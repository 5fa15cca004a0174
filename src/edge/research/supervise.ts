import type { Worker } from "node:worker_threads";
import { UserProblem } from "../problem/index.ts";
import { type Board, boardOn, newBoard } from "./progress-board.ts";
import type { RunPlan } from "./run-plan.ts";

/** How the thread is looked after while it works. */
export interface TalkOptions {
  /** A strategy that does not come back for this long is stopped. */
  readonly heartbeatMs: number;
  /** Called a few times a second with the bars closed so far; of a check, with the work done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Aborting it ends the run cleanly, with what it came to so far. */
  readonly signal?: AbortSignal | undefined;
}

const LOOK_EVERY_MS = 100;

/** What the two threads say to each other. */
export interface Talk<Answer, Ending> {
  /** The order, with the board that both look at. */
  orderOn(board: SharedArrayBuffer): unknown;
  /** The last answer; undefined: more will come. */
  endingOf(answer: Answer): Ending | undefined;
}

/**
 * Gives a thread its order and looks after it until it answers; then the thread ends.
 * @throws UserProblem, exit 2, for a strategy that never returns
 */
export async function supervise<Answer, Ending>(
  worker: Worker,
  plans: readonly RunPlan[],
  options: TalkOptions,
  { orderOn, endingOf }: Talk<Answer, Ending>,
): Promise<Ending> {
  const shared = newBoard();
  const board = boardOn(shared);
  const stop = (): void => board.askStop();
  options.signal?.addEventListener("abort", stop);
  if (options.signal?.aborted === true) stop(); // Before anything began.
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Ending>((resolve, reject) => {
      worker.on("message", (answer: Answer) => {
        const ending = endingOf(answer);
        if (ending !== undefined) resolve(ending);
      });
      worker.once("error", reject);
      const watch = watchdog(board, plans, options.heartbeatMs);
      timer = setInterval(() => {
        const hang = watch();
        if (hang !== undefined) reject(hang);
        else options.onProgress?.(board.bars);
      }, LOOK_EVERY_MS);
      worker.postMessage(orderOn(shared));
    });
  } finally {
    clearInterval(timer);
    options.signal?.removeEventListener("abort", stop);
    void worker.terminate();
  }
}

/** Tells when the run has not moved for too long. */
function watchdog(
  board: Board,
  plans: readonly RunPlan[],
  heartbeatMs: number,
): () => UserProblem | undefined {
  let pulse = -1;
  let movedAt = performance.now();
  return () => {
    if (board.pulse !== pulse || !board.isStarted) {
      pulse = board.pulse;
      movedAt = performance.now();
      return undefined;
    }
    return performance.now() - movedAt < heartbeatMs ? undefined : hangOf(board, plans, heartbeatMs);
  };
}

function hangOf(board: Board, plans: readonly RunPlan[], heartbeatMs: number): UserProblem {
  const plan = plans[plans.length - 1] as RunPlan; // A user's plan is the only one; ours do not hang.
  const instrument = plan.instruments[board.deciding[0] as number];
  const run = plan.runs.find((one) => one.instrument === instrument?.id);
  const bar =
    board.bars === 0 || board.now === 0
      ? "before or at the first bar"
      : `after the bar closing ${new Date(board.now).toISOString()}`;
  return new UserProblem({
    exitCode: 2,
    message: `strategy ${run?.source.name ?? "unknown"} on ${instrument?.symbol ?? "unknown"} never returned ${bar}`,
    allowed: `an answer within ${heartbeatMs / 1_000} s`,
    fix: "look for an endless loop in it; TIMONEL_HEARTBEAT_SECONDS raises the patience",
  });
}
