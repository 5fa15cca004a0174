import { intervalMs } from "../../../core/domain/index.ts";
import { LOG_LEVELS } from "../../logs/index.ts";
import { faultInFees } from "./fee-tiers.ts";
import { faultInLater } from "./later-channels.ts";
import { faultInTiers } from "./margin-tiers.ts";
import { faultsInConditions } from "./open-conditions.ts";
import { faultInLevels } from "./profit-levels.ts";
import type { ListFault } from "./rows.ts";
import { isZone, parseHours, similarHours } from "./session-hours.ts";

/** What a number counts; ratios are refused with a hint when they look like percent. */
export type Unit =
  | "ratio"
  | "exposure"
  | "bps"
  | "ms"
  | "seconds"
  | "minutes"
  | "atr"
  | "times"
  | "count"
  | "money"
  | "units";

export interface NumberKey {
  readonly kind: "number";
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  /** `min` itself is not allowed. */
  readonly above?: true;
  /** `max` itself is not allowed. */
  readonly below?: true;
  readonly whole?: true;
  /** The word that stands for `null`: `off` for a limit. */
  readonly nullWord?: "off" | "instrument";
}
export interface ChoiceKey {
  readonly kind: "choice";
  readonly choices: readonly string[];
  /** Choices that a later version brings: known, but refused. */
  readonly later: readonly string[];
}
export interface BooleanKey {
  readonly kind: "boolean";
}
export interface TextKey {
  readonly kind: "text";
  readonly allowed: string;
  readonly fits: (text: string) => boolean;
  /** The same as `fits`, where one expression says it: the published schema tells editors. */
  readonly pattern?: RegExp;
  /** What somebody who wrote something else probably meant. */
  readonly similar: (text: string) => string;
}
/** A list of groups: see `faultInRows`. */
export interface ListKey {
  readonly kind: "list";
  readonly allowed: string;
  /** What is wrong with a value, in words, and what stood there if not all of it; undefined when it can be used. */
  readonly faultIn: (value: unknown) => string | ListFault | undefined;
  /** All that is wrong with it, where a list is looked at to its end; the first is what `faultIn` gives. */
  readonly faultsIn?: (value: unknown) => readonly ListFault[];
  readonly fix: string;
  readonly nullWord?: "off";
}
export type KeySpec = NumberKey | ChoiceKey | BooleanKey | TextKey | ListKey;

type Extra = Pick<NumberKey, "above" | "below" | "whole" | "nullWord">;
const number = (unit: Unit, min: number, max: number, extra: Extra = {}): NumberKey => ({
  kind: "number",
  unit,
  min,
  max,
  ...extra,
});
const choice = (choices: readonly string[], later: readonly string[] = []): ChoiceKey => ({
  kind: "choice",
  choices,
  later,
});
const text = (
  allowed: string,
  rule: RegExp | TextKey["fits"],
  similar: (text: string) => string = (same) => same,
): TextKey =>
  rule instanceof RegExp
    ? { kind: "text", allowed, fits: (value) => rule.test(value), pattern: rule, similar }
    : { kind: "text", allowed, fits: rule, similar };
const named = (allowed: string): TextKey => text(allowed, /\S/);

const marginTiers: ListKey = {
  kind: "list",
  allowed: "a list of { from, maintenance, leverage }, the first from 0, each with a higher rate",
  faultIn: faultInTiers,
  fix: "write the venue's table as - { from: 0, maintenance: 0.004, leverage: 125 }",
};
const feeTiers: ListKey = {
  kind: "list",
  allowed: "a list of { volume, maker, taker }, the first from 0, each from a higher volume, or off",
  faultIn: faultInFees,
  fix: "write the venue's table as - { volume: 0, maker: 0.0002, taker: 0.0005 }",
  nullWord: "off",
};
const profitLevels: ListKey = {
  kind: "list",
  allowed: "a list of { target, close_share }, nearest target first, or off",
  faultIn: faultInLevels,
  fix: "write [{ target: 0.02, close_share: 0.33 }, { target: 0.04, close_share: 1 }]",
  nullWord: "off",
};

const conditions: ListKey = {
  kind: "list",
  allowed: "a list of { name, above, below } and what the name needs, or off",
  faultIn: (value) => faultsInConditions(value)[0],
  faultsIn: faultsInConditions,
  fix: "write [{ name: trend, by: adx, above: 25 }, { name: drawdown, below: 0.05 }]; docs/CONFIG.md has them all",
  nullWord: "off",
};
const later = (channel: Parameters<typeof faultInLater>[0]): ListKey => ({
  kind: "list",
  allowed: "a group with enabled: false, or off",
  faultIn: faultInLater(channel),
  fix: "set enabled: false, and use alerts.webhook",
  nullWord: "off",
});

