/**
 * Hundreds of limit orders on the recorded tapes, each under all three rules of the queue. Where an order really stood nobody
 * knows; it must lie between the bounds: at every moment the optimist has at least as much as fifo, and fifo as the pessimist.
 */
import { expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { FEEDS, recordedFeed } from "../../../tests/builders/recorded-feeds.ts";
import { TapeVenue } from "../../../tests/builders/tape-venue.ts";
import { describeWithShared } from "../../../tests/shared-data.ts";
import { Chance, formatPrice, formatQuantity, type Quantity } from "../base/index.ts";
import type { Fill, OrderId } from "../domain/index.ts";
import type { QueueModel } from "./queue.ts";

const ORDERS = 400;
/** 0.001 to 1. */
const QUANTITIES = [100_000n, 1_000_000n, 10_000_000n, 100_000_000n];
const MODELS: readonly QueueModel[] = ["optimistic", "fifo", "pessimistic"];

/**
 * What comes out: moments at which an order's fills were compared, and of these with fifo strictly between the bounds; orders of
 * 400 that were filled whole by each rule; and how many were so strictly earlier than by the next rule.
 */
const FOUND = {
  spot: { compared: 561, between: 41, done: [346, 342, 341], earlier: [21, 35] },
  usdm: { compared: 910, between: 228, done: [367, 366, 364], earlier: [61, 77] },
};

/** One rule of the queue: what each order has got so far, and when it had all. */
class Bench {
  readonly venue: TapeVenue;
  readonly filled: bigint[] = [];
  readonly doneAt = new Map<OrderId, number>();
  #seen = 0;

  constructor(queue: QueueModel, feed: (typeof FEEDS)[number]) {
    this.venue = new TapeVenue({ queue }, perpetual({ tick: feed.tick, step: feed.step }));
  }

  /** Fills since the last time. */
  news(quantityOf: (order: OrderId) => bigint, place: number): readonly Fill[] {
    const news = this.venue.fills.slice(this.#seen);
    this.#seen = this.venue.fills.length;
    for (const { order, quantity } of news) {
      this.filled[order] = (this.filled[order] ?? 0n) + quantity;
      if (this.filled[order] === quantityOf(order)) this.doneAt.set(order, place);
    }
    return news;
  }
}

describeWithShared("limit orders on a recorded tape", () => {
  test.each(FEEDS)(
    "$name: fifo lies between the optimist and the pessimist, in time and in quantity",
    (feed) => {
      const { events, scale } = recordedFeed(feed);
      const chance = new Chance(`queue/${feed.name}`);
      const starts = new Set<number>();
      while (starts.size < ORDERS) starts.add(2_000 + chance.int(Math.floor(events.length * 0.9) - 2_000));
      const quantities: bigint[] = [0n]; // By id: the first one is 1.
      const benches = MODELS.map((model) => new Bench(model, feed));
      const venues = benches.map(({ venue }) => venue) as [TapeVenue, ...TapeVenue[]];
      let compared = 0;
      let between = 0;
      events.forEach((event, place) => {
        for (const venue of venues) venue.hear(event);
        if (starts.has(place)) {
          const [{ exchange, instrument }] = venues;
          const isBuy = chance.int(2) === 0;
          const side = exchange.bookOf(instrument.id).side(isBuy ? "buy" : "sell");
          let tick = side.best;
          for (let level = chance.int(8); level > 0; level--) tick = side.next(tick);
          const quantity = QUANTITIES[chance.int(QUANTITIES.length)] ?? 0n;
          quantities.push(quantity);
          for (const venue of venues) {
            venue.submit({
              side: isBuy ? "buy" : "sell",
              limit: formatPrice(scale.toPrice(tick)),
              quantity: formatQuantity(quantity as Quantity),
            });
          }
        }
        const changed = new Set<OrderId>();
        for (const bench of benches)
          for (const { order } of bench.news((id) => quantities[id] ?? 0n, place)) changed.add(order);
        for (const order of changed) {
          const [most = 0n, middle = 0n, least = 0n] = benches.map(({ filled }) => filled[order]);
          expect(most, `order ${order} after event ${place}`).toBeGreaterThanOrEqual(middle);
          expect(middle, `order ${order} after event ${place}`).toBeGreaterThanOrEqual(least);
          compared++;
          if (most > middle && middle > least) between++;
        }
      });
      const [{ doneAt: first }, { doneAt: middle }, { doneAt: last }] = benches as [Bench, Bench, Bench];
      expect({
        compared,
        between,
        done: [first.size, middle.size, last.size],
        earlier: [earlier(first, middle), earlier(middle, last)],
      }).toEqual(FOUND[feed.name]);
    },
  );
});

type DoneAt = ReadonlyMap<OrderId, number>;

/** How many orders are done strictly earlier by one rule than by the next; none may be later. */
function earlier(one: DoneAt, next: DoneAt): number {
  for (const [order, done] of next) expect(one.get(order), `order ${order}`).toBeLessThanOrEqual(done);
  return [...one].filter(([order, done]) => done < (next.get(order) ?? Number.POSITIVE_INFINITY)).length;
}
