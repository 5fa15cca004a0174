import { type Assembly, assemblySnapshot, restoreAssembly } from "../../core/backtest/index.ts";
import type { Instrument } from "../../core/domain/index.ts";
import type { StopRecorder } from "../research/index.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { NotedRun } from "./noted-run.ts";
import type { PaperRun } from "./paper-run.ts";
import type { SentOrders } from "./sent-orders.ts";
import type { VenueOutbox } from "./venue-outbox.ts";
import type { WatchedRecorder } from "./watched-run.ts";

/** What of a run at a venue remembers anything from one record to the next. */
interface RememberingRun {
  readonly written: {
    readonly assembly: Assembly;
    readonly recorder: WatchedRecorder;
    readonly stops: StopRecorder | undefined;
    readonly answers: KeptAnswers;
    readonly noted: NotedRun;
  };
  readonly run: PaperRun;
  readonly outbox: VenueOutbox;
  readonly sent: SentOrders;
}

/** All that a run at a venue remembers between two records. */
export type RunState = ReturnType<typeof runState>;

/** Shares with what it is of: it is to be written down before the run goes on. */
export const runState = ({ written, run, sent, outbox }: RememberingRun) => ({
  assembly: assemblySnapshot(written.assembly),
  recorder: written.recorder.snapshot(),
  stops: written.stops?.snapshot(),
  answers: written.answers.snapshot(),
  noted: written.noted.snapshot(),
  run: run.snapshot(),
  sent: sent.snapshot(),
  turns: outbox.snapshot(),
});

/** Makes a run that has just been put together what the other one was, which then owns what it is given. */
export function restoreRun(to: RememberingRun, from: RunState, instruments: readonly Instrument[]): void {
  const { written, run, sent, outbox } = to;
  restoreAssembly(written.assembly, from.assembly);
  written.recorder.restore(from.recorder);
  if (from.stops !== undefined) written.stops?.restore(from.stops);
  written.answers.restore(from.answers, instruments);
  written.noted.restore(from.noted);
  run.restore(from.run);
  sent.restore(from.sent);
  outbox.restore(from.turns);
}
