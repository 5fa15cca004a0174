import type { RefusalKind } from "../domain/index.ts";

/** What the numbers of a gate count. Times are Unix ms, shares are of 1. */
export type CheckUnit =
  | "price"
  | "quantity"
  | "money"
  | "share"
  | "times"
  | "count"
  | "minutes"
  | "ms"
  | "time"
  | "atr"
  | "words";

/** How what was found has to stand to what is allowed. */
export type CheckRule = "at least" | "at most" | "below" | "above" | "from" | "is";

/** One gate as it stood for one entry. Exact numbers are decimal text; a double that is not finite is its name. */
export interface GateCheck {
  /** The refusal that it gives. */
  readonly limit: RefusalKind;
  /** What it is about, where its name does not say; left out: nothing more. */
  readonly about?: string;
  /** The setting behind it; null where it can not be set. */
  readonly key: string | null;
  readonly unit: CheckUnit;
  readonly rule: CheckRule;
  readonly allowed: number | string;
  readonly found: number | string;
  readonly passed: boolean;
}

/** One limit on size as it stood: `used + quantity x unit` must stay within `share` of `of`. All exact, as decimal text. */
export interface SizeCheck {
  readonly limit: RefusalKind;
  readonly key: string | null;
  readonly share: string;
  readonly of: string;
  readonly measure: "equity" | "free balance" | "units";
  readonly used: string;
  readonly unit: string;
  /** What is left of it; negative where it is over-used already. */
  readonly room: string;
  /** The largest quantity that it leaves room for, on the step grid; null: any. */
  readonly allows: string | null;
  /** False where it lets nothing through of a sized order, or not all of one that brings its quantity. */
  readonly passed: boolean;
}

/** Where the stop of an entry came from: every one that was offered. The nearest was taken. */
export interface StopOffer {
  readonly from: "strategy" | "stop_loss" | "stop_loss_atr" | "default_stop_loss";
  readonly price: number | string;
}

/** What protects the entry. Prices on the tick grid, as decimal text. */
export interface ProtectionTold {
  readonly stop: string | null;
  readonly target: string | null;
  readonly offers: readonly StopOffer[];
}

/** How the quantity came about: `budget / unit` is wanted. Exact, as decimal text. */
export interface SizingTold {
  /** `quantity`: the order brought its own. */
  readonly method: "fixed_percent" | "risk_per_stop" | "quantity";
  readonly key: string | null;
  readonly share: string | null;
  readonly budget: string | null;
  /** Share of that which is wanted, less what is held; left out: all of it. */
  readonly confidence?: number;
  readonly unit: string | null;
  /** Highest price the order can be valued at; worst it can enter at. */
  readonly worst: string;
  readonly entry: string;
  readonly step: string;
  readonly wanted: string;
  /** Within every limit, on the step grid. */
  readonly quantity: string;
  readonly cappedBy: string | null;
}

/** The account at the moment of a judgement: exact, as decimal text. */
export interface AccountTold {
  readonly equity: string;
  readonly free: string;
  /** Signed quantity of the instrument. */
  readonly held: string;
}

/** Everything that one judgement of an entry looked at, in the order it did. Plain data. */
export interface Judgement {
  /** Null where a gate before it needs none. */
  readonly account: AccountTold;
  readonly gates: readonly GateCheck[];
  readonly protection: ProtectionTold | null;
  readonly sizing: SizingTold | null;
  readonly limits: readonly SizeCheck[];
}

interface GateTerms {
  readonly unit: CheckUnit;
  readonly rule: CheckRule;
}

/** What the gates count, where they count anything but words. */
const TERMS: Readonly<Partial<Record<RefusalKind, GateTerms>>> = {
  PriceBelowTick: { unit: "price", rule: "at least" },
  SessionTimeLimit: { unit: "minutes", rule: "below" },
  CoolingDown: { unit: "time", rule: "from" },
  SymbolPaused: { unit: "time", rule: "from" },
  SessionEnding: { unit: "ms", rule: "at least" },
  SameDirection: { unit: "quantity", rule: "is" },
  ConcurrentTradesLimit: { unit: "count", rule: "below" },
  DailyTradesLimit: { unit: "count", rule: "below" },
  StopOnWrongSide: { unit: "price", rule: "below" },
  TargetOnWrongSide: { unit: "price", rule: "above" },
  StopTooNear: { unit: "share", rule: "at least" },
  StopWithinNoise: { unit: "atr", rule: "at least" },
  RewardTooSmall: { unit: "times", rule: "at least" },
  BelowMinimum: { unit: "quantity", rule: "at least" },
  StaleMarketData: { unit: "ms", rule: "at most" },
  LowConfidence: { unit: "share", rule: "at least" },
  WeakSignal: { unit: "words", rule: "at least" },
};
const WORDS: GateTerms = { unit: "words", rule: "is" };

