import { expect, test } from "vitest";
import { price, quantity } from "../../core/base/index.ts";
import type { RunNote } from "../runner/index.ts";
import { clientOrderId, type VenueHouse } from "../venues/index.ts";
import { contract } from "./storm/market.ts";
import { Timeline } from "./timeline.ts";

const instrument = contract(0);
const idOf = (ordinal: number): string => clientOrderId({ epoch: 1, run: "drilldri", ordinal } as never);

/** A drill in which only that happens which a test says. */
class MadeUp {
  readonly orders: object[] = [];
  readonly fills: object[] = [];
  nowMs = 0;
  readonly timeline = new Timeline(() => this.nowMs, this as unknown as VenueHouse["truth"]);

  run(ms: number, order: number, what: string): this {
    this.nowMs = ms;
    const about = { symbol: instrument.symbol, side: "buy", quantity: "2", type: "limit", role: "entry" };
    const note = { kind: "order", order, what, ...about, status: "SUBMITTED", reason: "" };
    this.timeline.note(note as unknown as RunNote);
    return this;
  }

  venue(ms: number, ordinal: number, isForeign = false): this {
    this.nowMs = ms;
    const terms = { side: "buy", type: "limit", quantity: quantity("2") };
    this.orders.push({ id: isForeign ? "ghost-1" : idOf(ordinal), instrument, terms, isForeign });
    this.timeline.look();
    return this;
  }

  told(atMs = 60_000): readonly string[] {
    return this.timeline.upTo(atMs).map(({ kind, what }) => `${kind} ${what}`);
  }
}

const SUBMITTED = "run order 1 submitted: D00 buy 2 limit, entry, SUBMITTED";
const RECEIVED = `venue received ${idOf(1)}: D00 buy 2 limit`;

test("an order is told of once, with when it came to the venue and was accepted", () => {
  const drill = new MadeUp().run(1_000, 1, "submitted").venue(1_050, 1).run(1_110, 1, "accepted");
  expect(drill.told()).toEqual([`${SUBMITTED}; received 1.05 s; accepted 1.11 s`]);
  expect(drill.told(1_100)).toEqual([`${SUBMITTED}; received 1.05 s`]);
  expect(drill.told(999)).toEqual([]);
});

test("what never came, was never heard of, or comes out of its order, shows", () => {
  expect(new MadeUp().run(1_000, 1, "submitted").told()).toEqual([SUBMITTED]);
  expect(new MadeUp().run(1_000, 1, "submitted").venue(1_050, 1).told()).toEqual([
    `${SUBMITTED}; received 1.05 s`,
  ]);
  expect(new MadeUp().venue(1_050, 1).run(1_110, 1, "accepted").told()).toEqual([
    RECEIVED,
    "run order 1 accepted: D00 buy 2 limit, entry, SUBMITTED",
  ]);
});

test("what comes twice is told twice, and so is what is another's", () => {
  const twice = new MadeUp().run(1_000, 1, "submitted").venue(1_050, 1).venue(2_000, 1);
  expect(twice.told()).toEqual([`${SUBMITTED}; received 1.05 s`, RECEIVED]);
  expect(new MadeUp().run(1_000, 1, "submitted").venue(1_050, 1, true).told()).toEqual([
    SUBMITTED,
    "venue received ghost-1: D00 buy 2 limit",
  ]);
});

test("fills, wishes and strikes are told as they come, a wish once", () => {
  const drill = new MadeUp();
  drill.timeline.tell("strike", "kill#1 at once", "kill#1");
  for (let i = 0; i < 2; i++) drill.timeline.wish("D00#1", { kind: "close", why: "test" });
  drill.fills.push({ id: idOf(1), fill: { side: "buy", quantity: quantity("2"), price: price("9.5") } });
  drill.timeline.look();
  expect(drill.told()).toEqual([
    "strike kill#1 at once",
    "wish D00#1 close",
    `venue filled ${idOf(1)}: buy 2 at 9.5`,
  ]);
  expect(drill.timeline.upTo(0).map(({ name }) => name)).toEqual(["kill#1", "D00#1", undefined]);
});
