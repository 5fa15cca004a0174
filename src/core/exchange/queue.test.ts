/** Resting limits on a tape: who is filled when, by each of the three rules of the queue. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diff, quote, sizeOf, snapshot, trade } from "../../../tests/builders/tape.ts";
import { TapeVenue } from "../../../tests/builders/tape-venue.ts";
import type { OrderId } from "../domain/index.ts";
import { type QueueModel, TapeOrder } from "./queue.ts";

const BOOK = snapshot(10, {
  bids: [
    [100, 5],
    [99, 7],
  ],
  asks: [
    [101, 4],
    [103, 9],
  ],
});

function venue(queue: QueueModel): TapeVenue {
  const one = new TapeVenue({ queue });
  one.hear(trade("buy", 100.5, 1), BOOK);
  return one;
}

describe("behind what was shown (fifo)", () => {
  test("trades at the price come off what is ahead, the excess fills the order, in parts", () => {
    const one = venue("fifo");
    expect(one.submit({ limit: "100", quantity: "2" })).toBe("1 accepted");
    expect(one.hear(trade("sell", 100, 3))).toBe("");
    expect(one.hear(trade("sell", 100, 3))).toBe("1 filled 1 @ 100 maker");
    expect(one.hear(trade("sell", 100, 0.25))).toBe("1 filled 0.25 @ 100 maker");
    expect(one.hear(trade("sell", 100, 5))).toBe("1 filled 0.75 @ 100 maker");
    expect(one.exchange.hasOrders(one.instrument.id)).toBe(false);
  });

  test("what leaves without a trade was cancelled, ahead and behind in proportion", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" }); // 5 ahead, 0 behind.
    one.hear(diff(11, { bids: [[100, 10]] })); // 5 behind.
    one.hear(diff(12, { bids: [[100, 8]] })); // 2 cancelled, 1 of them ahead: 4 are left there.
    expect(one.hear(trade("sell", 100, 4))).toBe("");
    expect(one.hear(trade("sell", 100, 0.5))).toBe("1 filled 0.5 @ 100 maker");
  });

  test("a trade is not counted again when the book shows it", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" });
    one.hear(trade("sell", 100, 2), diff(11, { bids: [[100, 3]] }));
    expect(one.hear(trade("sell", 100, 3.5))).toBe("1 filled 0.5 @ 100 maker");
  });

  test("a quote shows its level earlier, and an older book does not take that back", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" });
    one.hear(quote([100, 2], [101, 4], 12)); // 3 of 5 cancelled.
    one.hear(diff(11, { bids: [[100, 9]] }), diff(12, { bids: [[100, 2]] }));
    expect(one.hear(trade("sell", 100, 3))).toBe("1 filled 1 @ 100 maker");
  });

  test("a better price than any is first in its queue", () => {
    const one = venue("fifo");
    one.submit({ limit: "100.5", quantity: "2" });
    expect(one.hear(trade("sell", 100.5, 0.5))).toBe("1 filled 0.5 @ 100.5 maker");
  });

  test("orders of ours at one price share a trade, first come first served", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" });
    one.hear(diff(11, { bids: [[100, 8]] })); // 3 came between the two.
    one.submit({ limit: "100", quantity: "2" });
    expect(one.hear(trade("sell", 100, 6))).toBe("1 filled 1 @ 100 maker");
    expect(one.hear(trade("sell", 100, 3))).toBe("1 filled 1 @ 100 maker");
    expect(one.hear(trade("sell", 100, 3))).toBe("2 filled 2 @ 100 maker"); // 12 in all: 8 of others, 4 of ours.
  });

  test("without any depth the queue is unknown, and only a price beyond fills", () => {
    const one = new TapeVenue({ queue: "fifo" });
    one.hear(trade("buy", 100.5, 1));
    one.submit({ limit: "100", quantity: "2" });
    expect(one.hear(trade("sell", 100, 50))).toBe("");
    expect(one.hear(trade("sell", 99.99, 0.001))).toBe("1 filled 2 @ 100 maker");
  });

  test("on quotes alone it is known once the market comes to the price", () => {
    const one = new TapeVenue({ queue: "fifo" });
    one.hear(trade("buy", 100.5, 1), quote([100.2, 1], [101, 1]));
    one.submit({ limit: "100", quantity: "2" });
    one.hear(quote([100, 3], [101, 1]));
    expect(one.hear(trade("sell", 100, 3.5))).toBe("1 filled 0.5 @ 100 maker");
  });

  test("the other side at its price or beyond has met it", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" });
    one.submit({ side: "sell", limit: "103", quantity: "1" });
    expect(one.hear(quote([99, 1], [100, 1], 11))).toBe("1 filled 2 @ 100 maker");
    expect(one.hear(diff(12, { bids: [[103.5, 1]], asks: [[103, 0]], previous: 10 }))).toBe(
      "2 filled 1 @ 103 maker",
    );
  });

  test("a cancelled order is not filled", () => {
    const one = venue("fifo");
    one.submit({ limit: "100", quantity: "2" });
    expect(one.cancel(1)).toBe("1 cancelled");
    expect(one.hear(trade("sell", 90, 50))).toBe("");
  });
});

describe("the bounds", () => {
  test("an optimist is first: a trade at the price fills as far as it goes", () => {
    const one = venue("optimistic");
    one.submit({ side: "sell", limit: "101", quantity: "2" });
    expect(one.hear(trade("buy", 101, 0.5))).toBe("1 filled 0.5 @ 101 maker");
  });

  test("a pessimist waits until the price is traded through, or quoted through", () => {
    for (const beyond of [trade("sell", 99.99, 0.001), quote([98, 1], [99, 1], 12)]) {
      const one = venue("pessimistic");
      one.submit({ limit: "100", quantity: "2" });
      expect(one.hear(trade("sell", 100, 500), quote([99, 1], [100, 1], 11), trade("buy", 100, 3))).toBe("");
      expect(one.hear(beyond)).toBe("1 filled 2 @ 100 maker");
    }
  });

  test("hold whatever happens at the level", () => {
    const happenings = fc.array(
      fc.oneof(
        fc.record({ traded: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ shown: fc.integer({ min: 0, max: 100 }) }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), happenings, (shown, all) => {
        const orders = (["optimistic", "fifo", "pessimistic"] as const).map((model) => {
          const one = new TapeOrder({
            id: 1 as OrderId,
            side: "buy",
            limit: 1,
            collar: Number.NaN,
            timeInForce: undefined,
            isPostOnly: false,
            remaining: sizeOf(1),
          });
          one.join(model, shown, 0);
          return one;
        });
        all.forEach((happening, place) => {
          if ("traded" in happening) {
            const [first, middle, last] = orders.map((order) => order.meet(happening.traded));
            expect(first).toBe(happening.traded);
            expect(middle).toBeLessThanOrEqual(happening.traded);
            expect(last).toBe(0);
          } else {
            for (const order of orders) order.see(happening.shown, place + 1);
            expect(orders[1]?.ahead).toBeLessThanOrEqual(happening.shown);
          }
          expect(orders[1]?.ahead).toBeGreaterThanOrEqual(0);
          expect([orders[0]?.ahead, orders[2]?.ahead]).toEqual([0, Number.POSITIVE_INFINITY]);
        });
      }),
    );
  });
});
