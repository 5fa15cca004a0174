import { type Ratio, ratioFromNumber } from "../base/index.ts";
import type { RiskSettings } from "../risk/index.ts";
import type { BacktestLimits } from "./options.ts";

/** The built-in defaults of `timonel.yaml`; a test holds both together by the decision hash of one run. */
const DEFAULTS: Required<BacktestLimits> = {
  maxPositionSize: 0.25,
  maxRisk: 0.01,
  minStopDistance: 0.001,
  maxExposure: 1,
  maxPortfolioRisk: 0.06,
  maxConcurrentTrades: 10,
  maxSymbolExposure: 0.25,
  maxDrawdown: null,
  defaultStop: 0.05,
  isStopRequired: true,
};
/** How far an order may fill from its decision, and how much of the free balance one may take. */
const COLLAR = 0.01;
const BALANCE_SHARE_MAX = 0.95;

/** The limits in the words of the engine, the same for every instrument. */
export function riskOf(limits: BacktestLimits, instruments: number, leverage: number): RiskSettings {
  const set = { ...DEFAULTS, ...limits };
  const own: RiskSettings["instruments"][number] = {
    positionSizeMax: exact(set.maxPositionSize),
    positionQuantityMax: undefined,
    riskMax: exact(set.maxRisk),
    stopDistanceMin: set.minStopDistance ?? undefined,
    stopAtrMin: undefined,
    rewardRiskMin: undefined,
    slippageMax: undefined,
    collar: ratioFromNumber(COLLAR),
    defaultStop: set.defaultStop ?? undefined,
    stopLoss: undefined,
    stopLossAtr: undefined,
    takeProfit: undefined,
    takeProfitAtr: undefined,
  };
  return {
    instruments: Array.from({ length: instruments }, () => own),
    portfolio: {
      drawdownMax: set.maxDrawdown ?? undefined,
      exposureMax: exact(set.maxExposure),
      symbolExposureMax: exact(set.maxSymbolExposure),
      riskMax: exact(set.maxPortfolioRisk),
      concurrentTradesMax: set.maxConcurrentTrades ?? undefined,
      diversificationMin: 1,
      sameDirection: "refuse",
    },
    session: {
      dailyLossMax: undefined,
      weeklyLossMax: undefined,
      dailyTradesMax: undefined,
      minutesMax: undefined,
    },
    sizing: { method: "risk_per_stop", balanceShareMax: ratioFromNumber(BALANCE_SHARE_MAX), at: "decision" },
    leverage: { used: leverage, max: leverage },
    isStopRequired: set.isStopRequired,
  };
}

const exact = (share: number | null): Ratio | undefined =>
  share === null ? undefined : ratioFromNumber(share);
