import type { Quantity, Ratio } from "../base/index.ts";
import type { TriggerAction } from "../domain/index.ts";

/** Limits of one instrument. Ratios are shares of equity unless said otherwise; undefined = off. */
export interface InstrumentLimits {
  readonly positionSizeMax: Ratio | undefined;
  readonly positionQuantityMax: Quantity | undefined;
  /** Loss when the stop is hit, fees included. */
  readonly riskMax: Ratio | undefined;
  /** Distance of the stop as a share of the entry price. */
  readonly stopDistanceMin: number | undefined;
  readonly stopAtrMin: number | undefined;
  readonly rewardRiskMin: number | undefined;
  /** A fill further than this from the price it was decided at pauses the instrument until the next session day. */
  readonly slippageMax: number | undefined;
  /** How far beyond the price of the decision an entry may fill: its collar. */
  readonly collar: Ratio;
  /** Protection where the strategy asks for the default, or as a bound that is nearer than its own. */
  readonly defaultStop: number | undefined;
  readonly stopLoss: number | undefined;
  readonly stopLossAtr: number | undefined;
  readonly takeProfit: number | undefined;
  readonly takeProfitAtr: number | undefined;
  /** What happens to a position while it is held, where the strategy does not say. */
  readonly management?: ManagementSettings | undefined;
  /** So long before the end of a session day positions are left, and nothing is entered any more. Left out: held overnight. */
  readonly exitBeforeCloseMs?: number | undefined;
}

/** Distances as shares of the price of the decision. */
export interface ManagementSettings {
  readonly takeProfitLevels: readonly { readonly target: number; readonly share: number }[];
  readonly trail: { readonly share: number } | { readonly atrs: number } | undefined;
  /** Profit from which on it trails. */
  readonly activation: number | undefined;
  /** Profit at which the stop moves to the entry price. */
  readonly breakEven: number | undefined;
  readonly holdMs: number | undefined;
  /** How long nothing is opened after a stop was hit. */
  readonly coolDownMs: number | undefined;
}

export interface PortfolioLimits {
  readonly drawdownMax: number | undefined;
  readonly exposureMax: Ratio | undefined;
  readonly symbolExposureMax: Ratio | undefined;
  readonly riskMax: Ratio | undefined;
  readonly concurrentTradesMax: number | undefined;
  /** From N configured instruments on, each may use at most 1/N of the equity. */
  readonly diversificationMin: number;
  readonly sameDirection: "refuse" | "allow";
}

export interface SessionLimits {
  readonly dailyLossMax: number | undefined;
  readonly weeklyLossMax: number | undefined;
  readonly dailyTradesMax: number | undefined;
  /** Minutes of a session day after which no risk is added. */
  readonly minutesMax: number | undefined;
}

/** A fall of the price, as a share, within so long. */
export interface CrashTrigger {
  readonly drop: number;
  readonly withinMs: number;
  readonly action: TriggerAction;
}

/** What the market can pull. Left out: off. */
export interface TriggerSettings {
  /** From the highest equity, as a share. */
  readonly drawdown?: { readonly above: number; readonly action: TriggerAction } | undefined;
  readonly flashCrash?: CrashTrigger | undefined;
}

export type SizingMethod = "fixed_percent" | "risk_per_stop";

export interface RiskSettings {
  /** One entry an instrument, by its id. */
  readonly instruments: readonly InstrumentLimits[];
  readonly portfolio: PortfolioLimits;
  readonly session: SessionLimits;
  readonly sizing: {
    readonly method: SizingMethod;
    readonly balanceShareMax: Ratio;
    /** When market entries get their quantity: at the decision (where it is left out), or at the price of the fill. */
    readonly at?: "decision" | "fill" | undefined;
  };
  /** Leverage used on instruments that have it, and the most the account may carry. */
  readonly leverage: { readonly used: number; readonly max: number };
  readonly isStopRequired: boolean;
  readonly triggers?: TriggerSettings | undefined;
}
