/** Words that are not keys of this version, and what to say to whoever writes one. */

/**
 * Keys that the contract promises for later. They are refused, so that nobody believes in a protection that does not
 * work yet. A name stands for everything below it; `symbols.S` is any symbol.
 */
export const NOT_IN_FORCE: readonly string[] = [
  "venues",
  "emergency.model_failure",
  "emergency.high_volatility",
  "emergency.news",
  "logs.to_database",
  "database",
  "api",
  "leverage.min",
  "leverage.dynamic",
  "execution.order_timeout_seconds",
  "execution.retry_attempts",
  "execution.stop_limit_offset",
  "risk_limits.account",
  "risk_limits.operational.min_uptime",
  "risk_limits.operational.max_memory",
  "risk_limits.operational.max_cpu",
];

/** The last names of keys that stand below one of `NOT_IN_FORCE`, and where they belong. */
export const NOT_IN_FORCE_BELOW: Readonly<Record<string, string>> = {
  min_margin_level: "risk_limits.account",
  auth_required: "api",
  to_database: "logs",
};

const DRAWDOWN = "risk_limits.portfolio.max_drawdown";
const TRADES = "risk_limits.portfolio.max_concurrent_trades";
const LEVELS = "symbols.S.take_profit_levels";
/** A run plays all of the data that it is given. */
const CUT = "cut the data: timonel data export SYMBOL INTERVAL --from DATE --to DATE --out FILE";

/** Words of other programs, and the sentence that leads to ours. */
export const BROUGHT_WORDS: Readonly<Record<string, string>> = {
  max_portfolio_exposure: "use risk_limits.portfolio.max_exposure",
  max_total_exposure: "use risk_limits.portfolio.max_exposure",
  emergency_stop_drawdown: "use emergency.drawdown.above",
  max_drawdown_limit: `use ${DRAWDOWN}`,
  partial_close_thresholds: `use ${LEVELS}`,
  close_pct: `use close_share in ${LEVELS}, as a ratio`,
  daily_loss_limit: "use risk_limits.session.max_daily_loss",
  weekly_loss_limit: "use risk_limits.session.max_weekly_loss",
  max_open_positions: `use ${TRADES}`,
  max_open_trades: `use ${TRADES}`,
  max_leverage: "use leverage.max",
  use_take_profit: "set symbols.S.take_profit; left out or off means none",
  take_profit_percent: "use symbols.S.take_profit, as a ratio",
  minimal_roi: "use symbols.S.take_profit, as a ratio",
  stop_loss_percent: "use symbols.S.stop_loss, as a ratio",
  stoploss: "use symbols.S.stop_loss, as a positive ratio",
  paper_trading: "use mode: paper",
  dry_run: "use mode: paper",
  sandbox_mode: "remove it; mode: sandbox comes with a later version",
  timerange: CUT,
  start_date: CUT,
  end_date: CUT,
  finish_date: CUT,
  stake_currency: "use account.currency",
  stake_amount: "use sizing.method and risk_limits.per_trade.max_position_size",
  dry_run_wallet: "use account.balance",
  initial_balance: "use account.balance",
  initial_capital: "use account.balance",
  starting_balance: "use account.balance",
  pair_whitelist: "name each symbol under symbols",
  pairs: "name each symbol under symbols",
  exchange: "use active_exchange",
  interval: "use symbols.S.timeframe",
  commission: "use simulation.taker_fee_bps",
  fee: "use simulation.taker_fee_bps",
  slippage: "use simulation.slippage_bps",
  spread: "use simulation.spread_bps with simulation.slippage: half_spread",
  max_volume_share: "use simulation.volume_share_max",
  latency_ms: "use simulation.latency: { feed_ms, order_ms, cancel_ms }",
  trailing_stop_loss: "use symbols.S.trailing_stop, as a positive ratio",
  trailing_stop_positive: "use symbols.S.trailing_stop, as a positive ratio",
  trailing_stop_positive_offset: "use symbols.S.trailing_stop_activation, as a ratio",
  use_trailing_stop: "set symbols.S.trailing_stop; left out or off means none",
  cash: "use account.balance",
  capital: "use account.balance",
  margin_mode: "use account.margin",
  futures_leverage: "use account.leverage and leverage.max",
  futures_leverage_mode: "use account.margin",
  tradable_balance_ratio: "use sizing.max_balance_share",
  startup_candle_count: "remove it; the warm-up follows from the indicators of the strategy",
  warm_up_candles: "remove it; the warm-up follows from the indicators of the strategy",
  trade_on_close: "remove it; a decision at a close fills at the next open",
  can_short: "trade a perpetual such as BTC/USDT:USDT, or set symbols.S.short_selling for shares",
  max_holding_minutes: "use position_management.timeout_minutes",
  cooldown_minutes: "use position_management.cool_down_minutes",
};
