import type { BarColumns } from "../market/index.ts";
import type { ParamSpecs, ParamValue, Strategy } from "../strategy/index.ts";
import type { BacktestReport } from "../views/index.ts";

/** What a backtest is made of. Money in units of the account's currency, ratios as shares: 0.01 is 1 %. */
export interface BacktestOptions<P extends ParamSpecs, F extends string, I, S, T extends string> {
  readonly strategy: Strategy<P, F, I, S, T>;
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Length of the bars: `1m`, `15m`, `1h`, `1d`. */
  readonly timeframe: string;
  /** Bars by symbol, `BTC/USDT` or `BTC/USDT:USDT`: starts in Unix ms UTC, rising; one column each, of one length. */
  readonly data: Readonly<Record<string, BarColumns>>;
  /** Symbols that the strategy trades; all of `data` unless said otherwise. Of the others it may read feeds. */
  readonly trade?: readonly string[];
  readonly account?: {
    /** USDT unless said otherwise: the quote asset of every symbol. */
    readonly currency?: string;
    /** 10,000 unless said otherwise. */
    readonly balance?: number;
    /** Of contracts; 1 unless said otherwise. */
    readonly leverage?: number;
  };
  readonly instruments?: Readonly<Record<string, InstrumentTerms>>;
  readonly limits?: BacktestLimits;
  /** What a market order pays beyond the price, in basis points; 2 unless said otherwise. */
  readonly slippageBps?: number;
  /** Seeds the chance of the strategy. */
  readonly seed?: string;
}

/** Trading rules of an instrument. Decimal texts, so that they are exact. */
export interface InstrumentTerms {
  /** Smallest price step; `0.01` unless said otherwise. */
  readonly tick?: string;
  /** Smallest quantity step; `0.00000001` unless said otherwise. */
  readonly step?: string;
  /** Smallest order, in quote units; none unless said otherwise. */
  readonly minNotional?: string;
  /** Shares of the value of a fill; `0.001` unless said otherwise. */
  readonly maker?: string;
  readonly taker?: string;
  /** Highest leverage of a contract; 20 unless said otherwise. */
  readonly leverageMax?: number;
}

/** What risk allows, with the built-in defaults of `timonel.yaml`. `null` switches a limit off. */
export interface BacktestLimits {
  /** Value of a position as a share of equity; 0.25. */
  readonly maxPositionSize?: number | null;
  /** Loss at the stop as a share of equity, by which entries are sized; 0.01. */
  readonly maxRisk?: number | null;
  /** Distance of a stop as a share of the price; 0.001. */
  readonly minStopDistance?: number | null;
  /** Value of all positions as a share of equity; 1. */
  readonly maxExposure?: number | null;
  /** Loss at all stops as a share of equity; 0.06. */
  readonly maxPortfolioRisk?: number | null;
  /** 10. */
  readonly maxConcurrentTrades?: number | null;
  /** Of one symbol, as a share of equity; 0.25. */
  readonly maxSymbolExposure?: number | null;
  /** Fall from the highest equity at which trading stops for good; off. */
  readonly maxDrawdown?: number | null;
  /** Distance of the stop that `stop: "default"` asks for; 0.05. */
  readonly defaultStop?: number | null;
  /** Whether an entry without a stop is refused; true. */
  readonly isStopRequired?: boolean;
}

/** What a run came to: the part of `timonel.report/1` that a single call knows. */
export type BacktestResult = Omit<
  BacktestReport,
  "schema" | "run" | "command" | "configHash" | "dataHash" | "elapsedMs" | "barsPerSecond"
>;
