/**
 * Trading rules of the instruments whose recorded data ships with the project or is used in its tests.
 *
 * Sources: Binance's own exchangeInfo of 2021-10-12 (spot) and 2021-07-21 (USD-M), as captured by cryptofeed; the symbol
 * properties database of LEAN of 2026-08-21; and the recorded bars, whose decimals show on which day a grid changed.
 * See NOTICE. Where two sources differ and the bars do not tell the day, the stricter rule covers the time between: an
 * order on the coarse grid is always accepted on the fine one, never the other way round.
 */

/** Valid from (ISO time), tick, step (also the smallest quantity), smallest order value in the quote asset. */
export type RuleRow = readonly [from: string, tick: string, step: string, minNotional: string];

export interface InstrumentRow {
  readonly venue: string;
  readonly symbol: string;
  /** Oldest first; the first also covers what lies before it. */
  readonly rules: readonly RuleRow[];
}

const LISTED = "2017-08-17T04:00Z";
/** After an upgrade of four hours spot began to trade on coarser prices and finer quantities; old orders ran off first. */
const SPOT_2021_04 = "2021-04-25T09:20Z";
/** The grids that exchangeInfo of 2021-10 shows begin here. */
const SPOT_2021_08 = "2021-08-26T06:05Z";
/** The day of the younger source, for what changed on an unknown day before it. */
const LATEST = "2026-08-21T00:00Z";
const USDM_LISTED = "2019-09-25T08:00Z";
/** The day after the older source for USD-M. */
const USDM_2021_07 = "2021-07-22T00:00Z";

export const INSTRUMENTS: readonly InstrumentRow[] = [
  {
    venue: "binance",
    symbol: "BTC/USDT",
    rules: [
      [LISTED, "0.01", "0.000001", "10"],
      [SPOT_2021_08, "0.01", "0.00001", "10"],
      [LATEST, "0.01", "0.00001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "ETH/USDT",
    rules: [
      [LISTED, "0.01", "0.00001", "10"],
      [SPOT_2021_08, "0.01", "0.0001", "10"],
      [LATEST, "0.01", "0.0001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "BNB/USDT",
    rules: [
      [LISTED, "0.0001", "0.001", "10"],
      [SPOT_2021_04, "0.01", "0.0001", "10"],
      [SPOT_2021_08, "0.1", "0.001", "10"],
      // Orders from before a change keep their grid: one of them, at 588.88, closed a bar and opened the next.
      ["2021-11-05T05:15Z", "0.01", "0.001", "10"],
      ["2021-11-05T05:45Z", "0.1", "0.001", "10"],
      ["2024-11-04T05:15Z", "0.01", "0.001", "10"],
      [LATEST, "0.01", "0.001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "SOL/USDT",
    rules: [
      [LISTED, "0.0001", "0.01", "10"],
      [SPOT_2021_04, "0.001", "0.001", "10"],
      [SPOT_2021_08, "0.01", "0.01", "10"],
      ["2024-04-29T06:55Z", "0.01", "0.001", "10"],
      [LATEST, "0.01", "0.001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "XRP/USDT",
    rules: [
      [LISTED, "0.00001", "0.1", "10"],
      [SPOT_2021_04, "0.0001", "0.01", "10"],
      [SPOT_2021_08, "0.0001", "1", "10"],
      ["2025-04-17T00:00Z", "0.0001", "0.1", "10"],
      [LATEST, "0.0001", "0.1", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "DASH/USDT",
    rules: [
      [LISTED, "0.01", "0.00001", "10"],
      [SPOT_2021_08, "0.1", "0.001", "10"],
      [LATEST, "0.01", "0.001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "BTC/USDT:USDT",
    rules: [
      [USDM_LISTED, "0.01", "0.001", "5"],
      [USDM_2021_07, "0.1", "0.001", "5"],
    ],
  },
  {
    venue: "binance",
    symbol: "ETH/USDT:USDT",
    rules: [[USDM_LISTED, "0.01", "0.001", "5"]],
  },
  {
    venue: "binance",
    symbol: "BNB/USDT:USDT",
    rules: [[USDM_LISTED, "0.01", "0.01", "5"]],
  },
  {
    venue: "binance",
    symbol: "SOL/USDT:USDT",
    rules: [
      [USDM_LISTED, "0.001", "1", "5"],
      [USDM_2021_07, "0.01", "1", "5"],
      ["2025-05-04T15:33Z", "0.01", "0.01", "5"], // The first recorded bar; its volumes have two decimals.
    ],
  },
  {
    venue: "binance",
    symbol: "XRP/USDT:USDT",
    rules: [[USDM_LISTED, "0.0001", "0.1", "5"]],
  },
  {
    venue: "binance",
    symbol: "DASH/USDT:USDT",
    rules: [[USDM_LISTED, "0.01", "0.001", "5"]],
  },
];

/** Rules of a kind whose instruments are all alike, from ever on. */
export interface KindRow {
  readonly tick: string;
  readonly step: string;
  /** Borrowing that a usual retail account is allowed. */
  readonly leverageMax: number;
}

/** US shares: cents (Regulation NMS, rule 612, from a dollar up), whole shares, four times by day (FINRA rule 4210). */
export const US_EQUITY: KindRow = { tick: "0.01", step: "1", leverageMax: 4 };
/** Shares whose prices are multiplied by factors lie on no grid of cents. */
export const ADJUSTED_TICK = "0.00000001";
/** Interactive Brokers, fixed pricing, as LEAN's InteractiveBrokersFeeModel charges it. */
export const US_EQUITY_FEES = { perShare: "0.005", minimum: "1", shareMax: "0.005" } as const;

/** Units of the base currency in a lot. */
export const LOTS = { standard: "100000", mini: "10000", micro: "1000", unit: "1" } as const;
/** Fifty times is what the NFA allows on major pairs (financial requirements, section 12). */
export const FX_LEVERAGE_MAX = 50;
/** A pip is 0.0001, and 0.01 where the quote currency has no cents; prices move in tenths of it. */
export const pipOf = (quote: string): string => (quote === "JPY" ? "0.01" : "0.0001");
export const fxTickOf = (quote: string): string => (quote === "JPY" ? "0.001" : "0.00001");

/** Fee rates of an account without discounts, as ratios of the notional. */
export interface FeeRow {
  readonly maker: string;
  readonly taker: string;
}

const FEES: Readonly<Record<string, FeeRow>> = {
  "binance spot": { maker: "0.001", taker: "0.001" },
  "binance linear-perpetual": { maker: "0.0002", taker: "0.0005" },
};
/** 10 and 20 bps: what most venues take from a small account. Assumed for every venue that is not in the table. */
const USUAL_FEES: FeeRow = { maker: "0.001", taker: "0.002" };

export const feesOf = (venue: string, kind: string): FeeRow => FEES[`${venue} ${kind}`] ?? USUAL_FEES;

export const rulesOf = (venue: string, symbol: string): readonly RuleRow[] | undefined =>
  INSTRUMENTS.find((row) => row.venue === venue && row.symbol === symbol)?.rules;