/** The settings behind the limits, as a config spells them. */
export const LIMIT_KEYS: Readonly<Partial<Record<RefusalKind, string>>> = {
  ConditionNotMet: "automation.conditions",
  ConfidenceUnchanged: "automation.confidence_step",
  StaleMarketData: "execution.max_data_age_seconds",
  LowConfidence: "symbols.*.min_confidence",
  WeakSignal: "symbols.*.min_strength",
  SessionTimeLimit: "risk_limits.session.max_session_time",
  DailyTradesLimit: "risk_limits.session.max_daily_trades",
  CoolingDown: "position_management.cool_down_minutes",
  SymbolPaused: "risk_limits.per_trade.max_slippage",
  SessionEnding: "symbols.*.session.overnight",
  SameDirection: "risk_limits.portfolio.same_direction",
  ConcurrentTradesLimit: "risk_limits.portfolio.max_concurrent_trades",
  NoProtectiveStop: "position_management.require_stop",
  StopTooNear: "risk_limits.per_trade.min_stop_distance",
  StopWithinNoise: "risk_limits.per_trade.min_stop_atr",
  RewardTooSmall: "risk_limits.per_trade.min_risk_reward",
  PositionSizeLimit: "risk_limits.per_trade.max_position_size",
  PositionQuantityLimit: "symbols.*.max_position_quantity",
  TradeRiskLimit: "risk_limits.per_trade.max_risk",
  SymbolExposureLimit: "risk_limits.portfolio.max_symbol_exposure",
  DiversificationLimit: "risk_limits.portfolio.min_diversification",
  ExposureLimit: "risk_limits.portfolio.max_exposure",
  PortfolioRiskLimit: "risk_limits.portfolio.max_risk",
  BalanceShareLimit: "sizing.max_balance_share",
  LeverageLimit: "leverage.max",
};

/** The settings whose breach latches, by the name of the latch. */
const LATCH_KEYS: Readonly<Record<string, string>> = {
  drawdown: "risk_limits.portfolio.max_drawdown",
  "daily-loss": "risk_limits.session.max_daily_loss",
  "weekly-loss": "risk_limits.session.max_weekly_loss",
  "emergency-drawdown": "emergency.drawdown.above",
  "flash-crash": "emergency.flash_crash.drop",
  disconnect: "emergency.disconnect.after_seconds",
  overload: "emergency.overload.loop_lag_ms",
  "venue-errors": "risk_limits.operational.max_error_rate",
};

/** The setting that a latch stands for; null for the halt of an operator. */
export const latchKey = (latch: string): string | null => LATCH_KEYS[latch] ?? null;

/** JSON has no word for what is not finite, and none for a zero below zero. */
export function finite(value: number | string): number | string {
  if (typeof value === "string") return value;
  return Number.isFinite(value) ? value + 0 : String(value);
}

/** A gate in plain data. */
export function gateCheck(
  limit: RefusalKind,
  found: number | string,
  allowed: number | string,
  passed: boolean,
  terms: Partial<GateTerms & Pick<GateCheck, "key" | "about">> = {},
): GateCheck {
  const usual = TERMS[limit] ?? WORDS;
  const { unit = usual.unit, rule = usual.rule, key = LIMIT_KEYS[limit] ?? null, about } = terms;
  const checked = { key, unit, rule, allowed: finite(allowed), found: finite(found), passed };
  return about === undefined ? { limit, ...checked } : { limit, about, ...checked };
}

/** What risk writes down while it judges an entry that somebody wants explained. */
export class EntryTrace {
  readonly gates: GateCheck[] = [];
  readonly limits: SizeCheck[] = [];
  account: AccountTold | undefined;
  protection: ProtectionTold | undefined;
  sizing: SizingTold | undefined;

  gate(...check: Parameters<typeof gateCheck>): void {
    this.gates.push(gateCheck(...check));
  }
}
