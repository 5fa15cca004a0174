import type { SignalStrength, TriggerAction } from "../../../core/domain/index.ts";
import type { TapeModel } from "../../../core/exchange/index.ts";
import type { LogLevel } from "../../logs/index.ts";
import type { JournalThread } from "../../runner/index.ts";
import type { FeeTierSetting } from "./fee-tiers.ts";
import type { TierSetting } from "./margin-tiers.ts";
import type { ConditionSetting } from "./open-conditions.ts";
import type { LevelSetting } from "./profit-levels.ts";

/** Modes of this version. */
export type ConfigMode = "backtest" | "paper";
export type SizingMethod = "fixed_percent" | "risk_per_stop";
export type AutomationLevel = "full" | "semi" | "conditional" | "scaled";
/** When a resting limit order fills: at a price beyond it, or already when it is touched. */
export type LimitFill = "through" | "touch";
type FeesIn = "quote" | "received";
/** What taking liquidity costs beyond the fee: see `SlippageModel` of the simulated exchange. */
export type SlippageName = "fixed_bps" | "none" | "half_spread" | "square_root";
export type ParamValue = number | boolean | string;

/** A data file as somebody wrote it, and the directory of the config file it stands in. */
export interface DataReference {
  readonly file: string;
  readonly directory: string;
}

/** What stands behind a contract: its own margin, or all that the account has. */
export type MarginMode = "isolated" | "cross";

/** What can be said about one symbol. `null` means off, or not said. */
export interface SymbolSettings {
  readonly venue: string;
  readonly timeframe: string | null;
  /** A name, or an absolute path of a strategy file. */
  readonly strategy: string | null;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly data: DataReference | null;
  /** Files of funding rates and of mark prices; null: what lies beside the bars. */
  readonly funding: DataReference | null;
  readonly mark: DataReference | null;
  readonly marginTiers: readonly TierSetting[] | null;
  /** Of what is sold short, a year. */
  readonly borrowRate: number | null;
  /** Share of equity; never looser than `riskLimits.perTrade.maxPositionSize`. */
  readonly maxPositionSize: number | null;
  readonly maxPositionQuantity: number | null;
  readonly minConfidence: number;
  readonly minStrength: SignalStrength;
  readonly stopLoss: number | null;
  readonly stopLossAtr: number | null;
  readonly takeProfit: number | null;
  readonly takeProfitAtr: number | null;
  readonly takeProfitLevels: readonly LevelSetting[] | null;
  readonly trailingStop: number | null;
  readonly trailingStopAtr: number | null;
  /** Profit from which on the stop trails; 0: at once. */
  readonly trailingStopActivation: number;
  /** Profit at which the stop moves to the entry. */
  readonly breakEven: number | null;
  /** 0: off. */
  readonly timeoutMinutes: number;
  readonly coolDownMinutes: number;
  readonly session: {
    /** `09:30-16:00`. */
    readonly hours: string | null;
    readonly timeZone: string | null;
    readonly overnight: boolean;
  };
  /** Absolute path of a market-hours database, with `#ENTRY` where one is named. */
  readonly calendar: string | null;
  readonly extendedHours: "drop" | "watch" | "trade";
  readonly whenClosed: "queue" | "reject" | null;
  /** Absolute paths. */
  readonly quotes: string | null;
  readonly adjust: string | null;
  readonly actions: string | null;
  readonly shortSelling: boolean;
  readonly lot: "standard" | "mini" | "micro" | "unit";
}

export interface SymbolConfig extends SymbolSettings {
  /** Unified form, `BTC/USDT` or `BTC/USDT:USDT`. */
  readonly symbol: string;
}

/** Limits of one trade. Ratios are shares of equity, distances shares of price. */
export interface PerTradeLimits {
  readonly maxPositionSize: number | null;
  readonly maxRisk: number | null;
  readonly minStopDistance: number | null;
  readonly minStopAtr: number | null;
  readonly minRiskReward: number | null;
  readonly maxSlippage: number | null;
}

export interface PortfolioLimits {
  readonly maxDrawdown: number | null;
  readonly maxExposure: number | null;
  readonly maxRisk: number | null;
  readonly maxConcurrentTrades: number | null;
  readonly minDiversification: number;
  readonly maxSymbolExposure: number | null;
  readonly sameDirection: "refuse" | "allow";
}

export interface SessionLimits {
  readonly maxDailyLoss: number | null;
  readonly maxWeeklyLoss: number | null;
  readonly maxDailyTrades: number | null;
  /** Minutes. */
  readonly maxSessionTime: number | null;
}

/** What a venue that answers badly comes to. */
export interface OperationalLimits {
  /** Milliseconds. */
  readonly maxApiLatency: number | null;
  readonly maxErrorRate: number | null;
}

/** What happens by itself where something goes very wrong. `null`: nothing. */
export interface EmergencySettings {
  /** Whether `timonel emergency` leaves positions. */
  readonly closePositions: boolean;
  readonly drawdown: { readonly above: number | null; readonly action: TriggerAction };
  readonly flashCrash: {
    readonly drop: number | null;
    readonly withinSeconds: number;
    readonly action: TriggerAction;
  };
  readonly disconnect: { readonly afterSeconds: number | null; readonly action: TriggerAction };
  readonly overload: { readonly loopLagMs: number | null; readonly action: TriggerAction };
}

