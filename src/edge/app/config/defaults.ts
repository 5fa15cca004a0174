import type { GeneralConfig, SymbolSettings } from "./config.ts";

/**
 * The built-in defaults, each reasoned in docs/CONFIG.md. `null` is "off".
 *
 * Keys are the config's own in camelCase: `risk_limits.per_trade.max_risk` is `riskLimits.perTrade.maxRisk`.
 */
export const DEFAULTS: GeneralConfig = {
  mode: "paper",
  activeExchange: "binance",
  account: { currency: "USDT", balance: 10_000, leverage: 1, margin: "isolated" },
  sizing: { method: "risk_per_stop", maxBalanceShare: 0.95, at: "decision" },
  leverage: { max: 1 },
  automation: { level: "full", approvalTimeoutSeconds: 300, conditions: null, confidenceStep: 0.1 },
  execution: { maxSlippageBps: 100, maxDataAgeSeconds: null },
  riskLimits: {
    perTrade: {
      maxPositionSize: 0.25,
      maxRisk: 0.01,
      minStopDistance: 0.001,
      minStopAtr: null,
      minRiskReward: null,
      maxSlippage: null,
    },
    portfolio: {
      maxDrawdown: null,
      maxExposure: 1,
      maxRisk: 0.06,
      maxConcurrentTrades: 10,
      minDiversification: 1,
      maxSymbolExposure: 0.25,
      sameDirection: "refuse",
    },
    session: { maxDailyLoss: null, maxWeeklyLoss: null, maxDailyTrades: null, maxSessionTime: null },
    operational: { maxApiLatency: null, maxErrorRate: null },
  },
  positionManagement: {
    defaultStopLoss: 0.05,
    requireStop: true,
    trailingStopActivation: 0,
    timeoutMinutes: 0,
    coolDownMinutes: 0,
  },
  emergency: {
    closePositions: true,
    drawdown: { above: null, action: "flatten" },
    flashCrash: { drop: null, withinSeconds: 60, action: "flatten" },
    disconnect: { afterSeconds: null, action: "halt" },
    overload: { loopLagMs: null, action: "halt" },
  },
  alerts: {
    minLevel: "INFO",
    webhook: { urlEnv: "off", url: "off" },
    email: null,
    telegram: null,
    slack: null,
  },
  runs: { directory: "runs", keep: 0, snapshotRecords: 20_000, journalThread: "own" },
  logs: { directory: "logs", level: "INFO" },
  simulation: {
    slippage: "fixed_bps",
    slippageBps: 2,
    makerFeeBps: null,
    takerFeeBps: null,
    feeTiers: null,
    feesIn: "quote",
    spreadBps: 2,
    impactCoefficient: 1,
    impactBars: 20,
    volumeShareMax: null,
    latency: { feedMs: 0, orderMs: 0, cancelMs: 0 },
    limitFill: "through",
    queue: "pessimistic",
    triggersBy: "trade",
    bookLevels: 10,
    fundingRate: 0.0001,
    liquidationFee: 0.012,
  },
  store: { directory: "data" },
};

/** Of one symbol. Venue, size limit, parameters and data have no number here: they come from the general part or are absent. */
export const SYMBOL_DEFAULTS: Omit<
  SymbolSettings,
  | ("venue" | "maxPositionSize" | "params" | "data" | "calendar" | "quotes")
  | ("adjust" | "actions" | "funding" | "mark")
  | ("trailingStopActivation" | "timeoutMinutes" | "coolDownMinutes")
> = {
  timeframe: null,
  strategy: null,
  marginTiers: null,
  borrowRate: null,
  maxPositionQuantity: null,
  minConfidence: 0,
  minStrength: "WEAK",
  stopLoss: null,
  stopLossAtr: null,
  takeProfit: null,
  takeProfitAtr: null,
  takeProfitLevels: null,
  trailingStop: null,
  trailingStopAtr: null,
  breakEven: null,
  session: { hours: null, timeZone: null, overnight: true },
  extendedHours: "watch",
  whenClosed: null,
  shortSelling: false,
  lot: "micro",
};
