/** The auditor looks at worlds that are made up: what it must see, and what it must not. */
import { describe, expect, test } from "vitest";
import { quantity } from "../../../core/base/index.ts";
import { clientOrderId } from "../../venues/index.ts";
import { BEGIN, contract } from "../storm/market.ts";
import { WHY } from "../storm/restless.ts";
import { type AuditedWorld, Auditor } from "./auditor.ts";
import { CalmWatch } from "./calm-watch.ts";
import { Findings } from "./finding.ts";
import { settle, settleEmergency } from "./settlement.ts";
import type { WrittenOrder } from "./written-order.ts";
import type { Lasts } from "./written-rules.ts";

const instrument = contract(0);
const idOf = (ordinal: number, epoch = 1): string =>
  clientOrderId({ epoch, run: "drilldri", ordinal } as never);

interface Terms {
  readonly side?: "buy" | "sell";
  readonly type?: string;
  readonly quantity?: string;
  readonly reduceOnly?: boolean;
}

/** A venue and a journal whose every word is the test's. */
class MadeUp {
  readonly orders: {
    id: string;
    isForeign: boolean;
    instrument: typeof instrument;
    terms: object;
    status: string;
    filled: bigint;
    at: number;
    rejection: object | undefined;
  }[] = [];
  readonly fills: object[] = [];
  readonly written = new Map<number, WrittenOrder>();
  readonly findings = new Findings();
  readonly crowded: { symbol: string; refusal: string }[] = [];
  readonly countedOn = new Set<unknown>();
  readonly sizes = {
    noteSubmit: () => undefined,
    isCountedOn: (order: WrittenOrder): boolean => this.countedOn.has(order),
  };
  /** What openings asked for. */
  trails = false;
  lasts: Lasts | undefined;
  /** What the run's own ledger says: it follows every fill, unless a test says otherwise. */
  readonly wallet = new Map<string, bigint>();
  readonly counts: Record<string, number> = {};
  epoch = 1;
  held = 0n;
  dust = 0n;
  cash = 5n;
  nowMs = 1_000;
  price = 100;
  /** Positions that have ended. */
  ended = 0;
  readonly world = this.#world();
  readonly auditor = new Auditor(this.world);
  /** Of a venue that is ten milliseconds away. */
  readonly watch = new CalmWatch(this.auditor, this.world, { latencyMs: 10, barMs: 60_000 });

  #world(): AuditedWorld {
    const { counts, wallet, findings, crowded, sizes } = this;
    const account = { held: () => this.held, dust: () => this.dust };
    const rules = { trails: () => this.trails, lasts: () => this.lasts };
    Object.defineProperty(account, "cash", { get: () => this.cash });
    const world = {
      house: {
        truth: {
          orders: this.orders,
          fills: this.fills,
          find: (id: string) => this.orders.find((one) => one.id === id),
        },
        counts,
        market: {
          instruments: [instrument],
          instrumentOf: () => instrument,
          lastOf: () => this.price,
          exchange: { account },
        },
      },
      written: {
        held: (symbol: string) => (wallet.get(symbol) ?? 0n) / 10n ** 12n,
        there: (symbol: string) => (wallet.get(symbol) ?? 0n) / 10n ** 12n,
        isStillHeld: ({ endedBefore }: WrittenOrder) => endedBefore === this.ended,
        ...{ orders: this.written, wallet, findings, crowded, sizes, rules, isEmergency: false },
        look: () => undefined,
        end: () => undefined,
      },
      epoch: () => this.epoch,
      now: () => this.nowMs,
    };
    return world as unknown as AuditedWorld;
  }

  decide(ordinal: number, more: Partial<WrittenOrder> = {}): void {
    const order = {
      ...{
        terms: "",
        symbol: instrument.symbol,
        side: "buy",
        type: "limit",
        at: BEGIN,
        reduceOnly: false,
        endedBefore: 0,
        isApproved: false,
        quantity: quantity("1"),
        filled: 0n,
        why: "",
      },
      ...{ last: "decided", lastAt: 0, isOver: false, amended: 0, submits: 0, amends: 0, wanted: undefined },
    };
    this.written.set(ordinal, { ...order, ...more });
  }

  order(id: string, status: string, terms: Terms = {}, filled = "0", more: object = {}): void {
    const { side = "buy", type = "limit", quantity: units = "1", reduceOnly = false } = terms;
    this.orders.push({
      ...{ id, isForeign: false, instrument, status, filled: quantity(filled), at: 0, rejection: undefined },
      terms: { side, type, quantity: quantity(units), reduceOnly },
      ...more,
    });
  }

  fill(id: string, side: "buy" | "sell", units: string): void {
    this.fills.push({ id, instrument, fill: { side, quantity: quantity(units) } });
    this.held += side === "buy" ? quantity(units) : -quantity(units);
    this.wallet.set(instrument.symbol, this.held * 10n ** 12n);
  }

  get broken(): readonly string[] {
    return this.auditor.violations.map(({ invariant }) => invariant);
  }
}

