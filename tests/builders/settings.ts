/** Risk settings for tests: everything off or wide, so that a test names the one limit it is about. */
import { ratio } from "../../src/core/base/index.ts";
import type {
  InstrumentLimits,
  PortfolioLimits,
  RiskSettings,
  SessionLimits,
  TriggerSettings,
} from "../../src/core/risk/index.ts";

export interface RiskTerms {
  /** For every instrument. */
  readonly own?: Partial<InstrumentLimits>;
  readonly portfolio?: Partial<PortfolioLimits>;
  readonly session?: Partial<SessionLimits>;
  readonly sizing?: Partial<RiskSettings["sizing"]>;
  readonly leverage?: Partial<RiskSettings["leverage"]>;
  readonly isStopRequired?: boolean;
  readonly triggers?: TriggerSettings;
}

/**
 * Entries may fill 10 % beyond the price of the decision. Sized entries put 11 % of equity at that collar: of 100,000
 * at a price of 100 that makes 100 units for a purchase (its collar is 110), 110 for a short sale (worth 100 at most).
 */
const OWN: InstrumentLimits = {
  positionSizeMax: ratio("0.11"),
  positionQuantityMax: undefined,
  riskMax: undefined,
  stopDistanceMin: undefined,
  stopAtrMin: undefined,
  rewardRiskMin: undefined,
  slippageMax: undefined,
  collar: ratio("0.1"),
  defaultStop: undefined,
  stopLoss: undefined,
  stopLossAtr: undefined,
  takeProfit: undefined,
  takeProfitAtr: undefined,
};

export function riskSettings(instruments: number, terms: RiskTerms = {}): RiskSettings {
  return {
    instruments: Array.from({ length: instruments }, () => ({ ...OWN, ...terms.own })),
    portfolio: {
      drawdownMax: undefined,
      exposureMax: undefined,
      symbolExposureMax: undefined,
      riskMax: undefined,
      concurrentTradesMax: undefined,
      diversificationMin: 1,
      sameDirection: "refuse",
      ...terms.portfolio,
    },
    session: {
      dailyLossMax: undefined,
      weeklyLossMax: undefined,
      dailyTradesMax: undefined,
      minutesMax: undefined,
      ...terms.session,
    },
    sizing: { method: "fixed_percent", balanceShareMax: ratio("1"), ...terms.sizing },
    leverage: { used: 1, max: 1000, ...terms.leverage },
    isStopRequired: terms.isStopRequired ?? false,
    triggers: terms.triggers,
  };
}
