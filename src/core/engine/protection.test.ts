import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, rules, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { play, prepare } from "../../../tests/builders/play.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { price, quantity, ratio } from "../base/index.ts";
import type { OrderIntent } from "../domain/index.ts";
import { adjust, open, order } from "../strategy/index.ts";

const STILL = "100 100 100 100";
const instrument = perpetual();
type Terms = Omit<OrderIntent, "kind" | "why">;
const ask = (terms: Partial<Terms>): OrderIntent =>
  order({ side: "buy", type: "market", quantity: 1, why: "test", ...terms });

describe("an entry with a stop and a target", () => {
  const entry = open("long", { why: "test", stop: 95, target: 110 });

  test("puts both in the market the moment it fills, sized to what is held", () => {
    const run = play(flat(100, 3), { 1: entry });
    expect(run.resting()).toEqual(["sell stop 100 @ 95", "sell limit 100 @ 110"]);
  });

  test("the stop takes the position out and the target goes", () => {
    const run = play([STILL, STILL, "100 100 94 95", STILL], { 1: entry });
    expect(run.trades).toEqual(["long 100: 100 -> 95 stop-loss"]);
    expect(run.resting()).toEqual([]);
  });

  test("the target takes the position out and the stop goes", () => {
    const run = play([STILL, STILL, "100 111 99 110", STILL], { 1: entry });
    expect(run.trades).toEqual(["long 100: 100 -> 110 take-profit"]);
    expect(run.resting()).toEqual([]);
  });

  test("the stop is live in the bar of the entry", () => {
    const run = play([STILL, "100 101 94 100"], { 1: entry });
    expect(run.fills).toEqual(["1 buy 100 @ 100", "1 sell 100 @ 95"]);
  });

  test("a short sale is the mirror image", () => {
    const short = open("short", { why: "test", stop: 105, target: 90 });
    const run = play([STILL, STILL, "100 106 99 100", STILL], { 1: short }, { instrument });
    expect(run.trades).toEqual(["short 110: 100 -> 105 stop-loss"]);
    expect(run.resting()).toEqual([]);
  });

  test("prices off the tick are rounded away from tighter: a long's stop down, its target up", () => {
    const run = play(flat(100, 3), { 1: open("long", { why: "test", stop: 95.006, target: 109.994 }) });
    expect(run.resting()).toEqual(["sell stop 100 @ 95", "sell limit 100 @ 110"]);
  });

  test("a position that opens beyond its own stop is left at that open", () => {
    const run = play([STILL, "94 96 93 95", STILL], { 1: entry });
    expect(run.trades).toEqual(["long 100: 94 -> 94 stop-loss"]);
    expect(run.resting()).toEqual([]);
  });

  test("a limit entry that a gap fills beyond its stop is left in the same bar", () => {
    const limit = open("long", { why: "test", stop: 92, limit: 95 });
    const run = play([STILL, "90 91 89 90", "70 71 69 70"], { 1: limit });
    expect(run.trades.map((trade) => trade.replace(/^long [\d.]+/, "long"))).toEqual([
      "long: 90 -> 90 stop-loss",
    ]);
  });

  test("a breakout entry keeps a stop below its trigger", () => {
    const breakout = ask({ type: "stop", trigger: 105, stop: 101 });
    const run = play([STILL, "102 106 101.5 105.5", "105.5 107 105 106"], { 1: breakout }, { instrument });
    expect(run.fills).toEqual(["1 buy 1 @ 105"]);
    expect(run.resting()).toEqual(["sell stop 1 @ 101"]);
  });

  test("a breakout entry whose stop lies above the open of its bar is stopped at that stop, not at some later open", () => {
    const breakout = ask({ type: "stop", trigger: 105, stop: 101 });
    const run = play([STILL, "100 106 99 105.5", "80 81 79 80"], { 1: breakout }, { instrument });
    expect(run.trades).toEqual(["long 1: 105 -> 101 stop-loss"]); // The adverse extreme counts on the entry bar.
  });
});

describe("an entry that finds a position of the other side", () => {
  const bid = ask({ type: "limit", limit: 98, quantity: 3, stop: 90 });
  const short = ask({ side: "sell", quantity: 10, stop: 105 });

  test("and only takes from it leaves its protection as it is, but for its size", () => {
    const run = play(
      [STILL, STILL, STILL, "100 100 97 99", "99 99 99 99"],
      { 1: bid, 2: short },
      { instrument },
    );
    expect(run.fills).toEqual(["2 sell 10 @ 100", "3 buy 3 @ 98"]);
    expect(run.resting()).toEqual(["buy stop 7 @ 105"]);
  });

  test("and turns it protects what is held then", () => {
    const large = ask({ type: "limit", limit: 98, quantity: 15, stop: 90 });
    const run = play(
      [STILL, STILL, STILL, "100 100 97 99", "99 99 99 99"],
      { 1: large, 2: short },
      { instrument },
    );
    expect(run.resting()).toEqual(["sell stop 5 @ 90"]);
  });
});

