import { type Chance, MomentChance } from "../../core/base/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import {
  createJournal,
  hasJournal,
  type Journal,
  nextEpoch,
  openJournal,
  openReserve,
} from "../journal/index.ts";
import { UserProblem } from "../problem/index.ts";
import { boardOn, newBoard } from "../research/index.ts";
import {
  type Command,
  type EmergencyResult,
  type RunNote,
  type RunnerAnswer,
  type RunnerMail,
  VenueBridge,
} from "../runner/index.ts";
import { VenueClient, type Wire } from "../venues/index.ts";
import type { Auditor, Sent } from "./audit/auditor.ts";
import { watchHandshake } from "./audit/handshake.ts";
import type { VirtualTime } from "./clock/virtual-time.ts";
import type { SimDisk } from "./disk/sim-disk.ts";
import { drilledJournal, type Kept } from "./drilled-journal.ts";
import { ACCOUNT, ADDRESS, DIRECTORY, FACTS, type Inside, JOURNAL, RUN } from "./drilled-run.ts";
import type { Scenario } from "./storm/scenario.ts";

/** How long a message between the two threads of a process takes; one in so many is there at once. */
const HOP_MS = 0.2;
const AT_ONCE_ONE_IN = 2;
/** So often it looks round where nothing comes in. */
const IDLE_MS = 500;
/** Turns at once before others have theirs. */
const TURNS_AT_ONCE = 256;
const ADMISSION_MS = 5_000;
const COMPARE_EVERY_MS = 10_000;
/** Small, so that journals of drills have several. */
const SEGMENT_BYTES = 32_768;

export type ProcessEnd = "done" | "problem" | "killed" | "power";

/** What a process lives in. */
export interface Surroundings {
  readonly inside: Inside;
  readonly scenario: Scenario;
  /** Of each run of the plan. */
  readonly strategies: readonly Strategy[];
  readonly time: VirtualTime;
  /** As every process sees it. */
  readonly disk: SimDisk;
  readonly kept: Kept;
  readonly auditor: Auditor;
  readonly chance: Chance;
  connect(address: string): Wire;
  /** It has ended: by itself, or as it had to. */
  ended(process: TradingProcess, how: ProcessEnd, emergency?: EmergencyResult): void;
  /** Something happened that a drill wants to have seen. */
  note(what: string): void;
  /** What it says of its orders, and of what it was told to do. */
  told(note: RunNote): void;
}

/** The process is over in the middle of what it was doing. */
class Crashed extends Error {
  override readonly name = "Crashed";
}

/** One life of the process that trades: what `timonel run` is made of, on a disk, a network and a clock of the drill. */
export class TradingProcess {
  /** Whose turns it takes. */
  readonly owner = {};
  readonly #of: Surroundings;
  readonly #disk: SimDisk;
  readonly #inbox: RunnerMail[] = [];
  #runner: InstanceType<Inside["VenueRunner"]> | undefined;
  #bridge: VenueBridge | undefined;
  #journal: Journal | undefined;
  #planned: ReturnType<VirtualTime["after"]> | undefined;
  /** What it was told to do and has not answered yet. */
  readonly #asked: { readonly command: Command; readonly nth: number }[] = [];
  readonly #hops: MomentChance;
  #isOver = false;
  /** Effects until it dies; undefined: it is to live. */
  #dueIn: number | undefined;
  #deathBy: "killed" | "power" = "killed";

