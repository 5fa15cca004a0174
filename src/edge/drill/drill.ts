import { Chance } from "../../core/base/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { readEpoch } from "../journal/index.ts";
import { type EmergencyResult, insideRunner, type RunNote } from "../runner/index.ts";
import { openHouse, type VenueHouse } from "../venues/index.ts";
import { type AuditedWorld, Auditor, type Violation } from "./audit/auditor.ts";
import { CalmWatch } from "./audit/calm-watch.ts";
import { settle, settleEmergency } from "./audit/settlement.ts";
import { walkAgain } from "./audit/walk-again.ts";
import { WrittenLines } from "./audit/written-lines.ts";
import { VirtualTime } from "./clock/virtual-time.ts";
import { SimDisk } from "./disk/sim-disk.ts";
import type { Kept } from "./drilled-journal.ts";
import { ACCOUNT, ADDRESS, DIRECTORY, type Inside, JOURNAL } from "./drilled-run.ts";
import { SimNetwork } from "./network/sim-network.ts";
import { hashOf, sliceUpTo } from "./outcome.ts";
import { Keeps, type Reduction, reduceScenario } from "./shrink/reduction.ts";
import { answerQuestions } from "./storm/answers.ts";
import { deal, type Struck, takeBackStop } from "./storm/blows.ts";
import { CallingOff } from "./storm/calling-off.ts";
import { BEGIN } from "./storm/market.ts";
import { OutsideEmergency } from "./storm/outside-emergency.ts";
import { Person, PROBES_AFTER_MS } from "./storm/person.ts";
import { restlessThat, tastesFor } from "./storm/restless.ts";
import { Rot } from "./storm/rot.ts";
import { drawScenario, type Scenario } from "./storm/scenario.ts";
import { drawStrikes, type Strike, wordsOfStrike } from "./storm/strikes.ts";
import { baseOf, Timeline, type Told } from "./timeline.ts";
import { type ProcessEnd, TradingProcess } from "./trading-process.ts";

/** What a drill of one seed came to. */
export interface Drilled {
  readonly seed: string;
  readonly violations: readonly Violation[];
  /** How often what happened, of faults, answers and alarms. */
  readonly counts: Readonly<Record<string, number>>;
  readonly simulatedMs: number;
  /** Of the storm, without the calm behind it. */
  readonly stormMs: number;
  /** Contracts that were traded, `D00`. */
  readonly instruments: readonly string[];
  /** Where something broke: the last records of the journal up to there, without stories and quiet moments. */
  readonly slice: readonly string[];
  /** Where something broke: what struck, was wished for, ordered and done up to there, in order. */
  readonly timeline: readonly Told[];
  /** Of everything that was written, sent and filled: the same seed gives the same. */
  readonly hash: string;
}

const SECOND = 1_000;
/** A stream says so often that it lives. */
const BEAT_MS = 5 * SECOND;
/** What was late has come. */
const QUIET_AFTER_MS = 120 * SECOND;
/** The data have ended; so long the run may take to end as well. */
const END_MS_MAX = 60 * SECOND;

/**
 * An hour of trading in a storm that its seed has drawn, and minutes of calm behind it. The clock is virtual all the while.
 * `untilBroken`: it ends with the first violation.
 * @throws UserProblem, exit 2, for a reduction that does not fit the seed
 */
export async function drill(
  seed: string,
  reduction: Reduction = {},
  { untilBroken = false }: { readonly untilBroken?: boolean } = {},
): Promise<Drilled> {
  const drawn = drawScenario(seed);
  const scenario = reduceScenario(drawn, reduction);
  const world = new World(scenario, drawStrikes(drawn), new Keeps(reduction), await insideRunner());
  return world.play(untilBroken);
}

