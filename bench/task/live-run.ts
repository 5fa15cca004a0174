/** The live loop of a paper run in this process: journal on a disk, the clock of the data, nobody who watches. */
import type { Strategy } from "../../src/core/strategy/index.ts";
import type { Journal } from "../../src/edge/journal/index.ts";
import { readJournal } from "../../src/edge/journal/index.ts";
import { boardOn, newBoard, type RunOutcome } from "../../src/edge/research/index.ts";
import type { RunnerOrder } from "../../src/edge/runner/index.ts";
import { Runner } from "../../src/edge/runner/runner.ts";
import { requireSame } from "../digest.ts";
import { type WideRun, widePlan } from "./wide-run.ts";

const FACTS = {
  schema: "timonel.run-journal/1",
  run: "bench",
  configHash: "none",
  dataHash: "none",
} as const;

/**
 * Plays a task through the live loop as fast as it can, or takes up what stands in `directory`.
 * @returns what it came to @throws WrongDigest where it did not come to its end
 */
export function playLiveTask(
  task: WideRun,
  {
    directory,
    journal,
    isNew,
  }: { readonly directory: string; readonly journal: Journal; readonly isNew: boolean },
): RunOutcome {
  const shared = newBoard();
  const order: RunnerOrder = {
    plan: widePlan(task),
    board: shared,
    facts: FACTS,
    session: { epoch: 1, at: 0, version: "bench", strategies: [] },
    journal: directory,
    task: { kind: "play", isNew, speed: "max", statusEveryMs: 1e9, stops: false, daily: false },
  };
  const strategies: readonly Strategy[] = task.instruments.map(() => task.strategy);
  const ending = new Runner({
    order,
    board: boardOn(shared),
    strategies,
    journal,
    old: isNew ? [] : readJournal(directory),
    now: () => performance.now(),
    tell: () => undefined,
    nextMail: () => undefined,
  }).work();
  requireSame("how the run ended", ending.kind, "done");
  if (ending.kind !== "done") throw new Error("a run that was played was verified");
  requireSame("the data came to their end", ending.outcome.isComplete, true);
  return ending.outcome;
}
