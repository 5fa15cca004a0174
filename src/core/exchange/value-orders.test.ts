import { describe, expect, test } from "vitest";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

function asked(terms: OrderTerms, bars: readonly string[], more: VenueTerms = {}): Venue {
  const venue = new Venue([STILL, ...bars], more);
  venue.submit(terms);
  return venue;
}

describe("an order by value", () => {
  test("becomes whole steps at the price it fills at, within the value", () => {
    const venue = asked({ notional: "1000", quantity: "20" }, ["99 99 99 99"]);
    // 1000 / 99 = 10.1010...
    expect(venue.open()).toEqual(["1 replaced", "1 filled 10.101 @ 99 taker"]);
    expect(venue.exchange.openOrders(venue.instrument.id)).toEqual([]);
  });

  test("counts the slippage in", () => {
    const venue = asked({ notional: "1000", quantity: "20" }, [STILL], { slippageBps: 100 });
    expect(venue.open()).toEqual(["1 replaced", "1 filled 9.9 @ 101 taker"]); // 9.90099...
  });

  test("comes to no more than its quantity", () => {
    const venue = asked({ notional: "1000", quantity: "3" }, [STILL]);
    expect(venue.open()).toEqual(["1 replaced", "1 filled 3 @ 100 taker"]);
  });

  test("sells by value as well", () => {
    const venue = asked({ quantity: "10" }, [STILL, STILL]);
    venue.bar();
    venue.submit({ side: "sell", notional: "512.39", quantity: "10" });
    expect(venue.open()).toEqual(["2 replaced", "2 filled 5.123 @ 100 taker"]);
  });

  test("counts in contracts where the instrument does", () => {
    const instrument = perpetual({ contractSize: "0.01", step: "1" });
    const venue = asked({ notional: "150.5", quantity: "1000" }, [STILL], { instrument });
    expect(venue.open()).toEqual(["1 replaced", "1 filled 150 @ 100 taker"]); // A contract is worth 1.
  });

  test("that does not come to a step is over", () => {
    const venue = asked({ notional: "0.09", quantity: "1" }, [STILL]);
    expect(venue.open()).toEqual(["1 expired: immediate"]);
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
  });

  test("is held to the smallest value by its value, not by the quantity that bounds it", () => {
    const instrument = spot({ minNotional: "10" });
    const venue = new Venue([STILL, STILL], { instrument });
    expect(venue.submit({ notional: "9.99", quantity: "1" })).toBe("1 rejected BelowMinNotional");
    expect(venue.submit({ notional: "10", quantity: "1" })).toBe("2 accepted");
  });

  test("for now and whole is measured by what it comes to", () => {
    const terms = { notional: "100", quantity: "20", timeInForce: "FOK" } as const;
    expect(asked(terms, [STILL], { volumeShareMax: 1 }).open()).toEqual([
      "1 replaced",
      "1 filled 1 @ 100 taker",
    ]);
    expect(asked(terms, [STILL], { volumeShareMax: 0.9 }).open().at(-1)).toBe("1 expired: immediate");
  });

  test("stays within its value when the volume makes it wait for a dearer bar", () => {
    const venue = asked({ notional: "1000", quantity: "20" }, [STILL, "150 150 150 150", "150 150 150 150"], {
      volumeShareMax: 6,
    });
    expect(venue.bar()).toEqual(["1 replaced", "1 filled 6 @ 100 taker"]);
    // 400 are left: 2.666 at 150.
    expect(venue.bar()).toEqual(["1 filled 2.666 @ 150 taker", "1 expired: immediate"]);
    expect(venue.bar()).toEqual([]);
  });
});

describe("all there is", () => {
  // 999.6 and the fee of 0.04 % on it are 999.99984.
  const ALL: OrderTerms = { notional: "999.6", quantity: "1000" };
  const all = (bars: readonly string[], more: VenueTerms = {}): Venue => {
    const venue = asked(ALL, bars, { balance: "1000", ...more });
    for (const _ of bars) venue.bar();
    return venue;
  };

  test("is what pays for the fee as well", () => {
    const venue = new Venue([STILL], { balance: "1000" });
    expect(venue.submit({ ...ALL, notional: "999.7" })).toBe("1 rejected InsufficientBalance");
    expect(venue.submit(ALL)).toBe("2 accepted");
  });

  test("never makes the cash negative, wherever the market opens and however it slips", () => {
    for (const open of ["83.33", "100", "117.17"]) {
      const bars = [`${open} ${open} ${open} ${open}`];
      for (const more of [{}, { slippageBps: 37 }, { volumeShareMax: 4 }]) {
        const { account } = all(bars, more).exchange;
        expect(account.cash >= 0n, open).toBe(true);
        expect(account.free >= 0n, open).toBe(true);
      }
    }
  });

  test("nor where the volume spreads it over bars that rise", () => {
    const bars = [STILL, "110 110 110 110", "121 121 121 121", "133 133 133 133"];
    const { account } = all(bars, { volumeShareMax: 4 }).exchange;
    expect(account.cash >= 0n).toBe(true);
    expect(account.free).toBe(account.cash);
  });
});
