import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
/** Every bar lets five units go, unless it names a volume: half of it. */
const market = (...bars: readonly string[]): Venue =>
  new Venue(
    [STILL, ...bars].map((bar) => (bar.split(" ").length === 5 ? bar : `${bar} 10`)),
    {
      instrument: perpetual(),
      volumeShareMax: 0.5,
    },
  );

describe("the share of a bar's volume", () => {
  test("bounds a market order, whose rest takes at the next opens", () => {
    const venue = market(STILL, "101 102 100 101", "102 102 102 102");
    venue.submit({ quantity: "12" });
    expect(venue.bar()).toEqual(["1 filled 5 @ 100 taker"]);
    expect(venue.bar()).toEqual(["1 filled 5 @ 101 taker"]);
    expect(venue.bar()).toEqual(["1 filled 2 @ 102 taker"]);
  });

  test("is one for all orders, at the open and inside", () => {
    const venue = market("100 101 94 100", "100 101 94 100");
    venue.submit({ limit: "95", quantity: "4" });
    venue.submit({ limit: "96", quantity: "1" });
    venue.submit({ quantity: "3" });
    expect(venue.open()).toEqual(["3 filled 3 @ 100 taker"]);
    expect(venue.close()).toEqual(["2 filled 1 @ 96 maker", "1 filled 1 @ 95 maker"]);
    expect(venue.bar()).toEqual(["1 filled 3 @ 95 maker"]);
  });

  test("is not saved up", () => {
    const venue = market(STILL, STILL, STILL);
    venue.bar();
    venue.bar();
    venue.submit({ quantity: "12" });
    expect(venue.bar()).toEqual(["1 filled 5 @ 100 taker"]);
  });

  test("is cut to whole steps", () => {
    const venue = market(`${STILL} 0.0034`, STILL);
    venue.submit({ quantity: "1" });
    expect(venue.bar()).toEqual(["1 filled 0.001 @ 100 taker"]); // Of 0.0017.
  });

  test("of a bar without volume is nothing, and what it reached waits", () => {
    const venue = market("100 101 94 100 0", "100 101 96 100", "100 101 94 100");
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("leaves a stop that goes off without any as a market order for the next open", () => {
    const venue = market("100 100 100 100", "100 101 94 100", "98 99 97 98");
    venue.submit({ quantity: "5" });
    venue.bar();
    venue.submit({ side: "sell", trigger: "95", quantity: "5", reduceOnly: true });
    venue.submit({ quantity: "5" });
    expect(venue.bar()).toEqual(["3 filled 5 @ 100 taker"]);
    expect(venue.bar()).toEqual(["2 filled 5 @ 98 taker"]);
  });

  test("goes to stops before limits, as the prices come", () => {
    const venue = market(STILL, "100 106 94 100");
    venue.submit({ quantity: "5" });
    venue.bar();
    venue.submit({ side: "sell", limit: "105", quantity: "4", reduceOnly: true });
    venue.submit({ side: "sell", trigger: "95", quantity: "4", reduceOnly: true });
    expect(venue.bar()).toEqual(["3 filled 4 @ 95 taker", "2 filled 1 @ 105 maker", "2 cancelled"]);
    expect(venue.exchange.account.held(venue.instrument)).toBe(0n);
  });

  test("counts contracts by their size", () => {
    const instrument = perpetual({ contractSize: "0.01", step: "1" });
    const venue = new Venue([STILL, STILL], { instrument, volumeShareMax: 0.5 });
    venue.submit({ quantity: "80" });
    expect(venue.bar()).toEqual(["1 filled 50 @ 100 taker"]);
  });
});
