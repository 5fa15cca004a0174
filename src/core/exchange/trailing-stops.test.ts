import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const sell = (trail: string, activation?: string): OrderTerms => ({
  side: "sell",
  trail,
  ...(activation && { activation }),
});
const buy = (trail: string, activation?: string): OrderTerms => ({
  side: "buy",
  trail,
  ...(activation && { activation }),
});

function asked(terms: OrderTerms, bars: readonly string[], more: VenueTerms = {}): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...more });
  venue.submit(terms);
  return venue;
}

/** What is said bar by bar. */
const played = (terms: OrderTerms, ...bars: readonly string[]): readonly string[] => {
  const venue = asked(terms, bars);
  return bars.map(() => venue.bar().join());
};

describe("a trailing stop", () => {
  test("begins at the last price, an amount away from it", () => {
    expect(played(sell("3"), "100 100 97.01 98", "98 98 97 98")).toEqual(["", "1 filled 1 @ 97 taker"]);
    expect(played(buy("3"), "100 102.99 100 101", "101 103 101 102")).toEqual(["", "1 filled 1 @ 103 taker"]);
  });

  test("follows the best price by an amount", () => {
    // 110 - 3, and 90 + 3.
    expect(played(sell("3"), "100 110 99 109", "109 109 107 108")).toEqual(["", "1 filled 1 @ 107 taker"]);
    expect(played(buy("3"), "100 101 90 91", "91 93 91 92")).toEqual(["", "1 filled 1 @ 93 taker"]);
  });

  test("follows the best price by a share of it", () => {
    // 110 x 0.98, and 90 x 1.02.
    expect(played(sell("2%"), "100 110 99 109", "109 109 107.8 108")).toEqual([
      "",
      "1 filled 1 @ 107.8 taker",
    ]);
    expect(played(buy("2%"), "100 101 90 91", "91 91.8 91 91")).toEqual(["", "1 filled 1 @ 91.8 taker"]);
  });

  test("never moves back", () => {
    const bars = ["100 110 99 109", "108 108.5 107.01 107.5", "107.5 107.6 107 107.2"];
    expect(played(sell("3"), ...bars)).toEqual(["", "", "1 filled 1 @ 107 taker"]);
  });

  test("follows the open before anything else", () => {
    // Opens at 110: the trigger stands at 107 when the bar falls.
    expect(played(sell("3"), "110 111 106 107")).toEqual(["1 filled 1 @ 107 taker"]);
    expect(played(buy("3"), "90 94 89 93")).toEqual(["1 filled 1 @ 93 taker"]);
  });

  test("takes at the open that gapped beyond its trigger", () => {
    const venue = asked(sell("3"), ["95 96 94 95"]);
    expect(venue.open()).toEqual(["1 filled 1 @ 95 taker"]);
    expect(asked(buy("3"), ["105 106 104 105"]).open()).toEqual(["1 filled 1 @ 105 taker"]);
  });

  test("slips from its trigger", () => {
    const venue = asked(sell("3"), ["100 100 97 98"], { slippageBps: 10 });
    expect(venue.bar()).toEqual(["1 filled 1 @ 96.9 taker"]); // 97 x 0.999 = 96.903
  });

  test("is rounded away from the price, to the tick", () => {
    // 100.01 x 0.975 = 97.50975, and 99.99 x 1.025 = 102.48975.
    expect(played(sell("2.5%"), "100.01 100.01 97.51 98", "98 98 97.5 98")).toEqual([
      "",
      "1 filled 1 @ 97.5 taker",
    ]);
    expect(played(buy("2.5%"), "99.99 102.48 99.99 101", "101 102.49 101 101")).toEqual([
      "",
      "1 filled 1 @ 102.49 taker",
    ]);
  });
});

describe("inside a bar", () => {
  test("the adverse extreme comes first: what the bar gained does not help", () => {
    expect(played(sell("3"), "100 120 97 119")).toEqual(["1 filled 1 @ 97 taker"]);
    expect(played(buy("3"), "100 103 80 81")).toEqual(["1 filled 1 @ 103 taker"]);
  });

  test("the favourable extreme raises the trigger, and the close may set it off", () => {
    // Up to 110, so 107; down to the close.
    expect(played(sell("3"), "100 110 98 107")).toEqual(["1 filled 1 @ 107 taker"]);
    expect(played(sell("3"), "100 110 98 101")).toEqual(["1 filled 1 @ 107 taker"]);
    expect(played(sell("3"), "100 110 98 107.01")).toEqual([""]);
    expect(played(buy("3"), "100 102 90 93")).toEqual(["1 filled 1 @ 93 taker"]);
    expect(played(buy("3"), "100 102 90 92.99")).toEqual([""]);
  });

  test("one that protects a fill of that bar begins at the price of the fill, and does not see the extreme", () => {
    const venue = new Venue([STILL, "104 110 103 106", "106 106 103 104"], {
      instrument: perpetual(),
    });
    venue.submit({ trigger: "105" });
    venue.whenFilled(1, { side: "sell", trail: "3", reduceOnly: true });
    // Filled at 105: 102. The high of 110 may have been before.
    expect(venue.bar()).toEqual(["1 filled 1 @ 105 taker", "2 accepted"]);
    expect(venue.bar()).toEqual(["2 filled 1 @ 103 taker"]); // Opened at 106.
  });

  test("one that protects a fill at the open follows the whole bar", () => {
    const venue = new Venue([STILL, "100 110 98 106"], { instrument: perpetual() });
    venue.submit({});
    venue.whenFilled(1, { side: "sell", trail: "3", reduceOnly: true });
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 accepted", "2 filled 1 @ 107 taker"]);
  });
});

describe("an activation", () => {
  test("keeps it asleep until the price has been there", () => {
    const bars = ["100 103.99 80 95", "95 104 95 103", "103 103 102 102.5"];
    expect(played(sell("2", "104"), ...bars)).toEqual(["", "", "1 filled 1 @ 102 taker"]);
    const mirrored = ["100 120 96.01 105", "105 105 96 97", "97 98 97 97.5"];
    expect(played(buy("2", "96"), ...mirrored)).toEqual(["", "", "1 filled 1 @ 98 taker"]);
  });

  test("and a close may fall into one bar", () => {
    expect(played(sell("2", "104"), "100 105 99 102")).toEqual(["1 filled 1 @ 103 taker"]);
  });

  test("that the market has passed already counts at once", () => {
    expect(played(sell("2", "99"), "100 100 98 99")).toEqual(["1 filled 1 @ 98 taker"]);
  });
});

describe("new terms", () => {
  test("leave what it has followed", () => {
    for (const quantity of ["1", "3"]) {
      const venue = asked({ ...sell("3"), quantity: "2" }, ["100 110 99 109", "109 109 107 108"]);
      venue.bar();
      expect(venue.amend(1, { quantity })).toBe("1 replaced");
      expect(venue.bar()).toEqual([`1 filled ${quantity} @ 107 taker`]);
    }
  });
});
