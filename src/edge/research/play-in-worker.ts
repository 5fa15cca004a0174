import { Worker } from "node:worker_threads";
import { assert } from "../../core/base/index.ts";
import { UserProblem } from "../problem/index.ts";
import type { CheckTask, SubjectResult } from "./check/index.ts";
import type { LiveReport } from "./live-reports.ts";
import type { RunOutcome } from "./outcome.ts";
import type { Speed } from "./pace.ts";
import { type Board, boardOn, newBoard } from "./progress-board.ts";
import type { RunPlan } from "./run-plan.ts";
import { strategyProblem } from "./strategy-problem.ts";
import type { WorkerAnswer, WorkerEnding, WorkerOrder } from "./worker.ts";

/** How a run over recorded data is played, and who hears of it. */
export interface PlayOptions extends TalkOptions {
  readonly speed: Speed;
  /** Fills and latches as they happen, and the status every `statusEveryMs`. */
  readonly live?: { readonly statusEveryMs: number; onReport(report: LiveReport): void } | undefined;
  /** Note where protective stops stood, see `RunOutcome.stops`. */
  readonly stops?: boolean | undefined;
}

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

/** A run whose thread is already starting, so that it boots while the caller reads the data. */
export interface PreparedRun {
  /** Plays the plan. @throws UserProblem, exit 2, when a strategy throws, returns nonsense or never returns */
  play(plan: RunPlan, options: PlayOptions): Promise<RunOutcome>;
  /** Checks strategies for bias. @returns one result each, fewer when it was stopped. @throws UserProblem as `play` does */
  check(task: CheckTask, options: TalkOptions): Promise<readonly SubjectResult[]>;
  /** Ends the thread. */
  discard(): void;
}

export function prepareRun(): PreparedRun {
  const worker = new Worker(new URL("./worker.js", import.meta.url));
  return {
    play: (plan, options) => play(worker, plan, options),
    check: (task, options) => check(worker, task, options),
    discard: () => void worker.terminate(),
  };
}

async function play(worker: Worker, plan: RunPlan, options: PlayOptions): Promise<RunOutcome> {
  const { speed, stops = false } = options;
  const live = options.live && { statusEveryMs: options.live.statusEveryMs };
  const hear = (report: LiveReport): void => options.live?.onReport(report);
  const ending = await talk(worker, [plan], options, (board) => ({ plan, board, speed, live, stops }), hear);
  return resultOf(ending, [plan], "done").outcome;
}

async function check(
  worker: Worker,
  task: CheckTask,
  options: TalkOptions,
): Promise<readonly SubjectResult[]> {
  const plans = task.subjects.map(({ plan }) => plan);
  const ending = await talk(worker, plans, options, (board) => ({ check: task, board }));
  return resultOf(ending, plans, "checked").results;
}

/** Gives the thread its order and looks after it until it answers. */
async function talk(
  worker: Worker,
  plans: readonly RunPlan[],
  options: TalkOptions,
  orderOn: (board: SharedArrayBuffer) => WorkerOrder,
  hear: (report: LiveReport) => void = () => undefined,
): Promise<WorkerEnding> {
  const shared = newBoard();
  const board = boardOn(shared);
  const stop = (): void => board.askStop();
  options.signal?.addEventListener("abort", stop);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<WorkerEnding>((resolve, reject) => {
      worker.on("message", (answer: WorkerAnswer) => {
        if (answer.kind === "live") hear(answer.report);
        else resolve(answer);
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

function resultOf<Kind extends "done" | "checked">(
  ending: WorkerEnding,
  plans: readonly RunPlan[],
  due: Kind,
): Extract<WorkerEnding, { kind: Kind }> {
  switch (ending.kind) {
    case "done":
    case "checked":
      assert(ending.kind === due, "the worker answered another question", ending.kind);
      return ending as Extract<WorkerEnding, { kind: Kind }>; // Just compared.
    case "fault": {
      const { fault } = ending;
      const run = plans.flatMap(({ runs }) => runs).find(({ source }) => source.name === fault.strategy);
      throw strategyProblem(fault, run?.source.url ?? import.meta.url);
    }
    case "broken":
      throw ending.error;
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
