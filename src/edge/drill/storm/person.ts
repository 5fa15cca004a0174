import { type Chance, MomentChance } from "../../../core/base/index.ts";
import type { Command } from "../../runner/index.ts";
import type { Auditor } from "../audit/auditor.ts";
import type { CalmWatch } from "../audit/calm-watch.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import type { TradingProcess } from "../trading-process.ts";

const SECOND = 1_000;
/** A command comes again in one of so many cases, up to so long after. */
const AGAIN_ONE_IN = 3;
const AGAIN_MS_MAX = 120 * SECOND;

const PRESS_AGAIN_MS = 5 * SECOND;
const DIES_ONE_IN = 2;

/** What a person does in the calm, and what is looked at, in milliseconds after the storm. */
const CALM = {
  holdTerms: 60 * SECOND,
  /** Everything that was late has come: what was stopped goes on. */
  resume: 90 * SECOND,
  /** Where the venue is one that takes other terms, it does so once more, and is seen to again. */
  otherTerms: 92 * SECOND,
  askedTerms: 104 * SECOND,
  resumeOnce: 125 * SECOND,
  holdTermsAgain: 130 * SECOND,
  watch: 120 * SECOND,
  halt: 150 * SECOND,
  holdHalt: 165 * SECOND,
  resumeAgain: 170 * SECOND,
  /** The venue takes back what protects once more. */
  vanish: 185 * SECOND,
  haltComesAgain: 172 * SECOND,
  stop: 200 * SECOND,
  holdStop: 215 * SECOND,
  start: 220 * SECOND,
  /** Halted, so that nobody opens anew what has just ended. */
  flatten: 240 * SECOND,
  /** Told once more while it may still be leaving: nothing leaves twice. */
  flattenAgain: 243 * SECOND,
  holdFlat: 340 * SECOND,
};
/** From here on strategies may ask for the least that there is, where their seed wants that. */
export const PROBES_AFTER_MS = 350 * SECOND;

/** What a person does in the calm, `calm#3`, and each time that they end it all, `emergency#1`, can be left out as strikes can. */
const CALM_CLASS = "calm";
const EMERGENCY_CLASS = "emergency";
/** The same, without the run. */
export const OUTSIDE_CLASS = "outside";
/** Answers to openings that wait for a person. */
export const APPROVAL_CLASS = "approval";
export const PERSON_CLASSES: readonly string[] = [CALM_CLASS, EMERGENCY_CLASS, OUTSIDE_CLASS, APPROVAL_CLASS];

interface CalmParts {
  readonly symbol: string;
  readonly calmMs: number;
  /** Strategies ask for the least that there is at the end. */
  readonly probes: boolean;
  /** Whether a step remains. */
  may(name: string, what: string): boolean;
  vanish(): void;
  takeOtherTerms(isOn: boolean): void;
}

/** Whoever commands the run. What is said to a process that is not there is lost. */
export class Person {
  readonly #time: VirtualTime;
  readonly #auditor: Auditor;
  readonly #chance: MomentChance;
  readonly #process: () => TradingProcess | undefined;
  /** How often anything was told. */
  #told = 0;
  /** When an emergency was first called, in virtual Unix milliseconds. */
  pressedAt: number | undefined;

  constructor(of: {
    readonly time: VirtualTime;
    readonly auditor: Auditor;
    readonly chance: Chance;
    process(): TradingProcess | undefined;
  }) {
    this.#time = of.time;
    this.#auditor = of.auditor;
    this.#chance = new MomentChance(of.chance, () => of.time.now);
    this.#process = () => of.process();
  }

