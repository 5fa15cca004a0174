import {
  parseDecimal,
  QUANTITY_DIGITS,
  type Quantity,
  type Ratio,
  ratioFromNumber,
} from "../../core/base/index.ts";
import type { InstrumentLimits, RiskSettings } from "../../core/risk/index.ts";
import type { Config, SymbolConfig } from "./config/index.ts";

/** The limits of a config in the engine's words: `null` (off) becomes undefined, ratios become exact. */
export function riskSettingsOf(config: Config, symbols: readonly SymbolConfig[]): RiskSettings {
  const { portfolio, session } = config.riskLimits;
  return {
    instruments: symbols.map((symbol) => limitsOf(config, symbol)),
    portfolio: {
      drawdownMax: orOff(portfolio.maxDrawdown),
      exposureMax: exact(portfolio.maxExposure),
      symbolExposureMax: exact(portfolio.maxSymbolExposure),
      riskMax: exact(portfolio.maxRisk),
      concurrentTradesMax: orOff(portfolio.maxConcurrentTrades),
      diversificationMin: portfolio.minDiversification,
      sameDirection: portfolio.sameDirection,
    },
    session: {
      dailyLossMax: orOff(session.maxDailyLoss),
      weeklyLossMax: orOff(session.maxWeeklyLoss),
      dailyTradesMax: orOff(session.maxDailyTrades),
      minutesMax: orOff(session.maxSessionTime),
    },
    sizing: { method: config.sizing.method, balanceShareMax: ratioFromNumber(config.sizing.maxBalanceShare) },
    leverage: { used: config.account.leverage, max: config.leverage.max },
    isStopRequired: config.positionManagement.requireStop,
  };
}

/** Whether anything of a symbol is measured in average true ranges. */
export const needsAtr = (limits: InstrumentLimits): boolean =>
  limits.stopAtrMin !== undefined || limits.stopLossAtr !== undefined || limits.takeProfitAtr !== undefined;

function limitsOf(config: Config, symbol: SymbolConfig): InstrumentLimits {
  const { perTrade } = config.riskLimits;
  return {
    positionSizeMax: exact(symbol.maxPositionSize),
    positionQuantityMax: quantityOf(symbol.maxPositionQuantity),
    riskMax: exact(perTrade.maxRisk),
    stopDistanceMin: orOff(perTrade.minStopDistance),
    stopAtrMin: orOff(perTrade.minStopAtr),
    rewardRiskMin: orOff(perTrade.minRiskReward),
    slippageMax: orOff(perTrade.maxSlippage),
    collar: ratioFromNumber(config.execution.maxSlippageBps / 10_000),
    defaultStop: orOff(config.positionManagement.defaultStopLoss),
    stopLoss: orOff(symbol.stopLoss),
    stopLossAtr: orOff(symbol.stopLossAtr),
    takeProfit: orOff(symbol.takeProfit),
    takeProfitAtr: orOff(symbol.takeProfitAtr),
  };
}

const orOff = (value: number | null): number | undefined => value ?? undefined;
const exact = (value: number | null): Ratio | undefined =>
  value === null ? undefined : ratioFromNumber(value);

/** Rounded down to the exact scale: a limit is never looser than it was written. */
function quantityOf(value: number | null): Quantity | undefined {
  if (value === null) return undefined;
  const parsed = parseDecimal(value.toFixed(QUANTITY_DIGITS), QUANTITY_DIGITS);
  return (parsed.ok ? parsed.value : 0n) as Quantity; // toFixed always parses.
}
