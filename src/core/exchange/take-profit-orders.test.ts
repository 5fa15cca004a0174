import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

/** A venue where one unit is held, long or short. */
function holding(side: "long" | "short", bars: readonly string[], slippageBps = 0): Venue {
  const venue = new Venue([STILL, STILL, ...bars], { instrument: perpetual(), slippageBps });
  venue.submit({ side: side === "long" ? "buy" : "sell" });
  venue.bar();
  return venue;
}

const sellAt = (trigger: string, limit?: string): OrderTerms => exit("sell", trigger, limit);
const buyAt = (trigger: string, limit?: string): OrderTerms => exit("buy", trigger, limit);

const exit = (side: "buy" | "sell", trigger: string, limit: string | undefined): OrderTerms => ({
  side,
  trigger,
  reduceOnly: true,
  ...(limit === undefined ? { type: "take-profit" } : { type: "take-profit-limit", limit }),
});

describe("a take-profit order", () => {
  test("takes at its trigger when the bar gets there, a touch is enough", () => {
    const long = holding("long", ["100 104.99 99 100", "100 105 99 100"]);
    long.submit(sellAt("105"));
    expect(long.bar()).toEqual([]);
    expect(long.bar()).toEqual(["2 filled 1 @ 105 taker"]);
    const short = holding("short", ["100 101 95.01 100", "100 101 95 100"]);
    short.submit(buyAt("95"));
    expect(short.bar()).toEqual([]);
    expect(short.bar()).toEqual(["2 filled 1 @ 95 taker"]);
  });

  test("gets the open that is better than its trigger", () => {
    const long = holding("long", ["108 109 107 108"]);
    long.submit(sellAt("105"));
    expect(long.open()).toEqual(["2 filled 1 @ 108 taker"]);
    const short = holding("short", ["92 93 91 92"]);
    short.submit(buyAt("95"));
    expect(short.open()).toEqual(["2 filled 1 @ 92 taker"]);
  });

  test("slips, for it takes", () => {
    const long = holding("long", ["100 106 99 100"], 10);
    long.submit(sellAt("105"));
    expect(long.bar()).toEqual(["2 filled 1 @ 104.89 taker"]); // 105 x 0.999 = 104.895
    const short = holding("short", ["100 101 94 100"], 10);
    short.submit(buyAt("95"));
    expect(short.bar()).toEqual(["2 filled 1 @ 95.1 taker"]); // 95 x 1.001 = 95.095
  });

  test("is refused where the market stands at its trigger already, or beyond", () => {
    const venue = holding("long", [STILL]);
    expect(venue.submit(sellAt("100"))).toBe("2 rejected StopWouldTriggerAtOnce");
    expect(venue.submit(sellAt("99"))).toBe("3 rejected StopWouldTriggerAtOnce");
    expect(venue.submit(sellAt("100.01"))).toBe("4 accepted");
    expect(venue.submit({ type: "take-profit", trigger: "100" })).toBe("5 rejected StopWouldTriggerAtOnce");
    expect(venue.submit({ type: "take-profit", trigger: "99.99" })).toBe("6 accepted");
  });
});

describe("a take-profit-limit order", () => {
  test("takes at its trigger where that is within its limit, and slips no further than that", () => {
    const long = holding("long", ["100 106 99 100"], 200);
    long.submit(sellAt("105", "104"));
    expect(long.bar()).toEqual(["2 filled 1 @ 104 taker"]); // 105 x 0.98 = 102.9
    const short = holding("short", ["100 101 94 100"], 200);
    short.submit(buyAt("95", "96"));
    expect(short.bar()).toEqual(["2 filled 1 @ 96 taker"]); // 95 x 1.02 = 96.9
  });

  test("that wants more than its trigger rests, and is not filled in the bar that set it off", () => {
    const long = holding("long", ["100 110 99 100", "100 106 99 100", "100 106.01 99 100"]);
    long.submit(sellAt("105", "106"));
    expect(long.bar()).toEqual([]);
    expect(long.bar()).toEqual([]); // A limit is traded through, not touched.
    expect(long.bar()).toEqual(["2 filled 1 @ 106 maker"]);
  });

  test("that the open sets off may fill inside that bar", () => {
    const long = holding("long", ["105.5 107 105 106"]);
    long.submit(sellAt("105", "106"));
    expect(long.open()).toEqual([]);
    expect(long.close()).toEqual(["2 filled 1 @ 106 maker"]);
    const short = holding("short", ["94.5 95 92 94"]);
    short.submit(buyAt("95", "94"));
    expect(short.open()).toEqual([]);
    expect(short.close()).toEqual(["2 filled 1 @ 94 maker"]);
  });

  test("takes at the open that gapped beyond both its prices", () => {
    const venue = holding("long", ["107 108 106 107"]);
    venue.submit(sellAt("105", "106"));
    expect(venue.open()).toEqual(["2 filled 1 @ 107 taker"]);
  });
});

describe("a stop and a take-profit order in one bar", () => {
  const both = (side: "long" | "short", bar: string): Venue => {
    const venue = holding(side, [bar]);
    const way = side === "long" ? "sell" : "buy";
    venue.submit({
      side: way,
      type: "take-profit",
      trigger: side === "long" ? "105" : "95",
      reduceOnly: true,
    });
    venue.submit({ side: way, trigger: side === "long" ? "95" : "105", reduceOnly: true });
    return venue;
  };

  test("the stop comes first, however near the target is", () => {
    expect(both("long", "104 106 94 100").bar()).toEqual(["3 filled 1 @ 95 taker", "2 cancelled"]);
    expect(both("short", "96 106 94 100").bar()).toEqual(["3 filled 1 @ 105 taker", "2 cancelled"]);
  });

  test("the target comes first where the bar opens beyond it", () => {
    expect(both("long", "106 107 90 92").bar()).toEqual(["2 filled 1 @ 106 taker", "3 cancelled"]);
    expect(both("short", "94 110 93 108").bar()).toEqual(["2 filled 1 @ 94 taker", "3 cancelled"]);
  });
});

test("targets of both kinds are met nearest first", () => {
  const venue = new Venue([STILL, STILL, "100 110 99 100"], { instrument: perpetual() });
  venue.submit({ quantity: "3" });
  venue.bar();
  venue.submit({ side: "sell", limit: "106", reduceOnly: true });
  venue.submit(sellAt("104"));
  venue.submit({ side: "sell", limit: "102", reduceOnly: true });
  expect(venue.bar()).toEqual(["4 filled 1 @ 102 maker", "3 filled 1 @ 104 taker", "2 filled 1 @ 106 maker"]);
});
