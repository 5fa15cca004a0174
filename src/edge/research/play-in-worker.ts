import { Worker } from "node:worker_threads";
import { assert } from "../../core/base/index.ts";
import type { StoryName } from "../../core/views/index.ts";
import type { CheckTask, SubjectResult } from "./check/index.ts";
import type { LiveReport } from "./live-reports.ts";
import type { RunOutcome } from "./outcome.ts";
import type { Speed } from "./pace.ts";
import type { RunPlan } from "./run-plan.ts";
import { strategyProblem } from "./strategy-problem.ts";
import { supervise, type TalkOptions } from "./supervise.ts";
import type { WorkerAnswer, WorkerEnding } from "./worker.ts";

/** How a run over recorded data is played, and who hears of it. */
export interface PlayOptions extends TalkOptions {
  readonly speed: Speed;
  /** Fills and latches as they happen, and the status every `statusEveryMs`. */
  readonly live?: { readonly statusEveryMs: number; onReport(report: LiveReport): void } | undefined;
  /** Note where protective stops stood, see `RunOutcome.stops`. */
  readonly stops?: boolean | undefined;
  /** Tell the story of an order, see `RunOutcome.told`. */
  readonly story?: StoryName | undefined;
  /** End once this many bars have closed. */
  readonly barsMax?: number | undefined;
}

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
  const { speed, stops = false, story, barsMax } = options;
  const live = options.live && { statusEveryMs: options.live.statusEveryMs };
  const order = { plan, speed, live, stops, story, barsMax };
  const ending = await supervise<WorkerAnswer, WorkerEnding>(worker, [plan], options, {
    orderOn: (board) => ({ ...order, board }),
    endingOf: (answer) => {
      if (answer.kind !== "live") return answer;
      options.live?.onReport(answer.report);
      return undefined;
    },
  });
  return resultOf(ending, [plan], "done").outcome;
}

async function check(
  worker: Worker,
  task: CheckTask,
  options: TalkOptions,
): Promise<readonly SubjectResult[]> {
  const plans = task.subjects.map(({ plan }) => plan);
  const ending = await supervise<WorkerEnding, WorkerEnding>(worker, plans, options, {
    orderOn: (board) => ({ check: task, board }),
    endingOf: (answer) => answer,
  });
  return resultOf(ending, plans, "checked").results;
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
