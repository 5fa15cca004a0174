import { asPerpetual, intervalMs, parseSymbol } from "../../../../core/domain/index.ts";
import { nameIn, parseFileName } from "../../file-name.ts";
import type { Content } from "../table.ts";

/** What the name of a file, or a column of it, says about its rows. */
export interface Told {
  readonly venue?: string | undefined;
  /** Unified where it is understood. */
  readonly symbol?: string | undefined;
  readonly interval?: string | undefined;
  readonly content?: Content | undefined;
  /** Bars of bids or of asks alone. */
  readonly side?: "bid" | "ask" | undefined;
  /** Months, which are no interval here. */
  readonly isMonthly?: boolean;
}

/** Venues and feeds that names of files mention. */
const VENUES: readonly string[] = [
  ...[
    "binance",
    "binanceus",
    "bitfinex",
    "bitget",
    "bitmex",
    "bitstamp",
    "bybit",
    "cexio",
    "coinbase",
    "coinex",
  ],
  ...[
    "cryptocom",
    "deribit",
    "dukascopy",
    "exmo",
    "ftx",
    "fxcm",
    "gateio",
    "gemini",
    "histdata",
    "htx",
    "huobi",
  ],
  ...["kraken", "kucoin", "mexc", "oanda", "okcoin", "okex", "okx", "poloniex", "truefx", "upbit"],
];

/** The unified symbol of a spelling; a perpetual of a pair where the file is one of them. */
const symbolOf = (spelling: string, isPerpetual = false): string | undefined => {
  const parts = parseSymbol(spelling);
  if (parts === undefined) return undefined;
  return isPerpetual && parts.kind === "spot" ? asPerpetual(parts).symbol : parts.symbol;
};

/** `M5` of MetaTrader, `60` of TradingView, `minute` and `d` of CryptoDataDownload, `1D`: an interval as it is written here. */
function intervalTold(text: string): string | undefined {
  if (/^[1-9]\d{0,3}[smhdw]$/.test(text) && intervalMs(text) !== undefined) return text;
  const metaTrader = /^(M|H|D|W)([1-9]\d{0,2})$/.exec(text);
  if (metaTrader !== null) return `${metaTrader[2]}${metaTrader[1]?.toLowerCase()}`;
  const long = /^([1-9]\d{0,2})[ -]?(min|minutes?|hours?|days?|H|D|W)$/.exec(text);
  if (long !== null) return `${long[1]}${long[2]?.charAt(0).toLowerCase()}`;
  return { minute: "1m", hour: "1h", hourly: "1h", d: "1d", daily: "1d", day: "1d", weekly: "1w" }[
    text.toLowerCase()
  ];
}

interface Pattern {
  readonly form: RegExp;
  readonly read: (match: readonly string[]) => Told;
}

const venueOf = (text = ""): string | undefined => {
  const name = text.toLowerCase();
  return VENUES.includes(name) ? name : undefined;
};

/** `60` minutes on a chart are `1h`. */
const ofMinutes = (text: string): string | undefined => {
  const minutes = Number(text);
  if (!Number.isInteger(minutes)) return intervalTold(text);
  return minutes % 1440 === 0
    ? `${minutes / 1440}d`
    : minutes % 60 === 0
      ? `${minutes / 60}h`
      : `${minutes}m`;
};

