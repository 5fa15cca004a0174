import { describe, expect, test } from "vitest";
import { order, orderContext } from "../../../tests/builders/order.ts";
import { InvariantBroken, quantity } from "../base/index.ts";
import type { InstrumentId, OrderId } from "../domain/index.ts";
import { OrderBook } from "./index.ts";

const FIRST = 0 as InstrumentId;

/** A sent order in a fresh book. */
function filedIn(book: OrderBook, instrument: number = 0) {
  const tracked = book.track(order({ id: book.nextId(), instrument }), orderContext());
  tracked.move("send");
  return tracked;
}

describe("the order book", () => {
  test("never gives an id twice", () => {
    const book = new OrderBook(1);
    const ids = Array.from({ length: 1_000 }, () => book.nextId());
    expect(new Set(ids).size).toBe(1_000);
  });

  test("refuses a second order under one id", () => {
    const book = new OrderBook(1);
    filedIn(book);
    expect(() => book.track(order({ id: 1 }), orderContext())).toThrow(InvariantBroken);
  });

  test("lists what lives by instrument, oldest first", () => {
    const book = new OrderBook(2);
    const [a, b, c] = [filedIn(book), filedIn(book, 1), filedIn(book)];
    expect(book.live(FIRST)).toEqual([a, c]);
    expect(book.live(1 as InstrumentId)).toEqual([b]);
  });

  test("lists nothing that has ended", () => {
    const book = new OrderBook(1);
    const one = filedIn(book);
    one.move("cancel");
    book.retire(one);
    expect(book.live(FIRST)).toEqual([]);
  });

  test("does not retire what still lives", () => {
    const book = new OrderBook(1);
    expect(() => book.retire(filedIn(book))).toThrow(InvariantBroken);
  });

  test.each(["cancel", "expire", "reject"] as const)(
    "still knows an order after %s, for a late fill",
    (move) => {
      const book = new OrderBook(1);
      const one = filedIn(book);
      one.move(move);
      book.retire(one);
      expect(book.get(one.request.id)).toBe(one);
    },
  );

  test("still knows a filled order, for what is told twice", () => {
    const book = new OrderBook(1);
    const one = filedIn(book);
    one.fill("a", quantity("1"));
    book.retire(one);
    expect(book.get(one.request.id)).toBe(one);
    const other = filedIn(book);
    book.retire(one); // Once more, after a late event.
    expect(book.live(FIRST)).toEqual([other]);
  });

  test("knows no order that is not ours", () => {
    expect(() => new OrderBook(1).get(7 as OrderId)).toThrow(InvariantBroken);
  });
});

describe("orders that ended long ago", () => {
  type End = "fill" | "cancel" | "late fill";
  /** So many orders of one unit that have ended this way, one after the other. */
  function ended(book: OrderBook, count: number, how: (place: number) => End): OrderId[] {
    return Array.from({ length: count }, (_, place) => {
      const one = filedIn(book);
      if (how(place) !== "fill") one.move("cancel");
      else one.fill("a", quantity("1"));
      book.retire(one);
      if (how(place) === "late fill") one.fill("a", quantity("1"));
      return one.request.id;
    });
  }
  const known = (book: OrderBook, ids: readonly OrderId[]) => ids.map((id) => book.find(id) !== undefined);

  test("are forgotten, those that filled whole after 64 of an instrument, the oldest first", () => {
    const book = new OrderBook(1);
    const ids = ended(book, 66, () => "fill");
    expect(known(book, ids)).toEqual(ids.map((_, place) => place >= 2));
    expect(ids.slice(0, 3).map((id) => book.forgotten(id))).toEqual(["filled", "filled", undefined]);
  });

  test("are kept longer where they may still fill", () => {
    const book = new OrderBook(1);
    const ids = ended(book, 1_025, () => "cancel");
    expect(known(book, ids).indexOf(true)).toBe(1);
    expect(ids.slice(0, 2).map((id) => book.forgotten(id))).toEqual(["unfilled", undefined]);
  });

  test("are counted for every instrument of the book", () => {
    const book = new OrderBook(2);
    const filled = ended(book, 128, () => "fill");
    const cancelled = ended(book, 2_048, () => "cancel");
    expect(known(book, [...filled, ...cancelled])).not.toContain(false);
  });

  test("are known by one bit each: whether they filled whole, perhaps after their end", () => {
    const book = new OrderBook(1);
    const ways = ["cancel", "late fill"] as const;
    const how = (place: number) => ways[Number(place % 3 === 0)] as End;
    const ids = ended(book, 1_400, how).slice(0, 1_400 - 1_024);
    expect(ids.map((id) => book.forgotten(id))).toEqual(
      ids.map((_, place) => (place % 3 === 0 ? "filled" : "unfilled")),
    );
  });

  test("are not what was never ours", () => {
    const book = new OrderBook(1);
    const [, last] = ended(book, 2, () => "fill") as [OrderId, OrderId];
    expect(book.forgotten((last + 1) as OrderId)).toBeUndefined();
  });

  test("take their other names with them, and what is known of them goes by those too", () => {
    const book = new OrderBook(1);
    const [alias, other] = [book.nextId(), book.nextId()];
    const [filled] = ended(book, 1, () => "fill") as [OrderId];
    const [cancelled] = ended(book, 1, () => "cancel") as [OrderId];
    expect([book.forgetToo(alias, filled), book.forgetToo(other, cancelled)]).toEqual([false, false]);
    ended(book, 64, () => "fill");
    ended(book, 1_024, () => "cancel");
    expect([book.forgetToo(alias, filled), book.forgetToo(other, cancelled)]).toEqual([true, true]);
    expect([book.forgotten(alias), book.forgotten(other)]).toEqual(["filled", "unfilled"]);
  });
});

test("the order book tells what still lives, and what it does not know", () => {
  const book = new OrderBook(1);
  const one = filedIn(book);
  expect([book.isLive(one.request.id), book.isLive(9 as OrderId)]).toEqual([true, false]);
  one.move("cancel");
  expect(book.isLive(one.request.id)).toBe(false);
  expect(book.find(9 as OrderId)).toBeUndefined();
  expect(() => book.live(1 as InstrumentId)).toThrow(InvariantBroken);
});