describe("what leaves", () => {
  const sent = (world: MadeUp, id: string, epoch = 1, op = "submit"): void =>
    world.auditor.sent({ op, id, epoch });

  test("was decided durably, once, under the epoch that holds", () => {
    const world = new MadeUp();
    world.decide(1);
    sent(world, idOf(1));
    sent(world, idOf(1), 1, "cancel");
    sent(world, "", 1, "ping");
    expect(world.broken).toEqual([]);
  });

  test("are new terms, and may come into force until they are answered: afterwards no more", () => {
    const amended = (answered: number, counts: Record<string, number> = {}) => {
      const world = new MadeUp();
      Object.assign(world.counts, counts);
      world.decide(1);
      world.order(idOf(1), "ACCEPTED");
      sent(world, idOf(1), 1, "amend");
      const decided = world.written.get(1);
      if (decided !== undefined) decided.amended = answered;
      Object.assign(world.orders[0] ?? {}, { terms: { quantity: quantity("2"), reduceOnly: false } });
      world.auditor.look();
      world.auditor.look();
      return world.broken;
    };
    expect(amended(0)).toEqual([]);
    expect(amended(1)).toEqual(["I8"]);
    expect(amended(1, { admitLate: 1 })).toEqual([]);
  });

  test("and leaves a position at the market is not taken back while there is something to leave", () => {
    const takenBack = (
      more: Partial<WrittenOrder>,
      held = "1",
      side: "buy" | "sell" = "buy",
      { isCountedOn = false, ended = 0 } = {},
    ): readonly string[] => {
      const world = new MadeUp();
      world.decide(1, { type: "market", reduceOnly: true, side: "sell", why: "protective stop", ...more });
      world.fill(idOf(9), side, held);
      if (isCountedOn) world.countedOn.add(world.written.get(1));
      world.ended = ended;
      sent(world, idOf(1), 1, "cancel");
      return world.broken;
    };
    expect(takenBack({})).toEqual(["L3"]);
    expect(takenBack({ side: "buy" }, "1", "sell")).toEqual(["L3"]);
    expect(takenBack({ side: "buy" })).toEqual([]); // What it was to leave has turned.
    expect(takenBack({}, "1", "buy", { ended: 1 })).toEqual([]); // It has ended, and this is the next one.
    expect(takenBack({ type: "stop" })).toEqual([]);
    expect(takenBack({ reduceOnly: false })).toEqual([]);
    expect(takenBack({ why: "drilled" })).toEqual([]); // Its strategy may think better of it,
    expect(takenBack({ why: "drilled" }, "1", "buy", { isCountedOn: true })).toEqual(["L3"]); // unless somebody counts on it.
    expect(takenBack({ last: "OrderProvenAbsent" })).toEqual([]);
  });

  test.each<[invariant: string, how: (world: MadeUp) => void]>([
    ["I1", (world) => sent(world, idOf(2))],
    [
      "I2",
      (world) => {
        sent(world, idOf(1));
        sent(world, idOf(1));
      },
    ],
    [
      "I11",
      (world) => {
        world.epoch = 2;
        sent(world, idOf(1));
      },
    ],
    ["I16", (world) => sent(world, "somebody")],
    [
      "I13",
      (world) => {
        for (let i = 0; i < 500; i++) sent(world, "", 1, "order");
      },
    ],
    [
      "I13",
      (world) => {
        for (let i = 0; i < 10; i++) sent(world, idOf(1), 1, "cancel");
      },
    ],
    [
      "I14",
      (world) => {
        world.decide(2, { at: BEGIN + world.nowMs + 1 });
        sent(world, idOf(2));
      },
    ],
    [
      "I10",
      (world) => {
        world.auditor.sent({ op: "hello", id: "", epoch: 1 });
        sent(world, idOf(1));
      },
    ],
    [
      "L4",
      (world) => {
        world.auditor.obeyed({ do: "halt" }, 1);
        world.nowMs += 51;
        sent(world, idOf(1));
      },
    ],
    [
      "L4",
      (world) => {
        world.auditor.obeyed({ do: "stop", symbol: instrument.symbol }, 1);
        world.auditor.asked({ do: "start", symbol: "another" }, 2);
        world.nowMs += 51;
        sent(world, idOf(1));
      },
    ],
  ])("breaks %s otherwise", (invariant, how) => {
    const world = new MadeUp();
    world.decide(1);
    how(world);
    expect(world.broken).toEqual([invariant]);
  });
});

