import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

describe("a resting limit order", () => {
  test("waits until the price trades through it", () => {
    const venue = new Venue([STILL, "100 101 95 100", "100 101 94.99 100"]);
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("waits in the same way to sell", () => {
    const venue = new Venue([STILL, "100 105 99 100", "100 105.01 99 100"], { instrument: perpetual() });
    venue.submit({ side: "sell", limit: "105" });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 105 maker"]);
  });

  test("fills at a touch where the model says so", () => {
    const venue = new Venue([STILL, "100 101 95 100"], { limitFill: "touch" });
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("gets the open where that is better than its price", () => {
    const venue = new Venue([STILL, "93 94 92 93", "107 108 106 107"], { instrument: perpetual() });
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 93 maker"]);
    venue.submit({ side: "sell", limit: "105", quantity: "2" });
    expect(venue.bar()).toEqual(["2 filled 2 @ 107 maker"]);
  });

  test("does not slip", () => {
    const venue = new Venue([STILL, "100 101 94 100"], { slippageBps: 50 });
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("several fill nearest first", () => {
    const venue = new Venue([STILL, "100 101 90 100"]);
    venue.submit({ limit: "93" });
    venue.submit({ limit: "97" });
    expect(venue.bar()).toEqual(["2 filled 1 @ 97 maker", "1 filled 1 @ 93 maker"]);
  });

  test("is gone once it is cancelled, and cannot be cancelled twice", () => {
    const venue = new Venue([STILL, "100 101 90 100"]);
    venue.submit({ limit: "95" });
    expect(venue.cancel(1)).toBe("1 cancelled");
    expect(venue.cancel(1)).toBe("1 cancel refused");
    expect(venue.bar()).toEqual([]);
  });
});

describe("a limit order that the market has reached already", () => {
  test("takes at the next open", () => {
    const venue = new Venue([STILL, "99 101 98 100", "101 102 100 101"], { instrument: perpetual() });
    venue.submit({ limit: "100" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 taker"]);
    venue.submit({ side: "sell", limit: "100", quantity: "2" });
    expect(venue.bar()).toEqual(["2 filled 2 @ 101 taker"]);
  });

  test("slips no further than its own price", () => {
    const venue = new Venue([STILL, "99.95 101 98 100"], { slippageBps: 10 });
    venue.submit({ limit: "100" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker"]);
  });

  test("rests where the next open has moved away, and fills as a maker later", () => {
    const venue = new Venue([STILL, "103 104 99 103"]);
    venue.submit({ limit: "101" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 101 maker"]);
  });

  test("is only marketable at the first open it meets", () => {
    const venue = new Venue([STILL, "103 104 102 103", "99 100 98 99"]);
    venue.submit({ limit: "101" });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 maker"]);
  });
});

describe("stop and target in one bar", () => {
  const hold = (bars: readonly string[], side: "buy" | "sell" = "buy"): Venue => {
    const venue = new Venue([STILL, STILL, ...bars], { instrument: perpetual() });
    venue.submit({ side });
    venue.bar();
    const exit = side === "buy" ? "sell" : "buy";
    venue.submit({ side: exit, limit: side === "buy" ? "105" : "95", reduceOnly: true });
    venue.submit({ side: exit, trigger: side === "buy" ? "95" : "105", reduceOnly: true });
    return venue;
  };

  test("the stop comes first where the range holds both", () => {
    expect(hold(["100 110 90 100"]).bar()).toEqual(["3 filled 1 @ 95 taker", "2 cancelled"]);
    expect(hold(["100 110 90 100"], "sell").bar()).toEqual(["3 filled 1 @ 105 taker", "2 cancelled"]);
  });

  test("the stop comes first even where the target is much nearer to the open", () => {
    expect(hold(["104.9 110 90 100"]).bar()).toEqual(["3 filled 1 @ 95 taker", "2 cancelled"]);
  });

  test("the target fills where the stop is out of range", () => {
    expect(hold(["100 110 96 100"]).bar()).toEqual(["2 filled 1 @ 105 maker", "3 cancelled"]);
  });

  test("what is left of the pair can only reduce, and there is nothing left to reduce", () => {
    const venue = hold(["100 110 96 100", "100 101 90 91"]);
    expect(venue.bar()).toContain("3 cancelled");
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.account.held(venue.instrument)).toBe(0n);
  });
});
