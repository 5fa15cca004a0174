import {
  parseDecimal,
  QUANTITY_DIGITS,
  type Quantity,
  type Ratio,
  ratioFromNumber,
} from "../../../core/base/index.ts";
import type {
  InstrumentLimits,
  ManagementSettings,
  RiskSettings,
  TriggerSettings,
} from "../../../core/risk/index.ts";
import type { Config, SymbolConfig } from "../config/index.ts";

/**
 * The limits of a config in the engine's words: `null` (off) becomes undefined, ratios become exact. `exitsBeforeCloseMs`: by
 * symbol, how long before the end of a session day its positions are left.
 */
export function riskSettingsOf(
  config: Config,
  symbols: readonly SymbolConfig[],
  exitsBeforeCloseMs: readonly (number | undefined)[],
): RiskSettings {
  const { portfolio, session } = config.riskLimits;
  return {
    instruments: symbols.map((symbol, id) => ({
      ...limitsOf(config, symbol),
      exitBeforeCloseMs: exitsBeforeCloseMs[id],
    })),
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
    sizing: {
      method: config.sizing.method,
      balanceShareMax: ratioFromNumber(config.sizing.maxBalanceShare),
      at: config.sizing.at,
    },
    leverage: { used: config.account.leverage, max: config.leverage.max },
    isStopRequired: config.positionManagement.requireStop,
    triggers: triggersOf(config),
  };
}

/** Undefined where none is configured, so that a run without triggers watches for none. */
function triggersOf({ emergency: { drawdown, flashCrash } }: Config): TriggerSettings | undefined {
  const { above } = drawdown;
  const { drop, withinSeconds, action } = flashCrash;
  if (above === null && drop === null) return undefined;
  return {
    drawdown: above === null ? undefined : { above, action: drawdown.action },
    flashCrash: drop === null ? undefined : { drop, withinMs: withinSeconds * 1_000, action },
  };
}

/** Whether anything of a symbol is measured in average true ranges. */
export const needsAtr = (limits: InstrumentLimits): boolean =>
  limits.stopAtrMin !== undefined ||
  limits.stopLossAtr !== undefined ||
  limits.takeProfitAtr !== undefined ||
  (limits.management?.trail !== undefined && "atrs" in limits.management.trail);

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
    management: managementOf(symbol),
  };
}

/** Undefined where nothing is configured, so that positions without rules cost nothing. */
function managementOf(symbol: SymbolConfig): ManagementSettings | undefined {
  const { takeProfitLevels, trailingStop, trailingStopAtr, breakEven } = symbol;
  const share = trailingStop === null ? undefined : { share: trailingStop };
  const management: ManagementSettings = {
    takeProfitLevels: (takeProfitLevels ?? []).map(({ target, closeShare }) => ({
      target,
      share: closeShare,
    })),
    trail: trailingStopAtr === null ? share : { atrs: trailingStopAtr },
    activation: orNever(symbol.trailingStopActivation),
    breakEven: orOff(breakEven),
    holdMs: orNever(symbol.timeoutMinutes * 60_000),
    coolDownMs: orNever(symbol.coolDownMinutes * 60_000),
  };
  const { takeProfitLevels: levels, trail, holdMs, coolDownMs } = management;
  const isEmpty = levels.length === 0 && trail === undefined && management.breakEven === undefined;
  return isEmpty && holdMs === undefined && coolDownMs === undefined ? undefined : management;
}

/** 0 is off where a key counts time or profit. */
const orNever = (value: number): number | undefined => (value === 0 ? undefined : value);

const orOff = (value: number | null): number | undefined => value ?? undefined;
const exact = (value: number | null): Ratio | undefined =>
  value === null ? undefined : ratioFromNumber(value);

/** Rounded down to the exact scale: a limit is never looser than it was written. */
function quantityOf(value: number | null): Quantity | undefined {
  if (value === null) return undefined;
  const parsed = parseDecimal(value.toFixed(QUANTITY_DIGITS), QUANTITY_DIGITS);
  return (parsed.ok ? parsed.value : 0n) as Quantity; // toFixed always parses.
}