describe("after a person has halted", () => {
  const leaves = (how: (world: MadeUp) => void): readonly string[] => {
    const world = new MadeUp();
    world.decide(1);
    world.decide(2, { reduceOnly: true });
    how(world);
    world.auditor.sent({ op: "submit", id: idOf(1), epoch: 1 });
    world.auditor.sent({ op: "submit", id: idOf(2), epoch: 1 });
    return world.broken;
  };

  test("what was on its way may leave, and after they resumed anything", () => {
    expect(leaves((world) => world.auditor.obeyed({ do: "halt" }, 1))).toEqual([]);
    expect(
      leaves((world) => {
        world.auditor.obeyed({ do: "halt" }, 1);
        world.auditor.asked({ do: "resume" }, 2);
        world.nowMs += 1_000;
      }),
    ).toEqual([]);
  });

  test.each<[string, string | undefined]>([
    ["halt", undefined],
    ["stop", instrument.symbol],
  ])("a %s that is only obeyed when it was lifted already stops nothing", (deed, symbol) => {
    const lifts = deed === "halt" ? [{ do: "resume" }] : [{ do: "start", symbol }, { do: "start" }];
    for (const lift of lifts)
      expect(
        leaves((world) => {
          world.auditor.asked(lift, 2);
          world.auditor.obeyed({ do: deed, symbol }, 1);
          world.nowMs += 1_000;
        }),
      ).toEqual([]);
  });

  test("an answer that comes when they have resumed already stops nothing", () => {
    const broken = leaves((world) => {
      world.auditor.obeyed({ do: "halt" }, 1);
      world.auditor.asked({ do: "resume" }, 3);
      world.auditor.obeyed({ do: "halt" }, 2);
      world.nowMs += 1_000;
    });
    expect(broken).toEqual([]);
  });
});

describe("the truth of the venue", () => {
  test("is sound where fills are those of orders, and nothing may come to more than the limit", () => {
    const world = new MadeUp();
    world.order(idOf(1), "FILLED", { quantity: "15" }, "15");
    world.fill(idOf(1), "buy", "15");
    world.order(idOf(2), "ACCEPTED", { quantity: "5" });
    world.order(idOf(3), "ACCEPTED", { quantity: "15", side: "sell", type: "stop", reduceOnly: true });
    world.auditor.look();
    expect(world.broken).toEqual([]);
  });

  test.each<[invariant: string, what: string, how: (world: MadeUp) => void]>([
    [
      "I2",
      "one order under two names",
      (world) => {
        world.order(idOf(1), "ACCEPTED");
        world.order(idOf(1, 2), "ACCEPTED");
      },
    ],
    [
      "I5",
      "an account that holds something else",
      (world) => {
        world.order(idOf(1), "FILLED", {}, "1");
        world.fill(idOf(1), "buy", "1");
        world.held += 1n;
      },
    ],
    [
      "I5",
      "an account that has dust which no fee has left",
      (world) => {
        world.order(idOf(1), "FILLED", {}, "1");
        world.fill(idOf(1), "buy", "1");
        world.dust = 1n;
      },
    ],
    ["I7", "more than may be held", (world) => world.order(idOf(1), "ACCEPTED", { quantity: "20.1" })],
    [
      "I7",
      "what is held and what works together",
      (world) => {
        world.order(idOf(1), "FILLED", { quantity: "20", side: "sell" }, "20");
        world.fill(idOf(1), "sell", "20");
        world.order(idOf(2), "SUBMITTED", { quantity: "0.1", side: "sell" });
      },
    ],
    [
      "I9",
      "a fill that turns the position, of an order that may only reduce",
      (world) => {
        world.order(idOf(1), "FILLED", {}, "1");
        world.order(idOf(2), "FILLED", { quantity: "2", side: "sell", reduceOnly: true }, "2");
        world.fill(idOf(1), "buy", "1");
        world.fill(idOf(2), "sell", "2");
      },
    ],
  ])("breaks %s by %s", (invariant, _, how) => {
    const world = new MadeUp();
    how(world);
    world.auditor.look();
    expect(world.broken).toEqual([invariant]);
  });

  test("is not held to our limit where somebody else has traded", () => {
    const world = new MadeUp();
    world.order("hand-1", "ACCEPTED", { quantity: "100" }, "0", { isForeign: true });
    world.auditor.look();
    expect(world.broken).toEqual([]);
  });
});

