import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";

function asked(bars: readonly string[], orders: readonly OrderTerms[], more: VenueTerms = {}): Venue {
  const venue = new Venue([STILL, ...bars], { instrument: perpetual(), ...more });
  for (const terms of orders) venue.submit(terms);
  return venue;
}

const idsOf = (venue: Venue): readonly number[] =>
  venue.exchange.openOrders(venue.instrument.id).map(({ id }) => id);

describe("of a group in which one cancels the others", () => {
  const LOW: OrderTerms = { limit: "95", oneCancelsOther: 7 };
  const HIGH: OrderTerms = { trigger: "105", oneCancelsOther: 7 };

  test("whichever fills, the other goes", () => {
    expect(asked(["100 101 94 100"], [LOW, HIGH]).bar()).toEqual(["1 filled 1 @ 95 maker", "2 cancelled"]);
    expect(asked(["100 106 99 100"], [LOW, HIGH]).bar()).toEqual(["2 filled 1 @ 105 taker", "1 cancelled"]);
  });

  test("only one fills where the bar reaches both: the stop", () => {
    expect(asked(["100 106 94 100"], [LOW, HIGH]).bar()).toEqual(["2 filled 1 @ 105 taker", "1 cancelled"]);
  });

  test("a fill of a part cancels the others, and the rest stays", () => {
    const venue = asked(["100 101 94 100", "100 101 94 100"], [LOW, HIGH, { ...LOW, limit: "90" }], {
      volumeShareMax: 0.4,
    });
    expect(venue.bar()).toEqual(["1 filled 0.4 @ 95 maker", "2 cancelled", "3 cancelled"]);
    expect(venue.bar()).toEqual(["1 filled 0.4 @ 95 maker"]);
  });

  test("one that is cancelled, expires or is rejected leaves the others", () => {
    const cancelled = asked([STILL], [LOW, HIGH]);
    expect(cancelled.cancel(1)).toBe("1 cancelled");
    expect(idsOf(cancelled)).toEqual([2]);
    const expired = asked([STILL], [LOW, HIGH]);
    expired.submit({ ...LOW, expiresAt: expired.opensAt(1) + 3_600_000 });
    expect(expired.bar()).toEqual(["3 expired: time"]);
    expect(idsOf(expired)).toEqual([1, 2]);
    const rejected = asked([STILL], [LOW, { ...HIGH, trigger: "99" }]);
    expect(idsOf(rejected)).toEqual([1]);
  });

  test("a group is not another group", () => {
    const venue = asked(["100 101 94 100"], [LOW, { ...HIGH, oneCancelsOther: 8 }, HIGH]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "3 cancelled"]);
    expect(idsOf(venue)).toEqual([2]);
  });

  test("money of those that went is free", () => {
    const venue = asked(["100 101 94 100"], [LOW, HIGH]);
    venue.bar();
    const { cash, free } = venue.exchange.account;
    expect(cash - free).toBe(95n * 10n ** 20n); // The margin of the position, at leverage 1.
  });
});

