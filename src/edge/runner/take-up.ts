import type { Board } from "../research/index.ts";
import type { RunnerParts, WrittenRun } from "./assemble-run.ts";
import { changedStrategies } from "./changed-strategies.ts";
import type { PaperRun } from "./paper-run.ts";
import { ReplayDiffers, type RunLog } from "./run-log.ts";

/** Moments of a replay between two signs of life. */
const MOMENTS_A_BEAT = 1_024;

/** Walks what was written; nothing is decided anew, and nothing leaves. @throws ReplayDiffers where it leads elsewhere */
export function takeUp(
  run: PaperRun,
  { log, answers }: WrittenRun,
  { order, board, tell, snapshot, passedOver }: RunnerParts,
): void {
  let isAny: boolean;
  const changes = () => changedStrategies(log.writer ?? snapshot?.session, order.session);
  try {
    if (snapshot === undefined) run.begin(order.facts);
    isAny = log.isReplaying || snapshot !== undefined;
    walkOn(run, log, board);
  } catch (error) {
    if (error instanceof ReplayDiffers) error.strategies = changes();
    throw error;
  }
  const strategies = changes();
  log.before = undefined; // What is asked for from here on is new.
  if (!isAny) return;
  const endedBy = endOf(run);
  const remembered = snapshot === undefined ? 0 : snapshot.next - 1;
  const { replayed } = log;
  const { changed } = answers;
  const { now: at } = run;
  tell({ kind: "resumed", remembered, passedOver, replayed, changed, strategies, at, endedBy });
}

/** Walks to the end of what was written, or until it stands behind that record. */
export function walkOn(run: PaperRun, log: RunLog, board: Board, behind = Number.POSITIVE_INFINITY): void {
  for (let moments = 1; log.isReplaying && log.place <= behind; moments++) {
    run.replay();
    if (moments % MOMENTS_A_BEAT === 0) board.beat(); // It may take longer than a strategy may hang.
  }
}

function endOf({ end, isEnded }: PaperRun): "data" | "interrupt" | "emergency" | undefined {
  if (end === undefined) return undefined;
  if (isEnded) return "emergency";
  return end.complete ? "data" : "interrupt";
}
