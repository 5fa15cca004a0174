import { createHash } from "node:crypto";
import { Chance } from "../../core/base/index.ts";
import type { InstrumentId } from "../../core/domain/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { readEpoch, readJournal } from "../journal/index.ts";
import { boardOn, newBoard } from "../research/index.ts";
import { insideRunner } from "../runner/index.ts";
import { openHouse, type VenueHouse } from "../venues/index.ts";
import { Auditor, type Violation } from "./auditor.ts";
import { BEGIN } from "./market.ts";
import { Keeps, type Reduction, reduceScenario } from "./reduction.ts";
import { restlessThat } from "./restless.ts";
import { drawScenario, type Scenario } from "./scenario.ts";
import { SimDisk } from "./sim-disk.ts";
import { SimNetwork } from "./sim-network.ts";
import { drawStrikes, type Strike, wordsOfStrike } from "./strikes.ts";
import { baseOf, Timeline, type Told } from "./timeline.ts";
import {
  ACCOUNT,
  ADDRESS,
  DIRECTORY,
  FACTS,
  type Inside,
  JOURNAL,
  TradingProcess,
} from "./trading-process.ts";
import { VirtualTime } from "./virtual-time.ts";
import { WrittenLines } from "./written-lines.ts";

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
/** When the storm is over and everything that was late has come, a person goes on with what was stopped. */
const RESUME_AFTER_MS = 90 * SECOND;
const SLICE_MAX = 60;
/** The data have ended; so long the run may take to end as well. */
const END_MS_MAX = 60 * SECOND;

/**
 * An hour of trading in a storm that its seed has drawn, and minutes of calm behind it. The clock is virtual all the while.
 * @throws UserProblem, exit 2, for a reduction that does not fit the seed
 */
export async function drill(seed: string, reduction: Reduction = {}): Promise<Drilled> {
  const drawn = drawScenario(seed);
  const scenario = reduceScenario(drawn, reduction);
  const world = new World(scenario, drawStrikes(drawn), new Keeps(reduction), await insideRunner());
  return world.play();
}

class World {
  readonly #scenario: Scenario;
  readonly #strikes: readonly Strike[];
  readonly #keeps: Keeps;
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
  #process: TradingProcess | undefined;
  #isCalm = false;
  #isDone = false;
  /** What the wall clock of the machine is off by. */
  #skewMs = 0;

