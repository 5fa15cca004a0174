import { assert } from "../../core/base/index.ts";
import { assembleRun, type RunnerParts, type WrittenRun } from "./assemble-run.ts";
import { endRun } from "./end-run.ts";
import type { RunnerEnding, RunnerTask } from "./messages.ts";
import { PaperRun } from "./paper-run.ts";
import { playLive } from "./play-live.ts";
import { releaseOutside } from "./release-outside.ts";
import { ReplayDiffers } from "./run-log.ts";
import { SpaceWatch } from "./space-watch.ts";
import { takeUp } from "./take-up.ts";
import { VenueOutbox } from "./venue-outbox.ts";

/** Takes a run up where it was left, and goes on as it was told. */
export class Runner {
  readonly #of: RunnerParts;
  readonly #written: WrittenRun;
  readonly #run: PaperRun;

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
    const { assembly, log, answers, noted } = this.#written;
    this.#run = new PaperRun({
      ...{ assembly, log, answers, instruments: plan.instruments, waits: isAtVenue },
      onMoment: (at) => noted.pass(at, assembly),
    });
  }

  /** Does what the order says. @throws ReplayDiffers, JournalFull */
  work(): RunnerEnding {
    const { order, now } = this.#of;
    const startedAt = now();
    const { task } = order;
    if (task.kind === "verify") return { kind: "verified", verification: this.#verify() };
    assert(task.kind === "play" || task.kind === "emergency", "a run at a venue has runners of its own");
    takeUp(this.#run, this.#written, this.#of);
    this.#goOn(task);
    const outcome = endRun(this.#run, this.#written, now() - startedAt);
    if (task.kind === "play") {
      this.#written.noted.end();
      this.#tellStatus(false);
    } else this.#written.noted.rest(); // Of the day whoever traded it knew more.
    return { kind: "done", outcome, emergency: this.#run.emergency };
  }

  #goOn(task: Extract<RunnerTask, { kind: "play" | "emergency" }>): void {
    const run = this.#run;
    if (task.kind === "emergency") run.reopen();
    if (run.end !== undefined) return;
    if (task.kind === "emergency") {
      this.#written.noted.commanded(task.command, run.now, run.obey(task.command));
      run.isEnded = true;
      return;
    }
    const { board, now } = this.#of;
    const { noted } = this.#written;
    releaseOutside(run, this.#written);
    const space = new SpaceWatch(run, this.#written, this.#of.journal);
    playLive(
      run,
      board,
      { speed: task.speed, nextAt: () => this.#written.assembly.playback.nextAt },
      {
        now,
        readMail: () => {
          noted.look();
          space.look();
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
      this.#written.noted.commanded(mail.command, this.#run.now, result);
      // Whoever asked hears of it when it is certain that it will not be forgotten.
      this.#of.journal?.flush();
      this.#of.tell({ kind: "obeyed", ref, result });
      isAsked = true;
    }
    return isAsked;
  }

  #verify(): Extract<RunnerEnding, { kind: "verified" }>["verification"] {
    const facts = (): { events: number; decisions: number } => ({
      events: this.#written.log.walked,
      decisions: this.#written.recorder.decisions,
    });
    try {
      takeUp(this.#run, this.#written, this.#of);
    } catch (error) {
      if (!(error instanceof ReplayDiffers)) throw error;
      const hash = this.#written.recorder.digest();
      const counted = facts(); // Of what was walked: not of what stands behind the difference.
      const expected = this.#written.log.takeEnd()?.hash;
      return { ...counted, hash, expected, firstDifference: error.difference };
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
