import type { Assembly } from "../../core/backtest/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import type { Journal } from "../journal/index.ts";
import { assemble, type Board, outcomeOf, StopRecorder, statusFacts } from "../research/index.ts";
import { type AnswerPolicy, KeptAnswers } from "./kept-answers.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail, RunnerOrder, RunnerTask, RunView } from "./messages.ts";
import { type EmergencyResult, PaperRun } from "./paper-run.ts";
import { playLive } from "./play-live.ts";
import { type OldRecord, ReplayDiffers, RunLog } from "./run-log.ts";
import { tradeRows, WatchedRecorder } from "./watched-run.ts";

/** What a runner needs of its thread. */
export interface RunnerParts {
  readonly order: RunnerOrder;
  readonly board: Board;
  readonly strategies: readonly Strategy[];
  /** Undefined: nothing is written. */
  readonly journal: Journal | undefined;
  /** What was written before. */
  readonly old: Iterable<OldRecord>;
  /** Wall clock in milliseconds, monotone. */
  now(): number;
  tell(answer: RunnerAnswer): void;
  /** What came in and was not read yet; undefined: nothing. */
  nextMail(): RunnerMail | undefined;
}

/** Moments of a replay between two signs of life. */
const MOMENTS_A_BEAT = 1_024;

/** Takes a run up where it was left, and goes on as it was told. */
export class Runner {
  readonly #of: RunnerParts;
  readonly #assembly: Assembly;
  readonly #log: RunLog;
  readonly #answers: KeptAnswers;
  readonly #recorder: WatchedRecorder;
  readonly #stops: StopRecorder | undefined;
  readonly #run: PaperRun;
  readonly #initialEquity: number;
  #emergency: EmergencyResult | undefined;

  /** @throws StrategyFault when a strategy cannot make its indicators */
  constructor(parts: RunnerParts) {
    this.#of = parts;
    const { order, board, strategies, journal, old } = parts;
    const { plan, task } = order;
    this.#log = new RunLog(old, journal);
    this.#answers = new KeptAnswers(this.#log, this.#policyFor(task));
    this.#stops = task.kind === "play" && task.stops ? new StopRecorder() : undefined;
    this.#recorder = new WatchedRecorder(
      (report) => {
        if (!this.#log.isReplaying) parts.tell({ kind: "live", report });
      },
      this.#stops,
      (line) => this.#log.writeText(`D${line}`),
    );
    this.#assembly = assemble(plan, strategies, this.#recorder, board.deciding, this.#answers);
    this.#run = new PaperRun(this.#assembly, this.#log, plan.instruments);
    this.#initialEquity = this.#assembly.engine.equity;
  }

  #policyFor(task: RunnerTask): AnswerPolicy {
    if (task.kind === "verify") return { kind: "verify" };
    if (task.kind === "emergency") return { kind: "silence" };
    const { strategies } = this.#of.order.session;
    const hashOf = (symbol: string) => strategies.find((one) => one.symbol === symbol)?.sha256;
    const before = (symbol: string) =>
      this.#log.session?.strategies.find((one) => one.symbol === symbol)?.sha256;
    return { kind: "recover", isSame: (symbol) => hashOf(symbol) === before(symbol) };
  }

  /** Does what the order says. @throws ReplayDiffers, JournalFull */
  work(): RunnerEnding {
    const { order, now } = this.#of;
    const startedAt = now();
    if (order.task.kind === "verify") return { kind: "verified", verification: this.#verify() };
    this.#takeUp();
    this.#goOn(order.task);
    const hash = this.#recorder.digest();
    const { playback } = this.#assembly;
    const complete = playback.nextAt === Number.POSITIVE_INFINITY;
    // A run that was interrupted has no end: it is taken up again.
    if (complete || this.#run.isEnded) this.#run.finish({ hash, complete });
    const elapsedMs = now() - startedAt;
    const stops = this.#stops?.levels() ?? [];
    const outcome = outcomeOf(this.#assembly, {
      elapsedMs,
      hash,
      initialEquity: this.#initialEquity,
      stops,
    });
    if (order.task.kind === "play") this.#tellStatus(false);
    return { kind: "done", outcome, emergency: this.#emergency };
  }

  /** Walks what was written; nothing is decided anew. */
  #takeUp(): void {
    const run = this.#run;
    run.begin(this.#of.order.facts);
    const isAny = this.#log.isReplaying;
    for (let moments = 1; this.#log.isReplaying; moments++) {
      run.replay();
      if (moments % MOMENTS_A_BEAT === 0) this.#of.board.beat();
    }
    if (!isAny) return;
    const { replayed } = this.#log;
    this.#of.tell({ kind: "resumed", replayed, changed: this.#answers.changed.length, at: run.now });
  }

  #goOn(task: Exclude<RunnerTask, { kind: "verify" }>): void {
    const run = this.#run;
    if (run.end !== undefined) return;
    if (task.kind === "emergency") {
      const result = run.obey(task.command);
      if (result.kind === "emergency") this.#emergency = result;
      run.isEnded = true;
      return;
    }
    const { board, now } = this.#of;
    playLive(
      run,
      board,
      { speed: task.speed, nextAt: () => this.#assembly.playback.nextAt },
      {
        now,
        readMail: () => this.#readMail(),
        commit: () => this.#of.journal?.commit(),
        beat: { everyMs: task.statusEveryMs, run: () => this.#tellStatus(true) },
      },
    );
  }

  #readMail(): boolean {
    let isAsked = false;
    for (let mail = this.#of.nextMail(); mail !== undefined; mail = this.#of.nextMail()) {
      const { ref } = mail;
      if (mail.kind === "look") {
        this.#of.tell({ kind: "seen", ref, view: this.#view() });
        continue;
      }
      const result = this.#run.obey(mail.command);
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
      events: this.#log.replayed,
      decisions: this.#recorder.decisions,
    });
    try {
      this.#takeUp();
    } catch (error) {
      if (!(error instanceof ReplayDiffers)) throw error;
      const hash = this.#recorder.digest();
      return { ...facts(), hash, expected: undefined, firstDifference: error.difference };
    }
    return {
      ...facts(),
      hash: this.#recorder.digest(),
      expected: this.#run.end?.hash,
      firstDifference: undefined,
    };
  }

  #view(): RunView {
    const { engine } = this.#assembly;
    const { instruments } = this.#of.order.plan;
    return {
      status: this.#status(true),
      orders: this.#recorder.orders(),
      trades: tradeRows(engine.portfolio.trades, instruments),
    };
  }

  #tellStatus(running: boolean): void {
    this.#of.tell({ kind: "live", report: { kind: "status", status: this.#status(running) } });
  }

  #status(running: boolean): RunView["status"] {
    const { currency, balance: initial } = this.#of.order.plan.account;
    const { ordersPlaced } = this.#recorder;
    return statusFacts(this.#assembly.engine, { currency, initial, ordersPlaced, running });
  }
}
