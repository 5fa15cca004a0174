import { PRICE_DIGITS, type Price, price } from "../../../core/base/index.ts";
import { tickOfDecimals } from "../tick-of-decimals.ts";
import type { Fields } from "./binance-message.ts";
import { explained, payloadIn } from "./feed-lines.ts";

/** The coarsest power of ten, at most 1, on which all prices of a recording lie. @throws DataProblem that names the line */
export function tickOfFeed(file: string, lines: readonly string[]): Price {
  let decimals = 0;
  lines.forEach((line, place) => {
    if (line === "") return;
    const payload = explained(file, place, () => payloadIn(line));
    for (const text of pricesIn(payload)) decimals = Math.max(decimals, decimalsIn(text));
  });
  return price(tickOfDecimals(decimals));
}

/** Every text that stands where a price does: of trades, quotes, and levels of a book. */
const pricesIn = (payload: Fields): readonly unknown[] =>
  ["p", "b", "a", "bids", "asks"].flatMap((name) => {
    const value = payload[name];
    return Array.isArray(value)
      ? value.map((level: unknown) => (Array.isArray(level) ? level[0] : level))
      : [value];
  });

/** What is no price is told where it is read; more decimals than a price has are told there too. */
const decimalsIn = (text: unknown): number =>
  typeof text === "string" ? Math.min(PRICE_DIGITS, /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0) : 0;