class World {
  readonly #scenario: Scenario;
  readonly #strikes: readonly Strike[];
  readonly #keeps: Keeps;
  /** What lies beside the journal. */
  readonly #kept: Kept = {};
  readonly #strategies: readonly Strategy[];
  readonly #timeline: Timeline;
  readonly #inside: Inside;
  readonly #chance: Chance;
  readonly #time = new VirtualTime(BEGIN);
  readonly #disk: SimDisk;
  readonly #network: SimNetwork;
  readonly #house: VenueHouse;
  readonly #auditor: Auditor;
  readonly #written: WrittenLines;
  readonly #counts = new Map<string, number>();
  readonly #world: AuditedWorld;
  readonly #calmWatch: CalmWatch;
  readonly #person: Person;
  readonly #outside: OutsideEmergency;
  readonly #callingOff: CallingOff;
  readonly #rot: Rot;
  readonly #struck: Struck;
  #process: TradingProcess | undefined;
  #isCalm = false;
  /** When the process was started, in virtual Unix milliseconds. */
  #bornAt = 0;
  #isDone = false;
  /** What the wall clock of the machine is off by. */
  #skewMs = 0;

  constructor(scenario: Scenario, strikes: readonly Strike[], keeps: Keeps, inside: Inside) {
    this.#scenario = scenario;
    this.#strikes = strikes;
    this.#keeps = keeps;
    const probesFrom = scenario.probes
      ? BEGIN + scenario.stormMs + PROBES_AFTER_MS
      : Number.POSITIVE_INFINITY;
    this.#strategies = scenario.plan.instruments.map((instrument) =>
      restlessThat(
        (n, wish) => {
          const name = `${baseOf(instrument.symbol)}#${n}`;
          const isWanted = keeps.wish(name);
          if (isWanted) this.#timeline.wish(name, wish);
          return isWanted;
        },
        () => probesFrom,
        tastesFor(instrument, scenario),
      ),
    );
    this.#inside = inside;
    this.#chance = new Chance(scenario.seed).fork("drill");
    this.#disk = new SimDisk({ chance: this.#chance.fork("disk") });
    const { latencyMs, plan, venueFaults } = scenario;
    const latency = { floorMs: latencyMs / 2, tailMs: latencyMs / 2 };
    this.#network = new SimNetwork(this.#time, this.#chance.fork("network"), latency);
    const { account, instruments, series, fills, funding, risk } = plan;
    this.#house = openHouse({
      plan: {
        account: { name: ACCOUNT, ...account, leverage: risk.leverage.used },
        instruments,
        series,
        fills,
        funding,
      },
      seed: `${scenario.seed}/venue`,
      faults: venueFaults,
      drill: {
        now: () => this.#time.now - BEGIN,
        allows: (name) => this.#may(name, name),
      },
      life: "drill",
      now: () => this.#time.now,
    });
    this.#timeline = new Timeline(() => this.#time.now - BEGIN, this.#house.truth);
    this.#written = new WrittenLines(JOURNAL, () => this.#disk.beside(), {
      symbols: instruments.map(({ symbol }) => symbol),
      series,
      isAsked: scenario.isAsked,
    });
    this.#world = {
      house: this.#house,
      written: this.#written,
      epoch: () => readEpoch(DIRECTORY, this.#disk.beside()),
      now: () => this.#time.now - BEGIN,
    };
    this.#auditor = new Auditor(this.#world);
    const barMs = series[0]?.intervalMs ?? SECOND; // One for all.
    this.#calmWatch = new CalmWatch(this.#auditor, this.#world, { latencyMs, barMs });
    this.#rot = new Rot(this.#disk);
    const process = (): TradingProcess | undefined => this.#process;
    const chance = this.#chance.fork("again");
    this.#person = new Person({ time: this.#time, auditor: this.#auditor, chance, process });
    const may = (name: string, what: string): boolean => this.#may(name, what);
    const count = (what: string): void => this.#count(what);
    if (scenario.isAsked)
      answerQuestions({ time: this.#time, written: this.#written, person: this.#person, chance, may });
    this.#outside = new OutsideEmergency({
      ...{ world: this.#world, auditor: this.#auditor, time: this.#time, disk: this.#disk },
      ...{ network: this.#network, chance: this.#chance.fork("outside"), process, may, count },
    });
    this.#callingOff = new CallingOff({
      ...{
        time: this.#time,
        auditor: this.#auditor,
        person: this.#person,
        outside: this.#outside,
        may,
        count,
      },
      isDone: () => this.#isDone,
      heard: () => this.#written.lookForEmergency(),
    });
    this.#struck = {
      ...{ time: this.#time, network: this.#network, disk: this.#disk, house: this.#house },
      ...{ person: this.#person, rot: this.#rot, process },
      isCalm: () => this.#isCalm,
      isCalledOff: () => this.#outside.isOn,
      skew: (ms) => this.#skew(ms),
    };
  }

  async play(untilBroken: boolean): Promise<Drilled> {
    const { stormMs, calmMs, seed } = this.#scenario;
    const time = this.#time;
    const restore = time.install();
    try {
      this.#network.listen(ADDRESS, "venue", (wire) => this.#house.accept(wire));
      time.at(this.#house.nextAt, () => this.#playMarket(), "venue");
      this.#beat();
      this.#count(`venue ${this.#scenario.profile}`);
      this.#count(`market ${this.#house.market.instruments[0]?.kind ?? "none"}`);
      for (const strike of this.#strikes) this.#plan(strike);
      this.#callingOff.plan(this.#scenario);
      this.#start();
      time.at(BEGIN + stormMs, () => this.#calm(), "drill");
      const end = BEGIN + stormMs + calmMs + END_MS_MAX;
      await time.run(end, () => {
        this.#auditor.look();
        this.#calmWatch.lookWhileLeaving();
        this.#timeline.look();
        if (untilBroken && this.#auditor.violations.length > 0) time.stop();
      });
      if (!time.isStopped) this.#settle();
      const [first] = this.#auditor.violations;
      return {
        seed,
        violations: this.#auditor.violations,
        counts: this.#allCounts(),
        simulatedMs: time.now - BEGIN,
        stormMs,
        instruments: this.#scenario.plan.instruments.map(({ symbol }) => baseOf(symbol)),
        slice: first === undefined ? [] : sliceUpTo(first.atMs, this.#disk.beside()),
        timeline: first === undefined ? [] : this.#timeline.upTo(first.atMs),
        hash: hashOf(this.#disk.beside(), this.#house.truth),
      };
    } finally {
      restore();
      this.#house.close();
    }
  }

  #settle(): void {
    const { left } = this.#callingOff;
    if (this.#outside.isOn) this.#outside.settle();
    else if (!this.#isDone) {
      this.#auditor.found("L8", "the data have ended, and the run has not");
      return;
    } else if (left === undefined) settle(this.#auditor, this.#world, this.#scenario.plan.account.balance);
    else settleEmergency(this.#auditor, this.#world, left);
    this.#walkAgain();
  }

  // --- the world goes on ----------------------------------------------------------------------------------------------

  #playMarket(): void {
    this.#house.step();
    if (this.#house.nextAt !== Number.POSITIVE_INFINITY)
      this.#time.at(this.#house.nextAt, () => this.#playMarket(), "venue");
  }

  #beat(): void {
    this.#house.beat();
    this.#time.after(BEAT_MS, () => this.#beat(), "venue");
  }

  /** Whether what has a name happens; then it is told. */
  #may(name: string, what: string): boolean {
    const isKept = this.#keeps.strike(name);
    if (isKept) this.#timeline.tell("strike", what, name);
    return isKept;
  }

  #start(): void {
    if (this.#outside.isOn) return; // It is latched.
    this.#bornAt = this.#time.now;
    const isRotten = this.#rot.turnOver();
    this.#process = new TradingProcess({
      inside: this.#inside,
      scenario: this.#scenario,
      strategies: this.#strategies,
      time: this.#time,
      disk: this.#disk,
      kept: this.#kept,
      auditor: this.#auditor,
      chance: this.#chance,
      connect: this.#network.connect,
      ended: (process, how, emergency) => this.#ended(process, how, emergency),
      note: (what) => this.#count(what),
      told: (note) => this.#hear(note),
    });
    this.#time.skew(this.#process.owner, this.#skewMs);
    if (isRotten) this.#holdRefused(this.#process);
  }

  /** What a journal has lost must not be passed over. */
  #holdRefused(process: TradingProcess): void {
    this.#time.after(
      1,
      () => {
        const place = this.#rot.heal();
        if (this.#process === process)
          this.#auditor.found("I3", `${place} had turned over, and the run goes on`);
        this.#count("rot refused");
      },
      "drill",
    );
  }

  #ended(process: TradingProcess, how: ProcessEnd, emergency: EmergencyResult | undefined): void {
    if (process !== this.#process) return;
    this.#process = undefined;
    this.#count(`process ${how}`);
    this.#timeline.tell("process", how === "done" ? "the run has ended" : `the process ends: ${how}`);
    if (how === "done") {
      this.#callingOff.ended(emergency, this.#bornAt);
      this.#isDone = true;
      return;
    }
    const downMs = this.#isCalm ? 500 : 200 + 8_000 * this.#chance.next();
    this.#time.after(downMs, () => this.#start(), "drill");
  }

  /** What the run says. When nothing has struck for long, there is nothing to be alarmed about. */
  #hear(note: RunNote): void {
    this.#timeline.note(note);
    const { stormMs } = this.#scenario;
    if (note.kind === "alarm" && this.#time.now > BEGIN + stormMs + QUIET_AFTER_MS)
      this.#calmWatch.holdAlarm(note.why);
  }

  /** No fault strikes any more. */
  #calm(): void {
    this.#isCalm = true;
    this.#timeline.tell("calm", "the storm is over");
    this.#house.control("fault", { clear: "all" });
    this.#house.control("release");
    this.#disk.faults.spaceLeft = Number.POSITIVE_INFINITY;
    this.#disk.faults.failures.length = 0;
    this.#skew(0);
    const { plan, calmMs, probes } = this.#scenario;
    if (this.#outside.isOn) this.#outside.callInTheCalm();
    if (this.#callingOff.isCalled) return; // It is over, or about to be.
    this.#person.playCalm(this.#calmWatch, {
      symbol: plan.instruments[0]?.symbol ?? "",
      calmMs,
      probes,
      may: (name, what) => this.#may(name, `calm: ${what}`),
      vanish: () => {
        for (const { symbol } of plan.instruments) takeBackStop(symbol, this.#house);
      },
      takeOtherTerms: (isOn) => {
        const rule = this.#scenario.venueFaults.find(({ kind }) => kind === "otherTerms");
        if (rule !== undefined)
          this.#house.control("fault", isOn ? { rule: { ...rule, p: 1 } } : { clear: "otherTerms" });
      },
    });
  }

  #skew(ms: number): void {
    this.#skewMs = ms;
    if (this.#process !== undefined) this.#time.skew(this.#process.owner, ms);
  }

  // --- what strikes again and again -----------------------------------------------------------------------------------

  #plan(strike: Strike): void {
    if (!this.#keeps.strike(strike.name)) return;
    this.#time.at(
      strike.at,
      () => {
        if (this.#isCalm) return;
        this.#count(strike.kind);
        this.#timeline.tell("strike", wordsOfStrike(strike), strike.name);
        deal(strike, this.#struck);
      },
      "drill",
    );
  }

  // --- what it came to ------------------------------------------------------------------------------------------------

  #walkAgain(): void {
    const { plan } = this.#scenario;
    const fault = walkAgain({
      ...{ inside: this.#inside, plan, strategies: this.#strategies, disk: this.#disk.beside() },
      isBrokenOff: this.#outside.isOn,
    });
    if (fault !== undefined) this.#auditor.found("I3", fault);
  }

  #allCounts(): Readonly<Record<string, number>> {
    for (const [fault, count] of Object.entries(this.#house.counts)) this.#count(fault, count);
    for (const [what, count] of this.#written.counts) this.#count(what, count);
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #count(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }
}
