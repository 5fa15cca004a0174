import { describe, expect, test } from "vitest";
import { HOUR, perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";
import type { Watch } from "../domain/index.ts";

const STILL = "100 100 100 100";

function watching(
  type: Watch["type"],
  terms: OrderTerms,
  bars: readonly string[],
  more: VenueTerms = {},
): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...more });
  venue.watch(type, { id: 9, ...terms });
  return venue;
}

describe("a watch", () => {
  test("tells when a stop would be set off, once", () => {
    const venue = watching("stop", { trigger: "105" }, [
      "100 104.99 99 100",
      "100 105 99 100",
      "106 107 105 106",
    ]);
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["9 reached 105"]);
    expect(venue.bar()).toEqual([]);
    expect(watching("stop", { side: "sell", trigger: "95" }, ["93 94 92 93"]).open()).toEqual([
      "9 reached 93",
    ]);
  });

  test("tells when a take-profit order would be", () => {
    expect(watching("take-profit", { trigger: "95" }, ["100 101 95 100"]).bar()).toEqual(["9 reached 95"]);
    expect(watching("take-profit", { side: "sell", trigger: "105" }, ["107 108 106 107"]).open()).toEqual([
      "9 reached 107",
    ]);
  });

  test("tells when a trailing stop would be, by the close as well", () => {
    expect(watching("trailing-stop", { side: "sell", trail: "3" }, ["100 110 98 106"]).bar()).toEqual([
      "9 reached 107",
    ]);
    expect(watching("trailing-stop", { trail: "2%", activation: "95" }, ["100 150 96 97"]).bar()).toEqual([]);
  });

  test("tells the next price, as a small order of its side would get it", () => {
    const slips = { slippageBps: 100 };
    expect(watching("market", {}, ["102 103 101 102"], slips).open()).toEqual(["9 reached 103.02"]);
    expect(watching("market", { side: "sell" }, ["102 103 101 102"], slips).open()).toEqual([
      "9 reached 100.98",
    ]);
  });

  test("needs no volume", () => {
    const venue = watching("market", {}, [`${STILL} 0`], { volumeShareMax: 1 });
    expect(venue.bar()).toEqual(["9 reached 100"]);
  });

  test("ends at its time, and tells", () => {
    const timed = new Venue([STILL, "100 200 50 100", STILL], { instrument: perpetual() });
    expect(timed.watch("time", { id: 9, expiresAt: timed.opensAt(1) + HOUR })).toBe("");
    expect(timed.bar()).toEqual(["9 watch expired"]);
    expect(timed.bar()).toEqual([]);
    const priced = new Venue([STILL, STILL, "100 106 99 100"], { instrument: perpetual() });
    priced.watch("stop", { id: 9, trigger: "105", expiresAt: priced.opensAt(1) + HOUR });
    expect(priced.bar()).toEqual(["9 watch expired"]);
    expect(priced.bar()).toEqual([]);
    expect(priced.watch("time", { id: 10, expiresAt: priced.opensAt(1) })).toBe("10 watch expired");
  });

  test("is answered as the order would be, and refused at once for what that would be refused for", () => {
    const venue = new Venue([STILL, STILL], { instrument: perpetual() });
    expect(venue.watch("stop", { trigger: "105" })).toBe("1 accepted");
    expect(venue.watch("stop", { id: 2, trigger: "100" })).toBe("2 rejected StopWouldTriggerAtOnce");
    expect(venue.watch("take-profit", { id: 3, trigger: "100" })).toBe("3 rejected StopWouldTriggerAtOnce");
    expect(venue.watch("stop", { id: 4, trigger: "105.005" })).toBe("4 rejected PriceOffTick");
    expect(venue.bar()).toEqual([]);
  });

  test("is for whatever leaves a leg as well, though nothing may open one on that side", () => {
    const leg = { ...perpetual(), leg: "long" } as const;
    const venue = watching("stop", { side: "sell", trigger: "95" }, ["100 101 94 95"], { instrument: leg });
    expect(venue.bar()).toEqual(["9 reached 95"]);
  });

  test("can be taken back, silently", () => {
    const venue = watching("stop", { trigger: "105" }, ["100 106 99 100"]);
    expect(venue.unwatch(9)).toBe("");
    expect(venue.unwatch(9)).toBe("");
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.isIdle).toBe(true);
  });

  test("is no order: it ties up nothing, is not listed and cannot be cancelled", () => {
    const venue = watching("stop", { trigger: "105", quantity: "1000000" }, [STILL]);
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
    expect(venue.exchange.openOrders(venue.instrument.id)).toEqual([]);
    expect(venue.cancel(9)).toBe("9 cancel refused");
  });
});