describe("protection follows what is held", () => {
  test("a partial sale leaves a stop and a target for the rest", () => {
    const script = { 1: ask({ quantity: 3, stop: 95, target: 110 }), 2: ask({ side: "sell" }) };
    const run = play(flat(100, 4), script);
    expect(run.resting()).toEqual(["sell stop 2 @ 95", "sell limit 2 @ 110"]);
  });

  test("an addition is covered by the same stop", () => {
    const script = { 1: ask({ stop: 95 }), 2: ask({ quantity: 2, stop: 95 }) };
    const run = play(flat(100, 4), script, { risk: { portfolio: { sameDirection: "allow" } } });
    expect(run.resting()).toEqual(["sell stop 3 @ 95"]);
  });

  test("the new stop is asked for before the old one goes", () => {
    const script = { 1: ask({ quantity: 3, stop: 95 }), 2: ask({ side: "sell" }) };
    const { story } = play(flat(100, 4), script).record;
    const wanted = story.indexOf("4 stop-loss: sell stop 2");
    expect(wanted).toBeGreaterThan(0);
    expect(wanted).toBeLessThan(story.indexOf("2 cancelled"));
  });

  test("a flip is protected by the new order's terms, never by those of the position it ended", () => {
    const script = { 1: ask({ stop: 95, target: 110 }), 2: ask({ side: "sell", quantity: 3 }) };
    const run = play(flat(100, 6), script, { instrument });
    expect(run.held()).toBe("-2");
    expect(run.resting()).toEqual([]);
  });

  test("a flip with a stop of its own gets that one", () => {
    const script = { 1: ask({ stop: 95 }), 2: ask({ side: "sell", quantity: 3, stop: 104 }) };
    const run = play(flat(100, 6), script, { instrument });
    expect(run.resting()).toEqual(["buy stop 2 @ 104"]);
  });

  test("nothing protects a position whose strategy asked for nothing, where the account allows that", () => {
    expect(play(flat(100, 3), { 1: ask({}) }).resting()).toEqual([]);
  });
});

describe("an entry that fills in parts", () => {
  /** Ten units trade in each bar, of which an order may have one. */
  const thin = (...prices: readonly string[]) => prices.map((one) => `${one} 10`);
  const slow = { instrument, volumeShareMax: 0.1 };
  const still = (bars: number) => thin(...Array.from({ length: bars }, () => STILL));
  const three = ask({ quantity: 3, stop: 95, target: 110 });

  test("is protected as it was decided, part by part", () => {
    expect(play(still(3), { 1: three }, slow).resting()).toContain("sell stop 2 @ 95");
    expect(play(still(5), { 1: three }, slow).resting()).toEqual(["sell stop 3 @ 95", "sell limit 3 @ 110"]);
  });

  test("does not take back what its strategy has moved since", () => {
    const moved = { 1: three, 3: adjust("nearer", { stop: 98, target: 105 }) };
    expect(play(still(6), moved, slow).resting()).toEqual(["sell stop 3 @ 98", "sell limit 3 @ 105"]);
  });

  test("does not move back a stop that stands at break even", () => {
    const bars = [...still(2), ...thin("100 105 100 105", "105 105 105 105", "105 105 105 105")];
    const run = play(bars, { 1: ask({ quantity: 4, stop: 95, breakEven: { at: 105, offset: 0.5 } }) }, slow);
    expect(run.resting().filter((one) => one.startsWith("sell"))).toEqual(["sell stop 4 @ 100.5"]);
  });

  test("is taken back where what it had opened was stopped out; what fills all the same has its own stop", () => {
    const three = ask({ type: "limit", limit: 99, quantity: 3, stop: 95 });
    const run = new WireRun(flat(100, 6), { 1: three, 2: adjust("nearer", { stop: 98 }) });
    run.bar();
    run.fill(1, "1", "99");
    run.bar();
    const stop = run.sent.at(-1);
    expect(stop).toMatchObject({ role: "stop-loss", trigger: price("98") });
    run.fill(stop?.id ?? 0, "1", "98");
    expect(run.cancelled).toContain(1);
    run.fill(1, "1", "99"); // Before the venue has heard of that.
    expect(run.sent.at(-1)).toMatchObject({
      role: "stop-loss",
      trigger: price("95"),
      quantity: quantity("1"),
    });
  });
});

