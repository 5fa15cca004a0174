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
    book.retire(one); // Once more, after a late event.
    expect(book.live(FIRST)).toEqual([]);
  });

  test("knows no order that is not ours", () => {
    expect(() => new OrderBook(1).get(7 as OrderId)).toThrow(InvariantBroken);
  });
});