  /** Tells the run something; now and then it comes a second time, some time after. */
  tell(wanted: Pick<Command, "do" | "symbol" | "approval">): void {
    const command: Command = { id: `${wanted.do}-${this.#told + 1}`, by: "drill", ...wanted };
    this.#command(command);
    const laterMs = AGAIN_MS_MAX * this.#chance.next();
    if (this.#chance.int(AGAIN_ONE_IN) === 0) this.after(laterMs, () => this.#command(command));
  }

  #command(command: Command): void {
    const process = this.#process();
    if (process === undefined) return;
    this.#told++;
    this.#auditor.asked(command, this.#told);
    process.command(command, this.#told);
  }

  /**
   * Ends it all, and presses again: until it is over, or, in every other case, until it was heard. Now and then the
   * process dies over it.
   */
  callEmergency(is: { over(): boolean; heard(): boolean; wanted(name: string): boolean }): void {
    const isPatient = this.#chance.int(2) === 0;
    const press = (nth: number): void => {
      if (is.over() || (isPatient && is.heard())) return;
      this.after(PRESS_AGAIN_MS, () => press(nth + 1));
      if (!is.wanted(`${EMERGENCY_CLASS}#${nth}`)) return;
      this.tell({ do: "emergency" });
      this.pressedAt ??= this.#time.now;
      if (this.#chance.int(DIES_ONE_IN) === 0) this.#process()?.kill("killed", 1 + this.#chance.int(20));
    };
    press(1);
  }

  after(ms: number, act: () => void): void {
    this.#time.after(ms, act, "drill");
  }

  /** Sees to what was stopped in the storm, stops and ends things once more, and holds the run to it. */
  playCalm(watch: CalmWatch, { symbol, calmMs, probes, may, vanish, takeOtherTerms }: CalmParts): void {
    const halt: Command = { id: "halt in the calm", by: "drill", do: "halt" };
    let steps = 0;
    const step = (ms: number, what: string, act: () => void): void => {
      const name = `${CALM_CLASS}#${++steps}`;
      this.after(ms, () => {
        if (may(name, what)) act();
      });
    };
    this.after(CALM.holdTerms, () => watch.holdTerms());
    this.after(CALM.holdTermsAgain, () => watch.holdTerms());
    for (let ms = CALM.watch; ms < calmMs; ms += SECOND) this.after(ms, () => watch.look());
    if (probes) this.after(PROBES_AFTER_MS, () => watch.holdRoom());
    step(CALM.resume, "what was stopped goes on", () => {
      this.tell({ do: "resume" });
      this.tell({ do: "start" });
    });
    step(CALM.otherTerms, "the venue takes other terms once more, if it is one that does", () => {
      takeOtherTerms(true);
      this.after(CALM.askedTerms - CALM.otherTerms, () => takeOtherTerms(false));
    });
    step(CALM.resumeOnce, "resume", () => this.tell({ do: "resume" }));
    step(CALM.halt, "halt, and the same halt again after a resume", () => {
      this.#command(halt);
      this.after(CALM.holdHalt - CALM.halt, () => watch.holdNoEntries());
      this.after(CALM.resumeAgain - CALM.halt, () => this.tell({ do: "resume" }));
      this.after(CALM.haltComesAgain - CALM.halt, () => this.#command(halt));
    });
    step(CALM.vanish, "the venue takes back stops", () => {
      vanish();
      watch.look();
      this.after(watch.mendedMs, () => {
        watch.look();
        watch.holdMended();
      });
    });
    step(CALM.stop, `stop ${symbol}, and start it again`, () => {
      this.tell({ do: "stop", symbol });
      this.after(CALM.holdStop - CALM.stop, () => watch.holdNoEntries(symbol));
      this.after(CALM.start - CALM.stop, () => this.tell({ do: "start", symbol }));
    });
    step(CALM.flatten, "halt, flatten, and resume when it is flat", () => {
      watch.askFlat();
      this.tell({ do: "halt" });
      this.tell({ do: "flatten" });
      if (this.#chance.int(2) === 0)
        this.after(CALM.flattenAgain - CALM.flatten, () => this.tell({ do: "flatten" }));
      this.after(CALM.holdFlat - CALM.flatten, () => {
        watch.holdFlat();
        this.tell({ do: "resume" });
      });
    });
  }
}
