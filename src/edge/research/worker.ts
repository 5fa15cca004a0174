import { parentPort } from "node:worker_threads";
import { bothListeners } from "../../core/engine/index.ts";
import { StrategyFault } from "../../core/strategy/index.ts";
import { OrderStory, type StoryName, StoryRecorder } from "../../core/views/index.ts";
import { assembleRecorded } from "./assemble.ts";
import type { CheckTask, SubjectResult } from "./check/index.ts";
import { DecisionRecorder } from "./decision-recorder.ts";
import { importSealed } from "./import-sealed.ts";
import { type LiveReport, ReportingRecorder, statusFacts } from "./live-reports.ts";
import { outcomeOf, type RunOutcome } from "./outcome.ts";
import { play, type Speed } from "./pace.ts";
import { poisonRealm } from "./poison.ts";
import { printAtOnce } from "./print-at-once.ts";
import { boardOn } from "./progress-board.ts";
import type { RunPlan } from "./run-plan.ts";
import { StopRecorder } from "./stop-recorder.ts";
import { type FaultReport, reportOf } from "./strategy-problem.ts";

/** What the worker is told, once. */
export type WorkerOrder = RunOrder | CheckOrder;

export interface RunOrder {
  readonly plan: RunPlan;
  readonly board: SharedArrayBuffer;
  readonly speed: Speed;
  /** Tell fills and latches as they happen, and the status every so often. */
  readonly live: { readonly statusEveryMs: number } | undefined;
  /** Note where protective stops stood. */
  readonly stops: boolean;
  /** Tell the story of an order. */
  readonly story: StoryName | undefined;
  readonly barsMax: number | undefined;
}

export interface CheckOrder {
  readonly check: CheckTask;
  readonly board: SharedArrayBuffer;
}

/** What it answers: any number of reports, then one ending. */
export type WorkerAnswer = { readonly kind: "live"; readonly report: LiveReport } | WorkerEnding;

export type WorkerEnding =
  | { readonly kind: "done"; readonly outcome: RunOutcome }
  /** One result for each subject; fewer when it was stopped. */
  | { readonly kind: "checked"; readonly results: readonly SubjectResult[] }
  | { readonly kind: "fault"; readonly fault: FaultReport }
  | { readonly kind: "broken"; readonly error: unknown };

const answer = (message: WorkerAnswer): void => parentPort?.postMessage(message, handedOver(message));

/** The curve of a run that is over is the largest thing it leaves: it changes hands instead of being copied. */
const handedOver = (message: WorkerAnswer): ArrayBuffer[] =>
  message.kind === "done"
    ? [message.outcome.equityTime, message.outcome.equity].map(({ buffer }) => buffer as ArrayBuffer)
    : [];

async function run(order: RunOrder): Promise<WorkerEnding> {
  const { plan, board: shared, speed, live, stops: wantsStops, barsMax } = order;
  const board = boardOn(shared);
  printAtOnce();
  const now = performance.now.bind(performance); // Kept for the report and the pace; the engine cannot reach it.
  const tell = (report: LiveReport): void => answer({ kind: "live", report });
  const stops = wantsStops ? new StopRecorder() : undefined;
  const reporting = live === undefined ? undefined : new ReportingRecorder(tell, stops);
  const recorder = reporting ?? new DecisionRecorder(stops);
  const story = order.story && new OrderStory(order.story);
  const listener =
    story === undefined
      ? recorder
      : bothListeners(recorder, new StoryRecorder((record) => story.fold(record)));
  poisonRealm(); // Before the strategies load: a `const now = Date.now` of theirs must not escape it.
  const strategies = await importSealed(plan);
  if (!Array.isArray(strategies)) return { kind: "fault", fault: strategies };
  board.start(); // Before the first line of a strategy's own code: its indicators may hang as well.
  try {
    const assembly = assembleRecorded(plan, strategies, listener, board.deciding);
    const { engine, playback } = assembly;
    const initialEquity = engine.equity;
    const { currency, balance: initial } = plan.account;
    const tellStatus = (running: boolean): void => {
      const ordersPlaced = reporting?.ordersPlaced ?? 0;
      tell({ kind: "status", status: statusFacts(engine, { currency, initial, ordersPlaced, running }) });
    };
    const beat = live && { everyMs: live.statusEveryMs, run: () => tellStatus(true) };
    const startedAt = now();
    play(playback, board, speed, { now, beat, barsMax });
    const elapsedMs = now() - startedAt;
    if (live !== undefined) tellStatus(false);
    return {
      kind: "done",
      outcome: outcomeOf(assembly, {
        elapsedMs,
        hash: recorder.digest(),
        initialEquity,
        stops: stops?.levels() ?? [],
        told: story && { story: story.tell(""), range: story.range },
      }),
    };
  } catch (error) {
    if (error instanceof StrategyFault) return { kind: "fault", fault: reportOf(error) };
    throw error;
  }
}

/** Only a check pays for its code. */
async function check({ check: task, board: shared }: CheckOrder): Promise<WorkerEnding> {
  const { runCheck } = await import("./check/index.ts");
  printAtOnce();
  poisonRealm();
  return runCheck(task, boardOn(shared));
}

parentPort?.once("message", (order: WorkerOrder) => {
  const ending = "check" in order ? check(order) : run(order);
  ending.then(answer, (error: unknown) => answer({ kind: "broken", error }));
});
