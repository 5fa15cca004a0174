import { asPerpetual, type Interval, intervalMs, parseSymbol } from "../../core/domain/index.ts";

/** What a recorded file holds, told by its name alone. */
export interface FileName {
  /** `binance`, `coinbase`, ...; undefined when the name has no venue. */
  readonly venue: string | undefined;
  /** The unified symbol; for a future the spelling of the name. */
  readonly symbol: string;
  readonly interval: Interval;
  readonly content: "bars" | "quotes" | "funding" | "mark" | "monthly";
  /** Futures are not traded by this version. */
  readonly market: "known" | "future";
}

/** Extensions that this version reads. */
export const EXTENSIONS: readonly string[] = [".csv", ".csv.gz", ".columns"];

export const hasKnownExtension = (path: string): boolean =>
  EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension));

/** Whether a name is that of raw columns, which are no text. */
export const isColumnsFile = (path: string): boolean => path.toLowerCase().endsWith(".columns");

const PATTERN =
  /^(?:([a-z0-9]+)(?:-(spot|usdm))?_)?([A-Z0-9]{1,30})_(?:(funding|mark)_)?([1-9]\d{0,3}(?:[smhdw]|Mo))(-quotes)?(?:_.*)?$/;

/** A path without its directories, of either kind of system. */
export const nameIn = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

/**
 * Reads names like `binance-spot_BTCUSDT_1h_2017-2024.csv.gz` or `BTCUSDT_1h.csv`: venue and kind, symbol, interval,
 * and anything after it. Undefined when the name follows no such pattern: then it says nothing.
 */
export function parseFileName(path: string): FileName | undefined {
  const stem = nameIn(path).replace(/\.(?:csv|csv\.gz|columns)$/i, "");
  const match = PATTERN.exec(stem);
  if (match === null) return undefined;
  const [, venue, market, spelling = "", special, interval = "", quotes] = match;
  if (!interval.endsWith("Mo") && intervalMs(interval) === undefined) return undefined;
  const parts = parseSymbol(spelling);
  return {
    venue,
    symbol: parts === undefined ? spelling : market === "usdm" ? asPerpetual(parts).symbol : parts.symbol,
    interval: interval as Interval, // A brand is born: checked above; "1Mo" is refused by its content.
    content: contentOf(special, quotes, interval),
    market: parts === undefined ? "future" : "known",
  };
}

function contentOf(
  special: string | undefined,
  quotes: string | undefined,
  interval: string,
): FileName["content"] {
  if (special === "funding" || special === "mark") return special;
  if (quotes !== undefined) return "quotes";
  return interval.endsWith("Mo") ? "monthly" : "bars";
}

/** Whether the file is one to trade on. Quotes may be, too, but only where they are asked for by name. */
export const isTradable = (name: FileName): boolean => name.content === "bars" && name.market === "known";