  constructor(scenario: Scenario, strikes: readonly Strike[], keeps: Keeps, inside: Inside) {
    this.#scenario = scenario;
    this.#strikes = strikes;
    this.#keeps = keeps;
    this.#strategies = scenario.plan.instruments.map(({ symbol }) =>
      restlessThat((n, wish) => {
        const name = `${baseOf(symbol)}#${n}`;
        const isWanted = keeps.wish(name);
        if (isWanted) this.#timeline.wish(name, wish);
        return isWanted;
      }),
    );
    this.#inside = inside;
    this.#chance = new Chance(scenario.seed).fork("drill");
    this.#disk = new SimDisk({ chance: this.#chance.fork("disk") });
    const { latencyMs, plan, venueFaults } = scenario;
    const latency = { floorMs: latencyMs / 2, tailMs: latencyMs / 2 };
    this.#network = new SimNetwork(this.#time, this.#chance.fork("network"), latency);
    const { account, instruments, series, fills, risk } = plan;
    this.#house = openHouse({
      plan: {
        account: { name: ACCOUNT, ...account, leverage: risk.leverage.used },
        instruments,
        series,
        fills,
      },
      seed: `${scenario.seed}/venue`,
      faults: venueFaults,
      allows: (name) => {
        const isKept = keeps.strike(name);
        if (isKept) this.#timeline.tell("strike", name, name);
        return isKept;
      },
      life: "drill",
      now: () => this.#time.now,
    });
    this.#timeline = new Timeline(() => this.#time.now - BEGIN, this.#house.truth);
    this.#written = new WrittenLines(JOURNAL, () => this.#disk.beside());
    this.#auditor = new Auditor({
      house: this.#house,
      written: this.#written,
      epoch: () => readEpoch(DIRECTORY, this.#disk.beside()),
      now: () => this.#time.now - BEGIN,
    });
  }

  async play(): Promise<Drilled> {
    const { stormMs, calmMs, seed } = this.#scenario;
    const time = this.#time;
    const restore = time.install();
    try {
      this.#network.listen(ADDRESS, "venue", (wire) => this.#house.accept(wire));
      time.at(this.#house.nextAt, () => this.#playMarket(), "venue");
      this.#beat();
      for (const strike of this.#strikes) this.#plan(strike);
      this.#start();
      time.at(BEGIN + stormMs, () => this.#calm(), "drill");
      const end = BEGIN + stormMs + calmMs + END_MS_MAX;
      await time.run(end, () => {
        this.#auditor.look();
        this.#timeline.look();
      });
      if (!this.#isDone) this.#auditor.found("L8", "the data have ended, and the run has not");
      else {
        this.#auditor.settle();
        this.#verify();
      }
      const [first] = this.#auditor.violations;
      return {
        seed,
        violations: this.#auditor.violations,
        counts: this.#allCounts(),
        simulatedMs: time.now - BEGIN,
        stormMs,
        instruments: this.#scenario.plan.instruments.map(({ symbol }) => baseOf(symbol)),
        slice: first === undefined ? [] : this.#sliceUpTo(first.atMs),
        timeline: first === undefined ? [] : this.#timeline.upTo(first.atMs),
        hash: this.#hash(),
      };
    } finally {
      restore();
      this.#house.close();
    }
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

  #start(): void {
    this.#process = new TradingProcess({
      inside: this.#inside,
      scenario: this.#scenario,
      strategies: this.#strategies,
      time: this.#time,
      disk: this.#disk,
      auditor: this.#auditor,
      chance: this.#chance,
      connect: this.#network.connect,
      ended: (process, how) => this.#ended(process, how),
      note: (what) => this.#count(what),
      told: (note) => this.#timeline.note(note),
    });
    this.#time.skew(this.#process.owner, this.#skewMs);
  }

  #ended(process: TradingProcess, how: "done" | "problem" | "killed" | "power"): void {
    if (process !== this.#process) return;
    this.#process = undefined;
    this.#count(`process ${how}`);
    this.#timeline.tell("process", how === "done" ? "the run has ended" : `the process ends: ${how}`);
    if (how === "done") {
      this.#isDone = true;
      return;
    }
    const downMs = this.#isCalm ? 500 : 200 + 8_000 * this.#chance.next();
    this.#time.after(downMs, () => this.#start(), "drill");
  }

  /** No fault strikes any more. */
  #calm(): void {
    this.#isCalm = true;
    this.#timeline.tell("calm", "the storm is over");
    this.#house.control("fault", { clear: "all" });
    this.#house.control("release");
    this.#disk.faults.spaceLeft = Number.POSITIVE_INFINITY;
    this.#disk.faults.failures.length = 0;
    this.#skewMs = 0;
    if (this.#process !== undefined) this.#time.skew(this.#process.owner, 0);
    this.#time.after(
      RESUME_AFTER_MS,
      () => {
        this.#process?.command({ do: "resume" });
        this.#process?.command({ do: "start" });
      },
      "drill",
    );
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
        this.#strike(strike);
      },
      "drill",
    );
  }

  #strike(strike: Strike): void {
    switch (strike.kind) {
      case "kill":
        this.#process?.kill("killed", strike.effects);
        return;
      case "powerCut":
        this.#process?.kill("power", strike.effects);
        return;
      case "cut":
        for (const connection of this.#network.connections) connection.cut(strike.ms);
        return;
      case "clog":
        for (const connection of this.#network.connections) connection.clog(strike.ms);
        return;
      case "refuse":
        for (const connection of this.#network.connections) connection.cut(100);
        this.#network.refuse(ADDRESS, strike.ms);
        return;
      case "halfOpen":
        for (const connection of this.#network.connections) connection.silence(strike.direction);
        return;
      case "freeze":
        if (this.#process !== undefined) this.#time.freeze(this.#process.owner, strike.ms);
        return;
      case "ghost":
        this.#ghost(strike);
        return;
      case "halt":
        this.#process?.command({ do: "halt" });
        this.#time.after(strike.ms, () => this.#process?.command({ do: "resume" }), "drill");
        return;
      case "flatten":
        this.#process?.command({ do: "flatten" });
        return;
      case "stopSymbol": {
        const { symbol } = strike;
        if (!this.#hasSymbol(symbol)) return;
        this.#process?.command({ do: "stop", symbol });
        this.#time.after(strike.ms, () => this.#process?.command({ do: "start", symbol }), "drill");
        return;
      }
      case "diskFull":
        this.#disk.faults.spaceLeft = strike.bytes;
        this.#time.after(
          strike.ms,
          () => {
            this.#disk.faults.spaceLeft = Number.POSITIVE_INFINITY;
          },
          "drill",
        );
        return;
      case "diskError":
        this.#disk.faults.failures.push({ kind: "write", nth: strike.nth, code: "EIO" });
        return;
      case "skew":
        this.#skewMs = strike.ms;
        if (this.#process !== undefined) this.#time.skew(this.#process.owner, this.#skewMs);
    }
  }

  #hasSymbol(symbol: string): boolean {
    return this.#scenario.plan.instruments.some((one) => one.symbol === symbol);
  }

  /** Somebody trades the account by hand. */
  #ghost({ symbol, side, quantity }: Extract<Strike, { readonly kind: "ghost" }>): void {
    const order = { symbol, side, type: "market", quantity: String(quantity), reduceOnly: false };
    const id = this.#scenario.plan.instruments.findIndex((one) => one.symbol === symbol);
    if (id >= 0 && this.#house.market.lastOf(id as InstrumentId) !== undefined)
      this.#house.control("ghost", { order });
  }

  // --- what it came to ------------------------------------------------------------------------------------------------

  /** The run walked again by somebody who knows nothing but its journal. */
  #verify(): void {
    const { plan } = this.#scenario;
    const board = newBoard();
    const records = [...readJournal(JOURNAL, { disk: this.#disk.beside() })];
    const session = { epoch: 0, at: 0, version: "drill", strategies: [] };
    try {
      const ending = new this.#inside.Runner({
        order: { plan, board, facts: FACTS, session, journal: JOURNAL, task: { kind: "verify" } },
        board: boardOn(board),
        strategies: this.#strategies,
        journal: undefined,
        old: records,
        now: () => 0,
        tell: () => undefined,
        nextMail: () => undefined,
      }).work();
      if (ending.kind !== "verified") this.#auditor.found("I3", `walked again, it ended as ${ending.kind}`);
      else if (ending.verification.firstDifference !== undefined)
        this.#auditor.found(
          "I3",
          `walked again, it differs: ${JSON.stringify(ending.verification.firstDifference)}`,
        );
      else if (ending.verification.hash !== ending.verification.expected)
        this.#auditor.found("I3", "walked again, it comes to another hash");
    } catch (error) {
      this.#auditor.found(
        "I3",
        `it cannot be walked again: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #sliceUpTo(atMs: number): readonly string[] {
    const records: string[] = [];
    for (const { record } of readJournal(JOURNAL, { disk: this.#disk.beside() })) {
      const at = /^M(\d+)/.exec(record)?.[1];
      if (at !== undefined && Number(at) > BEGIN + atMs) break;
      if (!record.startsWith("S")) records.push(record);
    }
    const told = records.filter(
      (record, i) => !(record.startsWith("M") && records[i + 1]?.startsWith("M") === true),
    );
    return told.slice(-SLICE_MAX);
  }

  #allCounts(): Readonly<Record<string, number>> {
    for (const [fault, count] of Object.entries(this.#house.counts)) this.#count(fault, count);
    for (const [what, count] of this.#written.counts) this.#count(what, count);
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #count(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  #hash(): string {
    const hash = createHash("sha256");
    for (const { record } of readJournal(JOURNAL, { disk: this.#disk.beside() })) hash.update(`${record}\n`);
    for (const { id, fill } of this.#house.truth.fills)
      hash.update(`${id}|${fill.side}|${fill.price}|${fill.quantity}|${fill.at}\n`);
    for (const { id, status, changed } of this.#house.truth.orders)
      hash.update(`${id}|${status}|${changed}\n`);
    return hash.digest("hex");
  }
}