/** The largest leverage any venue we know offers; the account's own bound is `leverage.max`. */
const LEVERAGE_MAX = 125;
const limit = { above: true, nullWord: "off" } as const;
const share = number("ratio", 0, 1, limit);
const exposure = number("exposure", 0, LEVERAGE_MAX, limit);
/** What a trigger does, the mildest first. */
const action = choice(["halt", "reduce", "flatten"]);
/** A profit: 0 means at once. */
const activation = number("ratio", 0, 1);
/** Up to nineteen years; 0 means never. */
const minutes = number("minutes", 0, 1e7);
const latency = number("ms", 0, 86_400_000, { whole: true });
const venue = text("a venue name in lower case, such as binance", /^[a-z][a-z0-9_-]*$/, (name) =>
  name.toLowerCase(),
);
const currency = text("a currency in capital letters, such as USDT", /^[A-Z0-9]{2,10}$/, (name) =>
  name.toUpperCase(),
);
const timeframe = text(
  "a bar length such as 5m, 1h, 4h, 1d",
  (name) => intervalMs(name) !== undefined,
  // Never from a capital M: that is a month on most venues, and must not become a minute.
  (name) =>
    name.replace(
      /^(\d+) ?(min|hour|day|week|[HDW])[a-z]*$/,
      (_, count: string, unit: string) => count + unit.charAt(0).toLowerCase(),
    ),
);

/**
 * Every key in force outside `symbols`: its type, range and unit. The schema of files, the checks of environment and
 * command line, and the test of docs/CONFIG.md all read this table, so a range stands in one place.
 */
export const KEYS: Readonly<Record<string, KeySpec>> = {
  mode: choice(["backtest", "paper"], ["hybrid", "sandbox", "live", "emergency"]),
  active_exchange: venue,
  "account.currency": currency,
  // The smallest unit of a bitcoin: less is no money, and a return on it is no number.
  "account.balance": number("money", 1e-8, 1e12),
  "account.leverage": number("times", 1, LEVERAGE_MAX),
  "account.margin": choice(["isolated", "cross"]),
  "sizing.method": choice(
    ["fixed_percent", "risk_per_stop"],
    ["atr", "kelly", "confidence", "adaptive", "risk_parity", "markowitz"],
  ),
  "sizing.max_balance_share": number("ratio", 0, 1, { above: true }),
  "sizing.at": choice(["decision", "fill"]),
  "leverage.max": number("times", 1, LEVERAGE_MAX),
  "automation.level": choice(["full", "semi", "conditional", "scaled"]),
  "automation.approval_timeout_seconds": number("seconds", 1, 604_800),
  "automation.conditions": conditions,
  "automation.confidence_step": number("ratio", 0, 1, { above: true }),
  "execution.max_slippage_bps": number("bps", 0, 5_000),
  "execution.max_data_age_seconds": number("seconds", 0, 1e9, limit),
  "risk_limits.per_trade.max_position_size": exposure,
  "risk_limits.per_trade.max_risk": share,
  "risk_limits.per_trade.min_stop_distance": number("ratio", 0, 1, { below: true, nullWord: "off" }),
  "risk_limits.per_trade.min_stop_atr": number("atr", 0, 100, limit),
  "risk_limits.per_trade.min_risk_reward": number("times", 0, 100, limit),
  "risk_limits.per_trade.max_slippage": share,
  "risk_limits.portfolio.max_drawdown": share,
  "risk_limits.portfolio.max_exposure": exposure,
  "risk_limits.portfolio.max_risk": share,
  "risk_limits.portfolio.max_concurrent_trades": number("count", 1, 10_000, { whole: true, nullWord: "off" }),
  "risk_limits.portfolio.min_diversification": number("count", 1, 1_000, { whole: true }),
  "risk_limits.portfolio.max_symbol_exposure": exposure,
  "risk_limits.portfolio.max_correlated_exposure": exposure,
  "risk_limits.portfolio.same_direction": choice(["refuse", "allow"]),
  "risk_limits.session.max_daily_loss": share,
  "risk_limits.session.max_weekly_loss": share,
  "risk_limits.session.max_daily_trades": number("count", 1, 1e6, { whole: true, nullWord: "off" }),
  "risk_limits.session.max_session_time": number("minutes", 0, 1_440, limit),
  "risk_limits.operational.max_api_latency": number("ms", 1, 600_000, { whole: true, nullWord: "off" }),
  "risk_limits.operational.max_error_rate": share,
  "position_management.default_stop_loss": number("ratio", 0, 1, { ...limit, below: true }),
  "position_management.require_stop": { kind: "boolean" },
  "position_management.trailing_stop_activation": activation,
  "position_management.timeout_minutes": minutes,
  "position_management.cool_down_minutes": minutes,
  "emergency.close_positions": { kind: "boolean" },
  "emergency.drawdown.above": share,
  "emergency.drawdown.action": action,
  "emergency.flash_crash.drop": number("ratio", 0, 1, { ...limit, below: true }),
  "emergency.flash_crash.within_seconds": number("seconds", 1, 86_400),
  "emergency.flash_crash.action": action,
  "emergency.disconnect.after_seconds": number("seconds", 1, 86_400, { nullWord: "off" }),
  "emergency.disconnect.action": action,
  "emergency.overload.loop_lag_ms": number("ms", 50, 600_000, { whole: true, nullWord: "off" }),
  "emergency.overload.action": action,
  "alerts.min_level": choice(LOG_LEVELS),
  "alerts.webhook.url_env": text(
    "the name of an environment variable, or off",
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    (name) => name.replaceAll(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d|$)/, "_"),
  ),
  "alerts.webhook.url": text(
    "an address on this machine such as http://127.0.0.1:9000/alerts, or off",
    /^(?:off|https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/\S*)?)$/,
  ),
  "alerts.email": later("email"),
  "alerts.telegram": later("telegram"),
  "alerts.slack": later("slack"),
  "runs.directory": text("the name of a directory", (name) => name.trim() !== ""),
  "runs.keep": number("count", 0, 1_000_000, { whole: true }),
  "runs.snapshot_records": number("count", 0, 1_000_000_000, { whole: true }),
  "runs.journal_thread": choice(["own", "trading"]),
  "logs.directory": text("the name of a directory", (name) => name.trim() !== ""),
  "logs.level": choice(LOG_LEVELS),
  "simulation.slippage": choice(["fixed_bps", "none", "half_spread", "square_root"]),
  "simulation.slippage_bps": number("bps", 0, 1_000),
  // Makers are paid on some venues: a negative fee is a rebate. "off" would read like "free", so `null` has its own word.
  "simulation.maker_fee_bps": number("bps", -100, 1_000, { nullWord: "instrument" }),
  "simulation.taker_fee_bps": number("bps", -100, 1_000, { nullWord: "instrument" }),
  "simulation.fee_tiers": feeTiers,
  "simulation.fees_in": choice(["quote", "received"]),
  "simulation.spread_bps": number("bps", 0, 1_000),
  "simulation.impact_coefficient": number("times", 0, 100),
  "simulation.impact_bars": number("count", 1, 10_000, { whole: true }),
  "simulation.volume_share_max": share,
  "simulation.latency.feed_ms": latency,
  "simulation.latency.order_ms": latency,
  "simulation.latency.cancel_ms": latency,
  "simulation.limit_fill": choice(["through", "touch"]),
  "simulation.queue": choice(["optimistic", "fifo", "pessimistic"]),
  "simulation.triggers_by": choice(["trade", "quote"]),
  "simulation.book_levels": number("count", 1, 1_000, { whole: true }),
  "simulation.funding_rate": number("ratio", -0.05, 0.05),
  "simulation.liquidation_fee": number("ratio", 0, 0.2),
  "store.directory": text("the name of a directory", (name) => name.trim() !== ""),
};

