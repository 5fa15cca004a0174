import { assert } from "../../core/base/index.ts";
import { outcomeOf } from "../research/index.ts";
import { assembleRun, type RunnerParts, type WrittenRun } from "./assemble-run.ts";
import type { RunnerEnding, RunnerTask } from "./messages.ts";
import { type EmergencyResult, PaperRun } from "./paper-run.ts";
import { playLive } from "./play-live.ts";
import { ReplayDiffers } from "./run-log.ts";
import { VenueOutbox } from "./venue-outbox.ts";

/** Moments of a replay between two signs of life. */
const MOMENTS_A_BEAT = 1_024;

/** Takes a run up where it was left, and goes on as it was told. */
export class Runner {
  readonly #of: RunnerParts;
  readonly #written: WrittenRun;
  readonly #run: PaperRun;
  readonly #initialEquity: number;
  #emergency: EmergencyResult | undefined;

  /** @throws StrategyFault when a strategy cannot make its indicators */
  constructor(parts: RunnerParts) {
    this.#of = parts;
    const { facts, plan } = parts.order;
    const isAtVenue = facts.venue === true; // Walked again, nothing leaves for it.
    const nowhere = new VenueOutbox(
      () => true,
      () => undefined,
    );
    this.#written = assembleRun(parts, isAtVenue ? () => nowhere : undefined);
    const { assembly, log, answers } = this.#written;
    this.#run = new PaperRun({ assembly, log, answers, instruments: plan.instruments, waits: isAtVenue });
    this.#initialEquity = assembly.engine.equity;
  }

  /** Does what the order says. @throws ReplayDiffers, JournalFull */
  work(): RunnerEnding {
    const { order, now } = this.#of;
    const startedAt = now();
    const { task } = order;
    if (task.kind === "verify") return { kind: "verified", verification: this.#verify() };
    assert(task.kind !== "trade", "a run at a venue has a runner of its own");
    this.#takeUp();
    this.#goOn(task);
    const hash = this.#written.recorder.digest();
    const { playback } = this.#written.assembly;
    const complete = playback.nextAt === Number.POSITIVE_INFINITY;
    // A run that was interrupted has no end: it is taken up again.
    if (complete || this.#run.isEnded) this.#run.finish({ hash, complete });
    const elapsedMs = now() - startedAt;
    const stops = this.#written.stops?.levels() ?? [];
    const outcome = outcomeOf(this.#written.assembly, {
      elapsedMs,
      hash,
      initialEquity: this.#initialEquity,
      stops,
    });
    if (task.kind === "play") {
      this.#written.noted.end(this.#written.assembly);
      this.#tellStatus(false);
    }
    return { kind: "done", outcome, emergency: this.#emergency };
  }

  /** Walks what was written; nothing is decided anew. */
  #takeUp(): void {
    const run = this.#run;
    run.begin(this.#of.order.facts);
    const isAny = this.#written.log.isReplaying;
    for (let moments = 1; this.#written.log.isReplaying; moments++) {
      run.replay();
      if (moments % MOMENTS_A_BEAT === 0) this.#of.board.beat();
    }
    if (!isAny) return;
    const { replayed } = this.#written.log;
    this.#of.tell({ kind: "resumed", replayed, changed: this.#written.answers.changed.length, at: run.now });
  }

  #goOn(task: Extract<RunnerTask, { kind: "play" | "emergency" }>): void {
    const run = this.#run;
    if (run.end !== undefined) return;
    if (task.kind === "emergency") {
      const result = run.obey(task.command);
      if (result.kind === "emergency") this.#emergency = result;
      run.isEnded = true;
      return;
    }
    const { board, now } = this.#of;
    const { assembly, noted } = this.#written;
    noted.begin(assembly);
    playLive(
      run,
      board,
      { speed: task.speed, nextAt: () => this.#written.assembly.playback.nextAt },
      {
        now,
        readMail: () => {
          noted.look(assembly);
          return this.#readMail();
        },
        commit: () => this.#of.journal?.commit(),
        beat: { everyMs: task.statusEveryMs, run: () => this.#tellStatus(true) },
      },
    );
  }

  #readMail(): boolean {
    let isAsked = false;
    for (let mail = this.#of.nextMail(); mail !== undefined; mail = this.#of.nextMail()) {
      if (mail.kind !== "look" && mail.kind !== "command") continue; // No venue speaks to this run.
      const { ref } = mail;
      if (mail.kind === "look") {
        this.#of.tell({ kind: "seen", ref, view: this.#written.view() });
        continue;
      }
      const result = this.#run.obey(mail.command);
      this.#written.noted.commanded(mail.command, this.#run.now);
      if (result.kind === "emergency") this.#emergency = result;
      // Whoever asked hears of it when it is certain that it will not be forgotten.
      this.#of.journal?.commit();
      this.#of.tell({ kind: "obeyed", ref, result });
      isAsked = true;
    }
    return isAsked;
  }

  #verify(): Extract<RunnerEnding, { kind: "verified" }>["verification"] {
    const facts = (): { events: number; decisions: number } => ({
      events: this.#written.log.replayed,
      decisions: this.#written.recorder.decisions,
    });
    try {
      this.#takeUp();
    } catch (error) {
      if (!(error instanceof ReplayDiffers)) throw error;
      const hash = this.#written.recorder.digest();
      return { ...facts(), hash, expected: undefined, firstDifference: error.difference };
    }
    return {
      ...facts(),
      hash: this.#written.recorder.digest(),
      expected: this.#run.end?.hash,
      firstDifference: undefined,
    };
  }

  #tellStatus(running: boolean): void {
    this.#of.tell({ kind: "live", report: { kind: "status", status: this.#written.status(running) } });
  }
}