const PATTERNS: readonly Pattern[] = [
  {
    // freqtrade: BTC_USDT-1h, BTC_USDT_USDT-1h-futures, -mark, -funding_rate
    form: /^([A-Z0-9]{2,20})_([A-Z0-9]{2,10})(?:_([A-Z0-9]{2,10}))?-(\d+[mhdwM]o?)(?:-(futures|mark|funding_rate|spot))?$/,
    read: ([, base = "", quote = "", settle, interval = "", what]) => ({
      symbol: symbolOf(settle === undefined ? `${base}/${quote}` : `${base}/${quote}:${settle}`),
      interval: intervalTold(interval),
      isMonthly: /^\d+Mo?$/.test(interval),
      content: what === "mark" ? "mark" : what === "funding_rate" ? "funding" : "bars",
    }),
  },
  {
    // Binance archive: BTCUSDT-1h-2024-01, BTCUSDT-fundingRate-2024-01
    form: /^([A-Z0-9]{5,20})-(\d+[smhdw]|1mo|fundingRate)-\d{4}-\d\d(?:-\d\d)?$/,
    read: ([, pair = "", interval = ""]) => ({
      venue: "binance",
      symbol: symbolOf(pair, interval === "fundingRate"),
      interval: intervalTold(interval),
      isMonthly: interval === "1mo",
      content: interval === "fundingRate" ? "funding" : "bars",
    }),
  },
  {
    // TradingView: BINANCE_BTCUSDT, 60 or BINANCE_BTCUSDT.P, 1D_1a2b3
    form: /^([A-Z]+)_([A-Z0-9]+)(\.P)?, ?([0-9]+[SHDW]?)(?:_[0-9a-f]+)?(?: \(\d+\))?$/,
    read: ([, venue, pair = "", perpetual, interval = ""]) => ({
      venue: venueOf(venue) ?? venue?.toLowerCase(),
      symbol: symbolOf(pair, perpetual !== undefined),
      interval: ofMinutes(interval),
    }),
  },
  {
    // CryptoDataDownload: Binance_BTCUSDT_1h, Bitfinex_BTCUSD_d, gemini_BTCUSD_2020_1min
    form: /^([A-Za-z]+)_([A-Z0-9]{5,20})(?:_\d{4})?_([0-9]*[a-z]+)$/,
    read: ([, venue, pair = "", interval = ""]) =>
      venueOf(venue) === undefined
        ? {}
        : { venue: venueOf(venue), symbol: symbolOf(pair), interval: intervalTold(interval) },
  },
  {
    // HistData: DAT_ASCII_EURUSD_M1_2012, DAT_MT_EURUSD_M1_202001
    form: /^DAT_(?:ASCII|MT|XLSX|NT)_([A-Z]{6})_([MHD]1)_\d+$/,
    read: ([, pair = "", interval = ""]) => ({
      venue: "histdata",
      symbol: symbolOf(pair),
      interval: intervalTold(interval),
    }),
  },
  {
    // Dukascopy: EURUSD_Candlestick_1_M_BID_01.01.2020-31.12.2020
    form: /^([A-Z]{6})_Candlestick_(\d+)_(M|Hour|D|W|S)_(BID|ASK)_/,
    read: ([, pair = "", many = "", unit = "", side = ""]) => ({
      venue: "dukascopy",
      symbol: symbolOf(pair),
      interval: `${many}${unit.charAt(0).toLowerCase()}`,
      side: side === "BID" ? "bid" : "ask",
    }),
  },
  {
    // MetaTrader 4: EURUSD60
    form: /^([A-Z]{6})(1|5|15|30|60|240|1440|10080)$/,
    read: ([, pair = "", minutes = ""]) => ({ symbol: symbolOf(pair), interval: ofMinutes(minutes) }),
  },
  {
    // MetaTrader 5: EURUSD_M1_202001020000_202012312359
    form: /^([A-Z]{3,12}?)[_,]?(M\d{1,2}|H\d{1,2}|D1|W1)(?:_\d+)*$/,
    read: ([, pair = "", interval = ""]) => ({ symbol: symbolOf(pair), interval: intervalTold(interval) }),
  },
  {
    // Kraken: XBTUSD_60
    form: /^(?:XBT)([A-Z]{3,4})_(\d+)$/,
    read: ([, quote = "", minutes = ""]) => ({
      venue: "kraken",
      symbol: symbolOf(`BTC/${quote}`),
      interval: ofMinutes(minutes),
    }),
  },
  {
    // Yahoo: AAPL, BTC-USD, EURUSD=X; stooq: aapl_us_d. Small letters alone are a word: bars.csv is no share.
    form: /^(?:([A-Z]{1,6}(?:-[A-Z]{3,5})?)(?:=X)?|([a-z]{1,5})[_.]us(?:_[dwm])?)$/,
    read: ([, ticker, share]) => ({ symbol: symbolOf(ticker ?? share ?? "") }),
  },
  {
    // Anything that begins with a symbol: BTCUSDT 1h, ETH-USD-5m
    form: /^([A-Za-z0-9]{5,16}|[A-Z0-9]{2,10}[-_][A-Z]{3,5})[-_ ](\d+[a-zA-Z]{1,7})(?:[-_ ].*)?$/,
    read: ([, pair = "", interval = ""]) => {
      const symbol = symbolOf(pair);
      return symbol === undefined ? {} : { symbol, interval: intervalTold(interval) };
    },
  },
];

/** What the name of a file tells, by the habits of the programs that write such files. Nothing is better than a guess. */
export function toldByName(path: string): Told {
  const stem = nameIn(path)
    .replace(/\.(?:gz|zip)$/i, "")
    .replace(/\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|columns)$/i, "");
  const own = parseFileName(`${stem}.csv`);
  if (own !== undefined) {
    const rest = stem.split("_");
    const side = rest.find((word) => word === "bid" || word === "ask");
    return {
      venue: own.venue ?? rest.map(venueOf).find((venue) => venue !== undefined),
      symbol: own.symbol,
      interval: own.content === "monthly" ? undefined : own.interval,
      isMonthly: own.content === "monthly",
      content: own.content === "monthly" ? "bars" : own.content,
      side: side === "bid" || side === "ask" ? side : undefined,
    };
  }
  for (const { form, read } of PATTERNS) {
    const match = form.exec(stem);
    if (match !== null) return read([...match].map((group) => group as string)); // Groups that are not there stay undefined.
  }
  // USDJPY_ticks_truefx, bitfinex_BTCUSD_rest-candles: words around a symbol, one of which names the venue.
  const words = stem.split(/[_ ]/);
  const venue = words.map(venueOf).find((name) => name !== undefined);
  const pair = words
    .slice(0, 2)
    .find((word) => /^[A-Z0-9]{6,16}$/.test(word) && symbolOf(word) !== undefined);
  return pair === undefined ? { venue } : { venue, symbol: symbolOf(pair) };
}