describe("an order after another", () => {
  const ENTRY: OrderTerms = { limit: "95" };
  const EXIT: OrderTerms = { side: "sell", limit: "105", after: 1 };

  test("is not heard of before the other has filled whole", () => {
    const venue = asked(["100 106 96 100", "100 101 94 100", "100 106 99 100"], [ENTRY]);
    expect(venue.submit(EXIT)).toBe("");
    expect(idsOf(venue)).toEqual([1]);
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 accepted"]);
    expect(venue.bar()).toEqual(["2 filled 1 @ 105 maker"]);
  });

  test("waits as long as a part is missing", () => {
    const venue = asked(["100 101 94 100", "100 106 94 100", "100 106 94 100"], [ENTRY, EXIT], {
      volumeShareMax: 0.5,
    });
    expect(venue.bar()).toEqual(["1 filled 0.5 @ 95 maker"]);
    expect(venue.bar()).toEqual(["1 filled 0.5 @ 95 maker", "2 accepted"]);
  });

  test("can be set off by the very bar that brought it to life, if it is a stop", () => {
    const stop: OrderTerms = { side: "sell", trigger: "93", after: 1 };
    expect(asked(["100 101 92 100"], [ENTRY, stop]).bar()).toEqual([
      "1 filled 1 @ 95 maker",
      "2 accepted",
      "2 filled 1 @ 93 taker",
    ]);
  });

  test("ends with the other where that does not fill whole", () => {
    const venue = asked(["100 101 94 100", STILL], [ENTRY, EXIT], { volumeShareMax: 0.5 });
    expect(venue.cancel(1)).toBe("2 cancelled, 1 cancelled");
    const part = asked(["100 101 94 100"], [ENTRY, EXIT], { volumeShareMax: 0.5 });
    part.bar();
    expect(part.cancel(1)).toBe("2 cancelled, 1 cancelled");
    const late = asked([STILL, STILL], [{ ...ENTRY, expiresAt: venue.opensAt(2) }, EXIT]);
    expect([...late.bar()].sort()).toEqual(["1 expired: time", "2 cancelled"]);
    expect(idsOf(late)).toEqual([]);
  });

  test("ends at once where the other was rejected, or is over without a fill", () => {
    const rejected = asked([STILL], [{ limit: "95.005" }]);
    expect(rejected.submit(EXIT)).toBe("2 cancelled");
    const cancelled = asked([STILL], [ENTRY]);
    cancelled.cancel(1);
    expect(cancelled.submit(EXIT)).toBe("2 cancelled");
    expect(idsOf(cancelled)).toEqual([]);
  });

  test("begins at once where the other has filled whole", () => {
    const venue = asked(["100 101 94 100", STILL], [ENTRY]);
    venue.bar();
    expect(venue.submit(EXIT)).toBe("2 accepted");
  });

  test("that nobody has heard of never begins", () => {
    expect(asked([STILL], []).submit({ ...EXIT, after: 77 })).toBe("1 cancelled");
  });

  test("waits for one that waits itself", () => {
    const chain = [{}, EXIT, { limit: "90", after: 2 }] as const;
    const venue = asked([STILL, "100 106 99 100"], chain);
    expect(idsOf(venue)).toEqual([1]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 accepted"]);
    expect(venue.bar()).toEqual(["2 filled 1 @ 105 maker", "3 accepted"]);
    const ended = asked([STILL], chain);
    expect(ended.cancel(1)).toBe("2 cancelled, 3 cancelled, 1 cancelled");
    const withdrawn = asked([STILL], chain);
    expect(withdrawn.cancel(2)).toBe("3 cancelled, 2 cancelled");
    expect(withdrawn.bar()).toEqual(["1 filled 1 @ 100 taker"]);
  });

  test("that is rejected when its turn comes takes along what waits for it", () => {
    const venue = asked(
      ["100 101 94 100"],
      [ENTRY, { ...EXIT, limit: "105.005" }, { limit: "90", after: 2 }],
    );
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 rejected PriceOffTick", "3 cancelled"]);
  });

  test("can be taken back while it waits, alone", () => {
    const venue = asked(["100 101 94 100"], [ENTRY, EXIT]);
    expect(venue.cancel(2)).toBe("2 cancelled");
    expect(venue.cancel(2)).toBe("2 cancel refused");
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("a bracket: one cancels the other, after an entry", () => {
    const group = { side: "sell", reduceOnly: true, after: 1, oneCancelsOther: 9 } as const;
    const venue = asked(
      ["100 101 94 100", "100 106 99 100"],
      [ENTRY, { ...group, trigger: "90" }, { ...group, limit: "105" }],
    );
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "2 accepted", "3 accepted"]);
    expect(venue.bar()).toEqual(["3 filled 1 @ 105 maker", "2 cancelled"]);
    expect(venue.exchange.isIdle).toBe(true);
  });
});
