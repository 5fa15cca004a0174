/** What a symbol names, as far as its spelling alone tells. */
export interface SymbolParts {
  /** ccxt's unified form: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly kind: "spot" | "linear-perpetual";
}

/** Assets that things are priced in, so that `BTCUSDT` can be cut in two. */
const QUOTES: readonly string[] = [
  ...[
    "USDT",
    "USDC",
    "FDUSD",
    "TUSD",
    "BUSD",
    "DAI",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "AUD",
    "CAD",
    "CHF",
    "TRY",
    "BRL",
  ],
  ...["BTC", "ETH", "BNB"],
];

/** Assets that decide between two ways to cut: BTCTUSD is BTC in TUSD, not BTCT in USD. */
const WELL_KNOWN_BASES: ReadonlySet<string> = new Set([
  ...[
    "BTC",
    "ETH",
    "BNB",
    "SOL",
    "XRP",
    "ADA",
    "DOGE",
    "DASH",
    "LTC",
    "BCH",
    "DOT",
    "AVAX",
    "LINK",
    "TRX",
    "UNI",
  ],
  ...[
    "ATOM",
    "ETC",
    "XLM",
    "XMR",
    "EOS",
    "NEO",
    "ZEC",
    "MATIC",
    "SHIB",
    "TON",
    "NEAR",
    "FIL",
    "APT",
    "ARB",
    "SUI",
  ],
]);

const FIAT: ReadonlySet<string> = new Set([
  ...[
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "AUD",
    "CAD",
    "CHF",
    "NZD",
    "TRY",
    "BRL",
    "SEK",
    "NOK",
    "MXN",
    "ZAR",
    "CNH",
  ],
]);

const spot = (base: string, quote: string): SymbolParts => ({
  symbol: `${base}/${quote}`,
  base,
  quote,
  kind: "spot",
});

const perpetual = (base: string, quote: string): SymbolParts => ({
  symbol: `${base}/${quote}:${quote}`,
  base,
  quote,
  kind: "linear-perpetual",
});

/** The USDT-margined perpetual of a spot pair, or the pair itself. */
export const asKind = (parts: SymbolParts, kind: SymbolParts["kind"]): SymbolParts =>
  kind === "spot" ? spot(parts.base, parts.quote) : perpetual(parts.base, parts.quote);

/** Whether both sides are money of states: a currency pair has sessions, a crypto pair has none. */
export const isCurrencyPair = (parts: SymbolParts): boolean => FIAT.has(parts.base) && FIAT.has(parts.quote);

/**
 * Understands `BTC/USDT`, `BTC/USDT:USDT`, `BTC-USDT`, `BTCUSDT` and Bitfinex's `tBTCUSD`.
 * Undefined when the text is none of them or can be cut in more than one way.
 */
export function parseSymbol(text: string): SymbolParts | undefined {
  const bitfinex = /^t([A-Z0-9]{2,10}):?([A-Z]{3})$/.exec(text);
  if (bitfinex !== null) {
    const quote = bitfinex[2] === "UST" ? "USDT" : (bitfinex[2] ?? "");
    return QUOTES.includes(quote) ? spot(bitfinex[1] ?? "", quote) : undefined;
  }
  const upper = text.trim().toUpperCase();
  const pair = /^([A-Z0-9]{1,20})[/_-]([A-Z0-9]{2,10})(?::([A-Z0-9]{2,10}))?$/.exec(upper);
  if (pair === null) return /^[A-Z0-9]{4,30}$/.test(upper) ? cut(upper) : undefined;
  const [, base = "", quote = "", settle] = pair;
  if (settle === undefined) return spot(base, quote);
  return settle === quote ? perpetual(base, quote) : undefined; // Settled in the base asset: not a linear contract.
}

/** Cuts `BTCUSDT` where a known quote asset begins, if only one cut makes sense. */
function cut(text: string): SymbolParts | undefined {
  const cuts = QUOTES.filter((quote) => text.endsWith(quote) && text.length - quote.length >= 2).map(
    (quote) => spot(text.slice(0, -quote.length), quote),
  );
  if (cuts.length <= 1) return cuts[0];
  const known = cuts.filter(({ base }) => WELL_KNOWN_BASES.has(base));
  return known.length === 1 ? known[0] : undefined;
}
