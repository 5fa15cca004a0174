import { describe, expect, test } from "vitest";
import { HOUR, perpetual, spot } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

describe("a market order", () => {
  test("fills at the open of the next bar", () => {
    const venue = new Venue(["100 101 99 100", "100.5 103 98 102"]);
    expect(venue.submit({ quantity: "2" })).toBe("1 accepted");
    expect(venue.bar()).toEqual(["1 filled 2 @ 100.5 taker"]);
    expect(venue.fills[0]?.at).toBe(venue.opensAt(1));
  });

  test("fills at the first open after a gap in time, however late that is", () => {
    const venue = new Venue(["100 101 99 100", "-", "-", "-", "90 91 89 90"]);
    venue.submit({});
    expect(venue.bar()).toEqual(["1 filled 1 @ 90 taker"]);
    expect(venue.fills[0]?.at).toBe(venue.opensAt(0) + 4 * HOUR);
  });

  test("fills once and is gone", () => {
    const venue = new Venue(["100 101 99 100", "100 101 99 100", "100 101 99 100"]);
    venue.submit({});
    venue.bar();
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.hasOrders(venue.instrument.id)).toBe(false);
  });

  test("orders of one open fill in the order they came", () => {
    const venue = new Venue(["100 101 99 100", "100 101 99 100"], { instrument: perpetual() });
    venue.submit({ quantity: "3" });
    venue.submit({ quantity: "1", side: "sell" });
    venue.submit({ quantity: "2" });
    const filled = ["1 filled 3 @ 100 taker", "2 filled 1 @ 100 taker", "3 filled 2 @ 100 taker"];
    expect(venue.bar()).toEqual(filled);
  });
});

describe("slippage", () => {
  const bars = ["100 101 99 100", "100 101 99 100", "100 101 99 100"];

  test("makes a purchase dearer and a sale cheaper", () => {
    const venue = new Venue(bars, { slippageBps: 10 });
    venue.submit({});
    expect(venue.bar()).toEqual(["1 filled 1 @ 100.1 taker"]);
    venue.submit({ side: "sell", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 99.9 taker"]);
  });

  test("lands on the tick that is worse for the trader", () => {
    const instrument = spot({ tick: "0.1" });
    const venue = new Venue(bars, { slippageBps: 3, instrument }); // 100.03 and 99.97
    venue.submit({});
    expect(venue.bar()).toEqual(["1 filled 1 @ 100.1 taker"]);
    venue.submit({ side: "sell", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 99.9 taker"]);
  });

  test("a slipped price that is on the tick already is not moved by the noise of doubles", () => {
    const venue = new Venue(["65000 65000 65000 65000", "65000.07 65001 65000 65000"], {
      slippageBps: 2,
      instrument: spot({ tick: "0.000001" }),
    });
    venue.submit({});
    expect(venue.bar()).toEqual(["1 filled 1 @ 65013.070014 taker"]); // 65000.07 x 1.0002, exactly
  });

  test("a price off the tick is rounded against the trader also without slippage", () => {
    const venue = new Venue(["100 101 99 100", "100.004 101 99 100", "100.004 101 99 100"]);
    venue.submit({});
    expect(venue.bar()).toEqual(["1 filled 1 @ 100.01 taker"]);
    venue.submit({ side: "sell", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 100 taker"]);
  });
});

describe("a collar", () => {
  test("ends a purchase whose open is beyond it", () => {
    const venue = new Venue(["100 101 99 100", "101.01 102 99 100", "100 101 99 100"]);
    venue.submit({ collar: "101" });
    expect(venue.bar()).toEqual(["1 expired: collar"]);
    expect(venue.bar()).toEqual([]);
  });

  test("lets an open through that is exactly at it", () => {
    const venue = new Venue(["100 101 99 100", "101 102 99 100"]);
    venue.submit({ collar: "101" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 101 taker"]);
  });

  test("caps what slippage adds", () => {
    const venue = new Venue(["100 101 99 100", "100.95 102 99 100"], { slippageBps: 10 }); // 101.06 with slippage
    venue.submit({ collar: "101" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 101 taker"]);
  });

  test("binds a short sale from below", () => {
    const bars = ["100 101 99 100", "99.05 102 99 100", "98.99 101 98 100"];
    const venue = new Venue(bars, { instrument: perpetual(), slippageBps: 10 });
    venue.submit({ side: "sell", collar: "99" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 taker"]);
    venue.submit({ side: "sell", collar: "99" });
    expect(venue.bar()).toEqual(["2 expired: collar"]);
  });

  test("what ends at its collar ties up no money", () => {
    const venue = new Venue(["100 101 99 100", "110 111 109 110"]);
    venue.submit({ collar: "101" });
    venue.bar();
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
  });
});
