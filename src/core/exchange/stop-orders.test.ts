import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

/** A venue where one unit is held: long, or short on a contract. */
function holding(side: "long" | "short", bars: readonly string[], slippageBps = 0): Venue {
  const venue = new Venue([STILL, STILL, ...bars], { instrument: perpetual(), slippageBps });
  venue.submit({ side: side === "long" ? "buy" : "sell", quantity: "1" });
  venue.bar();
  return venue;
}

describe("a stop", () => {
  test("sells at its trigger when the bar trades down to it", () => {
    const venue = holding("long", ["100 101 95 100"]);
    venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 95 taker"]);
  });

  test("buys at its trigger when the bar trades up to it", () => {
    const venue = holding("short", ["100 105 99 100"]);
    venue.submit({ trigger: "105", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 105 taker"]);
  });

  test("sleeps one tick before its trigger", () => {
    const venue = holding("long", ["100 101 95.01 100"]);
    venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
    expect(venue.bar()).toEqual([]);
  });

  test("sells at the open that gapped below it", () => {
    const venue = holding("long", ["92 93 91 92"]);
    venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 92 taker"]);
    expect(venue.fills[1]?.at).toBe(venue.opensAt(2));
  });

  test("buys at the open that gapped above it", () => {
    const venue = holding("short", ["108 109 107 108"]);
    venue.submit({ trigger: "105", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 108 taker"]);
  });

  test("slips from where it went off, against the trader, on both sides", () => {
    const long = holding("long", ["100 101 95 100"], 10);
    long.submit({ side: "sell", trigger: "95", reduceOnly: true });
    expect(long.bar()).toEqual(["2 filled 1 @ 94.9 taker"]); // 94.905
    const short = holding("short", ["100 105 99 100"], 10);
    short.submit({ trigger: "105", reduceOnly: true });
    expect(short.bar()).toEqual(["2 filled 1 @ 105.11 taker"]); // 105.105
  });

  test("that is hit inside a bar bears the last millisecond of that bar, not its close", () => {
    const venue = holding("long", ["100 101 94 100", STILL]);
    venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
    venue.bar();
    expect(venue.fills[1]?.at).toBe(venue.opensAt(3) - 1);
  });

  test("sent at a close works from the next bar on, not in the bar that is over", () => {
    const venue = new Venue([STILL, "100 120 80 100", STILL], { instrument: perpetual() });
    venue.bar();
    venue.submit({ trigger: "110" });
    expect(venue.bar()).toEqual([]);
  });
});

describe("several stops in one bar", () => {
  test("go off nearest first", () => {
    const venue = holding("long", ["100 101 90 92"]);
    venue.submit({ side: "sell", trigger: "93", quantity: "0.2", reduceOnly: true });
    venue.submit({ side: "sell", trigger: "97", quantity: "0.3", reduceOnly: true });
    venue.submit({ side: "sell", trigger: "95", quantity: "0.5", reduceOnly: true });
    expect(venue.bar()).toEqual([
      "3 filled 0.3 @ 97 taker",
      "4 filled 0.5 @ 95 taker",
      "2 filled 0.2 @ 93 taker",
    ]);
  });

  test("of equal distance go off in the order they came", () => {
    const venue = holding("long", ["100 105 95 100"]);
    venue.submit({ side: "buy", trigger: "104", quantity: "0.2" });
    venue.submit({ side: "sell", trigger: "96", quantity: "0.3" });
    expect(venue.bar()).toEqual(["2 filled 0.2 @ 104 taker", "3 filled 0.3 @ 96 taker"]);
  });
});

describe("a stop entry", () => {
  test("with a collar fills at the trigger, and not beyond the collar where the market gaps", () => {
    const venue = new Venue([STILL, "100 106 100 105", "107 108 106 107"], { instrument: perpetual() });
    venue.submit({ trigger: "105", collar: "106" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 105 taker"]);
    const gapped = new Venue([STILL, "106.01 108 106 107"], { instrument: perpetual() });
    gapped.submit({ trigger: "105", collar: "106" });
    expect(gapped.bar()).toEqual(["1 expired: collar"]);
  });
});

describe("a stop-limit order that is to fill at once", () => {
  test("is over where the market is beyond its limit when it is set off", () => {
    const venue = new Venue([STILL, "100 106 99 105", "103 104 102 103"]);
    venue.submit({ trigger: "105", limit: "104", timeInForce: "IOC" });
    expect(venue.bar()).toEqual(["1 expired: immediate"]);
    expect(venue.exchange.isIdle).toBe(true);
  });
});

test("an order that waits for a price names one", () => {
  const venue = new Venue([STILL]);
  expect(venue.submit({ type: "trailing-stop" })).toBe("1 rejected TriggerMissing");
  expect(venue.submit({ type: "stop" })).toBe("2 rejected TriggerMissing");
});
