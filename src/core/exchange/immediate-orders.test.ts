import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const IOC = { timeInForce: "IOC" } as const;
const FOK = { timeInForce: "FOK" } as const;

function asked(terms: OrderTerms, bars: readonly string[], more: VenueTerms = {}): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...more });
  venue.submit(terms);
  return venue;
}

/** Nothing is left of it: no order, no money tied up. */
function expectGone(venue: Venue): void {
  expect(venue.exchange.openOrders(venue.instrument.id)).toEqual([]);
  if (venue.exchange.account.held(venue.instrument) === 0n)
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
}

describe.each([IOC, FOK])("an order for now ($timeInForce)", (now) => {
  test("takes at the open within its limit", () => {
    const buy = asked({ ...now, limit: "101" }, ["100.5 101 100 101"]);
    expect(buy.open()).toEqual(["1 filled 1 @ 100.5 taker"]);
    const sell = asked({ ...now, side: "sell", limit: "99" }, ["99.5 100 99 100"]);
    expect(sell.open()).toEqual(["1 filled 1 @ 99.5 taker"]);
    expect(asked({ ...now, limit: "101" }, ["101 101 100 101"]).open()).toEqual(["1 filled 1 @ 101 taker"]);
  });

  test("is over at an open beyond its limit, though the bar comes back", () => {
    const venue = asked({ ...now, limit: "101" }, ["101.01 102 90 95"]);
    expect(venue.open()).toEqual(["1 expired: immediate"]);
    expectGone(venue);
    expect(venue.close()).toEqual([]);
  });

  test("does not rest where its limit is away from the market", () => {
    const venue = asked({ ...now, limit: "95" }, ["100 101 90 100"]);
    expect(venue.open()).toEqual(["1 expired: immediate"]);
    expectGone(venue);
  });

  test("is over where there is nothing to have", () => {
    for (const limit of [undefined, "101"]) {
      const venue = asked({ ...now, ...(limit && { limit }) }, [`${STILL} 0`, STILL], { volumeShareMax: 1 });
      expect(venue.open()).toEqual(["1 expired: immediate"]);
      expectGone(venue);
    }
  });

  test("is over where others have taken what there was", () => {
    const venue = asked({}, [STILL, STILL], { volumeShareMax: 1 });
    venue.submit({ ...now, limit: "101" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 expired: immediate"]);
  });

  test("as a stop takes when it is set off, and is over where nothing is left then", () => {
    const venue = asked({ ...now, trigger: "105" }, ["100 106 99 100"], { volumeShareMax: 1 });
    expect(venue.bar()).toEqual(["1 filled 1 @ 105 taker"]);
    const late = asked({ ...now, trigger: "105" }, ["100 106 99 100", STILL], { volumeShareMax: 1 });
    late.submit({});
    expect(late.bar()).toEqual(["2 filled 1 @ 100 taker", "1 expired: immediate"]);
  });

  test("as a stop-limit order is over where the market has gapped beyond its limit", () => {
    const venue = asked({ ...now, trigger: "105", limit: "106" }, ["107 108 100 101"]);
    expect(venue.open()).toEqual(["1 expired: immediate"]);
    expectGone(venue);
  });

  test("that answers a fill inside a bar takes where that left the market, or is over", () => {
    const at = (limit: string): readonly string[] => {
      const venue = new Venue([STILL, "100 106 99 100"], { instrument: perpetual() });
      venue.submit({ trigger: "105" });
      venue.whenFilled(1, { ...now, side: "sell", limit });
      return venue.bar();
    };
    expect(at("104")).toEqual(["1 filled 1 @ 105 taker", "2 accepted", "2 filled 1 @ 105 taker"]);
    expect(at("105.5")).toEqual(["1 filled 1 @ 105 taker", "2 accepted", "2 expired: immediate"]);
  });
});

describe("where the volume does not suffice", () => {
  const HALF: VenueTerms = { volumeShareMax: 0.4 };

  test("IOC takes what there is, and the rest expires", () => {
    for (const limit of [undefined, "101"]) {
      const venue = asked({ ...IOC, ...(limit && { limit }) }, [STILL, STILL], HALF);
      expect(venue.open()).toEqual(["1 filled 0.4 @ 100 taker", "1 expired: immediate"]);
      expect(venue.exchange.openOrders(venue.instrument.id)).toEqual([]);
    }
  });

  test("FOK takes nothing", () => {
    for (const limit of [undefined, "101"]) {
      const venue = asked({ ...FOK, ...(limit && { limit }) }, [STILL, STILL], HALF);
      expect(venue.open()).toEqual(["1 expired: immediate"]);
      expectGone(venue);
    }
  });

  test("FOK takes all of it to the last step", () => {
    expect(asked({ ...FOK, quantity: "0.4" }, [STILL], HALF).open()).toEqual(["1 filled 0.4 @ 100 taker"]);
    expect(asked({ ...FOK, quantity: "0.401" }, [STILL], HALF).open()).toEqual(["1 expired: immediate"]);
  });
});
