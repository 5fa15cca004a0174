import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigProblem, loadConfig, type Overrides } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-bad-config-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The lines of the refusal, with the temporary directory taken out. */
async function complaintsAbout(
  text: string,
  overrides: Overrides = {},
  others: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const path = join(directory, "timonel.yaml");
  for (const [name, content] of Object.entries({ ...others, "timonel.yaml": text }))
    writeFileSync(join(directory, name), content);
  try {
    await loadConfig({ path, explicit: true, overrides });
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    expect(error.exitCode).toBe(2);
    expect(error.problems).toHaveLength(error.message.split("\n").length);
    return error.message.replaceAll(`${directory}/`, "").split("\n");
  }
  return [];
}

interface Bad {
  readonly what: string;
  readonly text: string;
  /** Parts of the one line it must produce; the first says where. */
  readonly parts: readonly string[];
}

const BAD: readonly Bad[] = [
  {
    what: "a misspelt key",
    text: "risk_limits:\n  portfolio:\n    max_drawdwon: 0.2\n",
    parts: [
      "timonel.yaml:3:5: risk_limits.portfolio.max_drawdwon: unknown key; found: 0.2",
      "did you mean risk_limits.portfolio.max_drawdown?",
    ],
  },
  {
    what: "a mode of margin that is none",
    text: "account: { margin: shared }\n",
    parts: ["timonel.yaml:1:20: account.margin", "write isolated or cross"],
  },
  {
    what: "margin tiers that are no list",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: 0.01 } }\n",
    parts: [
      "timonel.yaml:1:43: symbols.BTC/USDT:USDT.margin_tiers: not a list of margin tiers",
      "{ from: 0, maintenance: 0.004, leverage: 125 }",
    ],
  },
  {
    what: "margin tiers that do not begin at nothing",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: [{ from: 5, maintenance: 0.01, leverage: 20 }] } }\n",
    parts: ["timonel.yaml:1:43: symbols.BTC/USDT:USDT.margin_tiers: tier 1 does not begin at 0"],
  },
  {
    what: "margin tiers in percent",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: [{ from: 0, maintenance: 2.5, leverage: 20 }] } }\n",
    parts: ["tier 1: maintenance is no ratio above 0 and below 1"],
  },
  {
    what: "margin tiers with a misspelt key",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: [{ from: 0, maint: 0.01, leverage: 20 }] } }\n",
    parts: ["tier 1 does not have just from, maintenance, leverage"],
  },
  {
    what: "margin tiers out of order",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: [{ from: 0, maintenance: 0.02, leverage: 20 }, { from: 9, maintenance: 0.01, leverage: 10 }] } }\n",
    parts: ["tier 2 asks no more maintenance margin than the one before"],
  },
  {
    what: "a tier whose leverage would be liquidated at once",
    text: "symbols: { BTC/USDT:USDT: { margin_tiers: [{ from: 0, maintenance: 0.02, leverage: 100 }] } }\n",
    parts: ["tier 1: at its leverage a position would be liquidated at once"],
  },
  {
    what: "levels that are no list",
    text: "symbols: { BTC/USDT: { take_profit_levels: 0.05 } }\n",
    parts: [
      "timonel.yaml:1:44: symbols.BTC/USDT.take_profit_levels: not a list of levels; found: 0.05",
      "a list of { target, close_share }, nearest target first, or off",
      "fix: write [{ target: 0.02, close_share: 0.33 }, { target: 0.04, close_share: 1 }]",
    ],
  },
  {
    what: "no levels",
    text: "symbols: { BTC/USDT: { take_profit_levels: [] } }\n",
    parts: ["timonel.yaml:1:44: symbols.BTC/USDT.take_profit_levels: not a list of levels; found: a list"],
  },
  {
    what: "a level that is no group",
    text: "symbols: { BTC/USDT: { take_profit_levels: [0.02] } }\n",
    parts: ["level 1 is no group of keys"],
  },
  {
    what: "a level in the words of others",
    text: "symbols:\n  BTC/USDT:\n    take_profit_levels:\n      - { target: 0.02, close_pct: 33, close_share: 0.33 }\n",
    parts: ["timonel.yaml:4:7: ", "level 1: close_pct is close_share here, as a ratio"],
  },
  {
    what: "a level without its share",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02 }] } }\n",
    parts: ["level 1 does not have just target, close_share"],
  },
  {
    what: "a target in percent",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 2, close_share: 1 }] } }\n",
    parts: ["level 1: target is no ratio above 0 up to 1 (0.02 is 2 percent)"],
  },
  {
    what: "a share above everything",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 33 }] } }\n",
    parts: ["level 1: close_share is no ratio above 0 up to 1 (0.33 is 33 percent)"],
  },
  {
    what: "a share of nothing",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 0 }] } }\n",
    parts: ["level 1: close_share is no ratio above 0"],
  },
  {
    what: "levels out of order",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.04, close_share: 0.5 }, { target: 0.02, close_share: 1 }] } }\n",
    parts: ["level 2: its target is not beyond the one before"],
  },
  {
    what: "a level behind the last one",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 1 }, { target: 0.04, close_share: 1 }] } }\n",
    parts: ["level 2: nothing remains for it after the one before"],
  },
  {
    what: "a target and levels",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 1 }], take_profit: 0.05 } }\n",
    parts: [
      "timonel.yaml:1:44: symbols.BTC/USDT.take_profit_levels: take_profit and take_profit_levels are both set; found: a list",
      "fix: remove take_profit or take_profit_levels",
    ],
  },
  {
    what: "a target in ranges and levels",
    text: "symbols: { BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 1 }], take_profit_atr: 5 } }\n",
    parts: ["take_profit_atr and take_profit_levels are both set"],
  },
  {
    what: "two kinds of trailing stop at once",
    text: "symbols: { BTC/USDT: { trailing_stop: 0.02, trailing_stop_atr: 3 } }\n",
    parts: [
      "timonel.yaml:1:64: symbols.BTC/USDT.trailing_stop_atr: trailing_stop and trailing_stop_atr are both set",
    ],
  },
  {
    what: "a trailing stop in percent",
    text: "symbols: { BTC/USDT: { trailing_stop: 2 } }\n",
    parts: ["timonel.yaml:1:39: symbols.BTC/USDT.trailing_stop: looks like percent", "fix: write 0.02"],
  },
  {
    what: "a timeout of a general kind where a symbol's belongs",
    text: "timeout_minutes: 60\n",
    parts: ["timonel.yaml:1:1: timeout_minutes: unknown key", "position_management or symbols.S"],
  },
  {
    what: "a timeout below zero",
    text: "position_management: { timeout_minutes: -5 }\n",
    parts: ["timonel.yaml:1:41: position_management.timeout_minutes: must not be negative", "write 5"],
  },
  {
    what: "a model of slippage that is none",
    text: "simulation: { slippage: half-spread }\n",
    parts: ["timonel.yaml:1:25: simulation.slippage", "fix: write half_spread"],
  },
  {
    what: "basis points for a model that reads none",
    text: "simulation: { slippage: none, slippage_bps: 5 }\n",
    parts: [
      "timonel.yaml:1:45: simulation.slippage_bps: does nothing with simulation.slippage, which is none (timonel.yaml:1:25)",
      "fix: remove it, or write slippage: fixed_bps",
    ],
  },
  {
    what: "a coefficient where no model is chosen",
    text: "simulation: { impact_coefficient: 2 }\n",
    parts: [
      "timonel.yaml:1:35: simulation.impact_coefficient: does nothing with simulation.slippage, which is fixed_bps (built-in default)",
      "write slippage: square_root",
    ],
  },
  {
    what: "a share of volume in percent",
    text: "simulation: { volume_share_max: 10 }\n",
    parts: ["timonel.yaml:1:33: simulation.volume_share_max: looks like percent", "fix: write 0.1"],
  },
  {
    what: "the volume bound in other words",
    text: "simulation: { max_volume_share: 0.1 }\n",
    parts: ["timonel.yaml:1:15: simulation.max_volume_share", "use simulation.volume_share_max"],
  },
  {
    what: "a latency that is not whole",
    text: "simulation: { latency: { order_ms: 2.5 } }\n",
    parts: ["timonel.yaml:1:36: simulation.latency.order_ms", "a whole number of milliseconds", "write 3"],
  },
  {
    what: "a latency without its unit",
    text: "simulation: { latency: { order: 250 } }\n",
    parts: ["timonel.yaml:1:26: simulation.latency.order: unknown key", "simulation.latency.order_ms"],
  },
  {
    what: "a latency that is one number",
    text: "simulation: { latency: 250 }\n",
    parts: ["timonel.yaml:1:24: simulation.latency: not a group of keys", "feed_ms, order_ms, cancel_ms"],
  },
  {
    what: "fee tiers that do not begin at nothing",
    text: "simulation: { fee_tiers: [{ volume: 5, maker: 0, taker: 0 }] }\n",
    parts: ["timonel.yaml:1:26: simulation.fee_tiers: tier 1 does not begin at 0"],
  },
  {
    what: "fee tiers in basis points",
    text: "simulation: { fee_tiers: [{ volume: 0, maker_bps: 2, taker_bps: 5 }] }\n",
    parts: ["tier 1: maker is a ratio here: 0.0002 for 2 basis points"],
  },
  {
    what: "fee tiers in percent",
    text: "simulation: { fee_tiers: [{ volume: 0, maker: 0.02, taker: 0.5 }] }\n",
    parts: ["tier 1: taker is no ratio from -0.01 up to 0.1 (0.0005 is 0.05 percent)"],
  },
  {
    what: "fee tiers out of order",
    text: "simulation: { fee_tiers: [{ volume: 0, maker: 0, taker: 0 }, { volume: 0, maker: 0, taker: 0 }] }\n",
    parts: ["tier 2 does not begin above the one before"],
  },
  {
    what: "fee tiers and a fee",
    text: "simulation: { fee_tiers: [{ volume: 0, maker: 0, taker: 0 }], maker_fee_bps: 2 }\n",
    parts: [
      "timonel.yaml:1:78: simulation.maker_fee_bps: maker_fee_bps and fee_tiers are both set (timonel.yaml:1:26)",
    ],
  },
  {
    what: "an action that is none",
    text: "emergency: { drawdown: { above: 0.2, action: sell } }\n",
    parts: ["timonel.yaml:1:46: emergency.drawdown.action", "halt, reduce, flatten"],
  },
  {
    what: "a crash in percent",
    text: "emergency: { flash_crash: { drop: 5 } }\n",
    parts: ["timonel.yaml:1:35: emergency.flash_crash.drop: looks like percent", "write 0.05"],
  },
  {
    what: "a trigger without its unit",
    text: "emergency: { disconnect: { after: 30 } }\n",
    parts: ["emergency.disconnect.after: unknown key", "did you mean emergency.disconnect.after_seconds?"],
  },
  {
    what: "a trigger that is one word",
    text: "emergency: { drawdown: 0.2 }\n",
    parts: ["emergency.drawdown: not a group of keys", "above, action"],
  },
  {
    what: "an address of alerts that others could read",
    text: "alerts: { webhook: { url: https://example.org/hook } }\n",
    parts: ["timonel.yaml:1:27: alerts.webhook.url", "an address on this machine"],
  },
  {
    what: "an address where the name of a variable belongs",
    text: "alerts: { webhook: { url_env: 'https://example.org/hook' } }\n",
    parts: ["timonel.yaml:1:31: alerts.webhook.url_env", "the name of an environment variable"],
  },
  {
    what: "two addresses of alerts",
    text: "alerts: { webhook: { url_env: HOOK, url: http://127.0.0.1:9 } }\n",
    parts: ["timonel.yaml:1:42: alerts.webhook.url: url and url_env are both set (timonel.yaml:1:31)"],
  },
  {
    what: "alerts by a channel of a later version",
    text: "alerts: { telegram: { enabled: true, chat_ids: [1] } }\n",
    parts: ["alerts.telegram: alerts by telegram come with a later version", "use alerts.webhook"],
  },
  {
    what: "a misspelt key of such a channel",
    text: "alerts: { email: { enabled: false, smtp: x } }\n",
    parts: ["alerts.email: unknown key smtp"],
  },
  {
    what: "margin on spot",
    text: "symbols: { BTC/USDT: { borrow_rate: 0.05 } }\n",
    parts: [
      "timonel.yaml:1:37: symbols.BTC/USDT.borrow_rate: BTC/USDT is spot, which has none of it",
      "BTC/USDT:USDT",
    ],
  },
  {
    what: "a lot of what is no currency",
    text: "symbols: { BTC/USDT: { lot: mini } }\n",
    parts: [
      "timonel.yaml:1:29: symbols.BTC/USDT.lot: BTC/USDT is no pair of currencies",
      "found: mini; allowed: currencies such as EUR/USD; fix: remove it",
    ],
  },
  {
    what: "a funding rate in percent",
    text: "simulation: { funding_rate: 1 }\n",
    parts: ["timonel.yaml:1:29: simulation.funding_rate"],
  },
  {
    what: "a key at the wrong level",
    text: "mode: paper\nmax_drawdown: 0.2\n",
    parts: [
      "timonel.yaml:2:1: max_drawdown: unknown key",
      "fix: move it: it belongs under risk_limits.portfolio",
    ],
  },
  {
    what: "a misspelt key at the wrong level",
    text: "account: { min_confidense: 0.5 }\n",
    parts: ["timonel.yaml:1:12: account.min_confidense", "did you mean symbols.S.min_confidence?"],
  },
  {
    what: "a misspelt section",
    text: "acount: { balance: 5 }\n",
    parts: ["timonel.yaml:1:1: acount: unknown key; found: a group of keys", "did you mean account?"],
  },
  {
    what: "a key nobody knows",
    text: "wibblewobble: 1\n",
    parts: [
      "timonel.yaml:1:1: wibblewobble: unknown key",
      "allowed: include, mode, active_exchange, account,",
      "fix: remove it",
    ],
  },
  {
    what: "a key that names the prototype of an object",
    text: "__proto__: { polluted: true }\n",
    parts: ["timonel.yaml:1:1: __proto__: unknown key"],
  },
  {
    what: "percent where a ratio is due",
    text: "risk_limits:\n  per_trade: { max_risk: 2 }\n",
    parts: [
      "timonel.yaml:2:26: risk_limits.per_trade.max_risk: looks like percent; found: 2",
      "0.02 is 2 %",
      "fix: write 0.02",
    ],
  },
  {
    what: "percent where a share of equity is due",
    text: "risk_limits: { portfolio: { max_exposure: 50 } }\n",
    parts: [
      "timonel.yaml:1:43: risk_limits.portfolio.max_exposure",
      "found: 50",
      "write 0.5 for 50 %, or raise leverage.max",
    ],
  },
  {
    what: "percent as the size of one symbol, where the general limit is off",
    text: "risk_limits: { per_trade: { max_position_size: off } }\nsymbols: { BTC/USDT: { max_position_size: 25 } }\n",
    parts: ["timonel.yaml:2:43: symbols.BTC/USDT.max_position_size", "write 0.25 for 25 %"],
  },
  {
    what: "a group where a word belongs, even one that no text can be made of",
    text: "symbols: { BTC/USDT: { strategy: { toString: x } } }\n",
    parts: ["timonel.yaml:1:34: symbols.BTC/USDT.strategy: not a single value; found: a group of keys"],
  },
  {
    what: "a key that is a group",
    text: "{ a: b }: c\n",
    parts: ["timonel.yaml:1:1: not valid YAML: ", "all keys must be strings"],
  },
  {
    what: "a percent sign",
    text: "symbols:\n  BTC/USDT:\n    stop_loss: 0.7%\n",
    parts: [
      'timonel.yaml:3:16: symbols.BTC/USDT.stop_loss: text where a number belongs; found: "0.7%"',
      "fix: write 0.007",
    ],
  },
  {
    what: "a negative limit",
    text: "risk_limits: { portfolio: { max_drawdown: -0.1 } }\n",
    parts: ["timonel.yaml:1:43: ", "must not be negative; found: -0.1", "drop the minus sign: write 0.1"],
  },
  {
    what: "a negative percentage",
    text: "risk_limits: { portfolio: { max_drawdown: -10 } }\n",
    parts: ["must not be negative; found: -10", "fix: write 0.1"],
  },
  {
    what: "a negative percent, which must not become all there is",
    text: "risk_limits: { per_trade: { max_risk: -1 } }\n",
    parts: ["must not be negative; found: -1;", "fix: write 0.01"],
  },
  {
    what: "a negative share of equity that would be a multiple of it",
    text: "risk_limits: { portfolio: { max_exposure: -50 } }\n",
    parts: ["must not be negative; found: -50", "fix: write 0.5"],
  },
  {
    what: "a number that is none",
    text: "account: { balance: .nan }\n",
    parts: [
      "timonel.yaml:1:21: account.balance: not a number; found: NaN",
      "from 0.00000001",
      "fix: write a number",
    ],
  },
  {
    what: "a number in quotes",
    text: 'account:\n  balance: "10000"\n',
    parts: [
      'timonel.yaml:2:12: account.balance: text where a number belongs; found: "10000"',
      "fix: write 10000 without quotes",
    ],
  },
  {
    what: "a number with thousands separators",
    text: "account: { balance: 10_000 }\n",
    parts: ['found: "10_000"', "fix: write 10000"],
  },
  {
    what: "a number with a decimal comma",
    text: "risk_limits: { per_trade: { max_risk: '0,02' } }\n",
    parts: ['found: "0,02"', "fix: write 0.02"],
  },
  {
    what: "a fraction of something whole",
    text: "risk_limits: { portfolio: { max_concurrent_trades: 2.5 } }\n",
    parts: ["timonel.yaml:1:52: ", "a whole number from 1", "found: 2.5"],
  },
  {
    what: "a limit of zero",
    text: "risk_limits: { session: { max_daily_loss: 0 } }\n",
    parts: ["timonel.yaml:1:43: ", "write off if there should be no limit"],
  },
  {
    what: "a value that cannot be off",
    text: "account:\n  balance:\n",
    parts: [
      "timonel.yaml:2:",
      "account.balance: has no value; found: nothing",
      "write a value, or remove the line",
    ],
  },
  {
    what: "a mode of a later version",
    text: "mode: live\n",
    parts: [
      "timonel.yaml:1:7: mode: comes with a later version",
      'found: "live"',
      "allowed: backtest, paper",
    ],
  },
  {
    what: "a sizing method of a later version",
    text: "sizing: { method: kelly }\n",
    parts: ["timonel.yaml:1:19: sizing.method: comes with a later version", "fixed_percent or risk_per_stop"],
  },
  {
    what: "a word in the wrong case",
    text: "symbols: { BTC/USDT: { min_strength: strong } }\n",
    parts: ["timonel.yaml:1:38: symbols.BTC/USDT.min_strength", "fix: write STRONG"],
  },
  {
    what: "yes for true",
    text: "position_management: { require_stop: yes }\n",
    parts: ["timonel.yaml:1:38: ", "allowed: true or false; fix: write true"],
  },
  {
    what: "a month, which must not become a minute",
    text: "symbols: { BTC/USDT: { timeframe: 1M } }\n",
    parts: [
      "timonel.yaml:1:35: symbols.BTC/USDT.timeframe",
      "fix: write a bar length such as 5m, 1h, 4h, 1d",
    ],
  },
  {
    what: "a timeframe in the words of others",
    text: "symbols: { BTC/USDT: { timeframe: 15min } }\n",
    parts: ['found: "15min"', "fix: write 15m"],
  },
  {
    what: "a section that is a number",
    text: "account: 5\n",
    parts: [
      "timonel.yaml:1:10: account: not a group of keys; found: 5; allowed: currency, balance, leverage",
    ],
  },
  {
    what: "a list of symbols",
    text: "symbols: [BTC/USDT, ETH/USDT]\n",
    parts: ["timonel.yaml:1:10: symbols: not a group of symbols; found: a list"],
  },
  {
    what: "a parameter that is a list",
    text: "symbols: { BTC/USDT: { params: { fast: [1] } } }\n",
    parts: ["timonel.yaml:1:40: symbols.BTC/USDT.params.fast: not a parameter value"],
  },
  {
    what: "a symbol that is none",
    text: "symbols:\n  NOPE1: { timeframe: 1h }\n",
    parts: ['timonel.yaml:2:3: symbols.NOPE1: not a symbol; found: "NOPE1"', "write BASE/QUOTE"],
  },
  {
    what: "one symbol in two spellings",
    text: "symbols:\n  BTC/USDT: { timeframe: 1h }\n  BTCUSDT: { timeframe: 4h }\n",
    parts: [
      "timonel.yaml:3:3: symbols.BTCUSDT: BTC/USDT is named twice, first at timonel.yaml:2:3",
      "one strategy on one instrument",
    ],
  },
  {
    what: "a market and one of its legs",
    text: "symbols:\n  BTC/USDT:USDT short: { timeframe: 1h }\n  BTC/USDT:USDT: { timeframe: 1h }\n",
    parts: [
      "timonel.yaml:3:3: symbols.BTC/USDT:USDT: BTC/USDT:USDT and BTC/USDT:USDT short are positions in the same market",
      "the other is named at timonel.yaml:2:3",
      "one net position, or its legs, such as BTC/USDT:USDT long and BTC/USDT:USDT short",
    ],
  },
  {
    what: "the leg of what is bought outright",
    text: "symbols:\n  BTC/USDT long: { timeframe: 1h }\n",
    parts: ["timonel.yaml:2:3: symbols.BTC/USDT long: only a perpetual has legs", "write BTC/USDT"],
  },
  {
    what: "a key written twice",
    text: "account: { balance: 5 }\nmode: paper\naccount: { balance: 6 }\n",
    parts: ["timonel.yaml:3:1: account: written twice", "remove one of the two"],
  },
  {
    what: "tabs",
    text: "account:\n\tbalance: 5\n",
    parts: ["timonel.yaml:2:1: not valid YAML: ", "replace the tab by spaces"],
  },
  {
    what: "broken YAML",
    text: "mode: paper\naccount: { balance: 5\n",
    parts: ["timonel.yaml:3:1: not valid YAML: ", "correct the YAML at this place"],
  },
  {
    what: "an anchor that is not there",
    text: "symbols:\n  BTC/USDT: *base\n",
    parts: ["timonel.yaml:2:13: unknown anchor; found: *base", "write &base"],
  },
  {
    what: "a file that is a list",
    text: "- mode: paper\n",
    parts: ["timonel.yaml:1:1: not a group of keys; found: a list"],
  },
  {
    what: "leverage beyond the account's bound",
    text: "account: { leverage: 3 }\nleverage: { max: 2 }\n",
    parts: [
      "timonel.yaml:1:22: account.leverage: more than leverage.max, which is 2 (timonel.yaml:2:18); found: 3; allowed: 1 up to 2",
    ],
  },
  {
    what: "leverage on spot",
    text: "account: { leverage: 2 }\nleverage: { max: 2 }\nsymbols: { BTC/USDT: {} }\n",
    parts: [
      "timonel.yaml:1:22: account.leverage: leverage on spot: BTC/USDT",
      "name the perpetual: BTC/USDT:USDT",
    ],
  },
  {
    what: "a symbol that is priced in another currency",
    text: "account: { currency: USDT }\nsymbols: { tBTCUSD: {} }\n",
    parts: [
      "timonel.yaml:2:12: symbols.BTC/USD: is priced in USD, but the account holds USDT (timonel.yaml:1:22)",
      "account: { currency: USD }",
    ],
  },
  {
    what: "a symbol's limit looser than the general one",
    text: "symbols: { BTC/USDT: { max_position_size: 0.5 } }\nrisk_limits: { per_trade: { max_position_size: 0.1 } }\n",
    parts: [
      "timonel.yaml:1:43: symbols.BTC/USDT.max_position_size: looser than risk_limits.per_trade.max_position_size",
      "which is 0.1 (timonel.yaml:2:48)",
    ],
  },
  {
    what: "a collar wider than the hard bound",
    text: "execution: { max_slippage_bps: 30 }\nrisk_limits: { per_trade: { max_slippage: 0.002 } }\n",
    parts: ["timonel.yaml:1:32: execution.max_slippage_bps", "found: 30; allowed: 0 up to 20"],
  },
  {
    what: "two kinds of stop at once",
    text: "symbols: { BTC/USDT: { stop_loss: 0.02, stop_loss_atr: 3 } }\n",
    parts: ["timonel.yaml:1:56: symbols.BTC/USDT.stop_loss_atr: stop_loss and stop_loss_atr are both set"],
  },
  {
    what: "a sizing method whose limit is off",
    text: "risk_limits: { per_trade: { max_risk: off } }\n",
    parts: ["timonel.yaml:1:39: risk_limits.per_trade.max_risk: sizing.method risk_per_stop needs it"],
  },
  {
    what: "an included file that is not there",
    text: "include: [mode.yaml, gone.yaml]\n",
    parts: ['timonel.yaml:1:22: include: cannot read the config: no such file; found: "gone.yaml"'],
  },
  {
    what: "an include that is no list",
    text: "include: mode.yaml\n",
    parts: ["timonel.yaml:1:10: include: not a list of files"],
  },
  {
    what: "a fault in an included file",
    text: "include: [bad.yaml]\n",
    parts: ["bad.yaml:1:7: mode: not an allowed value"],
  },
  {
    what: "files that include each other",
    text: "include: [circle.yaml]\n",
    parts: ["circle.yaml:1:11: include: includes itself"],
  },
  {
    what: "hours that are none",
    text: "symbols:\n  BTC/USDT: { session: { hours: 9.30 - 16 } }\n",
    parts: [
      'timonel.yaml:2:33: symbols.BTC/USDT.session.hours: not an allowed value; found: "9.30 - 16"',
      "09:30-16:00",
    ],
  },
  {
    what: "hours beyond midnight",
    text: 'symbols:\n  BTC/USDT: { session: { hours: "09:30-24:30" } }\n',
    parts: ["timonel.yaml:2:33: symbols.BTC/USDT.session.hours: not an allowed value"],
  },
  {
    what: "a time zone that is none",
    text: "symbols:\n  BTC/USDT: { session: { time_zone: America/New_Yorck } }\n",
    parts: [
      'timonel.yaml:2:37: symbols.BTC/USDT.session.time_zone: not an allowed value; found: "America/New_Yorck"',
      "a time zone such as America/New_York",
    ],
  },
  {
    what: "hours and a calendar",
    text: 'symbols:\n  BTC/USDT: { session: { hours: "09:30-16:00" }, calendar: hours.json }\n',
    parts: ["symbols.BTC/USDT.session.hours: calendar and session.hours are both set"],
  },
  {
    what: "adjusted prices and their splits once more",
    text: "account: { currency: USD }\nsymbols:\n  SPY: { adjust: factors.csv, actions: factors.csv }\n",
    parts: ["symbols.SPY.actions: adjust and actions are both set: splits and dividends would count twice"],
  },
  {
    what: "splits of what is no share",
    text: "symbols:\n  BTC/USDT: { actions: factors.csv }\n",
    parts: ["symbols.BTC/USDT.actions: BTC/USDT is no share"],
  },
  {
    what: "a misspelt key of a session",
    text: 'symbols:\n  BTC/USDT: { session: { hour: "09:30-16:00" } }\n',
    parts: [
      "timonel.yaml:2:26: symbols.BTC/USDT.session.hour: unknown key",
      "did you mean symbols.S.session.hours?",
    ],
  },
  {
    what: "short selling of what is bought with cash",
    text: "symbols:\n  BTC/USDT: { short_selling: true }\n",
    parts: ["symbols.BTC/USDT.short_selling: BTC/USDT is spot: what is not held cannot be sold"],
  },
];