describe("adjust", () => {
  const entry = open("long", { why: "test", stop: 95, target: 110 });

  test("moves the stop and leaves the target alone", () => {
    const run = play(flat(100, 4), { 1: entry, 2: adjust("trail", { stop: 98 }) });
    expect(run.resting()).toEqual(["sell limit 100 @ 110", "sell stop 100 @ 98"]);
  });

  test("moves the target and leaves the stop alone", () => {
    const run = play(flat(100, 4), { 1: entry, 2: adjust("reach further", { target: 120 }) });
    expect(run.resting()).toEqual(["sell stop 100 @ 95", "sell limit 100 @ 120"]);
  });

  test("to the same prices changes nothing", () => {
    const run = play(flat(100, 4), { 1: entry, 2: adjust("again", { stop: 95, target: 110 }) });
    expect(run.record.orders).toHaveLength(3);
  });

  test("a stop beyond the market leaves at the next open instead of standing unprotected", () => {
    const run = play(flat(100, 5), { 1: entry, 2: adjust("now", { stop: 101 }) });
    expect(run.trades).toEqual(["long 100: 100 -> 100 stop-loss"]);
    expect(run.fills.at(-1)).toBe("2 sell 100 @ 100");
    expect(run.resting()).toEqual([]);
  });

  test("without a position there is nothing to move", () => {
    const run = play(flat(100, 3), { 1: adjust("why not", { stop: 98 }) });
    expect(run.record.refusals).toEqual(["NothingToClose"]);
  });

  test("a stop below the smallest price never leaves the position without one", () => {
    const run = prepare(flat(100, 6), { 1: entry, 2: adjust("far", { stop: 0.001 }) });
    run.play();
    const isProtected = run.resting().some((text) => text.startsWith("sell stop 100"));
    expect(isProtected || run.held() === "0").toBe(true);
  });
});

describe("the strategy's own stop and the configured one", () => {
  const own = { stopLoss: 0.03, defaultStop: 0.05 };

  test("the nearer one wins", () => {
    const far = play(flat(100, 3), { 1: open("long", { why: "test", stop: 95 }) }, { risk: { own } });
    expect(far.resting()).toEqual(["sell stop 100 @ 97"]);
    const near = play(flat(100, 3), { 1: open("long", { why: "test", stop: 98 }) }, { risk: { own } });
    expect(near.resting()).toEqual(["sell stop 100 @ 98"]);
  });

  test("the default stands in where the strategy asks for it", () => {
    const run = play(
      flat(100, 3),
      { 1: open("long", { why: "test", stop: "default" }) },
      { risk: { own: { defaultStop: 0.05 } } },
    );
    expect(run.resting()).toEqual(["sell stop 100 @ 95"]);
  });

  test("without any stop an account that requires one refuses", () => {
    const run = play(
      flat(100, 3),
      { 1: open("long", { why: "test", stop: "default" }) },
      { risk: { isStopRequired: true } },
    );
    expect(run.record.refusals).toEqual(["NoProtectiveStop"]);
    expect(run.record.orders).toEqual([]);
  });

  test("a configured target stands in where the strategy names none", () => {
    const risk = { own: { takeProfit: 0.04, collar: ratio("0.1") } };
    const run = play(flat(100, 3), { 1: open("long", { why: "test", stop: 95 }) }, { risk });
    expect(run.resting()).toEqual(["sell stop 100 @ 95", "sell limit 100 @ 104"]);
  });
});

test("stages stay stages where the tick changes, on the new one, whatever rule came in after them", () => {
  const instrument = withoutFees(perpetual({ later: [rules({ tick: "0.1" }, START + 4 * HOUR)] }));
  const targets = [
    { price: 110.05, share: 0.5 },
    { price: 120, share: 1 },
  ];
  const script = {
    1: open("long", { why: "x", stop: 90, targets }),
    3: adjust("trail", { trail: { by: 20 } }),
    6: adjust("nearer", { stop: 91 }),
  };
  expect(play(flat(100, 8), script, { instrument }).resting().toSorted()).toEqual([
    "sell limit 50 @ 110.1",
    "sell limit 50 @ 120",
    "sell stop 100 @ 91",
    "sell trailing-stop 100",
  ]);
});
