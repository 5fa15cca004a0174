import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diff, sizeOf, snapshot, tickOf } from "../../../tests/builders/tape.ts";
import { BookSide, NO_TICK } from "./book-side.ts";
import { DepthBook, DepthWalk } from "./depth-book.ts";

/** Version 10: bids 100 x 5, 99 x 7; asks 101 x 4, 103 x 9. */
const whole = (): DepthBook => {
  const book = new DepthBook();
  book.restore(
    snapshot(10, {
      bids: [
        [100, 5],
        [99, 7],
      ],
      asks: [
        [101, 4],
        [103, 9],
      ],
    }),
  );
  return book;
};

describe("one side of a book", () => {
  test("holds what a map of prices holds, and finds the best and the next level of it", () => {
    // Prices far apart cross pages, close ones share a word of 32 ticks.
    const tick = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 20_000_000 }));
    const changes = fc.array(fc.record({ tick, size: fc.integer({ min: 0, max: 3 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.boolean(), changes, tick, (isBid, all, probe) => {
        const side = new BookSide(isBid);
        const expected = new Map<number, number>();
        for (const change of all) {
          side.set(change.tick, change.size);
          if (change.size > 0) expected.set(change.tick, change.size);
          else expected.delete(change.tick);
          const ticks = [...expected.keys()].sort((a, b) => (isBid ? b - a : a - b));
          expect(side.best).toBe(ticks[0] ?? NO_TICK);
          expect(side.size(change.tick)).toBe(change.size);
          const worse = ticks.filter((one) => (isBid ? one < probe : one > probe));
          expect(side.next(probe)).toBe(worse[0] ?? NO_TICK);
        }
        side.clear();
        expect(side.best).toBe(NO_TICK);
        for (const change of all) expect(side.size(change.tick)).toBe(0);
      }),
    );
  });
});

describe("the book", () => {
  test("is its snapshot and what changed since", () => {
    const book = whole();
    expect([book.bids.best, book.asks.best]).toEqual([tickOf(100), tickOf(101)]);
    expect(book.apply(diff(11, { bids: [[100, 0]], asks: [[101, 6]] }))).toBe("applied");
    expect([book.bids.best, book.asks.best]).toEqual([tickOf(99), tickOf(101)]);
    expect(book.size("sell", tickOf(101))).toBe(sizeOf(6));
    expect(book.last).toBe(11);
  });

  test("does not know what lies beyond a snapshot until it changes", () => {
    const book = whole();
    expect(book.size("buy", tickOf(99.5))).toBe(0);
    expect(book.size("buy", tickOf(98))).toBeNaN();
    expect(book.size("sell", tickOf(104))).toBeNaN();
    book.apply(diff(11, { bids: [[98, 2]] }));
    expect(book.size("buy", tickOf(98))).toBe(sizeOf(2));
  });

  test("takes the diffs that came before the snapshot: older ones are stale, the next one straddles it", () => {
    const book = new DepthBook();
    expect(book.apply(diff(8, { bids: [[90, 1]], previous: 5 }))).toBe("waiting");
    expect(book.apply(diff(12, { bids: [[100, 3]], previous: 8 }))).toBe("waiting");
    expect(book.isWhole).toBe(false);
    expect(book.restore(snapshot(10, { bids: [[100, 5]] }))).toBe("applied");
    expect(book.last).toBe(12);
    expect(book.size("buy", tickOf(100))).toBe(sizeOf(3));
    expect(book.bids.size(tickOf(90))).toBe(0);
    expect(book.apply(diff(12, { bids: [[100, 1]] }))).toBe("stale");
  });

  test("after the first diff accepts only the version that follows", () => {
    const book = whole();
    expect(book.apply(diff(12, { previous: 9 }))).toBe("applied");
    expect(book.apply(diff(15, { previous: 11 }))).toBe("gap"); // Overlapping is not following.
  });

  test("is not whole after a gap, until a snapshot that the kept diffs follow", () => {
    const book = whole();
    expect(book.apply(diff(12, { bids: [[100, 0]], previous: 11 }))).toBe("gap");
    expect(book.isWhole).toBe(false);
    expect(book.apply(diff(13, { bids: [[99.5, 2]] }))).toBe("waiting");
    expect(book.restore(snapshot(10, { bids: [[100, 5]] }))).toBe("gap"); // Too old: still before the gap.
    expect(book.isWhole).toBe(false);
    expect(book.restore(snapshot(12, { bids: [[98, 1]], asks: [[101, 1]] }))).toBe("applied");
    expect([book.isWhole, book.last, book.bids.best]).toEqual([true, 13, tickOf(99.5)]);
  });

  test("does not go back to an older snapshot", () => {
    const book = whole();
    book.apply(diff(11, {}));
    expect(book.restore(snapshot(11, {}))).toBe("stale");
    expect(book.bids.best).toBe(tickOf(100));
  });
});

describe("a walk into the depth", () => {
  const walked = (size: number, limit: number = Number.NaN, step: number = 1): DepthWalk => {
    const walk = new DepthWalk(step);
    const { asks } = whole();
    walk.begin();
    walk.along(asks, asks.best, sizeOf(size), limit);
    return walk;
  };

  test("takes level by level until it has the size", () => {
    const walk = walked(6);
    expect(walk.ticks.slice(0, walk.levels)).toEqual([tickOf(101), tickOf(103)]);
    expect(walk.sizes.slice(0, walk.levels)).toEqual([sizeOf(4), sizeOf(2)]);
    expect(walk.averageTick).toBeCloseTo((10_100 * 4 + 10_300 * 2) / 6, 8);
    expect(walk.isExhausted).toBe(false);
  });

  test("ends at its limit, or where the side ends", () => {
    expect(walked(6, tickOf(102))).toMatchObject({ found: sizeOf(4), levels: 1, isExhausted: false });
    expect(walked(20)).toMatchObject({ found: sizeOf(13), levels: 2, isExhausted: true });
    expect(walked(6, tickOf(100))).toMatchObject({ found: 0, isExhausted: false });
  });

  test("takes whole steps of each level", () => {
    expect(walked(20, Number.NaN, sizeOf(5))).toMatchObject({ found: sizeOf(5), levels: 1 });
  });
});
