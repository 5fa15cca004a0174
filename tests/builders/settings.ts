/** Risk settings for tests: everything off or wide, so that a test names the one limit it is about. */
import { ratio } from "../../src/core/base/index.ts";
import {
  type InstrumentLimits,
  type PortfolioLimits,
  type RiskSettings,
  type SessionLimits,
  type TriggerSettings,
  UNLIMITED,
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
const OWN: InstrumentLimits = { ...UNLIMITED.own, positionSizeMax: ratio("0.11") };

export function riskSettings(instruments: number, terms: RiskTerms = {}): RiskSettings {
  return {
    instruments: Array.from({ length: instruments }, () => ({ ...OWN, ...terms.own })),
    portfolio: { ...UNLIMITED.portfolio, ...terms.portfolio },
    session: { ...UNLIMITED.session, ...terms.session },
    sizing: { method: "fixed_percent", balanceShareMax: ratio("1"), ...terms.sizing },
    leverage: { used: 1, max: 1000, ...terms.leverage },
    isStopRequired: terms.isStopRequired ?? false,
    triggers: terms.triggers,
  };
}
