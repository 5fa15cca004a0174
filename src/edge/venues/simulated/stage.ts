import { formatAmount } from "../../../core/base/index.ts";
import type { Desk } from "./desk.ts";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import type { Fields, JsonObject } from "./fields.ts";
import type { Lists } from "./lists.ts";
import type { VenueMarket } from "./market.ts";
import { type Truth, writeBooked, writeRecord } from "./truth.ts";

/** Who lets the data run by itself, and ends it all: a house that is stepped from outside has none. */
export interface Keeper {
  /** `speed`: milliseconds of data in a millisecond of the wall clock. */
  play(speed: number): void;
  pause(): void;
  stop(): void;
}

interface StageParts {
  readonly desk: Desk;
  readonly truth: Truth;
  readonly log: EventLog;
  readonly market: VenueMarket;
  readonly lists: Lists;
  readonly faults: Faults;
  readonly keeper: Keeper | undefined;
  readonly held: (() => void)[];
  notify(): void;
}

/** Requests of whoever sets the stage for a test: time, weather, other people's orders, and the truth itself. */
export class Stage {
  readonly #of: StageParts;

  constructor(parts: StageParts) {
    this.#of = parts;
  }

  /** @returns undefined for a request that is none of these */
  control(op: string, request: Fields): JsonObject | undefined {
    const { market, keeper, log, held, faults } = this.#of;
    switch (op) {
      case "advance": {
        keeper?.pause();
        const hasMore = market.advance(request.optional("bars", (key) => request.count(key)) ?? 1);
        this.#of.notify();
        return { time: market.now, newest: log.newest, more: hasMore };
      }
      case "fault":
        this.#fault(request);
        return { counts: { ...faults.counts } };
      case "release": {
        const released = held.splice(0);
        for (const act of released) act();
        this.#of.notify();
        return { released: released.length };
      }
      case "ghost":
        return this.#ghost(request.object("order"));
      case "truth":
        return this.#truth();
      default:
        return keeper === undefined ? undefined : this.#keep(op, request, keeper);
    }
  }

  #keep(op: string, request: Fields, keeper: Keeper): JsonObject | undefined {
    switch (op) {
      case "play":
        keeper.play(request.optional("speed", (key) => request.number(key)) ?? Number.POSITIVE_INFINITY);
        return {};
      case "pause":
        keeper.pause();
        return { time: this.#of.market.now };
      case "stop":
        keeper.pause();
        this.#of.log.end(); // Whoever hears the answer may read the truth file at once.
        setImmediate(() => keeper.stop());
        return {};
      default:
        return undefined;
    }
  }

  #fault(request: Fields): void {
    const { faults } = this.#of;
    if (request.has("clear"))
      faults.clear(request.text("clear") === "all" ? undefined : request.text("clear"));
    if (request.has("latency")) faults.setLatency(request.object("latency"));
    if (request.has("rule")) faults.add(request.object("rule"));
    if (request.has("rules")) for (const rule of request.list("rules")) faults.add(rule);
  }

  #ghost(order: Fields): JsonObject {
    let answer: JsonObject = {};
    this.#of.desk.ghost(order, (body) => {
      answer = body;
    });
    this.#of.notify();
    return answer;
  }

  #truth(): JsonObject {
    const { truth, market, log, lists, faults } = this.#of;
    const { cash, free } = market.exchange.account;
    return {
      epoch: truth.epoch,
      newest: log.newest,
      time: market.now,
      cash: formatAmount(cash),
      free: formatAmount(free),
      orders: truth.orders.map((record) => writeRecord(record, true)),
      fills: truth.fills.map(writeBooked),
      positions: lists.rows(market),
      counts: { ...faults.counts },
    };
  }
}
