import type { UnixMs } from "../base/index.ts";
import type { Book, BookLevel } from "../domain/index.ts";
import { type BookSide, NO_TICK } from "./book-side.ts";
import type { DepthBook } from "./depth-book.ts";
import { SIZE_ONE, type TickScale } from "./tick-scale.ts";

/** The best `levels` of each side in quote units and units, for strategies: never written to again. */
export function bookView(book: DepthBook, scale: TickScale, levels: number, at: UnixMs): Book {
  return { bids: best(book.bids, scale, levels), asks: best(book.asks, scale, levels), at };
}

function best(side: BookSide, scale: TickScale, levels: number): readonly BookLevel[] {
  const view: BookLevel[] = [];
  for (let tick = side.best; tick !== NO_TICK && view.length < levels; tick = side.next(tick))
    view.push({ price: scale.toNumber(tick), quantity: side.size(tick) / SIZE_ONE });
  return view;
}
