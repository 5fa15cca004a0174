import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import type { OrderIntent } from "../domain/index.ts";
import { open, order } from "../strategy/index.ts";

const long = open("long", { why: "test", stop: 90 });
const short = open("short", { why: "test", stop: 110 });
const ask = (terms: Partial<Omit<OrderIntent, "kind">>): OrderIntent =>
  order({ side: "buy", type: "market", quantity: 1, why: "test", ...terms });

describe("a short sale from flat", () => {
  test("is refused on spot", () => {
    const run = play(flat(100, 3), { 1: short, 2: ask({ side: "sell" }) });
    expect(run.record.refusals).toEqual(["ShortOnSpot", "ShortOnSpot"]);
    expect(run.record.orders).toEqual([]);
  });
});

describe("signals that repeat", () => {
  test("an opening signal is refused while an entry works", () => {
    const entry = open("long", { why: "test", stop: 80, limit: 90 });
    const run = play(flat(100, 4), { 1: entry, 2: entry });
    expect(run.record.refusals).toEqual(["DuplicateSignal"]);
    expect(run.resting()).toHaveLength(1);
  });

  test("an opening signal is refused while the position is held", () => {
    expect(play(flat(100, 4), { 1: long, 2: long }).record.refusals).toEqual(["SameDirection"]);
  });

  test("adds where the account allows it", () => {
    const run = play(
      flat(100, 4),
      { 1: ask({}), 2: ask({ quantity: 2 }) },
      { risk: { portfolio: { sameDirection: "allow" } } },
    );
    expect(run.held()).toBe("3");
  });

  test("low confidence and weak strength are refused before anything is sized", () => {
    const faint = open("long", { why: "test", stop: 90, confidence: 0.5 });
    expect(play(flat(100, 2), { 1: faint }, { signals: { confidenceMin: 0.65 } }).record.refusals).toEqual([
      "LowConfidence",
    ]);
    expect(
      play(flat(100, 2), { 1: faint }, { signals: { strengthMin: "MODERATE" } }).record.refusals,
    ).toEqual(["WeakSignal"]);
  });
});

describe("a direct order", () => {
  test("that is smaller than the position only reduces it", () => {
    const run = play(flat(100, 4), { 1: ask({ quantity: 3 }), 2: ask({ side: "sell", quantity: 1 }) });
    expect(run.held()).toBe("2");
    expect(run.record.orders.at(-1)?.reduceOnly).toBe(true);
  });

  test("with reduceOnly is cut to the position", () => {
    const script = { 1: ask({}), 2: ask({ side: "sell", quantity: 5, reduceOnly: true }) };
    const run = play(flat(100, 4), script, { instrument: perpetual() });
    expect(run.held()).toBe("0");
  });

  test("with reduceOnly is refused where it would add", () => {
    const run = play(flat(100, 4), {
      1: ask({ reduceOnly: true }),
      2: ask({}),
      3: ask({ reduceOnly: true }),
    });
    expect(run.record.refusals).toEqual(["NothingToClose", "NothingToClose"]);
    expect(run.fills).toHaveLength(1);
  });

  test("larger than the position turns it around on a perpetual and is refused on spot", () => {
    const script = { 1: ask({}), 2: ask({ side: "sell", quantity: 3 }) };
    expect(play(flat(100, 4), script, { instrument: perpetual() }).held()).toBe("-2");
    expect(play(flat(100, 4), script).record.refusals).toEqual(["ShortOnSpot"]);
  });

  test("too small for a single step is refused, not sent empty", () => {
    const crumb = { 1: ask({}), 2: ask({ side: "sell", quantity: 0.0004 }) };
    const run = play(flat(100, 4), crumb);
    expect(run.record.orders).toHaveLength(1);
    expect(run.record.refusals).toHaveLength(1);
    const reduceOnly = { 1: ask({}), 2: ask({ side: "sell", quantity: 0.0004, reduceOnly: true }) };
    expect(play(flat(100, 4), reduceOnly).record.orders).toHaveLength(1);
  });

  test("by value counts in contracts: what it takes from a position needs nobody's leave", () => {
    const instrument = perpetual({ contractSize: "100", step: "1" });
    const risk = { isStopRequired: true, own: { positionSizeMax: undefined } };
    const sale = order({ side: "sell", type: "market", value: 50_000, why: "half of it" });
    const script = { 1: ask({ quantity: 10, stop: 50 }), 3: sale };
    const run = play(flat(100, 6), script, { instrument, risk, balance: "1000000" });
    expect([run.record.refusals, run.held()]).toEqual([[], "5"]);
    expect(run.record.orders.at(-1)?.reduceOnly).toBe(true);
    const small = perpetual({ contractSize: "0.001", step: "1" });
    const spend = order({ side: "buy", type: "market", value: 500, stop: 50, why: "spend" });
    expect(play(flat(100, 3), { 1: spend }, { instrument: small, risk }).held()).toBe("5000");
  });
});

test("an addition that rests is taken back when its position turns around, as when it is gone", () => {
  const bars = ["100 100 100 100", "100 100 100 100", "100 100 100 100", "100 100 100 100", "94 94 94 94"];
  const script = {
    1: ask({ quantity: 10 }),
    2: ask({ quantity: 30, type: "limit", limit: 95 }),
    3: ask({ quantity: 20, side: "sell" }),
  } as const;
  const risk = { own: { positionSizeMax: undefined }, portfolio: { sameDirection: "allow" } } as const;
  expect(play(bars, script, { instrument: perpetual(), risk }).held()).toBe("-10");
});
