/** Market orders, stops and marketable limits on a tape: what they meet, and at which prices. */
import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { diff, quote, snapshot, trade } from "../../../tests/builders/tape.ts";
import { BOOK, TapeVenue, tapeVenue } from "../../../tests/builders/tape-venue.ts";

describe("a market order", () => {
  test("walks into the depth: a fill for each level", () => {
    expect(tapeVenue().submit({ quantity: "5.5" })).toBe(
      "1 accepted, 1 filled 4 @ 101 taker, 1 filled 1.5 @ 102 taker",
    );
    expect(tapeVenue().submit({ side: "sell", quantity: "6" })).toBe(
      "1 accepted, 1 filled 5 @ 100 taker, 1 filled 1 @ 99 taker",
    );
  });

  test("stops at its collar, and what is left expires", () => {
    expect(tapeVenue().submit({ quantity: "10", collar: "103.005" })).toBe(
      "1 accepted, 1 filled 4 @ 101 taker, 1 filled 2 @ 102 taker, 1 expired: collar",
    );
    expect(tapeVenue().submit({ side: "sell", quantity: "6", collar: "99.995" })).toBe(
      "1 accepted, 1 filled 5 @ 100 taker, 1 expired: collar",
    );
  });

  test("expires where the book ends", () => {
    expect(tapeVenue().submit({ quantity: "20" })).toMatch(/1 filled 9 @ 104 taker, 1 expired: depth$/);
  });

  test("takes whole steps of a level", () => {
    const coarse = new TapeVenue({}, perpetual({ step: "3" }));
    coarse.hear(trade("buy", 100.5, 1), BOOK);
    expect(coarse.submit({ quantity: "6" })).toBe(
      "1 accepted, 1 filled 3 @ 101 taker, 1 filled 3 @ 104 taker",
    );
  });

  test("meets what is newer than the book: a quote, and trades since", () => {
    const one = tapeVenue();
    one.hear(quote([100, 5], [101.5, 1], 11)); // 101 is gone, 1 waits at 101.5.
    expect(one.submit({ quantity: "2" })).toBe(
      "1 accepted, 1 filled 1 @ 101.5 taker, 1 filled 1 @ 102 taker",
    );
    one.hear(trade("buy", 102, 0.5)); // Through 101.5, and half of what waits at 102.
    expect(one.submit({ quantity: "2" })).toMatch(/2 filled 1.5 @ 102 taker, 2 filled 0.5 @ 104 taker$/);
    one.hear(diff(12, { asks: [[101, 1]], previous: 10 })); // The book has caught up.
    expect(one.submit({ quantity: "1" })).toMatch(/3 filled 1 @ 101 taker$/);
  });

  test("does not look at a quote that is older than the book", () => {
    const one = tapeVenue();
    one.hear(quote([90, 1], [91, 1], 9));
    expect(one.submit({})).toBe("1 accepted, 1 filled 1 @ 101 taker");
  });

  test("without depth gets the quote, slipped, but not beyond its collar", () => {
    const one = new TapeVenue({ slippageBps: 100 });
    one.hear(trade("buy", 100.5, 1), quote([100, 1], [101, 1]));
    expect(one.submit({ quantity: "3" })).toBe("1 accepted, 1 filled 3 @ 102.01 taker");
    expect(one.submit({ side: "sell", quantity: "3" })).toMatch(/filled 3 @ 99 taker$/);
    expect(one.submit({ collar: "101.5" })).toMatch(/filled 1 @ 101.5 taker$/);
    expect(one.submit({ collar: "100.9" })).toMatch(/4 expired: collar$/);
  });

  test("never sells below one tick, however it slips", () => {
    const one = new TapeVenue({ slippageBps: 100 });
    one.hear(trade("sell", 0.01, 1));
    expect(one.submit({ side: "sell" })).toBe("1 accepted, 1 filled 1 @ 0.01 taker");
  });

  test("without a quote gets the last trade", () => {
    const one = new TapeVenue();
    one.hear(trade("sell", 100.25, 1));
    expect(one.submit({ quantity: "3" })).toBe("1 accepted, 1 filled 3 @ 100.25 taker");
  });

  test("after a gap in the book gets the quote until there is a new one", () => {
    const one = tapeVenue();
    one.hear(quote([99, 5], [105, 1], 11), diff(20, { previous: 15 }));
    expect(one.submit({})).toBe("1 accepted, 1 filled 1 @ 105 taker");
    const late = tapeVenue();
    late.hear(quote([99, 5], [105, 1], 9), quote([99, 5], [104.5, 1], 11), diff(12, { previous: 10 }));
    late.hear(diff(20, { previous: 15 })); // The quote is older than the book that broke, but all there is.
    expect(late.submit({})).toBe("1 accepted, 1 filled 1 @ 104.5 taker");
    one.hear(snapshot(25, { bids: [[98, 1]], asks: [[106, 3]] }));
    expect(one.submit({})).toBe("2 accepted, 2 filled 1 @ 106 taker");
  });

  test("that only reduces never does more than that", () => {
    const one = tapeVenue();
    one.submit({ quantity: "2" });
    one.submit({ side: "sell", quantity: "2", limit: "105", role: "exit", reduceOnly: true });
    one.submit({ side: "sell", quantity: "1" });
    expect(one.submit({ side: "sell", quantity: "2", role: "exit", reduceOnly: true })).toMatch(
      /filled 1 @ 100 taker/,
    );
    expect(one.fills.at(-1)?.quantity).toBe(100_000_000n);
  });
});

