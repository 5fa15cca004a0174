import type { Instrument } from "./instrument.ts";

/** What a symbol names, as far as its spelling alone tells. */
export interface SymbolParts {
  /** ccxt's unified form: `BTC/USDT`, `BTC/USDT:USDT`; `EUR/USD` for currencies, the ticker for shares. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly kind: Instrument["kind"];
  /** One side of a market in hedge mode: `BTC/USDT:USDT long`. */
  readonly leg?: "long" | "short";
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

/** Two currencies of states are traded as such, anything else for its own sake. */
const pair = (base: string, quote: string): SymbolParts => ({
  symbol: `${base}/${quote}`,
  base,
  quote,
  kind: FIAT.has(base) && FIAT.has(quote) ? "fx" : "spot",
});

/** US shares: tickers say no currency. */
const share = (ticker: string): SymbolParts => ({
  symbol: ticker,
  base: ticker,
  quote: "USD",
  kind: "equity",
});

const perpetual = (base: string, quote: string): SymbolParts => ({
  symbol: `${base}/${quote}:${quote}`,
  base,
  quote,
  kind: "linear-perpetual",
});

/** The perpetual of a pair, margined in its quote asset. */
export const asPerpetual = ({ base, quote }: SymbolParts): SymbolParts => perpetual(base, quote);

const LEG = /^(.+?)\s+(long|short)$/i;

/** The market of a symbol, which both of its legs share: `BTC/USDT:USDT` of `BTC/USDT:USDT long`. */
export const marketOf = (symbol: string): string => LEG.exec(symbol)?.[1] ?? symbol;

/**
 * Understands `BTC/USDT`, `BTC/USDT:USDT`, `BTC-USDT`, `BTCUSDT`, Bitfinex's `tBTCUSD`, `EURUSD` and tickers of shares
 * such as `SPY` or `BRK.B`: up to five letters that name no asset of another kind. A perpetual may be one leg of its market,
 * `BTC/USDT:USDT long`.
 * Undefined when the text is none of them or can be cut in more than one way.
 */
export function parseSymbol(text: string): SymbolParts | undefined {
  const [, market, side] = LEG.exec(text.trim()) ?? [];
  if (market === undefined) return parseMarket(text);
  const parts = parseMarket(market);
  if (parts?.kind !== "linear-perpetual") return undefined; // What is bought outright has one position only.
  const leg = side?.toLowerCase() === "long" ? "long" : "short";
  return { ...parts, symbol: `${parts.symbol} ${leg}`, leg };
}

function parseMarket(text: string): SymbolParts | undefined {
  const bitfinex = /^t([A-Z0-9]{2,10}):?([A-Z]{3})$/.exec(text);
  if (bitfinex !== null) {
    const quote = bitfinex[2] === "UST" ? "USDT" : (bitfinex[2] ?? "");
    return QUOTES.includes(quote) ? pair(bitfinex[1] ?? "", quote) : undefined;
  }
  const upper = text.trim().toUpperCase();
  const parts = /^([A-Z0-9]{1,20})[/_-]([A-Z0-9]{2,10})(?::([A-Z0-9]{2,10}))?$/.exec(upper);
  if (parts === null) {
    const cuts = /^[A-Z0-9]{4,30}$/.test(upper) ? cutsOf(upper) : [];
    return cuts.length > 0 ? cut(cuts) : isTicker(upper) ? share(upper) : undefined;
  }
  const [, base = "", quote = "", settle] = parts;
  if (settle === undefined) return pair(base, quote);
  return settle === quote ? perpetual(base, quote) : undefined; // Settled in the base asset: not a linear contract.
}

/** A coin or a currency on its own is half a pair, and no share. */
const isTicker = (text: string): boolean =>
  /^[A-Z]{1,5}(?:\.[A-Z])?$/.test(text) &&
  !WELL_KNOWN_BASES.has(text) &&
  !FIAT.has(text) &&
  !QUOTES.includes(text);

/** Every way to cut `BTCUSDT` where a known quote asset begins. */
const cutsOf = (text: string): readonly SymbolParts[] =>
  QUOTES.filter((quote) => text.endsWith(quote) && text.length - quote.length >= 2).map((quote) =>
    pair(text.slice(0, -quote.length), quote),
  );

/** The cut that makes sense, if only one does. */
function cut(cuts: readonly SymbolParts[]): SymbolParts | undefined {
  if (cuts.length <= 1) return cuts[0];
  const known = cuts.filter(({ base }) => WELL_KNOWN_BASES.has(base));
  return known.length === 1 ? known[0] : undefined;
}
