import type { Chance } from "../../../core/base/index.ts";
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
  holdFlat: 340 * SECOND,
};

/** Whoever commands the run. What is said to a process that is not there is lost. */
export class Person {
  readonly #time: VirtualTime;
  readonly #auditor: Auditor;
  readonly #chance: Chance;
  readonly #process: () => TradingProcess | undefined;
  /** How often anything was told. */
  #told = 0;

  constructor(of: {
    readonly time: VirtualTime;
    readonly auditor: Auditor;
    readonly chance: Chance;
    process(): TradingProcess | undefined;
  }) {
    this.#time = of.time;
    this.#auditor = of.auditor;
    this.#chance = of.chance;
    this.#process = () => of.process();
  }

  /** Tells the run something; now and then it comes a second time, some time after. */
  tell(wanted: Pick<Command, "do" | "symbol">): void {
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

  /** Ends it all, and presses again until it is over; now and then the process dies over it. */
  callEmergency(isOver: () => boolean): void {
    if (isOver()) return;
    this.tell({ do: "emergency" });
    if (this.#chance.int(DIES_ONE_IN) === 0) this.#process()?.kill("killed", 1 + this.#chance.int(20));
    this.after(PRESS_AGAIN_MS, () => this.callEmergency(isOver));
  }

  after(ms: number, act: () => void): void {
    this.#time.after(ms, act, "drill");
  }

  /** Sees to what was stopped in the storm, stops and ends things once more, and holds the run to it. */
  playCalm(
    watch: CalmWatch,
    {
      symbol,
      calmMs,
      vanish,
      takeOtherTerms,
    }: {
      readonly symbol: string;
      readonly calmMs: number;
      readonly vanish: () => void;
      readonly takeOtherTerms: (isOn: boolean) => void;
    },
  ): void {
    const halt: Command = { id: "halt in the calm", by: "drill", do: "halt" };
    this.after(CALM.holdTerms, () => watch.holdTerms());
    this.after(CALM.resume, () => {
      this.tell({ do: "resume" });
      this.tell({ do: "start" });
    });
    this.after(CALM.otherTerms, () => takeOtherTerms(true));
    this.after(CALM.askedTerms, () => takeOtherTerms(false));
    this.after(CALM.resumeOnce, () => this.tell({ do: "resume" }));
    this.after(CALM.holdTermsAgain, () => watch.holdTerms());
    for (let ms = CALM.watch; ms < calmMs; ms += SECOND) this.after(ms, () => watch.look());
    this.after(CALM.halt, () => this.#command(halt));
    this.after(CALM.holdHalt, () => watch.holdNoEntries());
    this.after(CALM.resumeAgain, () => this.tell({ do: "resume" }));
    this.after(CALM.haltComesAgain, () => this.#command(halt));
    this.after(CALM.vanish, vanish);
    this.after(CALM.stop, () => this.tell({ do: "stop", symbol }));
    this.after(CALM.holdStop, () => watch.holdNoEntries(symbol));
    this.after(CALM.start, () => this.tell({ do: "start", symbol }));
    this.after(CALM.flatten, () => {
      watch.askFlat();
      this.tell({ do: "halt" });
      this.tell({ do: "flatten" });
    });
    this.after(CALM.holdFlat, () => {
      watch.holdFlat();
      this.tell({ do: "resume" });
    });
  }
}
