/** Orders with conditions on a tape: what is immediate, what is set off, what hangs together, what takes time. */
import { describe, expect, test } from "vitest";
import { diff, quote, trade } from "../../../tests/builders/tape.ts";
import { tapeVenue } from "../../../tests/builders/tape-venue.ts";
import type { InstrumentId, OrderId } from "../domain/index.ts";

describe("immediate orders", () => {
  test("IOC takes every level that its price allows, and the rest expires", () => {
    expect(tapeVenue().submit({ quantity: "8", limit: "102", timeInForce: "IOC" })).toBe(
      "1 accepted, 1 filled 4 @ 101 taker, 1 filled 2 @ 102 taker, 1 expired: immediate",
    );
    expect(tapeVenue().submit({ quantity: "5", limit: "102", timeInForce: "IOC" })).toMatch(
      /1 filled 1 @ 102 taker$/,
    );
    expect(tapeVenue().submit({ quantity: "1", limit: "100.5", timeInForce: "IOC" })).toBe(
      "1 accepted, 1 expired: immediate",
    );
  });

  test("FOK takes all or nothing", () => {
    expect(tapeVenue().submit({ quantity: "8", limit: "102", timeInForce: "FOK" })).toBe(
      "1 accepted, 1 expired: immediate",
    );
    expect(tapeVenue().submit({ quantity: "6", limit: "102", timeInForce: "FOK" })).toMatch(
      /4 @ 101 taker, 1 filled 2 @ 102 taker$/,
    );
  });

  test("post-only is judged by the best price of the other side, not by the last trade", () => {
    const one = tapeVenue();
    expect(one.submit({ limit: "100.8", postOnly: true })).toBe("1 accepted");
    expect(one.submit({ limit: "101", postOnly: true })).toBe("2 rejected PostOnlyWouldCross");
    expect(one.submit({ side: "sell", limit: "100", postOnly: true })).toBe("3 rejected PostOnlyWouldCross");
    expect(one.submit({ side: "sell", limit: "100.4", postOnly: true })).toBe("4 accepted");
  });

  test("an order by value is sized at the best price", () => {
    expect(tapeVenue().submit({ quantity: "100", notional: "303" })).toBe(
      "1 accepted, 1 replaced, 1 filled 3 @ 101 taker",
    );
  });

  test("an order by value stays within its value where it walks into the depth", () => {
    // 6 at the best price; but with 404 paid for 4 of them, 202 are left, which is 1.98 at 102.
    expect(tapeVenue().submit({ quantity: "100", notional: "606" })).toBe(
      "1 accepted, 1 replaced, 1 filled 4 @ 101 taker, 1 filled 1.98 @ 102 taker, 1 expired: immediate",
    );
    // 6.93 at the best price: 295.93 are left after the first level, 91.93 after the second.
    expect(tapeVenue().submit({ quantity: "100", notional: "699.93" })).toMatch(
      /2 @ 102 taker, 1 filled 0.883 @ 104 taker, 1 expired: immediate$/,
    );
  });
});