describe("when the storm is over", () => {
  const settled = (how: (world: MadeUp) => void): readonly string[] => {
    const world = new MadeUp();
    how(world);
    settle(world.auditor, world.world, 5n);
    return world.broken;
  };

  test("both sides agree about every order, about what is held and what it cost", () => {
    const broken = settled((world) => {
      world.decide(1, { filled: quantity("1"), isOver: true });
      world.order(idOf(1), "FILLED", {}, "1");
      world.fill(idOf(1), "buy", "1");
      world.decide(2, { reduceOnly: true });
      world.order(idOf(2), "ACCEPTED", { side: "sell", type: "stop", reduceOnly: true });
      world.decide(3, { isOver: true, last: "OrderProvenAbsent" });
      world.decide(4, { isOver: true, last: "OrderRejected" });
      world.order(idOf(4), "REJECTED", {}, "0", { rejection: {} });
    });
    expect(broken).toEqual([]);
  });

  test.each<[invariant: string, what: string, how: (world: MadeUp) => void]>([
    ["L5", "an order that nobody decided", (world) => world.order(idOf(1), "CANCELLED")],
    [
      "L5",
      "a fill that was not heard",
      (world) => {
        world.decide(1, { isOver: true });
        world.order(idOf(1), "CANCELLED", {}, "0.5");
      },
    ],
    ["L5", "a position that the ledger has not", (world) => world.wallet.set(instrument.symbol, 10n ** 12n)],
    [
      "L5",
      "cash that the ledger has not",
      (world) => {
        world.cash = 6n;
      },
    ],
    [
      "I8",
      "an order that lives, and is over",
      (world) => {
        world.order(idOf(1), "ACCEPTED");
        world.decide(1, { isOver: true, last: "OrderCancelled" });
      },
    ],
    [
      "I8",
      "an order that was there, and never was",
      (world) => {
        world.order(idOf(1), "CANCELLED");
        world.decide(1, { isOver: true, last: "OrderProvenAbsent" });
      },
    ],
    [
      "I8",
      "an order that lived on when it was over",
      (world) => {
        world.order(idOf(1), "CANCELLED", {}, "0", { at: 2_000 });
        world.decide(1, { isOver: true, last: "OrderCancelled", lastAt: 1_999 });
      },
    ],
    [
      "L1",
      "an order that is over, and waited for",
      (world) => {
        world.decide(1);
        world.order(idOf(1), "CANCELLED");
      },
    ],
    ["L1", "an order that never came, and is waited for", (world) => world.decide(1)],
    ["I7", "what the lines say", (world) => world.findings.note("I7", "test")],
    ["I8", "what the lines say", (world) => world.findings.note("I8", "test")],
  ])("%s breaks by %s", (invariant, _, how) => {
    expect(settled(how)).toEqual([invariant]);
  });

  test("what the lines say is heard as soon as something leaves", () => {
    const world = new MadeUp();
    world.decide(1);
    world.findings.note("L3", "test");
    for (let i = 0; i < 2; i++) world.auditor.sent({ op: "cancel", id: idOf(1), epoch: 1 });
    expect(world.broken).toEqual(["L3"]);
  });

  test("an emergency forgives nothing that the lines say", () => {
    const world = new MadeUp();
    world.findings.note("L3", "test");
    settleEmergency(world.auditor, world.world, []);
    expect(world.broken).toEqual(["L3"]);
  });

  test("what was refused may come into force where the venue takes what comes too late", () => {
    const broken = settled((world) => {
      world.counts["admitLate"] = 1;
      world.findings.note("I8", "test");
      world.findings.note("I7", "test");
    });
    expect(broken).toEqual(["I7"]);
  });

  test("nothing proves that an order is absent where the venue takes what comes too late", () => {
    const broken = settled((world) => {
      world.counts["admitLate"] = 1;
      world.order(idOf(1), "CANCELLED");
      world.decide(1, { isOver: true, last: "OrderProvenAbsent" });
    });
    expect(broken).toEqual([]);
  });
});

