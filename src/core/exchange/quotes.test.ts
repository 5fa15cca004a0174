import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const instrument = perpetual({ maker: "0", taker: "0" });
const STILL = "100 100 100 100";
/** A spread of two around 100 on the first bar; the bars of the test follow. */
const quoted = (
  bars: readonly { bid: string; ask: string; trade?: string }[],
  more: Pick<VenueTerms, "slippage"> = {},
): Venue =>
  new Venue([STILL, ...bars.map(({ trade = STILL }) => trade)], {
    ...more,
    instrument,
    bids: ["99 99 99 99", ...bars.map(({ bid }) => bid)],
    asks: ["101 101 101 101", ...bars.map(({ ask }) => ask)],
  });

describe("bars with quotes", () => {
  const wide = { bid: "99 99.5 98 99", ask: "101 102 100.5 101" };

  test("a purchase fills at the ask of the open, a sale at its bid", () => {
    const venue = quoted([wide]);
    venue.submit({});
    venue.submit({ side: "sell" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 101 taker", "2 filled 1 @ 99 taker"]);
  });

  test("a stop is set off by the side that it would trade at", () => {
    const venue = quoted([wide, wide]);
    venue.submit({ trigger: "102" }); // The ask reaches it, the trades do not.
    venue.submit({ trigger: "103" });
    venue.submit({ side: "sell", trigger: "98" });
    venue.submit({ side: "sell", trigger: "97.5" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 102 taker", "3 filled 1 @ 98 taker"]);
  });

  test("a stop that the quote of the open is beyond fills there", () => {
    const venue = quoted([{ bid: "90 90 90 90", ask: "92 92 92 92" }]);
    venue.submit({ side: "sell", trigger: "98" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 90 taker"]);
  });

  test("a limit fills when the opposite quote comes through it, whatever was traded", () => {
    const venue = quoted([wide, { bid: "95 95 95 95", ask: "97 97 96 97" }]);
    venue.submit({ limit: "99", quantity: "1" }); // Traded at 97, but offered at 100.5 at best.
    venue.submit({ side: "sell", limit: "99.4" }); // Bid at 99.5.
    venue.submit({ side: "sell", limit: "99.6" });
    expect(venue.bar()).toEqual(["2 filled 1 @ 99.4 maker"]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 97 maker"]); // The open was better already.
  });

  test("a side without a quote trades at the price of the bar", () => {
    const venue = quoted([{ bid: "99 99 99 99", ask: "-" }]);
    venue.submit({});
    venue.submit({ side: "sell" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker", "2 filled 1 @ 99 taker"]);
  });

  test("half an assumed spread is paid where a side has no quote, and not on top of the one it has", () => {
    const slippage = { kind: "half-spread", spreadBps: 40 } as const; // 0.2 of 100.
    const oneSided = (bid: string, ask: string): readonly string[] => {
      const venue = quoted([{ bid, ask }], { slippage });
      venue.submit({});
      venue.submit({ side: "sell" });
      return venue.bar();
    };
    const [bid, ask] = ["99 99 99 99", "101 101 101 101"];
    expect(oneSided(bid, ask)).toEqual(["1 filled 1 @ 101 taker", "2 filled 1 @ 99 taker"]);
    expect(oneSided(bid, "-")).toEqual(["1 filled 1 @ 100.2 taker", "2 filled 1 @ 99 taker"]);
    expect(oneSided("-", ask)).toEqual(["1 filled 1 @ 101 taker", "2 filled 1 @ 99.8 taker"]);
    expect(oneSided("-", "-")).toEqual(["1 filled 1 @ 100.2 taker", "2 filled 1 @ 99.8 taker"]);
  });

  test("an answer to a fill inside a bar with one quote meets that, and half an assumed spread where it meets none", () => {
    const slippage = { kind: "half-spread", spreadBps: 40 } as const; // 0.2 of 100.
    const answered = (bid: string, ask: string, side: "buy" | "sell"): readonly string[] => {
      const venue = quoted([{ bid, ask, trade: "100 103 97 100" }], { slippage });
      const other = side === "buy" ? "sell" : "buy";
      venue.submit({ side, trigger: side === "buy" ? "102" : "98" });
      venue.whenFilled(1, { side: other, reduceOnly: true });
      return venue.bar().filter((line) => line.includes("filled"));
    };
    const [bid, ask] = ["99 102 96 99", "101 104 98 101"];
    // Set off by the bar's own price, since there is no ask: it stands at 102, and the bid a point below it.
    expect(answered(bid, "-", "buy")).toEqual(["1 filled 1 @ 102.21 taker", "2 filled 1 @ 101 taker"]);
    expect(answered("-", ask, "sell")).toEqual(["1 filled 1 @ 97.8 taker", "2 filled 1 @ 99 taker"]);
    // Set off by the quote that is there: the bar's own price is a point away from it.
    expect(answered("-", ask, "buy")).toEqual(["1 filled 1 @ 102 taker", "2 filled 1 @ 100.79 taker"]);
    expect(answered(bid, "-", "sell")).toEqual(["1 filled 1 @ 98 taker", "2 filled 1 @ 99.2 taker"]);
    expect(answered("-", "-", "buy")).toEqual(["1 filled 1 @ 102.21 taker", "2 filled 1 @ 101.79 taker"]);
  });

  test("an answer to a fill inside the bar pays the spread as well", () => {
    const venue = quoted([wide]);
    venue.submit({ trigger: "102" });
    venue.whenFilled(1, { side: "sell", reduceOnly: true });
    // Bought at an ask of 102: the middle is 101, the bid 100.
    expect(venue.bar()).toEqual(["1 filled 1 @ 102 taker", "2 accepted", "2 filled 1 @ 100 taker"]);
  });
});