/** How a person is reached. */
export interface AlertSettings {
  readonly minLevel: LogLevel;
  /** The address: in a variable of that name, or as it stands where it is on this machine; `off`: nowhere. */
  readonly webhook: { readonly urlEnv: string; readonly url: string };
  /** Of a later version: null, whatever was said. */
  readonly email: null;
  readonly telegram: null;
  readonly slack: null;
}

/** The general part: everything but symbols, and what the built-in defaults are a value of. */
export interface GeneralConfig {
  readonly mode: ConfigMode;
  readonly activeExchange: string;
  readonly account: {
    readonly currency: string;
    readonly balance: number;
    readonly leverage: number;
    readonly margin: MarginMode;
  };
  readonly sizing: {
    readonly method: SizingMethod;
    readonly maxBalanceShare: number;
    /** When a market entry gets its quantity. */
    readonly at: "decision" | "fill";
  };
  readonly leverage: { readonly max: number };
  /** Who decides about openings. */
  readonly automation: {
    readonly level: AutomationLevel;
    /** How long an opening waits for a person. */
    readonly approvalTimeoutSeconds: number;
    /** All of them hold while anything opens. */
    readonly conditions: readonly ConditionSetting[] | null;
    /** So much confidence has to move before a position follows it. */
    readonly confidenceStep: number;
  };
  readonly execution: { readonly maxSlippageBps: number; readonly maxDataAgeSeconds: number | null };
  readonly riskLimits: {
    readonly perTrade: PerTradeLimits;
    readonly portfolio: PortfolioLimits;
    readonly session: SessionLimits;
    readonly operational: OperationalLimits;
  };
  readonly emergency: EmergencySettings;
  /** It has no say in a result, and is no part of the hash. */
  readonly alerts: AlertSettings;
  readonly positionManagement: {
    readonly defaultStopLoss: number | null;
    readonly requireStop: boolean;
    /** For symbols that do not say: see `SymbolSettings`. */
    readonly trailingStopActivation: number;
    readonly timeoutMinutes: number;
    readonly coolDownMinutes: number;
  };
  /** Where finished runs are stored, and how many of them. It has no say in a result, and is no part of the hash. */
  readonly runs: {
    /** Absolute. */
    readonly directory: string;
    /** The newest so many, and those that are pinned; 0: all. */
    readonly keep: number;
    /** After so many records of its journal what a run at a venue has come to is written down; 0: never. */
    readonly snapshotRecords: number;
    /** Which thread of `timonel run` writes the journal. */
    readonly journalThread: JournalThread;
  };
  /** What a run of `timonel run` writes for people to read. It has no say in a result either. */
  readonly logs: {
    /** Absolute. */
    readonly directory: string;
    /** Least that is written. */
    readonly level: LogLevel;
  };
  /** Fees of `null` are the instrument's own. */
  readonly simulation: {
    readonly slippage: SlippageName;
    readonly slippageBps: number;
    readonly spreadBps: number;
    readonly impactCoefficient: number;
    readonly impactBars: number;
    /** Share of the volume of a bar that fills may take; null: as much as is asked. */
    readonly volumeShareMax: number | null;
    readonly latency: { readonly feedMs: number; readonly orderMs: number; readonly cancelMs: number };
    readonly feeTiers: readonly FeeTierSetting[] | null;
    readonly makerFeeBps: number | null;
    readonly takerFeeBps: number | null;
    /** Received: out of what was bought, of spot; sales, and all else, pay in the quote. */
    readonly feesIn: FeesIn;
    readonly limitFill: LimitFill;
    /** On a recording: where a limit stands at its price, what sets a stop off, and how much of the book strategies see. */
    readonly queue: TapeModel["queue"];
    readonly triggersBy: TapeModel["triggersBy"];
    readonly bookLevels: number;
    /** Each eight hours, where none was recorded. */
    readonly fundingRate: number;
    readonly liquidationFee: number;
  };
  /** Where imported market data lies: absolute, or relative to the current directory where nobody names one. */
  readonly store: { readonly directory: string };
}

/** Everything a run is told, resolved and checked: plain data. */
export interface Config extends GeneralConfig {
  /** Sorted by symbol in code-unit order. Empty when neither the file nor the command line names one. */
  readonly symbols: readonly SymbolConfig[];
  /** What a symbol gets that nothing names, such as one learnt from a data file. */
  readonly symbolDefaults: SymbolSettings;
  /** What a person should know before the run, one sentence each. */
  readonly notices: readonly string[];
  /** Where each value was said, by dotted key: `timonel.yaml:3:5`, `--strategy`. `symbols.*.` is "every symbol". */
  readonly places: Readonly<Record<string, string>>;
  /** The config files read, in order; empty when there was none. */
  readonly sources: readonly string[];
}
