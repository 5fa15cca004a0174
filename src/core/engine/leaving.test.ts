import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import {
  HOUR,
  type InstrumentTerms,
  perpetual,
  rules,
  START,
  spot,
} from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import type { OrderIntent } from "../domain/index.ts";
import { close, open, order } from "../strategy/index.ts";

const long = open("long", { why: "test", stop: 90 });
const short = open("short", { why: "test", stop: 110 });
const ask = (terms: Partial<Omit<OrderIntent, "kind">>): OrderIntent =>
  order({ side: "buy", type: "market", quantity: 1, why: "test", ...terms });

describe("a close intent", () => {
  test("leaves the position at the next open", () => {
    const run = play(["100 100 100 100", "101 101 101 101", "102 102 102 102"], {
      1: long,
      2: close("enough"),
    });
    expect(run.trades).toEqual(["long 100: 101 -> 102 signal"]);
    expect(run.resting()).toEqual([]);
  });

  test("takes back an entry that still works", () => {
    const run = play(flat(100, 5), {
      1: open("long", { why: "test", stop: 80, limit: 90 }),
      2: close("no longer"),
    });
    expect(run.record.story.at(-1)).toBe("1 cancelled");
    expect(run.resting()).toEqual([]);
    expect(run.record.refusals).toEqual([]);
  });

  test("on a flat book is refused", () => {
    expect(play(flat(100, 2), { 1: close("why not") }).record.refusals).toEqual(["NothingToClose"]);
  });

  test("takes back an addition and leaves what is held", () => {
    const script = { 1: ask({}), 2: ask({ type: "limit", limit: 95, quantity: 2 }), 3: close("enough") };
    const run = play(flat(100, 6), script, { risk: { portfolio: { sameDirection: "allow" } } });
    expect(run.trades).toEqual(["long 1: 100 -> 100 signal"]);
    expect(run.resting()).toEqual([]);
  });

  test("leaves the market also where an order that only reduces still waits for its price", () => {
    const script = {
      1: ask({ quantity: 2 }),
      2: ask({ side: "sell", type: "limit", limit: 120 }),
      3: close("now"),
    };
    const run = play(flat(100, 6), script);
    expect(run.held()).toBe("0");
    expect(run.resting()).toEqual([]);
  });
});

describe("a reversal", () => {
  const bars = ["100 100 100 100", "100 100 100 100", "105 105 105 105", "105 105 105 105"];

  test("on a perpetual closes first, then opens the other side, both at the next open", () => {
    const run = play(bars, { 1: long, 2: short }, { instrument: perpetual() });
    const [, ...after] = run.fills;
    expect(after[0]).toBe("2 sell 100 @ 105");
    expect(after[1]).toMatch(/^2 sell [\d.]+ @ 105$/);
    expect(after).toHaveLength(2);
    expect(Number(run.held())).toBeLessThan(0);
  });

  test("the trade it ended says so", () => {
    const run = play(bars, { 1: long, 2: short }, { instrument: perpetual() });
    expect(run.trades).toEqual(["long 100: 100 -> 105 reversal"]);
  });

  test("the new side has its own protection and nothing of the old one", () => {
    const run = play(bars, { 1: long, 2: short }, { instrument: perpetual() });
    expect(run.resting()).toHaveLength(1);
    expect(run.resting()[0]).toMatch(/^buy stop [\d.]+ @ 110$/);
  });

  test("on spot is refused, and the position stays as it is", () => {
    const run = play(bars, { 1: long, 2: short }, { instrument: spot() });
    expect(run.record.refusals).toEqual(["ShortOnSpot"]);
    expect(run.held()).toBe("100");
    expect(run.resting()).toEqual(["sell stop 100 @ 90"]);
  });

  test("gives the whole position up although an order that only reduces still waits for its price", () => {
    const script = { 1: long, 2: ask({ side: "sell", type: "limit", limit: 120 }), 3: short };
    const run = play(flat(100, 6), script, { instrument: perpetual() });
    expect(run.trades).toEqual(["long 100: 100 -> 100 reversal"]);
    expect(Number(run.held())).toBeLessThan(-100); // A whole new short position, not what netting leaves.
  });

  test("counts as one more trade of the day", () => {
    const risk = { session: { dailyTradesMax: 1 } };
    const run = play(bars, { 1: long, 2: short }, { instrument: perpetual(), risk });
    expect(run.record.refusals).toEqual(["DailyTradesLimit"]);
    expect(Number(run.held())).toBeGreaterThanOrEqual(0);
  });
});

describe("rules that change while a position is held", () => {
  const later = (terms: InstrumentTerms) => [rules(terms, START + 2 * HOUR)];

  test("a remainder that is off the new step can still be left", () => {
    const instrument = spot({ step: "0.001", later: later({ step: "0.01" }) });
    const run = play(flat(100, 5), { 1: ask({ quantity: 1.005 }), 3: close("enough") }, { instrument });
    expect(run.held()).toBe("0");
    expect([...run.engine.rejections]).toEqual([]);
  });

  test("protection that is raised under the new tick lies on it", () => {
    const instrument = spot({ tick: "0.01", later: later({ tick: "0.5" }) });
    const script = { 1: ask({ quantity: 2, stop: 95.01 }), 3: ask({ side: "sell" }) };
    const run = play(flat(100, 6), script, { instrument });
    expect(run.resting()).toEqual(["sell stop 1 @ 95"]);
  });
});
