import { join } from "node:path";
import { parseSymbol, type SymbolParts } from "../../../core/domain/index.ts";
import type { Content } from "./table.ts";

/** Futures are kept, but not traded by this version. */
export type DatasetKind = SymbolParts["kind"] | "future";

/** One dataset of a store: there is one for each venue, instrument, content and interval. */
export interface DatasetKey {
  readonly venue: string;
  /** The unified symbol; for a future as it is spelt. */
  readonly symbol: string;
  readonly content: Content;
  /** `1h`; for funding the usual distance of its payments. */
  readonly interval: string;
}

/** Venues become names of directories: nothing that could lead out of the store, or differ in case alone. */
export const isVenueName = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,39}$/.test(text);

/** `BTC/USDT:USDT` is `BTC-USDT-USDT` on a disk. */
export const symbolDirectory = (symbol: string): string => symbol.replaceAll(/[/:]/g, "-");

/** The directory of an instrument in a store. */
export const instrumentDirectory = (
  store: string,
  { venue, symbol }: Pick<DatasetKey, "venue" | "symbol">,
): string => join(store, venue, symbolDirectory(symbol));

/** The name of the files of a dataset, without extension: `1h`, `1m-quotes`, `mark-8h`, `funding`. */
export function stemOf({ content, interval }: Pick<DatasetKey, "content" | "interval">): string {
  switch (content) {
    case "bars":
      return interval;
    case "quotes":
      return `${interval}-quotes`;
    case "mark":
      return `mark-${interval}`;
    case "funding":
      return "funding";
  }
}

/** How people write a dataset: `binance BTC/USDT 1h`. */
export const nameOf = (key: DatasetKey): string => `${key.venue}:${key.symbol} ${stemOf(key)}`;

/** A symbol that is no spelling of a pair, a perpetual, a currency pair or a share is a future: `6EH4`. */
export const kindOf = (symbol: string): DatasetKind => parseSymbol(symbol)?.kind ?? "future";
