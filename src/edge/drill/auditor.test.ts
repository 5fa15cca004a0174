/** The auditor looks at worlds that are made up: what it must see, and what it must not. */
import { describe, expect, test } from "vitest";
import { quantity } from "../../core/base/index.ts";
import { clientOrderId } from "../venues/index.ts";
import { type AuditedWorld, Auditor } from "./auditor.ts";
import { contract } from "./market.ts";
import type { WrittenOrder } from "./written-lines.ts";

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
  }[] = [];
  readonly fills: object[] = [];
  readonly written = new Map<number, WrittenOrder>();
  readonly defiant: number[] = [];
  epoch = 1;
  held = 0n;
  readonly auditor = new Auditor(this.#world());

  #world(): AuditedWorld {
    const world = {
      house: {
        truth: {
          orders: this.orders,
          fills: this.fills,
          find: (id: string) => this.orders.find((one) => one.id === id),
        },
        market: { instruments: [instrument], exchange: { account: { held: () => this.held } } },
      },
      written: { orders: this.written, defiant: this.defiant, look: () => undefined },
      epoch: () => this.epoch,
      now: () => 1_000,
    };
    return world as unknown as AuditedWorld;
  }

  decide(ordinal: number, more: Partial<WrittenOrder> = {}): void {
    const order = {
      reduceOnly: false,
      quantity: quantity("1"),
      filled: 0n,
      last: "decided",
      isOver: false,
      submits: 0,
    };
    this.written.set(ordinal, { ...order, ...more });
  }

  order(id: string, status: string, terms: Terms = {}, filled = "0", isForeign = false): void {
    const { side = "buy", type = "limit", quantity: units = "1", reduceOnly = false } = terms;
    this.orders.push({
      ...{ id, isForeign, instrument, status, filled: quantity(filled) },
      terms: { side, type, quantity: quantity(units), reduceOnly },
    });
  }

  fill(id: string, side: "buy" | "sell", units: string): void {
    this.fills.push({ id, instrument, fill: { side, quantity: quantity(units) } });
    this.held += side === "buy" ? quantity(units) : -quantity(units);
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
  ])("breaks %s otherwise", (invariant, how) => {
    const world = new MadeUp();
    world.decide(1);
    how(world);
    expect(world.broken).toEqual([invariant]);
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
    world.order("hand-1", "ACCEPTED", { quantity: "100" }, "0", true);
    world.auditor.look();
    expect(world.broken).toEqual([]);
  });
});

describe("when the storm is over", () => {
  const settled = (how: (world: MadeUp) => void): readonly string[] => {
    const world = new MadeUp();
    how(world);
    world.auditor.settle();
    return world.broken;
  };

  test("both sides agree about every order, and what is held is protected", () => {
    const broken = settled((world) => {
      world.decide(1, { filled: quantity("1"), isOver: true });
      world.order(idOf(1), "FILLED", {}, "1");
      world.fill(idOf(1), "buy", "1");
      world.decide(2);
      world.order(idOf(2), "ACCEPTED", { side: "sell", type: "stop", reduceOnly: true });
      world.decide(3, { isOver: true, last: "OrderProvenAbsent" });
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
    [
      "I8",
      "an order that lives, and is given up",
      (world) => {
        world.decide(1, { isOver: true, last: "OrderProvenAbsent" });
        world.order(idOf(1), "ACCEPTED");
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
    ["L4", "risk that was added while trading was halted", (world) => world.defiant.push(1)],
    [
      "L3",
      "a position with too small a stop",
      (world) => {
        world.decide(1, { filled: quantity("1"), isOver: true });
        world.order(idOf(1), "FILLED", {}, "1");
        world.fill(idOf(1), "buy", "1");
        world.decide(2);
        world.order(idOf(2), "ACCEPTED", { side: "sell", type: "stop", quantity: "0.9", reduceOnly: true });
      },
    ],
  ])("%s breaks by %s", (invariant, _, how) => {
    expect(settled(how)).toEqual([invariant]);
  });
});
