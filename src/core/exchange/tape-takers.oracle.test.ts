/** Market orders against the recorded books: every fill is a level that was shown, and the average lies between best and worst. */
import { expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { FEEDS, recordedFeed } from "../../../tests/builders/recorded-feeds.ts";
import { TapeVenue } from "../../../tests/builders/tape-venue.ts";
import { describeWithShared } from "../../../tests/shared-data.ts";
import { type Amount, averagePrice, Chance, formatQuantity, multiply, type Quantity } from "../base/index.ts";

const EVERY = 200;

describeWithShared("market orders on a recorded tape", () => {
  test.each(FEEDS)("$name: walk level by level into the book", (feed) => {
    const { events, scale } = recordedFeed(feed);
    const chance = new Chance(`takers/${feed.name}`);
    const venue = new TapeVenue({}, perpetual({ tick: feed.tick, step: feed.step }));
    const { exchange, instrument } = venue;
    let orders = 0;
    let levelsMax = 0;
    events.forEach((event, place) => {
      venue.hear(event);
      const book = exchange.bookOf(instrument.id);
      // Right after a diff that no quote is newer than, the book is all there is to know.
      if (place % EVERY !== 0 || !book.isWhole) return;
      const isBuy = chance.int(2) === 0;
      const step = Math.round(Number(feed.step) * 1e8);
      const wanted = BigInt((1 + chance.int(20_000_000 / step)) * step * 10 ** chance.int(3)); // Up to 20.
      const before = venue.fills.length;
      const said = venue.submit({
        side: isBuy ? "buy" : "sell",
        quantity: formatQuantity(wanted as Quantity),
      });
      expect(said).not.toMatch(/expired|rejected/);
      const fills = venue.fills.slice(before);
      const worse = (one: bigint, than: bigint): boolean => (isBuy ? one > than : one < than);
      let quantity = 0n;
      let value = 0n;
      fills.forEach((fill, level) => {
        quantity += fill.quantity;
        value += multiply(fill.price, fill.quantity);
        const last = fills[level - 1];
        if (last !== undefined) expect(worse(fill.price, last.price)).toBe(true);
        // But for the first one, which may be newer than the book, every level was shown and is taken whole, except the last.
        if (level === 0) return;
        const shown = BigInt(book.side(isBuy ? "sell" : "buy").size(scale.toTicks(fill.price)));
        if (level < fills.length - 1) expect(fill.quantity).toBe(shown);
        else expect(fill.quantity).toBeLessThanOrEqual(shown);
      });
      expect(quantity).toBe(wanted);
      const average = averagePrice(value as Amount, quantity as Quantity);
      const [best = 0n, worst = 0n] = [fills[0]?.price, fills.at(-1)?.price];
      expect(worse(best, average)).toBe(false);
      expect(worse(average, worst)).toBe(false);
      orders++;
      levelsMax = Math.max(levelsMax, fills.length);
    });
    expect({ orders, levelsMax }).toEqual(
      feed.name === "spot" ? { orders: 206, levelsMax: 448 } : { orders: 469, levelsMax: 112 },
    );
  });
});
