import { asPerpetual, intervalMs, parseSymbol } from "../../../core/domain/index.ts";
import { nearest } from "../../problem/index.ts";
import { list, misused } from "../data-problem.ts";
import { exchangeNames } from "./ccxt-exchange.ts";
import type { VenueHistory } from "./history.ts";
import type { Dataset } from "./keep.ts";
import { venueNamed } from "./venue-rules.ts";

/** What somebody asked for, as far as it can be understood without a venue. */
export interface Asked {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly funding: boolean;
  readonly mark: boolean;
}

/** The name of a venue as its data is kept. @throws DataProblem, exit 2, for one that nobody knows */
export function knownVenue(text: string): string {
  const venue = venueNamed(text);
  const known = exchangeNames();
  if (known.includes(venue)) return venue;
  const near = nearest(venue, known);
  throw misused({
    where: "--venue",
    message: "unknown venue",
    found: text,
    allowed: `binance, bitget, bitfinex, and ${known.length - 3} others that ccxt knows`,
    fix: near === undefined ? "use the name ccxt gives it" : `did you mean ${near}?`,
  });
}

/** Unified symbols, each once. @throws DataProblem, exit 2, for what is no symbol, or has no funding to fetch */
export function wantedSymbols({
  symbols,
  funding,
  mark,
}: Pick<Asked, "symbols" | "funding" | "mark">): readonly string[] {
  const texts = symbols.flatMap((text) => text.split(",")).map((text) => text.trim());
  if (texts.length === 0 || texts.includes(""))
    throw misused({
      where: "SYMBOL",
      message: "download what?",
      found: texts.length === 0 ? "nothing" : "an empty symbol",
      allowed: "one symbol or more",
      fix: "write timonel data download BTC/USDT",
    });
  const wanted = new Set<string>();
  for (const text of texts) {
    const parts = parseSymbol(text);
    if (parts === undefined)
      throw misused({
        where: "SYMBOL",
        message: "this is no symbol of a pair or a perpetual",
        found: text,
        allowed: "BTC/USDT, BTCUSDT, BTC/USDT:USDT for a perpetual in USDT",
        fix: "write it as BASE/QUOTE, or BASE/QUOTE:QUOTE for a perpetual",
      });
    const option = funding ? "--funding" : mark ? "--mark" : undefined;
    if (option !== undefined && !parts.symbol.includes(":"))
      throw misused({
        where: option,
        message: "only perpetuals have funding rates and a mark price",
        found: parts.symbol,
        fix: `did you mean ${asPerpetual(parts).symbol}? Else leave ${option} out`,
      });
    wanted.add(parts.symbol);
  }
  return [...wanted];
}

/** The length of bars and its name at the venue. @throws DataProblem, exit 2, for one that the venue does not make */
export function knownInterval(
  history: VenueHistory,
  text: string,
): { readonly name: string; readonly ms: number } {
  const ms = intervalMs(text);
  const name = ms === undefined ? undefined : history.intervals.get(ms);
  if (ms !== undefined && name !== undefined) return { name, ms };
  const known = [...history.intervals].sort(([a], [b]) => a - b).map(([, each]) => each);
  // Never from a capital M: that is a month at most venues, and must not become a minute.
  const short = text.replace(
    /^(\d+) ?(min|hour|day|week|[HDW])[a-z]*$/,
    (_, n: string, unit: string) => n + unit.charAt(0).toLowerCase(),
  );
  const near = known.includes(short) ? short : nearest(text, known);
  throw misused({
    where: "--timeframe",
    message: ms === undefined ? "this is no bar length" : `${history.venue} has no bars of this length`,
    found: text,
    allowed: list(known, 20),
    fix: near === undefined ? "choose one of these" : `did you mean ${near}?`,
  });
}

/** One dataset a symbol and content. @throws DataProblem, exit 2, for what the venue does not keep */
export function wantedDatasets(
  history: VenueHistory,
  symbols: readonly string[],
  interval: string,
  asked: Asked,
): readonly Dataset[] {
  const { venue } = history;
  const contents: Dataset["content"][] = ["bars"];
  if (asked.mark) contents.push("mark");
  if (asked.funding) contents.push("funding");
  const missing =
    asked.funding && !history.hasFunding
      ? "--funding"
      : asked.mark && !history.hasMarks
        ? "--mark"
        : undefined;
  if (missing !== undefined)
    throw misused({
      where: missing,
      message: `${venue} gives no history of ${missing === "--mark" ? "mark prices" : "funding that was paid"}`,
      found: venue,
      allowed: missing === "--mark" ? "binance, bitget, ..." : "binance, bitget",
      fix: `leave ${missing} out, or take it from another venue`,
    });
  return symbols.flatMap((symbol) =>
    contents.map((content) => ({
      venue,
      symbol,
      content,
      interval: content === "funding" ? "8h" : interval,
    })),
  );
}

/** @throws DataProblem, exit 2, with the nearest names */
export function refuseUnlisted(venue: string, symbols: readonly string[], listed: readonly string[]): void {
  const known = new Set(listed);
  for (const symbol of symbols) {
    if (known.has(symbol)) continue;
    const [base = ""] = symbol.split("/");
    const ofBase = listed.filter((other) => other.startsWith(`${base}/`));
    const near = nearest(symbol, ofBase) ?? nearest(symbol, listed);
    throw misused({
      where: "SYMBOL",
      message: `${venue} does not list it`,
      found: symbol,
      allowed:
        ofBase.length > 0
          ? list(ofBase)
          : `one of ${listed.length} symbols, such as ${list(listed.slice(0, 3))}`,
      fix: near === undefined ? "check the spelling" : `did you mean ${near}?`,
    });
  }
}
