import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

function asked(terms: OrderTerms, bars: readonly string[], more: VenueTerms = {}): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...more });
  venue.submit(terms);
  return venue;
}

const BUY: OrderTerms = { side: "buy", trigger: "105", limit: "106" };
const SELL: OrderTerms = { side: "sell", trigger: "95", limit: "94" };

describe("a stop-limit order that is set off within its limit", () => {
  test("takes at its trigger inside the bar", () => {
    expect(asked(BUY, ["100 105 99 100"]).bar()).toEqual(["1 filled 1 @ 105 taker"]);
    expect(asked(SELL, ["100 101 95 100"]).bar()).toEqual(["1 filled 1 @ 95 taker"]);
  });

  test("takes at the open that has passed its trigger and not its limit", () => {
    expect(asked(BUY, ["105.5 107 105 106"]).open()).toEqual(["1 filled 1 @ 105.5 taker"]);
    expect(asked(SELL, ["94.5 95 93 94"]).open()).toEqual(["1 filled 1 @ 94.5 taker"]);
    expect(asked(BUY, ["106 107 105 106"]).open()).toEqual(["1 filled 1 @ 106 taker"]);
  });

  test("slips no further than its limit", () => {
    const slips = { slippageBps: 200 };
    expect(asked(BUY, ["100 105 99 100"], slips).bar()).toEqual(["1 filled 1 @ 106 taker"]); // 107.1
    expect(asked(SELL, ["100 101 95 100"], slips).bar()).toEqual(["1 filled 1 @ 94 taker"]); // 93.1
  });
});

describe("a stop-limit order that the market gaps beyond", () => {
  test("is left behind, and fills as a maker when the market comes back in a later bar", () => {
    const buy = asked(BUY, ["107 108 106.01 107", "107 109 106 108", "108 109 105.99 107"]);
    expect(buy.bar()).toEqual([]);
    expect(buy.bar()).toEqual([]); // A touch is not enough.
    expect(buy.bar()).toEqual(["1 filled 1 @ 106 maker"]);
    const sell = asked(SELL, ["93 93.99 92 93", "93 94.01 92 93"]);
    expect(sell.bar()).toEqual([]);
    expect(sell.bar()).toEqual(["1 filled 1 @ 94 maker"]);
  });

  test("fills in the bar whose open set it off, when that bar comes back: the open was first", () => {
    const buy = asked(BUY, ["107 108 105 106"]);
    expect(buy.open()).toEqual([]);
    expect(buy.close()).toEqual(["1 filled 1 @ 106 maker"]);
    const sell = asked(SELL, ["93 95 92 94"]);
    expect(sell.open()).toEqual([]);
    expect(sell.close()).toEqual(["1 filled 1 @ 94 maker"]);
  });

  test("does not need its trigger a second time", () => {
    const venue = asked(BUY, ["107 108 106.5 107", "104 104.5 103 104"]);
    venue.bar();
    expect(venue.exchange.openOrders(venue.instrument.id)).toMatchObject([
      { type: "limit", trigger: undefined, limit: 106_000_000_000_000n },
    ]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 104 maker"]);
  });
});

describe("a stop-limit order that has to come back from its trigger", () => {
  test("is not filled in the bar inside which it was set off", () => {
    const buy = asked({ side: "buy", trigger: "105", limit: "104" }, [
      "100 106 90 105",
      "105 106 103.99 105",
    ]);
    expect(buy.bar()).toEqual([]);
    expect(buy.bar()).toEqual(["1 filled 1 @ 104 maker"]);
    const sell = asked({ side: "sell", trigger: "95", limit: "96" }, ["100 110 94 95", "95 96.01 94 95"]);
    expect(sell.bar()).toEqual([]);
    expect(sell.bar()).toEqual(["1 filled 1 @ 96 maker"]);
  });

  test("sleeps while its trigger is out of reach, though its limit is not", () => {
    const venue = asked({ side: "buy", trigger: "105", limit: "104" }, ["100 104.99 90 100", STILL]);
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.openOrders(venue.instrument.id)).toMatchObject([{ type: "stop-limit" }]);
  });
});

test("a stop-limit exit may be left behind where a plain stop gets out", () => {
  const venue = new Venue([STILL, STILL, "92 93 91 92"], { instrument: perpetual() });
  venue.submit({ quantity: "2" });
  venue.bar();
  venue.submit({ ...SELL, reduceOnly: true });
  venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
  expect(venue.bar()).toEqual(["3 filled 1 @ 92 taker"]);
});
