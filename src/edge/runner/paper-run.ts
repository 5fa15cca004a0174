import type { Assembly } from "../../core/backtest/index.ts";
import type { UnixMs } from "../../core/base/index.ts";
import type { CommandEvent, EngineEvent, Instrument } from "../../core/domain/index.ts";
import type { WaitingEntry } from "../../core/engine/index.ts";
import type { Latch } from "../../core/risk/index.ts";
import { type AnswerResult, answerTo, isAnswer } from "./answer-approval.ts";
import { eventsOf, ObeyedCommands } from "./commands.ts";
import { type EmergencyResult, emergencyCount } from "./emergency-count.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { Command, RunEnd, RunFacts } from "./record.ts";
import type { RunLog } from "./run-log.ts";

/** Moments that an emergency plays on for its exits to fill: far more than any market is closed for. */
const EMERGENCY_MOMENTS_MAX = 100_000;

/** What a person has lifted, and what only time lifts. */
export interface Resumed {
  /** Kinds of latches, oldest first. */
  readonly lifted: readonly Latch["kind"][];
  readonly holds: readonly Pick<Latch, "kind" | "endsBy">[];
}

export type CommandResult =
  /** `leaves`: so many positions a flatten found to leave. `resumed`: what a resume came to. */
  | { readonly kind: "obeyed"; readonly leaves?: number; readonly resumed?: Resumed }
  /** It came a second time. */
  | { readonly kind: "known" }
  | { readonly kind: "unknown symbol"; readonly symbol: string; readonly allowed: readonly string[] }
  /** The strategy of that symbol broke its contract: asked again it would only do so again. */
  | {
      readonly kind: "broken strategy";
      readonly symbol: string;
      readonly strategy: string;
      readonly found: string;
      /** Unix milliseconds of the data. */
      readonly since: number;
    }
  /** Nothing of that number waits for an answer. */
  | {
      readonly kind: "unknown approval";
      readonly approval: number;
      readonly waiting: readonly WaitingEntry[];
    }
  /** What the venue told last is not heard yet: an opening would be judged by what was before that. */
  | { readonly kind: "behind" }
  | AnswerResult
  | ({ readonly kind: "emergency" } & EmergencyResult);

/**
 * A run over recorded data that writes down what comes in and what it decides. Where something was written before, it
 * walks the same way again first: the simulated exchange in this process knows then what it knew.
 */
export class PaperRun {
  readonly #assembly: Assembly;
  readonly #log: RunLog;
  readonly #answers: KeptAnswers;
  readonly #waits: boolean;
  readonly #onMoment: (at: UnixMs) => void;
  readonly #instruments: readonly Instrument[];
  /** Of the newest event of a venue that was taken. */
  number = 0;
  /** Of the event whose moments were played last. */
  #played = 0;
  /**
   * Of the one before that: what a venue told after it may not have come to an end, and is heard again by whoever takes the
   * run up. Bars leave no record; the moment that they belong to is where they end.
   */
  heardWhole = 0;
  readonly #obeyed = new ObeyedCommands();
  /** An emergency has ended it. */
  isEnded = false;
  /** It was to leave positions as they are, and what protects them. */
  keepsPositions = false;
  /** What that came to where it was called; at a venue the exits are still to be filled. */
  emergency: EmergencyResult | undefined;
  /** The end that was written before. */
  end: RunEnd | undefined;

  constructor(of: {
    readonly assembly: Assembly;
    readonly log: RunLog;
    readonly answers: KeptAnswers;
    readonly instruments: readonly Instrument[];
    /** A venue of its own fills the exits of an emergency, in its own time. */
    readonly waits: boolean;
    /** Hears of each moment that was played, and of each that a venue told something at. */
    onMoment(at: UnixMs): void;
  }) {
    this.#waits = of.waits;
    this.#onMoment = of.onMoment;
    this.#assembly = of.assembly;
    this.#log = of.log;
    this.#answers = of.answers;
    this.#instruments = of.instruments;
  }

  get now(): UnixMs {
    const { playback } = this.#assembly;
    return Number.isFinite(playback.now) ? playback.now : (playback.nextAt as UnixMs);
  }

  /** Whether there is nothing left to play. */
  get isOver(): boolean {
    return this.isEnded || this.#assembly.playback.nextAt === Number.POSITIVE_INFINITY;
  }

  get bars(): number {
    return this.#assembly.playback.bars;
  }

  /** Beside what its parts remember. */
  snapshot() {
    const { number, heardWhole, isEnded, keepsPositions, emergency, end } = this;
    const plain = { number, heardWhole, isEnded, keepsPositions, emergency, end };
    return { plain, played: this.#played, obeyed: this.#obeyed.snapshot() };
  }

  restore({ plain, played, obeyed }: PaperRunSnapshot): void {
    Object.assign(this, plain);
    this.#played = played;
    this.#obeyed.restore(obeyed);
  }

  /** First of all: what it is made of. @throws ReplayDiffers where it was made of something else */
  begin(facts: RunFacts): void {
    this.#log.write({ kind: "begun", facts });
  }

  /** Takes one step of what was written before. @throws ReplayDiffers where it leads elsewhere */
  replay(): void {
    const { replayed } = this.#log;
    const { nextAt } = this.#assembly.playback;
    this.#walk();
    // What leads nowhere now, as a command that is obeyed already, would be met for ever.
    if (this.#log.replayed === replayed && this.#assembly.playback.nextAt === nextAt) this.#differ();
  }

  #walk(): void {
    const record = this.#log.peek();
    this.end = undefined; // What comes behind an end has opened the run again.
    switch (record?.kind) {
      case "moment":
        this.step(record.number);
        return;
      case "heard":
        this.hear(record.number, record.event);
        return;
      case "silenced":
        this.#answers.silence();
        return;
      case "behind":
      case "asked":
        this.#answers.fallBehind(record.kind === "behind");
        return;
      case "command": {
        const { kind } = this.obey(record.command);
        const wasObeyed = kind !== "known" && kind !== "unknown symbol" && kind !== "unknown approval";
        if (!wasObeyed) this.#differ(); // It was then.
        return;
      }
      case "ended":
        this.end = record.end;
        this.#log.take();
        return;
      case "begun":
      case "entered":
      case "answer":
      case "fault":
      case "decision":
      case "story":
      case undefined:
        this.#differ(); // None of these may stand here.
    }
  }

  /** @throws ReplayDiffers, for what would come now is the next moment */
  #differ(): void {
    this.#log.writeText(`M${this.#assembly.playback.nextAt}`);
  }

