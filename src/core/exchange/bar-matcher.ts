import { at, type BarSeries } from "../market/index.ts";
import { SideOfBar } from "./bar-prices.ts";
import type { FillModel } from "./fill-model.ts";
import type { Ladder } from "./ladder.ts";
import type { RestingBook } from "./resting-book.ts";
import type { RestingOrder } from "./resting-order.ts";

/** The bar that is being matched: one object for all of them. */
export class BarRange {
  opensAt = 0;
  open = 0;
  close = 0;
  /** The bar as orders of each side meet it. */
  readonly buy = new SideOfBar();
  readonly sell = new SideOfBar();

  read(series: BarSeries, row: number): void {
    this.opensAt = at(series.columns.time, row);
    this.open = at(series.columns.open, row);
    this.close = at(series.columns.close, row);
    this.buy.read(series, row, "buy");
    this.sell.read(series, row, "sell");
  }
}

/** How orders are met: by the rule for limits, and as long as there is volume left to fill from. */
interface Terms {
  readonly limitFill: FillModel["limitFill"];
  readonly canFill: boolean;
}

/**
 * The next order that an open meets: what takes at any price in the order it came, then what the open has set off or
 * reached, in the order it came.
 */
export function metAtOpen(book: RestingBook, bar: BarRange, terms: Terms): RestingOrder | undefined {
  let met: RestingOrder | undefined;
  for (const order of book.waiting) {
    if (!terms.canFill && !needsNoVolume(order)) continue;
    if (order.stance === "take") return order;
    const isReached = order.isImmediate || order.isWithinLimit(bar[order.request.side].open);
    if (met === undefined && isReached) met = order;
  }
  for (const order of book.following)
    if (order.isSetOffBy(bar[order.request.side].open)) met = earlier(met, order);
  met = earliest(book.above.stops, bar.buy.open, terms, met);
  met = earliest(book.below.stops, bar.sell.open, terms, met);
  met = earliest(book.above.limits, bar.sell.open, terms, met);
  return earliest(book.below.limits, bar.buy.open, terms, met);
}

/** A watch only tells, and what is for now or never is over without volume. */
const needsNoVolume = (order: RestingOrder): boolean => order.isWatch || order.isImmediate;

/** Of the orders that `price` has come to, the one that came first. */
function earliest(
  ladder: Ladder,
  price: number,
  terms: Terms,
  met: RestingOrder | undefined,
): RestingOrder | undefined {
  if (!ladder.reaches(price)) return met;
  let first = met;
  for (const order of ladder.orders) {
    const isMet = order.stance === "limit" ? isFilledAt(order, price, terms, true) : order.isSetOffBy(price);
    if (isMet) first = earlier(first, order);
    else if (!ladder.hasReached(order, price)) break;
  }
  return first;
}

const earlier = (a: RestingOrder | undefined, b: RestingOrder): RestingOrder =>
  a !== undefined && a.arrival.turn < b.arrival.turn ? a : b;

/**
 * The next order that the inside of a bar meets. First what answers to something that happened there; then every stop
 * that the range reached, nearest to the open first, because the adverse extreme comes first; then limits and profit
 * targets. A stop fills at its trigger: one that the market gapped beyond was met by the open.
 */
export function metInside(book: RestingBook, bar: BarRange, terms: Terms): RestingOrder | undefined {
  for (const order of book.waiting)
    if (!order.isLateFor(bar.opensAt) && (terms.canFill || needsNoVolume(order))) return order;
  let stop = nearest(book.above.stops, bar.buy.high, bar, terms, undefined);
  stop = nearest(book.below.stops, bar.sell.low, bar, terms, stop);
  for (const order of book.following) {
    const extreme = order.request.side === "buy" ? bar.buy.high : bar.sell.low;
    if (!order.isLateFor(bar.opensAt) && order.isSetOffBy(extreme)) stop = nearer(stop, order, bar.open);
  }
  if (stop !== undefined) return stop;
  const limit = nearest(book.above.limits, bar.sell.high, bar, terms, undefined);
  return nearest(book.below.limits, bar.buy.low, bar, terms, limit);
}

/** Trailing stops once the favourable extreme has been: the close is the last price that the bar is known to have. */
export function metAtClose(book: RestingBook, bar: BarRange): RestingOrder | undefined {
  let met: RestingOrder | undefined;
  for (const order of book.following)
    if (!order.isNewIn(bar.opensAt) && order.isSetOffBy(bar[order.request.side].close))
      met = nearer(met, order, bar.open);
  return met;
}

function nearest(
  ladder: Ladder,
  extreme: number,
  bar: BarRange,
  terms: Terms,
  met: RestingOrder | undefined,
): RestingOrder | undefined {
  if (!ladder.reaches(extreme)) return met;
  for (const order of ladder.orders) {
    const isMet =
      order.stance === "limit"
        ? !order.isNewIn(bar.opensAt) && isFilledAt(order, extreme, terms, false)
        : !order.isLateFor(bar.opensAt) && order.isSetOffBy(extreme);
    if (isMet) return nearer(met, order, bar.open); // The ladder is sorted: the first is the nearest.
    if (!ladder.hasReached(order, extreme)) return met;
  }
  return met;
}

/** The order nearest to the open is reached first; at equal distance the one that came first. */
function nearer(a: RestingOrder | undefined, b: RestingOrder, open: number): RestingOrder {
  if (a === undefined) return b;
  const difference = Math.abs(a.price - open) - Math.abs(b.price - open);
  return difference < 0 || (difference === 0 && a.arrival.turn < b.arrival.turn) ? a : b;
}

/**
 * Whether a resting limit fills where the market has been at `price`: through it, or just to it. At an open what leaves
 * a position fills at the touch as well: the market trades at its price.
 */
function isFilledAt(order: RestingOrder, price: number, terms: Terms, isOpen: boolean): boolean {
  if (!terms.canFill) return false;
  const isTouch = terms.limitFill === "touch" || (isOpen && order.request.role !== "entry");
  return order.isWithinLimit(price) && (isTouch || price !== order.limit);
}
