import { describe, expect, test } from "vitest";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const stopAt = (trigger: string): OrderTerms => ({ side: "sell", trigger, reduceOnly: true });
const targetAt = (limit: string): OrderTerms => ({ side: "sell", limit, reduceOnly: true });

/** The first order enters; the others are sent the moment it fills, as protection is. */
function entering(
  bars: readonly string[],
  entry: OrderTerms,
  then: readonly OrderTerms[],
  terms: VenueTerms = {},
): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...terms });
  venue.submit(entry);
  venue.whenFilled(1, ...then);
  return venue;
}

describe("protection that is sent when a market entry fills at the open", () => {
  test("its stop is live in that bar", () => {
    const venue = entering(["100 101 94 100"], {}, [stopAt("95")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 accepted", "2 filled 1 @ 95 taker"]);
  });

  test("its target is live in that bar", () => {
    const venue = entering(["100 106 99 100"], {}, [targetAt("105")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 accepted", "2 filled 1 @ 105 maker"]);
  });

  test("where the bar holds both, the stop is first", () => {
    const venue = entering(["100 106 94 100"], {}, [targetAt("105"), stopAt("95")]);
    expect(venue.bar().slice(-2)).toEqual(["3 filled 1 @ 95 taker", "2 cancelled"]);
  });

  test("a stop that the open has passed already is refused", () => {
    const venue = entering(["94 95 93 94"], {}, [stopAt("95")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 94 taker", "2 rejected StopWouldTriggerAtOnce"]);
  });

  test("a market order that answers it still fills at that open", () => {
    const venue = entering(["94 96 93 95"], {}, [{ side: "sell", reduceOnly: true }]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 94 taker", "2 accepted", "2 filled 1 @ 94 taker"]);
  });
});

describe("protection that is sent when a limit entry fills inside a bar", () => {
  test("its stop is live in the rest of the bar: the adverse extreme may still come", () => {
    const venue = entering(["100 101 90 100"], { limit: "95" }, [stopAt("92")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 accepted", "2 filled 1 @ 92 taker"]);
  });

  test("its stop holds where the bar's low is above it", () => {
    const venue = entering(["100 101 93 100"], { limit: "95" }, [stopAt("92")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 accepted"]);
  });

  test("its target is out of reach in that bar: the high may have come before the entry", () => {
    const venue = entering(["100 120 94 119", "119 121 118 120"], { limit: "95" }, [targetAt("105")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 accepted"]);
    expect(venue.bar()).toEqual(["2 filled 1 @ 119 maker"]);
  });

  test("its target rests as a maker's order although the bar opened beyond it", () => {
    // Bought at 95 on the way down from 100: at that moment a sale at 98 is above the market.
    const venue = entering(["100 100 94 95", "98.5 99 98 98"], { limit: "95" }, [targetAt("98")], {
      slippageBps: 10,
    });
    venue.bar();
    expect(venue.bar()).toEqual(["2 filled 1 @ 98.5 maker"]);
  });

  test("a short sale is the mirror image", () => {
    const venue = entering(["100 110 99 100", "101 102 101 101"], { side: "sell", limit: "105" }, [
      { trigger: "108", reduceOnly: true },
      { limit: "99.5", reduceOnly: true },
    ]);
    expect(venue.bar()).toEqual([
      "1 filled 1 @ 105 maker",
      "2 accepted",
      "3 accepted",
      "2 filled 1 @ 108 taker",
      "3 cancelled",
    ]);
    expect(venue.open()).toEqual([]);
  });

  test("where the bar opened below the limit, a stop above that open is passed already", () => {
    const venue = entering(["90 91 89 90"], { limit: "95" }, [stopAt("92")]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 90 maker", "2 rejected StopWouldTriggerAtOnce"]);
  });

  test("a market order that answers it does not wait for the next bar", () => {
    const venue = entering(["90 91 89 90", "80 81 79 80"], { limit: "95" }, [
      { side: "sell", reduceOnly: true },
    ]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 90 maker", "2 accepted", "2 filled 1 @ 90 taker"]);
  });
});

describe("protection that is sent when a stop entry fills inside a bar", () => {
  test("its stop is judged by the price of the entry, not by the open of the bar", () => {
    // Bought at 105 on the way up from 100: a stop at 102 lies below the market.
    const venue = entering(["100 106 99 105.5", STILL], { trigger: "105" }, [stopAt("102")]);
    expect(venue.bar().slice(0, 2)).toEqual(["1 filled 1 @ 105 taker", "2 accepted"]);
  });

  test("its stop is live in that bar, the adverse extreme counted", () => {
    const venue = entering(["103 106 101 105.5"], { trigger: "105" }, [stopAt("102")]);
    expect(venue.bar().at(-1)).toBe("2 filled 1 @ 102 taker");
  });
});

describe("a reduce-only order", () => {
  test("is cut to what is held when it fills", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 101 94 95"], { instrument: spot() });
    venue.submit({ quantity: "2" });
    venue.bar();
    venue.submit({ side: "sell", trigger: "95", quantity: "2", reduceOnly: true });
    venue.submit({ side: "sell", quantity: "1.5", reduceOnly: true });
    venue.bar();
    expect(venue.bar()).toEqual(["2 filled 0.5 @ 95 taker", "2 cancelled"]);
    expect(venue.exchange.account.held(venue.instrument)).toBe(0n);
  });

  test("is cancelled when nothing is left to reduce", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 106 99 100"]);
    venue.submit({});
    venue.bar();
    venue.submit({ side: "sell", limit: "105", reduceOnly: true });
    venue.submit({ side: "sell", reduceOnly: true });
    expect(venue.bar()).toEqual(["3 filled 1 @ 100 taker", "2 cancelled"]);
  });

  test("nor does a plain sale on spot, where another order has sold what it offered", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 106 99 100"]);
    venue.submit({ quantity: "2" });
    venue.bar();
    venue.submit({ side: "sell", limit: "105", quantity: "2" });
    venue.submit({ side: "sell", quantity: "2", reduceOnly: true });
    expect(venue.bar()).toEqual(["3 filled 2 @ 100 taker", "2 cancelled"]);
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.account.sellable(venue.instrument)).toBe(0n);
  });

  test("does not turn a position around that has changed its side", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 101 94 95"], { instrument: perpetual() });
    venue.submit({});
    venue.bar();
    venue.submit({ side: "sell", trigger: "95", reduceOnly: true });
    venue.submit({ side: "sell", quantity: "3" });
    expect(venue.bar()).toEqual(["3 filled 3 @ 100 taker", "2 cancelled"]);
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.account.held(venue.instrument)).toBe(-200_000_000n);
  });
});