describe("a config that is refused names place, key, value and cure", () => {
  const others = {
    "mode.yaml": "mode: paper\n",
    "bad.yaml": "mode: maybe\n",
    "circle.yaml": "include: [timonel.yaml]\n",
  };
  test.each(BAD)("$what", async ({ text, parts }) => {
    const complaints = await complaintsAbout(text, {}, others);
    expect(complaints).toHaveLength(1);
    const shortened = complaints[0]?.replace(`found: "${directory}/`, 'found: "') ?? "";
    expect(shortened.startsWith(parts[0]?.startsWith("timonel.yaml:") === true ? parts[0] : "")).toBe(true);
    for (const part of parts) expect(shortened).toContain(part);
  });

  test.each(["live", "papr", "Backtest"])("mode %s is answered with what the verb can do", async (mode) => {
    const text = `mode: ${mode}\n`;
    expect(await complaintsAbout(text, { command: "run" })).toEqual([
      expect.stringMatching(/; allowed: paper; fix: write paper$/),
    ]);
    expect(await complaintsAbout(text)).toEqual([expect.stringContaining("allowed: backtest, paper")]);
  });

  test("all at once, in reading order", async () => {
    const text = "mode: live\nwibble: 1\naccount: { balance: -5 }\nsymbols: { BTC/USDT: { stop_loss: 2 } }\n";
    const complaints = await complaintsAbout(text, {
      environment: [{ key: "sizing.method", text: "guess", where: "environment TIMONEL_SIZING__METHOD" }],
      commandLine: [{ key: "account.leverage", text: "many", where: "--leverage" }],
    });
    const starts = [
      "timonel.yaml:1:7: mode",
      "timonel.yaml:2:1: wibble",
      "timonel.yaml:3:21: account.balance",
    ];
    starts.push(
      "timonel.yaml:4:35: symbols.BTC/USDT.stop_loss",
      "environment TIMONEL_SIZING__METHOD",
      "--leverage",
    );
    expect(complaints).toHaveLength(starts.length);
    for (const [i, start] of starts.entries()) expect(complaints[i]).toContain(start);
  });

  test("a value that is refused does not drag its neighbours along", async () => {
    const complaints = await complaintsAbout("account: { leverage: 3 }\nleverage: { max: high }\n");
    expect(complaints).toEqual([expect.stringContaining("timonel.yaml:2:18: leverage.max")]);
  });

  test("a file that must be there and is not", async () => {
    const path = join(directory, "missing.yaml");
    await expect(loadConfig({ path, explicit: true })).rejects.toThrow(
      `${path}: cannot read the config: no such file`,
    );
    mkdirSync(join(directory, "folder"));
    await expect(loadConfig({ path: join(directory, "folder"), explicit: true })).rejects.toThrow(
      "a directory",
    );
  });

  test("a backtest config under `run`", async () => {
    expect(await complaintsAbout("mode: backtest\n", { command: "run" })).toEqual([
      expect.stringMatching(
        /^timonel.yaml:1:7: mode: `timonel run` does not run a backtest; .*use `timonel backtest`/,
      ),
    ]);
  });

  test("an alias bomb ends in words", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(",")}]`,
    );
    const complaints = await complaintsAbout(`l0: &l0 [x]\n${levels.join("\n")}\n`);
    expect(complaints).toEqual([expect.stringContaining("timonel.yaml:1:1: not valid YAML: ")]);
  });
});

const NOT_IN_FORCE = {
  venues: "venues: { binance: { enabled: true } }",
  "emergency.model_failure": "emergency: { model_failure: { action: reduce } }",
  "emergency.high_volatility": "emergency: { high_volatility: { percentile_above: 0.95 } }",
  "emergency.news": "emergency: { news: { source: x } }",
  "logs.to_database": "logs: { to_database: true }",
  database: "database: { url_env: X }",
  api: "api: { port: 1 }",
  "leverage.min": "leverage: { min: 1 }",
  "leverage.dynamic": "leverage: { dynamic: true }",
  "execution.retry_attempts": "execution: { retry_attempts: 3 }",
  "risk_limits.account": "risk_limits: { account: { min_margin_level: 1.5 } }",
  "risk_limits.operational.max_cpu": "risk_limits: { operational: { max_cpu: 0.9 } }",
  "risk_limits.operational.min_uptime": "risk_limits: { operational: { min_uptime: 0.99 } }",
};

describe("keys of later versions", () => {
  test.each(Object.entries(NOT_IN_FORCE))("%s is known, and refused", async (key, text) => {
    const [complaint = "", ...rest] = await complaintsAbout(`${text}\n`);
    expect(rest).toEqual([]);
    expect(complaint).toContain(`: ${key}: known key, not in force in this version`);
    expect(complaint).toContain("fix: remove it");
  });

  test("one that stands at the wrong level is still told apart from a misspelt one", async () => {
    const [complaint] = await complaintsAbout("retry_attempts: 3\n");
    expect(complaint).toContain("not in force in this version (its place is execution)");
  });
});

const WORDS = {
  "max_portfolio_exposure: 0.5": "risk_limits.portfolio.max_exposure",
  "emergency_stop_drawdown: 0.15": "emergency.drawdown.above",
  "partial_close_thresholds: []": "take_profit_levels",
  "daily_loss_limit: 0.03": "risk_limits.session.max_daily_loss",
  "max_open_positions: 3": "risk_limits.portfolio.max_concurrent_trades",
  "max_open_trades: 3": "risk_limits.portfolio.max_concurrent_trades",
  "max_leverage: 3": "leverage.max",
  "use_take_profit: true": "symbols.S.take_profit",
  "take_profit_percent: 5": "symbols.S.take_profit, as a ratio: 0.05",
  "stop_loss_percent: 0.5": "symbols.S.stop_loss, as a ratio: 0.005",
  "max_drawdown_pct: 20": "risk_limits.portfolio.max_drawdown, as a ratio: 0.2",
  "paper_trading: true": "mode: paper",
  "dry_run: true": "mode: paper",
  "stake_currency: USDT": "account.currency",
  "stoploss: -0.1": "symbols.S.stop_loss, as a positive ratio: 0.1",
  "pair_whitelist: [BTC/USDT]": "under symbols",
  "close_pct: 50": "close_share",
};

describe("words of other programs", () => {
  test.each(Object.entries(WORDS))("%s leads to %s", async (text, key) => {
    const [complaint = "", ...rest] = await complaintsAbout(`${text}\n`);
    expect(rest).toEqual([]);
    expect(complaint.slice(complaint.indexOf("fix: "))).toContain(key);
  });
});

const CONDITIONS = {
  "{ name: trend }": "condition 1 (trend) needs by",
  "{ name: trend, by: adx }": "condition 1 (trend) needs above or below",
  "{ name: trend, by: macd, above: 1 }": "condition 1: by is not one of adx, slope",
  "{ name: trend, by: adx, above: 101 }": "condition 1: above is no number from 0 up to 100",
  "{ name: trend, by: slope, above: 101 }": "condition 1: above is no number from -1 up to 1",
  "{ name: volatility, below: 90 }": "condition 1: below is no number from 0 up to 1 (0.9 is 90 %)",
  "{ name: volatility, below: 0.9, window: 2.5 }": "condition 1: window is no whole number from 10",
  "{ name: volatility, below: 0.9, lenght: 5 }":
    "condition 1 (volatility) knows no lenght: did you mean length?",
  "{ name: price, above: 5 }": "condition 1 (price) needs symbol",
  "{ name: price, symbol: BTCUSDT, above: 5 }": "symbol is none such as BTC/USDT",
  "{ name: drawdown, above: 0.2, below: 0.1 }": "nothing is above its above and below its below",
  '{ name: hours, within: "9-17" }': "condition 1: within is no span such as 09:30-16:00",
  '{ name: hours, within: "09:00-17:00", time_zone: Mars }': "condition 1: time_zone is no time zone",
  '{ name: hours, within: "09:00-17:00", above: 1 }': "condition 1 (hours) knows no above",
  "{ name: volatilty, below: 1 }": "has no known name: did you mean volatility?",
  "{ below: 1 }": "condition 1 has no name",
  "5": "condition 1 is no group of keys",
  "{ name: drawdown, below: 0.1 }, { name: spread }": "condition 2 (spread) needs above or below",
};

describe("conditions for openings", () => {
  test.each(Object.entries(CONDITIONS))(
    "%s is refused with its place and what is wrong",
    async (rows, says) => {
      const text = `automation:\n  level: conditional\n  conditions: [${rows}]\n`;
      const [complaint = "", ...rest] = await complaintsAbout(text);
      expect(rest).toEqual([]);
      expect(complaint).toMatch(/^timonel\.yaml:3:\d+: automation\.conditions: /);
      expect(complaint).toContain(says);
    },
  );

  test.each([
    ['{ name: hours, within: "8-20" }', 'within is no span such as 09:30-16:00; found: "8-20"'],
    ['{ name: hours, within: "09:00-17:00", time_zone: Mars/Base }', 'found: "Mars/Base"'],
    ["{ name: trend, by: adx, above: 101 }", "found: 101"],
    ["{ name: trend, by: adx }", "found: nothing"],
    ["{ name: volatilty, below: 1 }", 'found: "volatilty"'],
    ["{ name: price, symbol: BTCUSDT, above: 5 }", 'found: "BTCUSDT"'],
    ["{ name: spread, below: 5, lenght: 7 }", 'found: "lenght"'],
    ["{ name: drawdown, above: 0.2, below: 0.1 }", 'found: "0.2 and 0.1"'],
    ["5", "found: 5"],
  ])("%s is shown as it stands there", async (row, says) => {
    const [complaint = ""] = await complaintsAbout(`automation: { conditions: [${row}] }\n`);
    expect(complaint).toContain(`${says}; allowed: a list of { name`);
  });

  test("all that is wrong is told at once, each at its own place", async () => {
    const rows = [
      "{ name: trend }",
      "{ name: drawdown, below: 0.1 }",
      "{ name: volatility, lenght: 5, below: 90 }",
      "5",
      "{ name: hours, time_zone: Mars, symbol: x }",
    ];
    const text = `automation:\n  level: conditional\n  conditions:\n${rows.map((row) => `    - ${row}\n`).join("")}`;
    expect((await complaintsAbout(text)).map((line) => line.split(";", 1)[0])).toEqual([
      "timonel.yaml:4:7: automation.conditions: condition 1 (trend) needs by",
      "timonel.yaml:6:27: automation.conditions: condition 3 (volatility) knows no lenght: did you mean length?",
      "timonel.yaml:6:45: automation.conditions: condition 3: below is no number from 0 up to 1 (0.9 is 90 %)",
      "timonel.yaml:7:7: automation.conditions: condition 4 is no group of keys",
      "timonel.yaml:8:7: automation.conditions: condition 5 (hours) needs within",
      "timonel.yaml:8:33: automation.conditions: condition 5: time_zone is no time zone such as America/New_York",
      "timonel.yaml:8:47: automation.conditions: condition 5: symbol is none such as BTC/USDT",
    ]);
  });

  test.each([
    ["{ name: open_positions, below: 0 }", "below 0 can never hold: it is never less than that; found: 0"],
    ["{ name: exposure, below: 0 }", "below 0 can never hold"],
    ["{ name: drawdown, below: 0 }", "below 0 can never hold"],
    ["{ name: price, symbol: BTC/USDT, below: 0 }", "below 0 can never hold"],
    ["{ name: volatility, above: 1 }", "above 1 can never hold: it is never more than that"],
    ["{ name: trend, by: adx, above: 100 }", "above 100 can never hold"],
  ])("%s asks for what never is", async (row, says) => {
    const complaints = await complaintsAbout(`automation: { level: conditional, conditions: [${row}] }\n`);
    expect(complaints).toEqual([expect.stringContaining(says)]);
  });

  test("a bound that some measure can reach is no fault", async () => {
    const rows = "{ name: open_positions, above: 0, below: 1 }, { name: trend, by: slope, below: 0 }";
    expect(await complaintsAbout(`automation: { level: conditional, conditions: [${rows}] }\n`)).toEqual([]);
  });

  test("a level without what it needs is refused", async () => {
    expect(await complaintsAbout("automation: { level: conditional, conditions: [] }\n")).toEqual([
      expect.stringMatching(/automation.conditions: automation.level is conditional .*there is no condition/),
    ]);
    expect(await complaintsAbout("automation: { level: conditional }\n")).toHaveLength(1);
  });
});
