import { describe, expect, test } from "vitest";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const market = (terms: VenueTerms = {}): Venue => new Venue([STILL, STILL, STILL], terms);

describe("an order is rejected", () => {
  test("for a price off the tick", () => {
    expect(market().submit({ limit: "95.005" })).toBe("1 rejected PriceOffTick");
    expect(market().submit({ trigger: "105.005" })).toBe("1 rejected PriceOffTick");
    expect(market().submit({ limit: "95.01" })).toBe("1 accepted");
  });

  test("for a price of nothing", () => {
    expect(market().submit({ limit: "0" })).toBe("1 rejected PriceOffTick");
  });

  test("for a quantity off the step, or none at all", () => {
    expect(market().submit({ quantity: "0.0005" })).toBe("1 rejected QuantityOffStep");
    expect(market().submit({ quantity: "0" })).toBe("1 rejected QuantityOffStep");
    expect(market().submit({ quantity: "0.002" })).toBe("1 accepted");
  });

  test("below the minimum quantity", () => {
    const instrument = spot({ minQuantity: "0.01" });
    expect(market({ instrument }).submit({ quantity: "0.009" })).toBe("1 rejected BelowMinQuantity");
    expect(market({ instrument }).submit({ quantity: "0.01" })).toBe("1 accepted");
  });

  test("below the minimum notional, at its own price or the last one", () => {
    const instrument = spot({ minNotional: "10" });
    expect(market({ instrument }).submit({ quantity: "0.099" })).toBe("1 rejected BelowMinNotional");
    expect(market({ instrument }).submit({ quantity: "0.1" })).toBe("1 accepted");
    expect(market({ instrument }).submit({ quantity: "0.1", limit: "99.99" })).toBe(
      "1 rejected BelowMinNotional",
    );
  });

  test("the minima are waived for what only reduces, so that a remainder can be left", () => {
    const venue = market({ instrument: spot({ minNotional: "10", minQuantity: "0.1" }) });
    venue.submit({ quantity: "0.1" });
    venue.bar();
    expect(venue.submit({ side: "sell", quantity: "0.05", reduceOnly: true })).toBe("2 accepted");
  });

  test("when its stop would go off at once", () => {
    expect(market().submit({ trigger: "100" })).toBe("1 rejected StopWouldTriggerAtOnce");
    expect(market().submit({ trigger: "99" })).toBe("1 rejected StopWouldTriggerAtOnce");
    expect(market().submit({ trigger: "100.01" })).toBe("1 accepted");
    const venue = market({ instrument: perpetual() });
    expect(venue.submit({ side: "sell", trigger: "100" })).toBe("1 rejected StopWouldTriggerAtOnce");
    expect(venue.submit({ side: "sell", trigger: "99.99" })).toBe("2 accepted");
  });

  test("when it is to reduce and would not", () => {
    const venue = market({ instrument: perpetual() });
    expect(venue.submit({ side: "sell", reduceOnly: true })).toBe("1 rejected ReduceOnlyWouldIncrease");
    venue.submit({ side: "sell" });
    venue.bar();
    expect(venue.submit({ side: "sell", reduceOnly: true })).toBe("3 rejected ReduceOnlyWouldIncrease");
    expect(venue.submit({ side: "buy", reduceOnly: true })).toBe("4 accepted");
  });

  test("a rejected order leaves nothing behind", () => {
    const venue = market();
    venue.submit({ limit: "95.005" });
    expect(venue.exchange.hasOrders(venue.instrument.id)).toBe(false);
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
    expect(venue.bar()).toEqual([]);
  });
});

describe("rules that changed", () => {
  test("are those of the day", () => {
    const { rules } = spot({ tick: "0.1", step: "0.1" });
    const later = rules.map((rule) => ({
      ...rule,
      from: (Date.UTC(2024, 0, 1) + 2 * 3_600_000) as typeof rule.from,
    }));
    const venue = market({ instrument: spot({ later }) });
    expect(venue.submit({ limit: "95.01", quantity: "0.01" })).toBe("1 accepted");
    venue.bar();
    expect(venue.submit({ limit: "95.01", quantity: "1" })).toBe("2 rejected PriceOffTick");
    expect(venue.submit({ quantity: "0.01" })).toBe("3 rejected QuantityOffStep");
  });
});