describe("a stop", () => {
  test("is set off by a trade at its trigger, and takes what is left by then", () => {
    const one = tapeVenue();
    expect(one.submit({ side: "sell", trigger: "99.5", quantity: "2" })).toBe("1 accepted");
    expect(one.hear(quote([99, 3], [101, 1], 11))).toBe(""); // The quote is there, no trade yet.
    expect(one.hear(trade("sell", 99, 2))).toBe("1 filled 1 @ 99 taker, 1 expired: depth");
  });

  test("or by the quote, when that is chosen", () => {
    const one = tapeVenue({ triggersBy: "quote" });
    one.submit({ side: "sell", trigger: "99.5", quantity: "2" });
    one.submit({ trigger: "101.5", quantity: "1" });
    expect(one.hear(trade("sell", 99.4, 1))).toBe("");
    expect(one.hear(quote([99.5, 3], [101.4, 1], 11))).toBe("1 filled 2 @ 99.5 taker");
    expect(one.hear(quote([99.5, 3], [101.5, 1], 12))).toBe("2 filled 1 @ 101.5 taker");
  });

  test("expires when the market has gone beyond its collar", () => {
    const one = tapeVenue();
    one.submit({ trigger: "101", collar: "101.5" });
    expect(one.hear(trade("buy", 103, 1))).toBe("1 expired: collar");
  });
});

describe("a marketable limit", () => {
  test("takes what its price allows, and rests with the remainder, which others must come to", () => {
    const one = tapeVenue();
    expect(one.submit({ quantity: "8", limit: "102" })).toBe(
      "1 accepted, 1 filled 4 @ 101 taker, 1 filled 2 @ 102 taker",
    );
    // The recorded offers that it took are still in the recorded book; they are not there twice.
    expect(
      one.hear(diff(11, { asks: [[101, 3]] }), trade("buy", 101, 3), quote([100, 5], [102, 1], 12)),
    ).toBe("");
    expect(one.hear(trade("sell", 102, 0.5))).toBe("1 filled 0.5 @ 102 maker");
    // Once they are gone, a new offer at its price is news.
    expect(one.hear(quote([100, 5], [103, 1], 13), quote([100, 5], [102, 1], 14))).toBe(
      "1 filled 1.5 @ 102 maker",
    );
  });
});
