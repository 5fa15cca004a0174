import { parentPort } from "node:worker_threads";
import { StrategyFault } from "../../core/strategy/index.ts";
import { assemble, importStrategies } from "./assemble.ts";
import { DecisionRecorder } from "./decision-recorder.ts";
import { type LiveReport, ReportingRecorder, statusFacts } from "./live-reports.ts";
import { outcomeOf, type RunOutcome } from "./outcome.ts";
import { play, type Speed } from "./pace.ts";
import { poisonRealm } from "./poison.ts";
import { printAtOnce } from "./print-at-once.ts";
import { boardOn } from "./progress-board.ts";
import type { RunPlan } from "./run-plan.ts";
import { type FaultReport, reportOf } from "./strategy-problem.ts";

/** What the worker is told, once. */
export interface WorkerOrder {
  readonly plan: RunPlan;
  readonly board: SharedArrayBuffer;
  readonly speed: Speed;
  /** Tell fills and latches as they happen, and the status every so often. */
  readonly live: { readonly statusEveryMs: number } | undefined;
}

/** What it answers: any number of reports, then one ending. */
export type WorkerAnswer = { readonly kind: "live"; readonly report: LiveReport } | WorkerEnding;

export type WorkerEnding =
  | { readonly kind: "done"; readonly outcome: RunOutcome }
  | { readonly kind: "fault"; readonly fault: FaultReport }
  | { readonly kind: "broken"; readonly error: unknown };

const answer = (message: WorkerAnswer): void => parentPort?.postMessage(message);

async function run({ plan, board: shared, speed, live }: WorkerOrder): Promise<WorkerEnding> {
  const board = boardOn(shared);
  printAtOnce();
  const strategies = await importStrategies(plan);
  const now = performance.now.bind(performance); // Kept for the report and the pace; the engine cannot reach it.
  const tell = (report: LiveReport): void => answer({ kind: "live", report });
  const reporting = live === undefined ? undefined : new ReportingRecorder(tell);
  const recorder = reporting ?? new DecisionRecorder();
  poisonRealm();
  board.start(); // Before the first line of a strategy's own code: its indicators may hang as well.
  try {
    const assembly = assemble(plan, strategies, recorder, board.deciding);
    const { engine, playback } = assembly;
    const initialEquity = engine.equity;
    const { currency, balance: initial } = plan.account;
    const tellStatus = (running: boolean): void => {
      const ordersPlaced = reporting?.ordersPlaced ?? 0;
      tell({ kind: "status", status: statusFacts(engine, { currency, initial, ordersPlaced, running }) });
    };
    const beat = live && { everyMs: live.statusEveryMs, run: () => tellStatus(true) };
    const startedAt = now();
    play(playback, board, speed, { now, beat });
    const elapsedMs = now() - startedAt;
    if (live !== undefined) tellStatus(false);
    return {
      kind: "done",
      outcome: outcomeOf(assembly, { elapsedMs, hash: recorder.digest(), initialEquity }),
    };
  } catch (error) {
    if (error instanceof StrategyFault) return { kind: "fault", fault: reportOf(error) };
    throw error;
  }
}

parentPort?.once("message", (order: WorkerOrder) => {
  run(order).then(answer, (error: unknown) => answer({ kind: "broken", error }));
});