  /** Plays what happens at the next moment. `number`: the event of a venue that said so. */
  step(number?: number): void {
    const { playback } = this.#assembly;
    this.#log.writeMoment(playback.nextAt, number);
    if (number !== undefined) this.#noteNumber(number);
    playback.step();
    this.#onMoment(playback.now);
  }

  /** Writes up to where it was played. */
  settle(): void {
    this.#log.settle();
  }

  #noteNumber(number: number): void {
    this.number = number;
    if (number === this.#played) return; // Several moments that one event told of.
    this.heardWhole = this.#played;
    this.#played = number;
  }

  /** Takes what a venue said. `number`: of its event, or of the newest before where it said nothing. */
  hear(number: number, event: EngineEvent): void {
    this.#log.write({ kind: "heard", number, event });
    this.number = number;
    this.#assembly.engine.step(event);
    this.#onMoment(event.at);
  }

  /** Does what was asked for, once. */
  obey(command: Command): CommandResult {
    const events = eventsOf(command, this.#instruments, this.now);
    if (events === undefined) {
      const allowed = this.#instruments.map(({ symbol }) => symbol);
      return { kind: "unknown symbol", symbol: command.symbol ?? "", allowed };
    }
    if (isAnswer(command)) return this.#answer(command, events);
    const broken = this.#brokenFor(command);
    if (broken !== undefined) return broken;
    if (!this.#obeyed.note(command)) return { kind: "known" };
    this.#log.write({ kind: "command", command });
    const { playback, engine } = this.#assembly;
    const leaves = command.do === "flatten" ? { leaves: this.#heldOf(command.symbol) } : {};
    const count = command.do === "emergency" ? emergencyCount(engine, this.#instruments) : undefined;
    const latches = engine.risk.latches;
    for (const event of events) playback.interject(event);
    const resumed = command.do === "resume" ? { resumed: resumedFrom(latches, engine.risk.latches) } : {};
    if (count === undefined) return { kind: "obeyed", ...leaves, ...resumed };
    this.isEnded = true;
    this.keepsPositions = command.closes === false;
    if (command.closes !== false && !this.#waits) this.#playUntilFlat();
    this.emergency = count();
    return { kind: "emergency", ...this.emergency };
  }

  /** Whether that strategy is asked to start that never will. What was obeyed before is walked again as it was. */
  #brokenFor({ do: deed, symbol }: Command): CommandResult | undefined {
    if (deed !== "start" || this.#log.isReplaying) return undefined;
    const fault = this.#assembly.engine.faults.find((one) => one.symbol === symbol);
    if (fault === undefined) return undefined;
    const { strategy, found, at: since } = fault;
    return { kind: "broken strategy", symbol: fault.symbol, strategy, found, since };
  }

  /** Positions in a symbol; without one, all. */
  #heldOf(symbol: string | undefined): number {
    const held = this.#assembly.engine.openPositions();
    return held.filter((one) => symbol === undefined || this.#instruments[one.instrument]?.symbol === symbol)
      .length;
  }

  /** Nothing is written of an answer to what does not wait. */
  #answer(command: Command, events: readonly CommandEvent[]): CommandResult {
    const { engine, playback } = this.#assembly;
    const entry = engine.waiting.find(({ id, expiresAt }) => id === command.approval && this.now < expiresAt);
    if (this.#obeyed.knows(command)) return { kind: "known" };
    if (entry === undefined)
      return { kind: "unknown approval", approval: command.approval ?? 0, waiting: engine.waiting };
    this.#obeyed.note(command);
    this.#log.write({ kind: "command", command });
    return answerTo(engine, entry, () => {
      for (const event of events) playback.interject(event);
    });
  }

  /** Exits meet the market as its bars come. What the data ends with is left, and named. */
  #playUntilFlat(): void {
    const { playback, engine } = this.#assembly;
    for (let moments = 0; moments < EMERGENCY_MOMENTS_MAX; moments++) {
      if (engine.openPositions().length === 0 || playback.nextAt === Number.POSITIVE_INFINITY) return;
      this.step();
    }
  }

  /** An emergency closes what a person ended, and nobody has stored, with what it held. What ended otherwise is over. */
  reopen(): void {
    if (this.end?.complete === false && !this.isEnded) this.end = undefined;
  }

  /** Last of all. */
  finish(end: RunEnd): void {
    if (this.end === undefined) this.#log.write({ kind: "ended", end });
  }
}

const resumedFrom = (before: readonly Latch[], now: readonly Latch[]): Resumed => ({
  lifted: before.filter((latch) => !now.includes(latch)).map(({ kind }) => kind),
  holds: now.map(({ kind, endsBy }) => ({ kind, endsBy })),
});

type PaperRunSnapshot = ReturnType<PaperRun["snapshot"]>;
