/** The prices of a bar as an order of one side meets them: of the ask to buy, of the bid to sell, where the bar has quotes. */
import type { Side } from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";

/** Where a side has no quote, the bar's own price is what is known. */
const quoted = (quote: number, own: number): number => (Number.isNaN(quote) ? own : quote);

/** A bar as orders of one side meet it: one object for all of them. */
export class SideOfBar {
  open = 0;
  high = 0;
  low = 0;
  close = 0;

  read({ columns, quotes }: BarSeries, row: number, side: Side): void {
    this.open = at(columns.open, row);
    this.high = at(columns.high, row);
    this.low = at(columns.low, row);
    this.close = at(columns.close, row);
    if (quotes === undefined) return;
    const isBuy = side === "buy";
    this.open = quoted(at(isBuy ? quotes.askOpen : quotes.bidOpen, row), this.open);
    this.high = quoted(at(isBuy ? quotes.askHigh : quotes.bidHigh, row), this.high);
    this.low = quoted(at(isBuy ? quotes.askLow : quotes.bidLow, row), this.low);
    this.close = quoted(at(isBuy ? quotes.askClose : quotes.bidClose, row), this.close);
  }
}

/** Whether an order of `side` meets a quote of the bar: what it takes holds its half of the spread already. */
export const hasQuoteFor = ({ quotes }: BarSeries, row: number, side: Side): boolean =>
  quotes !== undefined && !Number.isNaN(at(side === "buy" ? quotes.askOpen : quotes.bidOpen, row));

/**
 * What a price between bid and ask lacks for an order of `side`, signed: half the spread at the open. Where the other side
 * is missing, the way from the bar's own price to the quote; 0 where that of `side` is.
 */
export function halfSpreadFor({ columns, quotes }: BarSeries, row: number, side: Side): number {
  if (quotes === undefined) return 0;
  const [ask, bid] = [at(quotes.askOpen, row), at(quotes.bidOpen, row)];
  const isBuy = side === "buy";
  const [own, other] = isBuy ? [ask, bid] : [bid, ask];
  if (Number.isNaN(own)) return 0;
  const lacks = Number.isNaN(other) ? own - at(columns.open, row) : (own - other) / 2;
  return isBuy === lacks > 0 ? lacks : 0; // Else they are crossed.
}