describe("in the calm", () => {
  /** One is held, and so much is in the market behind it. */
  const holding = (stops: readonly string[], more: Terms = {}): MadeUp => {
    const world = new MadeUp();
    world.order(idOf(1), "FILLED", {}, "1");
    world.fill(idOf(1), "buy", "1");
    for (const [i, units] of stops.entries()) {
      const terms = { side: "sell", type: "stop", quantity: units, reduceOnly: true, ...more } as const;
      world.order(idOf(2 + i), "ACCEPTED", terms);
      world.decide(2 + i, { reduceOnly: true, quantity: quantity(units) });
    }
    world.auditor.look();
    return world;
  };
  const lasting = (ms: number, world: MadeUp): readonly string[] => {
    world.watch.look();
    world.nowMs += ms;
    world.watch.look();
    world.watch.look();
    return world.broken;
  };

  test("what is held is protected, all of it and once, or on its way out", () => {
    expect(lasting(60_000, holding(["1"]))).toEqual([]);
    expect(lasting(60_000, holding(["0.4", "0.6"]))).toEqual([]);
    expect(lasting(60_000, holding(["1"], { type: "market" }))).toEqual([]);
  });

  test.each([
    ["bare", []],
    ["too small a stop", ["0.9"]],
    ["two stops", ["1", "1"]],
  ])("%s is L3, once it has lasted", (_, stops) => {
    // Three and a half seconds, and ten ways.
    expect(lasting(3_599, holding(stops))).toEqual([]);
    expect(lasting(3_600, holding(stops))).toEqual(["L3"]);
  });

  test("who has given a connection up has its time from the next one on", () => {
    const world = holding([]);
    world.watch.look();
    world.nowMs += 3_000;
    world.auditor.sent({ op: "hello", id: "", epoch: 1 });
    expect(lasting(3_599, world)).toEqual([]);
    world.nowMs += 1;
    world.watch.look();
    expect(world.broken).toEqual(["L3"]);
  });

  test("a stop that is to follow the price follows all that is held, and no more", () => {
    const trailed = (units: string): MadeUp => {
      const world = holding(["1"]);
      world.trails = true;
      world.order(idOf(9), "ACCEPTED", {
        ...{ side: "sell", type: "trailing-stop", quantity: units, reduceOnly: true },
      });
      world.auditor.look();
      return world;
    };
    expect(lasting(5_100, trailed("1"))).toEqual([]);
    expect(lasting(5_100, trailed("0.9"))).toEqual(["L3"]);
    expect(lasting(5_100, trailed("1.1"))).toEqual(["L3"]);
    const none = holding(["1"]);
    none.trails = true;
    expect(lasting(5_100, none)).toEqual(["L3"]);
  });

  test("targets stand for no more than is held; what a strategy sells itself is its affair", () => {
    const aimed = (units: string, why = "profit target"): MadeUp => {
      const world = holding(["1"]);
      world.order(idOf(9), "ACCEPTED", { side: "sell", type: "limit", quantity: units, reduceOnly: true });
      world.decide(9, { reduceOnly: true, quantity: quantity(units), why });
      world.auditor.look();
      return world;
    };
    expect(lasting(5_100, aimed("1"))).toEqual([]);
    expect(lasting(5_100, aimed("1.1"))).toEqual(["L3"]);
    expect(lasting(5_100, aimed("1.1", WHY))).toEqual([]);
  });

  test("a position is left after as many bars as it may last, if nothing hid them", () => {
    const over = (type: "stop" | "market" = "stop", askedAt = BEGIN): MadeUp => {
      const world = holding(["1"], { type });
      world.lasts = { since: BEGIN, bars: 1, askedAt };
      world.watch.look(); // The calm begins.
      world.nowMs += 179_000;
      world.watch.look();
      return world;
    };
    expect(over().broken).toEqual([]);
    const late = over();
    late.nowMs += 1_000;
    expect(lasting(5_100, late)).toEqual(["L3"]);
    const leaving = over("market");
    leaving.nowMs += 1_000;
    expect(lasting(5_100, leaving)).toEqual([]);
    const asked = over("stop", BEGIN + 170_000); // By an addition: what closes next is the first to tell.
    asked.nowMs += 1_000;
    expect(lasting(5_100, asked)).toEqual([]);
    asked.nowMs += 120_000;
    expect(lasting(5_100, asked)).toEqual(["L3"]);
  });

  test("a stop of the wrong side, or behind nothing, is L3", () => {
    expect(lasting(5_100, holding(["1"], { side: "buy" }))).toEqual(["L3"]);
    const flat = holding(["1"]);
    flat.fill(idOf(2), "sell", "1");
    flat.auditor.look();
    expect(lasting(5_100, flat)).toEqual(["L3"]);
  });

  test("what still adds risk when a person has stopped that is L4", () => {
    const world = holding(["1"]);
    world.watch.holdNoEntries();
    expect(world.broken).toEqual([]);
    world.order(idOf(9), "ACCEPTED");
    world.auditor.look();
    world.watch.holdNoEntries("another");
    expect(world.broken).toEqual([]);
    world.watch.holdNoEntries();
    expect(world.broken).toEqual(["L4"]);
  });

  test("that is no longer asked for where they have said since that it may go on: never by what they said before", () => {
    const held = (...told: readonly (readonly [string, string?])[]): readonly string[] => {
      const world = holding(["1"]);
      world.order(idOf(9), "ACCEPTED");
      world.auditor.look();
      told.forEach(([deed, symbol], nth) => void world.auditor.asked({ do: deed, symbol }, nth + 1));
      world.watch.holdNoEntries(told.some(([deed]) => deed === "stop") ? instrument.symbol : undefined);
      return world.broken;
    };
    const { symbol } = instrument;
    expect(held(["resume"], ["halt"])).toEqual(["L4"]); // Never obeyed, and never lifted.
    expect(held(["halt"], ["resume"])).toEqual([]);
    expect(held(["halt"], ["resume"], ["halt"])).toEqual(["L4"]);
    expect(held(["start"], ["start", symbol], ["stop", symbol])).toEqual(["L4"]);
    expect(held(["stop", symbol], ["start", symbol])).toEqual([]);
    expect(held(["stop", symbol], ["start"])).toEqual([]);
    expect(held(["stop", symbol], ["start", "another"], ["resume"])).toEqual(["L4"]);
  });

  test("an alarm is L8, but for an order that was filled too much", () => {
    const world = holding(["1"]);
    world.watch.holdAlarm("the venue has filled 1.7 of t1-testruns-1, asked was 1.6");
    expect(world.broken).toEqual(["L8"]); // Nothing was.
    world.auditor.book.overfilled.add(instrument.id);
    world.watch.holdAlarm("the venue has filled 1.7 of t1-testruns-1, asked was 1.6");
    expect(world.broken).toEqual(["L8"]);
    world.watch.holdAlarm("a position that nobody knows");
    expect(world.broken).toEqual(["L8", "L8"]);
  });

  test("who asks to be flat is flat for a moment at least, or is leaving", () => {
    const world = holding(["1"]);
    world.watch.askFlat();
    world.watch.holdFlat();
    expect(world.broken).toEqual(["L4"]);
    world.watch.askFlat();
    world.fill(idOf(2), "sell", "1");
    world.auditor.look();
    world.watch.lookWhileLeaving();
    world.fill(idOf(3), "buy", "1");
    world.auditor.look();
    world.watch.holdFlat();
    expect(world.broken).toEqual(["L4"]);
    const leaving = holding(["1"], { type: "market" });
    leaving.watch.askFlat();
    leaving.watch.holdFlat();
    expect(leaving.broken).toEqual([]);
  });

  test("what leaves as a whole does not leave once more, unless that was taken back, or a strategy wants it", () => {
    const again = (more: Partial<WrittenOrder>, isTakenBack = false): readonly string[] => {
      const world = holding(["1"], { type: "market" });
      world.watch.askFlat();
      if (isTakenBack) world.auditor.sent({ op: "cancel", id: idOf(2), epoch: 1 });
      world.decide(3, { reduceOnly: true, ...more });
      world.order(idOf(3), "ACCEPTED", { side: "sell", type: "market", reduceOnly: true });
      world.auditor.look();
      world.watch.lookWhileLeaving();
      return world.broken;
    };
    expect(again({ why: "asked for by a person" })).toEqual(["L3"]);
    expect(again({ why: WHY })).toEqual([]);
    expect(again({ why: "asked for by a person" }, true)).toEqual([]);
  });

  test("a cancel that came to nothing leaves again within a minute of a connection that lives", () => {
    const lives = (beats: number, between?: string): readonly string[] => {
      const world = holding(["1"]);
      const send = (op: string, id = ""): void => world.auditor.sent({ op, id, epoch: 1 });
      send("hello");
      send("cancel", idOf(2));
      for (let beat = 1; beat <= beats; beat++) {
        if (beat === 6 && between !== undefined) send(between, between === "cancel" ? idOf(2) : "");
        send("ping");
      }
      return world.broken;
    };
    expect(lives(11)).toEqual([]);
    expect(lives(12)).toEqual(["L1"]);
    expect(lives(12, "cancel")).toEqual([]);
    expect(lives(12, "hello")).toEqual([]);
  });

  test("what the venue takes back stands again before long, for every instrument", () => {
    const mended = (ms: number, stops: readonly string[]): readonly string[] => {
      const world = holding(stops);
      world.watch.look();
      world.nowMs += ms;
      world.watch.holdMended();
      return world.broken;
    };
    expect(mended(2_100, ["1"])).toEqual([]);
    expect(mended(2_099, [])).toEqual([]);
    expect(mended(2_100, [])).toEqual(["L3"]);
    expect(mended(2_100, ["0.5"])).toEqual(["L3"]);
  });

  test("new terms of which nobody hears for a minute are L1", () => {
    const lasted = (ms: number, more: Partial<WrittenOrder> = {}): readonly string[] => {
      const world = new MadeUp();
      world.decide(1, { amended: 2 }); // Some that never left were answered before.
      world.auditor.sent({ op: "amend", id: idOf(1), epoch: 1 });
      Object.assign(world.written.get(1) ?? {}, more);
      world.nowMs += ms;
      world.watch.look();
      world.watch.look();
      return world.broken;
    };
    expect(lasted(59_999)).toEqual([]);
    expect(lasted(60_000)).toEqual(["L1"]);
    expect(lasted(60_000, { amended: 3 })).toEqual([]);
    expect(lasted(60_000, { isOver: true })).toEqual([]);
  });

  test("the least that there is finds room where hardly anything is held", () => {
    const refused = (held: string, afterMs: number, price = 100): readonly string[] => {
      const world = new MadeUp();
      world.price = price;
      world.order(idOf(1), "FILLED", { quantity: held }, held);
      world.fill(idOf(1), "buy", held);
      world.auditor.look();
      world.crowded.push({ symbol: instrument.symbol, refusal: "of before" });
      world.order(idOf(2), "ACCEPTED", { side: "sell", type: "stop", quantity: held, reduceOnly: true });
      world.auditor.look();
      world.watch.holdRoom();
      world.watch.look();
      world.nowMs += afterMs;
      world.crowded.push({ symbol: instrument.symbol, refusal: "test" });
      world.watch.look();
      return world.broken;
    };
    expect(refused("2", 3_600)).toEqual(["L8"]);
    expect(refused("2", 3_599)).toEqual([]);
    expect(refused("2.1", 60_000)).toEqual([]);
    expect(refused("1", 3_600, 250)).toEqual(["L8"]);
    expect(refused("1", 60_000, 251)).toEqual([]);
  });

  test("an order that the venue took otherwise than it was decided is I9 while it works", () => {
    const world = holding(["1"], { reduceOnly: false });
    world.watch.holdTerms();
    expect(world.broken).toEqual(["I9"]);
  });
});
