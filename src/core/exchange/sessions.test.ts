import { describe, expect, test } from "vitest";
import { HOUR, perpetual, START, sessions, share } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import { formatAmount } from "../base/index.ts";

/** The session is 14:30 to 21:00; bars of an hour on the hour, the first one at 13:00. */
const at = (hour: number) => START + hour * HOUR;
const bar = (price: number): string => `${price} ${price + 1} ${price - 1} ${price}`;
const market = (hour: number, prices: readonly number[], whenClosed: "queue" | "reject" = "queue"): Venue =>
  new Venue(prices.map(bar), {
    instrument: share({ session: sessions(3, whenClosed), fees: { kind: "percent", ...NO_RATES } }),
    start: at(hour),
  });
const NO_RATES = { maker: 0n as never, taker: 0n as never };

describe("a market with sessions", () => {
  test("lets an order of the night rest until the first bar that the session trades in", () => {
    const venue = market(11, [90, 95, 97, 100, 101]); // The order comes at 12:00.
    expect(venue.submit({})).toBe("1 accepted");
    expect(venue.bar()).toEqual([]); // 12:00
    expect(venue.bar()).toEqual([]); // 13:00
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker"]); // 14:00 holds the open at 14:30.
  });

  test("does not fill after the close, and orders survive the night", () => {
    const quiet = [20, 21, 22, 23].map(() => 100);
    const venue = market(19, [100, ...quiet, ...Array.from({ length: 15 }, () => 100), 90]);
    expect(venue.submit({ limit: "95" })).toBe("1 accepted");
    venue.bar(); // 20:00, the last hour of the session
    for (let hour = 21; hour < 39; hour++) expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 90 maker"]); // 15:00 of the next day
  });

  test("a limit that only bars outside of the session reach does not fill", () => {
    const venue = market(20, [100, 80, 100]);
    venue.submit({ limit: "95" });
    expect([venue.bar(), venue.bar()]).toEqual([[], []]);
  });

  test("where the venue rejects, an entry learns when it opens", () => {
    const venue = market(21, [100, 100], "reject"); // 22:00
    expect(venue.submit({})).toBe("1 rejected MarketClosed");
    expect(venue.events[0]).toMatchObject({ rejection: { kind: "MarketClosed", opensAt: at(38.5) } });
    const open = market(19, [100, 100], "reject");
    expect(open.submit({})).toBe("1 accepted");
  });

  test("what only reduces waits for the open on every venue", () => {
    const instrument = perpetual({ session: sessions(3, "reject"), maker: "0", taker: "0" });
    const prices = Array.from({ length: 21 }, (_, i) => 100 + i);
    const venue = new Venue(prices.map(bar), { instrument, start: at(19) });
    venue.submit({});
    venue.bar();
    venue.bar(); // 22:00
    expect(venue.submit({ side: "sell", reduceOnly: true })).toBe("2 accepted");
    const said = prices.slice(3).flatMap(() => venue.bar());
    expect(said).toEqual(["2 filled 1 @ 119 taker"]); // 14:00 of the next day
  });
});

describe("shares in a margin account", () => {
  const prices = [100, 100, 90, 90];
  const venue = (isMargin: boolean): Venue =>
    new Venue(prices.map(bar), {
      instrument: {
        ...share({ fees: { kind: "percent", ...NO_RATES } }),
        ...(isMargin && { settlement: "margin" }),
      },
      balance: "1000",
    });

  test("can be sold short; in a cash account what is not held cannot", () => {
    expect(venue(true).submit({ side: "sell", quantity: "5" })).toBe("1 accepted");
    expect(venue(false).submit({ side: "sell", quantity: "5" })).toBe("1 rejected InsufficientBalance");
  });

  test("move cash by their profit only", () => {
    const account = venue(true);
    account.submit({ side: "sell", quantity: "5" });
    account.bar();
    expect(formatAmount(account.exchange.account.cash)).toBe("1000");
    account.submit({ side: "buy", quantity: "5", reduceOnly: true });
    account.bar();
    expect(formatAmount(account.exchange.account.cash)).toBe("1050");
  });

  test("are whole", () => {
    expect(venue(false).submit({ quantity: "0.5" })).toBe("1 rejected QuantityOffStep");
  });
});
