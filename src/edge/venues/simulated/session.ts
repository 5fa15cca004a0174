import { type Client, type Desk, Refused } from "./desk.ts";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import { BadMessage, Fields, type JsonObject } from "./fields.ts";
import { readLines } from "./lines.ts";
import type { Wire } from "./wire.ts";

/** What a connection needs of the venue. */
export interface SessionHouse {
  readonly desk: Desk;
  readonly log: EventLog;
  readonly faults: Faults;
  /** Things that wait for `release`. */
  readonly held: (() => void)[];
  /** Something was told: whoever subscribed wants to hear. */
  notify(): void;
  /** Requests of whoever sets the stage. Undefined: it is none of them. */
  control(op: string, request: Fields): JsonObject | undefined;
}

type Reply = (body: JsonObject) => void;

/** One connection: requests in, answers out, and a stream of events; faults strike here and nowhere else. */
export class Session implements Client {
  epoch: number | undefined;
  readonly #wire: Wire;
  readonly #house: SessionHouse;
  /** Number of the last event that was sent; undefined: not subscribed. */
  #cursor: number | undefined;
  /** The order that an answer was about last. */
  #orderTold: JsonObject | undefined;
  #isSilent = false;
  #isWaiting = false;
  #swapped: string | undefined;

  constructor(wire: Wire, house: SessionHouse) {
    this.#wire = wire;
    this.#house = house;
    wire.on("drain", () => this.pump());
    wire.on("error", () => wire.destroy());
    readLines(wire, (line) => this.#hear(line));
  }

  #hear(line: string): void {
    let request: Fields;
    let n: number;
    let op: string;
    try {
      request = new Fields(JSON.parse(line));
      n = request.count("n");
      op = request.text("op");
    } catch (error) {
      this.#write({ error: { code: "badRequest", message: error instanceof Error ? error.message : "" } });
      return;
    }
    const answer: Reply = (body) => this.#write({ re: n, ...body });
    const { faults } = this.#house;
    if (this.#isOfTheStage(op, request, answer)) return;
    later(faults.delay("request"), () => this.#receive(op, request, n));
  }

  /** Introductions, pings, subscriptions and the stage: no fault strikes them. */
  #isOfTheStage(op: string, request: Fields, answer: Reply): boolean {
    return this.#guarded(answer, () => {
      if (op === "subscribe") {
        this.#subscribe(request.count("from"), answer);
        return true;
      }
      if (op === "hello" || op === "ping") {
        this.#house.desk.handle(op, request, this, answer);
        return true;
      }
      const done = this.#house.control(op, request);
      if (done !== undefined) answer(done);
      return done !== undefined;
    });
  }

  /** A request arrives, unless something happens to it. */
  #receive(op: string, request: Fields, n: number): void {
    const { faults, desk } = this.#house;
    if (faults.strike("dropRequest", op) !== undefined) return;
    if (faults.strike("disconnectBefore", op) !== undefined) {
      this.#wire.destroy();
      return;
    }
    const late = faults.strike("lateRequest", op);
    if (late !== undefined) {
      this.#hold(late.ms, () => this.#execute(op, request, n));
      return;
    }
    const turnedAway = this.#turnedAway(op);
    if (turnedAway !== undefined) {
      this.#reply(op, n, { error: turnedAway });
      return;
    }
    const reject = op === "submit" || op === "cancel" ? faults.strike("reject", op) : undefined;
    if (reject === undefined) this.#execute(op, request, n);
    else {
      const answer: Reply = (body) => this.#reply(op, n, body);
      this.#guarded(answer, () => {
        if (op === "cancel") desk.refuseCancel(request, this, answer);
        else desk.rejectNext(request, this, reject.how, answer);
      });
      this.#house.notify();
    }
  }

  #turnedAway(op: string): JsonObject | undefined {
    const { faults } = this.#house;
    if (faults.strike("maintenance", op) !== undefined)
      return { code: "maintenance", message: "the venue is being maintained" };
    if (faults.strike("throttle", op) !== undefined)
      return { code: "throttled", message: "too many requests", retryAfterMs: 1_000 };
    if (faults.strike("failBefore", op) !== undefined) return STATUS_UNKNOWN;
    return undefined;
  }

  #execute(op: string, request: Fields, n: number): void {
    const answer: Reply = (body) => this.#reply(op, n, body);
    this.#guarded(answer, () => this.#house.desk.handle(op, request, this, answer));
    this.#house.notify();
  }

  /** What a client hears of an error: a refusal, or that its message was none. */
  #guarded<T>(answer: Reply, act: () => T): T | true {
    try {
      return act();
    } catch (error) {
      if (error instanceof Refused)
        answer({ error: { code: error.code, message: error.message, ...error.more } });
      else if (error instanceof BadMessage) answer({ error: { code: "badRequest", message: error.message } });
      else throw error;
      return true;
    }
  }

  // --- answers --------------------------------------------------------------------------------------------------------

  #reply(op: string, n: number, body: JsonObject): void {
    const { faults } = this.#house;
    const line: JsonObject = { re: n, ...body };
    if (faults.strike("dropReply", op) !== undefined) return;
    if (faults.strike("disconnectAfter", op) !== undefined) {
      this.#wire.destroy();
      return;
    }
    const late = faults.strike("lateReply", op);
    if (late !== undefined) this.#hold(late.ms, () => this.#write(line));
    else if (faults.strike("failReply", op) !== undefined) this.#write({ re: n, error: STATUS_UNKNOWN });
    else if (faults.strike("garbageReply", op) !== undefined)
      this.#wire.write(`${JSON.stringify(line).slice(0, -9)}\n`);
    else this.#replyWrongly(op, n, line);
  }

  /** About another order, in other words, twice, or as it is. */
  #replyWrongly(op: string, n: number, line: JsonObject): void {
    const { faults } = this.#house;
    const wrong = faults.strike("wrongReply", op);
    const other = this.#orderTold;
    const own = "order" in line ? (line["order"] as JsonObject) : undefined;
    if (own !== undefined) this.#orderTold = own;
    if (wrong?.how === "other" && other !== undefined && other["id"] !== own?.["id"])
      this.#write({ re: n, result: "rejected", order: other });
    else if (wrong !== undefined) this.#write({ re: n, result: "accepted", order: { id: 42, filled: null } });
    else {
      const times = faults.strike("duplicateReply", op) === undefined ? 1 : 2;
      later(faults.delay("reply"), () => {
        for (let i = 0; i < times; i++) this.#write(line);
      });
    }
  }

  #hold(ms: number | undefined, act: () => void): void {
    if (ms === undefined) this.#house.held.push(act);
    else setTimeout(act, ms);
  }

  #write(body: JsonObject): void {
    if (!this.#wire.destroyed) this.#wire.write(`${JSON.stringify(body)}\n`);
  }

  // --- the stream -----------------------------------------------------------------------------------------------------

  #subscribe(from: number, answer: Reply): void {
    if (this.epoch === undefined) throw new Refused("notIntroduced", "say hello first");
    const { oldest, newest } = this.#house.log;
    const facts = { oldest, newest };
    if (from > newest) throw new Refused("notYet", `event ${from} has not happened here`, facts);
    if (from + 1 < oldest) throw new Refused("gap", `events before ${oldest} are not kept`, facts);
    this.#cursor = from;
    answer(facts);
    this.pump();
  }

  /** Says that the stream lives, and up to which number it was sent. */
  beat(): void {
    if (this.#cursor !== undefined && !this.#isQuiet()) this.#write({ s: "beat", no: this.#cursor });
  }

  /** Sends what has happened since; stops where the client does not keep up, and goes on when it does. */
  pump(): void {
    const { log, faults } = this.#house;
    if (this.#cursor === undefined || this.#cursor >= log.newest || this.#isWaiting || this.#isQuiet())
      return;
    const late = faults.strike("lateStream");
    const ms = late === undefined ? faults.delay("stream") : late.ms;
    if (ms === 0) {
      this.#send();
      return;
    }
    this.#isWaiting = true;
    this.#hold(ms, () => {
      this.#isWaiting = false;
      this.#send();
    });
  }

  #isQuiet(): boolean {
    this.#isSilent ||= this.#house.faults.strike("silentStream") !== undefined;
    return this.#isSilent || this.#wire.destroyed;
  }

  #send(): void {
    const { log, faults } = this.#house;
    while (this.#cursor !== undefined && this.#cursor < log.newest) {
      if (this.#wire.destroyed || this.#wire.writableNeedDrain) return;
      if (faults.strike("disconnectStream") !== undefined) {
        this.#wire.destroy();
        return;
      }
      const no: number = this.#cursor + 1;
      const event = log.at(no);
      if (event === undefined) {
        // It was too slow for what is kept: it has to ask, and to subscribe again.
        this.#cursor = undefined;
        this.#write({ s: "gap", oldest: log.oldest, newest: log.newest });
        return;
      }
      this.#cursor = no;
      this.#tell(`${JSON.stringify({ s: "event", ...event })}\n`);
    }
    this.#flushSwapped();
  }

  #tell(line: string): void {
    const { faults } = this.#house;
    if (faults.strike("loseEvent") !== undefined) return;
    if (this.#swapped === undefined && faults.strike("swapEvents") !== undefined) {
      this.#swapped = line;
      return;
    }
    this.#wire.write(line);
    if (faults.strike("duplicateEvent") !== undefined) this.#wire.write(line);
    this.#flushSwapped();
  }

  #flushSwapped(): void {
    if (this.#swapped !== undefined) this.#wire.write(this.#swapped);
    this.#swapped = undefined;
  }
}

const STATUS_UNKNOWN: JsonObject = {
  code: "statusUnknown",
  message: "503: the status of the request is unknown",
};

function later(ms: number, act: () => void): void {
  if (ms === 0) act();
  else setTimeout(act, ms);
}
