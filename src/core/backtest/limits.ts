import { type Ratio, ratioFromNumber } from "../base/index.ts";
import { type InstrumentLimits, type RiskSettings, UNLIMITED } from "../risk/index.ts";
import type { BacktestLimits } from "./options.ts";

/** How far an order may fill from its decision, and how much of the free balance one may take. */
const COLLAR = 0.01;
const BALANCE_SHARE_MAX = 0.95;

/** The limits in the words of the engine, the same for every instrument. */
export function riskOf(limits: BacktestLimits, instruments: number, leverage: number): RiskSettings {
  // The built-in defaults of `timonel.yaml`; a test holds both together by the decision hash of one run.
  const {
    maxPositionSize = 0.25,
    maxRisk = 0.01,
    minStopDistance = 0.001,
    maxExposure = 1,
    maxPortfolioRisk = 0.06,
    maxConcurrentTrades = 10,
    maxSymbolExposure = 0.25,
    maxDrawdown = null,
    defaultStop = 0.05,
    isStopRequired = true,
  } = limits;
  const own: InstrumentLimits = {
    ...UNLIMITED.own,
    positionSizeMax: exact(maxPositionSize),
    riskMax: exact(maxRisk),
    stopDistanceMin: minStopDistance ?? undefined,
    collar: ratioFromNumber(COLLAR),
    defaultStop: defaultStop ?? undefined,
  };
  return {
    instruments: Array.from({ length: instruments }, () => own),
    portfolio: {
      ...UNLIMITED.portfolio,
      drawdownMax: maxDrawdown ?? undefined,
      exposureMax: exact(maxExposure),
      symbolExposureMax: exact(maxSymbolExposure),
      riskMax: exact(maxPortfolioRisk),
      concurrentTradesMax: maxConcurrentTrades ?? undefined,
    },
    session: UNLIMITED.session,
    sizing: { method: "risk_per_stop", balanceShareMax: ratioFromNumber(BALANCE_SHARE_MAX), at: "decision" },
    leverage: { used: leverage, max: leverage },
    isStopRequired,
  };
}

const exact = (share: number | null): Ratio | undefined =>
  share === null ? undefined : ratioFromNumber(share);
