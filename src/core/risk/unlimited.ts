import { ratio } from "../base/index.ts";
import type { InstrumentLimits, PortfolioLimits, SessionLimits } from "./settings.ts";

/**
 * Every limit left open that can be: whoever wants some sets those. A position may still be worth no more than the
 * equity, and an order is never filled further than a tenth from the price of its decision.
 */
export const UNLIMITED: {
  readonly own: InstrumentLimits;
  readonly portfolio: PortfolioLimits;
  readonly session: SessionLimits;
} = {
  own: {
    positionSizeMax: ratio("1"),
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
  },
  portfolio: {
    drawdownMax: undefined,
    exposureMax: undefined,
    symbolExposureMax: undefined,
    riskMax: undefined,
    concurrentTradesMax: undefined,
    diversificationMin: 1,
    sameDirection: "refuse",
  },
  session: {
    dailyLossMax: undefined,
    weeklyLossMax: undefined,
    dailyTradesMax: undefined,
    minutesMax: undefined,
  },
};