describe("what is set off", () => {
  test("a stop-limit becomes a limit order, and rests where its price is not to be had", () => {
    const one = tapeVenue();
    one.submit({ trigger: "103", limit: "103.5", quantity: "3" });
    expect(one.hear(trade("buy", 104, 1))).toBe(""); // 101 and 102 are gone, 104 is beyond the limit.
    expect(one.hear(trade("sell", 103.5, 2))).toBe("1 filled 2 @ 103.5 maker");
  });

  test("a take-profit takes when the market has come to it", () => {
    const one = tapeVenue();
    one.submit({ quantity: "2" });
    one.submit({ side: "sell", type: "take-profit", trigger: "103", quantity: "2", reduceOnly: true });
    expect(one.hear(trade("buy", 102.9, 1))).toBe("");
    expect(one.hear(quote([103, 1], [104, 1], 11))).toBe("");
    expect(one.hear(trade("buy", 103, 1))).toBe("2 filled 1 @ 103 taker, 2 filled 1 @ 100 taker");
  });

  test("a trailing stop follows the trades", () => {
    const one = tapeVenue();
    one.submit({ quantity: "2" });
    one.submit({ side: "sell", trail: "2", quantity: "2", reduceOnly: true });
    one.hear(trade("buy", 105, 1), trade("sell", 103.1, 1), quote([103, 9], [106, 1], 11));
    expect(one.hear(trade("sell", 103, 1))).toBe("2 filled 2 @ 103 taker");
  });

  test("what a trade fills comes before what it sets off; a fill cancels the other of its group", () => {
    const one = tapeVenue();
    one.submit({ quantity: "2" });
    const leaving = { side: "sell", quantity: "2", reduceOnly: true, oneCancelsOther: 7 } as const;
    one.submit({ ...leaving, limit: "103" });
    one.submit({ ...leaving, trigger: "99.5" });
    expect(one.hear(trade("buy", 103.5, 1))).toBe("2 filled 2 @ 103 maker, 3 cancelled");
    expect(one.hear(trade("sell", 90, 1))).toBe("");
  });

  test("a watch is told, and nothing is traded", () => {
    const one = tapeVenue();
    const instrument = 0 as InstrumentId;
    one.exchange.watch({
      order: 9 as OrderId,
      instrument,
      side: "buy",
      type: "stop",
      trigger: 103_000_000_000_000n as never,
      trail: undefined,
      expiresAt: Number.POSITIVE_INFINITY,
    });
    expect(one.hear(trade("buy", 102.99, 1))).toBe("9 accepted");
    expect(one.hear(trade("buy", 103.25, 1))).toMatch(/^9 .*103\.25/);
    expect(one.hear(trade("buy", 103.5, 1))).toBe("");
  });
});

describe("amended on its way", () => {
  test("less of the same keeps the place in the queue; another price does not", () => {
    const one = tapeVenue({ queue: "fifo" });
    one.submit({ limit: "100", quantity: "3" });
    one.hear(trade("sell", 100, 4), diff(11, { bids: [[100, 6]] })); // 1 of 6 is ahead.
    expect(one.amend(1, { quantity: "2" })).toBe("1 replaced");
    expect(one.hear(trade("sell", 100, 1.5))).toBe("1 filled 0.5 @ 100 maker");
    expect(one.amend(1, { limit: "99" })).toBe("1 replaced");
    expect(one.hear(trade("sell", 99, 7))).toBe(""); // Behind the 7 that are there.
    expect(one.hear(trade("sell", 99, 0.5))).toBe("1 filled 0.5 @ 99 maker");
  });

  test("to a price that the market offers it takes", () => {
    const one = tapeVenue();
    one.submit({ limit: "100", quantity: "3" });
    expect(one.amend(1, { limit: "101" })).toBe("1 replaced, 1 filled 3 @ 101 taker");
  });
});

describe("with latency", () => {
  test("an order meets the market as it stands when it arrives", () => {
    const one = tapeVenue({ latency: { orderMs: 50 } });
    expect(one.submit({ quantity: "1" })).toBe("");
    expect(one.hear(quote([100, 5], [103, 1], 11, 49))).toBe("");
    // It arrives before the quote of that moment is heard.
    expect(one.hear(quote([100, 5], [109, 1], 12, 50))).toBe("1 accepted, 1 filled 1 @ 103 taker");
  });

  test("a cancel that is quicker than its order arrives with it", () => {
    const one = tapeVenue({ latency: { orderMs: 50, cancelMs: 1 } });
    expect(one.submit({ quantity: "1" })).toBe("");
    expect(one.cancel(1)).toBe("");
    expect(one.hear(quote([100, 5], [103, 1], 11, 49))).toBe("");
    expect(one.hear(quote([100, 5], [109, 1], 12, 50))).toBe("1 accepted, 1 cancelled");
  });

  test("an order that takes a part as it arrives has no more than the rest to be met by that word of the tape", () => {
    const one = tapeVenue({ latency: { orderMs: 50 }, queue: "optimistic" });
    expect(one.submit({ quantity: "10", limit: "102" })).toBe("");
    expect(one.hear(trade("sell", 100, 20, 50))).toBe(
      "1 accepted, 1 filled 4 @ 101 taker, 1 filled 2 @ 102 taker, 1 filled 4 @ 102 maker",
    );
    expect(one.hear(trade("sell", 100, 20, 51))).toBe("");
  });
});