/** Accepted and checked, so that a config written for later loads today; a notice says that nothing enforces it. */
export const NOT_ENFORCED: ReadonlySet<string> = new Set(["risk_limits.portfolio.max_correlated_exposure"]);

/** Every key of one symbol but `params`, whose names belong to the strategy. */
export const SYMBOL_KEYS: Readonly<Record<string, KeySpec>> = {
  venue,
  timeframe,
  strategy: named("the name of a strategy, or the path of its file"),
  data: named("the name of a data file"),
  funding: named("the name of a file of funding rates"),
  mark: named("the name of a file of mark prices"),
  margin_tiers: marginTiers,
  borrow_rate: share,
  max_position_size: exposure,
  max_position_quantity: number("units", 0, 1e15, limit),
  min_confidence: number("ratio", 0, 1),
  min_strength: choice(["WEAK", "MODERATE", "STRONG"]),
  stop_loss: number("ratio", 0, 1, { ...limit, below: true }),
  stop_loss_atr: number("atr", 0, 100, limit),
  take_profit: share,
  take_profit_atr: number("atr", 0, 100, limit),
  take_profit_levels: profitLevels,
  trailing_stop: number("ratio", 0, 1, { ...limit, below: true }),
  trailing_stop_atr: number("atr", 0, 100, limit),
  trailing_stop_activation: activation,
  break_even: share,
  timeout_minutes: minutes,
  cool_down_minutes: minutes,
  "session.hours": text(
    "hours such as 09:30-16:00",
    (hours) => parseHours(hours) !== undefined,
    similarHours,
  ),
  "session.time_zone": text("a time zone such as America/New_York", isZone),
  "session.overnight": { kind: "boolean" },
  calendar: named("a market-hours database, FILE or FILE#ENTRY"),
  extended_hours: choice(["drop", "watch", "trade"]),
  when_closed: choice(["queue", "reject"]),
  quotes: named("the name of a data file"),
  adjust: named("the name of a factor file"),
  actions: named("the name of a factor file"),
  short_selling: { kind: "boolean" },
  lot: choice(["standard", "mini", "micro", "unit"]),
};

/** What a path such as `symbols.BTC/USDT.timeframe` must hold; undefined for sections and unknown keys. */
export function specOf(path: readonly string[]): KeySpec | undefined {
  const isSymbolKey = path[0] === "symbols" && path.length > 2;
  const [table, key] = isSymbolKey ? [SYMBOL_KEYS, path.slice(2).join(".")] : [KEYS, path.join(".")];
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