  constructor(of: Surroundings) {
    this.#of = of;
    this.#hops = new MomentChance(of.chance.fork("hops"), () => of.time.now);
    this.#disk = of.disk.beside();
    this.#disk.onOperation = () => this.#boundary();
    of.time.after(0, () => this.#guarded(() => this.#begin()), this.owner);
  }

  /** It dies now, or at one of the next things that it does. */
  kill(by: "killed" | "power", effects: number): void {
    if (this.#isOver) return;
    this.#deathBy = by;
    if (effects > 0) this.#dueIn = effects;
    else this.#die();
  }

  /** A person tells it something: the `nth` time that anybody tells anything in this drill. */
  command(command: Command, nth: number): void {
    this.#asked.push({ command, nth });
    this.#post({ kind: "command", ref: nth, command });
  }

  // --- its life -------------------------------------------------------------------------------------------------------

  #begin(): void {
    const { scenario, time, inside, connect } = this.#of;
    const epoch = nextEpoch(DIRECTORY, this.#disk);
    const options = { disk: this.#disk, segmentBytes: SEGMENT_BYTES };
    const isNew = !hasJournal(JOURNAL, this.#disk);
    this.#journal = isNew
      ? createJournal(JOURNAL, { run: RUN, build: "drill" }, options)
      : openJournal(JOURNAL, options).journal;
    const session = { epoch, at: time.now, version: "drill", strategies: [] };
    const before = isNew ? { old: [] } : drilledJournal(this.#of, this.#disk, session);
    this.#journal.append(inside.encodeRecord({ kind: "entered", session }));
    const reserve = openReserve(JOURNAL, { disk: this.#disk });
    const board = newBoard();
    const startedAt = time.now;
    this.#bridge = new VenueBridge({
      connectTo: (listener) =>
        new VenueClient(
          {
            ...{
              address: ADDRESS,
              account: ACCOUNT,
              epoch,
              admissionMs: ADMISSION_MS,
              timeoutMs: scenario.timeoutMs,
              pingMs: 5_000,
              silenceMs: 16_000,
            },
            symbols: scenario.plan.instruments.map(({ symbol }) => symbol),
            connect: (address: string) => this.#tapped(connect(address)),
          },
          listener,
        ),
      admissionMs: ADMISSION_MS,
      compareEveryMs: COMPARE_EVERY_MS,
      directory: DIRECTORY,
      disk: this.#disk,
      epoch,
      hear: (mail) => this.#post(mail),
      now: () => performance.now(),
    });
    this.#runner = new inside.VenueRunner(
      {
        order: {
          plan: scenario.plan,
          board,
          facts: FACTS,
          session,
          journal: JOURNAL,
          task: { kind: "trade", isNew, statusEveryMs: 1e12, stops: false, daily: false },
        },
        board: boardOn(board),
        strategies: this.#of.strategies,
        journal: this.#journal,
        reserve,
        ...before,
        now: () => time.now - startedAt,
        tell: (answer) => this.#tell(answer),
        nextMail: () => this.#inbox.shift(),
      },
      inside.venueName(RUN),
    );
    this.#runner.begin();
    this.#plan(0);
  }

  #turns(): void {
    const runner = this.#runner;
    if (runner === undefined) return;
    this.#planned = undefined;
    for (let i = 0; i < TURNS_AT_ONCE; i++) {
      const turn = runner.turn();
      if (turn === "busy") continue;
      if (turn === "idle") {
        this.#plan(IDLE_MS);
        return;
      }
      this.#journal?.close();
      this.#end("done", turn.kind === "done" ? turn.emergency : undefined);
      return;
    }
    this.#plan(HOP_MS);
  }

  #plan(ms: number): void {
    const { time } = this.#of;
    if (this.#planned?.isPending === true) {
      if (this.#planned.at <= time.now + ms) return;
      time.cancel(this.#planned);
    }
    this.#planned = time.after(ms, () => this.#guarded(() => this.#turns()), this.owner);
  }

  #post(mail: RunnerMail): void {
    if (this.#isOver) return;
    if (mail.kind === "cut off") this.#of.note("cut off");
    this.#inbox.push(mail);
    this.#plan(HOP_MS);
  }

  #tell(answer: RunnerAnswer): void {
    const { time } = this.#of;
    this.#boundary();
    if (answer.kind === "send") this.#send(answer.request);
    else if (answer.kind === "last resort") {
      this.#of.note(`last resort ${answer.request.kind}`);
      this.#of.time.after(HOP_MS, () => this.#bridge?.lastResort(answer.request), this.owner);
    } else if (answer.kind === "trading")
      time.after(HOP_MS, () => this.#bridge?.open(answer.after), this.owner);
    else if (answer.kind === "obeyed") this.#answered(answer);
    else if (answer.kind === "notes")
      for (const note of answer.notes) {
        this.#of.note(`note ${note.kind}`);
        this.#of.told(note);
        if (note.kind === "alarm") this.#of.note(`alarm ${alarmOf(note.why)}`);
      }
  }

  #send(request: Extract<RunnerAnswer, { readonly kind: "send" }>["request"]): void {
    if (this.#hops.int(AT_ONCE_ONE_IN) === 0) this.#bridge?.send(request);
    else this.#of.time.after(HOP_MS, () => this.#bridge?.send(request), this.owner);
  }

  #answered({ ref, result }: Extract<RunnerAnswer, { readonly kind: "obeyed" }>): void {
    const asked = this.#asked.find(({ nth }) => nth === ref);
    if (asked !== undefined && result.kind === "obeyed") this.#of.auditor.obeyed(asked.command, ref);
  }

  // --- its end --------------------------------------------------------------------------------------------------------

  /** Everything it does to the world comes through here, and any of it may be its last. */
  #boundary(): void {
    if (this.#isOver) throw new Crashed();
    if (this.#dueIn === undefined || --this.#dueIn > 0) return;
    this.#die();
    throw new Crashed();
  }

  /** Who listens to what leaves; what a dead process writes does not. */
  #tapped(wire: Wire): Wire {
    const { auditor, scenario, time } = this.#of;
    watchHandshake(wire, {
      timeoutMs: scenario.timeoutMs,
      now: () => time.now,
      isWanted: () => !this.#isOver,
      givenUp: (ms) =>
        auditor.found(
          "L2",
          `a connection was given up after ${ms} ms, an answer has ${scenario.timeoutMs} ms`,
        ),
    });
    const write = wire.write.bind(wire);
    wire.write = (text: string) => {
      if (this.#isOver) return true;
      try {
        this.#boundary();
      } catch {
        return true; // It died before it wrote.
      }
      auditor.sent(sentOf(text));
      return write(text);
    };
    return wire;
  }

  #die(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { time } = this.#of;
    const by = this.#deathBy;
    // What it is doing unwinds first: nothing of it reaches the world any more.
    time.after(
      0,
      () => {
        time.kill(this.owner);
        this.#disk.crash(by === "power" ? "power" : "process");
        this.#of.ended(this, by);
      },
      "drill",
    );
  }

  #end(how: "done" | "problem", emergency?: EmergencyResult): void {
    this.#isOver = true;
    this.#bridge?.close();
    this.#of.time.after(
      0,
      () => {
        this.#of.time.kill(this.owner);
        this.#of.ended(this, how, emergency);
      },
      "drill",
    );
  }

  #guarded(act: () => void): void {
    if (this.#isOver) return;
    try {
      act();
    } catch (error) {
      if (error instanceof Crashed || this.#disk.hasEnded) return;
      if (error instanceof UserProblem) {
        this.#end("problem");
        return;
      }
      this.#of.auditor.found(
        "I3",
        `the run broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      this.#end("problem");
    }
  }
}

/** Requests that leave every few seconds, and are about no order. */
const USUAL = /"op":"(ping|positions|openOrders|account)"/;

/** What a line to the venue is about. */
function sentOf(text: string): Sent {
  const usual = USUAL.exec(text)?.[1];
  if (usual !== undefined) return { op: usual, id: "", epoch: 0 };
  const message = JSON.parse(text) as {
    readonly op?: string;
    readonly id?: string;
    readonly epoch?: number;
    readonly to?: { readonly quantity?: string };
  };
  const { op = "", id = "", epoch = 0, to } = message;
  return { op, id, epoch, quantity: to?.quantity };
}

/** What an alarm is about, by the words that each has. */
const ALARMS: Readonly<Record<string, RegExp>> = {
  position: /holds/,
  cash: /in cash/,
  stranger: /not ours/,
  unresolved: /for a minute/,
  undead: /was over/,
  gone: /knows nothing/,
  disk: /disk/,
  "cut off": /no longer tells|taken over/,
};
const alarmOf = (why: string): string =>
  Object.entries(ALARMS).find(([, words]) => words.test(why))?.[0] ?? "of another kind";
