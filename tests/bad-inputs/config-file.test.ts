/** Mistakes in the config file: exit 2, each with file, line and column, and all of them at once. */
import { expect, test } from "vitest";
import { DEMO, runCli } from "../cli/run-cli.ts";
import { type BadInput, eachIsRefused } from "./refused.ts";

const code = 2;
const SYMBOL = "symbols:\n  BTC/USDT: { strategy: ema-cross }\n";

/** A refusal of this text as `timonel.yaml`. */
const config = (what: string, text: string, ...says: readonly (string | RegExp)[]): BadInput => ({
  what,
  args: ["backtest", "--data", DEMO],
  files: { "timonel.yaml": text },
  code,
  says,
});

eachIsRefused([
  config(
    "an unknown key",
    "risk_limits:\n  portfolio:\n    max_drawdwon: 0.2\n",
    "timonel.yaml:3:5: risk_limits.portfolio.max_drawdwon: unknown key",
    "found: 0.2",
    "allowed: max_drawdown, max_exposure",
    "fix: did you mean risk_limits.portfolio.max_drawdown?",
  ),
  config(
    "a key at the wrong level",
    "mode: paper\nmax_drawdown: 0.2\n",
    "timonel.yaml:2:1: max_drawdown: unknown key",
    "fix: move it: it belongs under risk_limits.portfolio",
  ),
  config(
    "percent where a ratio is due",
    "risk_limits:\n  per_trade: { max_risk: 2 }\n",
    "timonel.yaml:2:26: risk_limits.per_trade.max_risk: looks like percent",
    "found: 2",
    "allowed: a ratio above 0 up to 1",
    "fix: write 0.02",
  ),
  config(
    "a percent sign",
    `${SYMBOL}    \n`.replace("}", ", stop_loss: 0.7% }"),
    "timonel.yaml:2:48: symbols.BTC/USDT.stop_loss: text where a number belongs",
    'found: "0.7%"',
    "fix: write 0.007",
  ),
  config(
    "profit levels out of order",
    "symbols:\n  BTC/USDT:\n    strategy: ema-cross\n    take_profit_levels:\n      - { target: 0.04, close_share: 0.5 }\n      - { target: 0.02, close_share: 1 }\n",
    "timonel.yaml:5:7: symbols.BTC/USDT.take_profit_levels: level 2: its target is not beyond the one before",
    "found: a list",
    "allowed: a list of { target, close_share }, nearest target first, or off",
    "fix: write [{ target: 0.02, close_share: 0.33 }, { target: 0.04, close_share: 1 }]",
  ),
  config(
    "a target beside profit levels",
    "symbols:\n  BTC/USDT: { strategy: ema-cross, take_profit: 0.05, take_profit_levels: [{ target: 0.02, close_share: 1 }] }\n",
    "timonel.yaml:2:75: symbols.BTC/USDT.take_profit_levels: take_profit and take_profit_levels are both set",
    "allowed: one of the two",
  ),
  config(
    "two kinds of trailing stop",
    `${SYMBOL}`.replace("}", ", trailing_stop: 0.01, trailing_stop_atr: 2 }"),
    "timonel.yaml:2:77: symbols.BTC/USDT.trailing_stop_atr: trailing_stop and trailing_stop_atr are both set",
    "found: 2",
  ),
  config(
    "a cost of a model that is not chosen",
    `${SYMBOL}simulation: { slippage: half_spread, slippage_bps: 5 }\n`,
    "timonel.yaml:3:52: simulation.slippage_bps: does nothing with simulation.slippage, which is half_spread (timonel.yaml:3:25)",
    "fix: remove it, or write slippage: fixed_bps",
  ),
  config(
    "a share of volume in percent",
    `${SYMBOL}simulation: { volume_share_max: 5 }\n`,
    "timonel.yaml:3:33: simulation.volume_share_max: looks like percent",
    "fix: write 0.05",
  ),
  config(
    "no nights in a market that never closes",
    "symbols:\n  BTC/USDT:\n    strategy: ema-cross\n    session: { overnight: false }\n",
    "timonel.yaml:4:27: BTC/USDT trades round the clock: it has no night",
    "found: false",
    "fix: remove it, or name its session.hours",
  ),
  config(
    "no nights with bars as long as a session",
    'symbols:\n  BTC/USDT: { strategy: ema-cross, session: { hours: "09:30-09:45", overnight: false } }\n',
    "timonel.yaml:2:80: BTC/USDT: bars of 15m are as long as a session",
    "allowed: true",
    "fix: use shorter bars, or remove it",
  ),
  config(
    "YAML that ends in the middle",
    "account: { balance: 5\nmode: paper\n",
    /timonel\.yaml:\d+:\d+: not valid YAML: /,
    "fix: correct the YAML at this place",
  ),
  config(
    "YAML indented with a tab",
    "account:\n\tbalance: 5\n",
    "timonel.yaml:2:1: not valid YAML",
    "allowed: YAML 1.2, indented by spaces",
    "fix: replace the tab by spaces",
  ),
  config(
    "a key written twice",
    "mode: paper\nmode: paper\n",
    "timonel.yaml:2:1: mode: written twice",
    "allowed: each key once",
    "fix: remove one of the two",
  ),
  config(
    "the same symbol twice",
    "symbols:\n  BTC/USDT: { strategy: ema-cross }\n  BTC/USDT: { strategy: pairs }\n",
    "timonel.yaml:3:3: BTC/USDT: written twice",
    "fix: remove one of the two",
  ),
  config(
    "two documents in one file",
    "mode: paper\n---\nmode: paper\n",
    "timonel.yaml:2:1: holds several documents",
    "found: ---",
    "allowed: one config a file",
    "fix: remove the line",
  ),
  config(
    "text in another encoding",
    "m\0o\0d\0e\0:\0 \0p\0a\0p\0e\0r\0",
    "timonel.yaml: not a text file in UTF-8",
    "fix: save it as UTF-8 in your editor",
  ),
  config(
    "a mistake behind a byte order mark and Windows line ends",
    "\ufeffmode: paper\r\naccount: { balance: -5 }\r\n",
    "timonel.yaml:2:21: account.balance: must not be negative",
    "fix: drop the minus sign: write 5",
  ),
  config(
    "a key with a letter that only looks right",
    "\u0430ccount: { balance: 5 }\n",
    'timonel.yaml:1:1: \u0430ccount: unknown key: its "\u0430" is U+0430, not a letter of ASCII',
    "fix: did you mean account?",
  ),
  config(
    "a symbol with a letter that only looks right",
    "symbols:\n  \u0412TC/USDT: { strategy: ema-cross }\n",
    'timonel.yaml:2:3: symbols.\u0412TC/USDT: not a symbol: its "\u0412" is U+0412',
    "fix: type it again by hand",
  ),
  config(
    "a word instead of a config",
    "paper\n",
    "timonel.yaml:1:1: not a group of keys",
    'found: "paper"',
    "fix: see docs/CONFIG.md",
  ),
  config(
    "a key without a value",
    "mode:\n",
    "timonel.yaml:1:6: mode: has no value",
    "fix: write a value, or remove the line",
  ),
  config(
    "a number beyond every range",
    "account: { balance: 99999999999999999999999999 }\n",
    "timonel.yaml:1:21: account.balance: not an allowed value",
    "found: 1e+26",
  ),
  config(
    "what YAML knows as no number",
    "account: { balance: .nan }\n",
    "timonel.yaml:1:21: account.balance: not a number",
    "found: NaN",
  ),
  config(
    "a limit of minus zero",
    "risk_limits: { portfolio: { max_risk: -0.0 } }\n",
    "timonel.yaml:1:39: risk_limits.portfolio.max_risk: not an allowed value",
    "fix: write off if there should be no limit",
  ),
  config(
    "a group where a value belongs",
    "risk_limits:\n  portfolio:\n    max_risk: { value: 0.1 }\n",
    "timonel.yaml:3:15: risk_limits.portfolio.max_risk: not a single value",
    "found: a group of keys",
  ),
  config(
    "a date where a number belongs",
    "account: { balance: 2024-01-01 }\n",
    'timonel.yaml:1:21: account.balance: text where a number belongs; found: "2024-01-01"',
  ),
  config(
    "yes where true is due",
    "position_management: { require_stop: yes }\n",
    'timonel.yaml:1:38: position_management.require_stop: not an allowed value; found: "yes"',
    "fix: write true",
  ),
  config(
    "a list of symbols",
    "symbols:\n  - BTC/USDT\n",
    "timonel.yaml:2:3: symbols: not a group of symbols",
    "fix: write BTC/USDT: { timeframe: 1h }",
  ),
  config(
    "a strategy where the keys of a symbol belong",
    "symbols: { BTC/USDT: ema-cross }\n",
    "timonel.yaml:1:22: symbols.BTC/USDT: not a group of keys",
    "fix: write its keys below it, indented",
  ),
  config(
    "a list as a parameter",
    "symbols: { BTC/USDT: { strategy: ema-cross, params: { fast: [12] } } }\n",
    "timonel.yaml:1:61: symbols.BTC/USDT.params.fast: not a parameter value",
    "fix: write params: { name: value }",
  ),
  config(
    "a name that objects have of their own",
    "__proto__: { balance: 5 }\n",
    "timonel.yaml:1:1: __proto__: unknown key",
    "fix: remove it",
  ),
  config(
    "an anchor that nobody wrote",
    "account: *mine\n",
    "timonel.yaml:1:10: unknown anchor",
    "found: *mine",
  ),
  config(
    "a file that includes itself",
    "include: [timonel.yaml]\n",
    "timonel.yaml:1:11: include: includes itself",
    "fix: remove it from include",
  ),
  config(
    "an included file that is not there",
    "mode: paper\ninclude: [risk.yaml]\n",
    'timonel.yaml:2:11: include: cannot read the config: no such file; found: "risk.yaml"',
    "fix: correct the path",
  ),
  config(
    "a list where keys belong",
    "account: [USDT, 10000]\n",
    "timonel.yaml:1:10: account: not a group of keys",
    "found: a list",
    "allowed: currency, balance, leverage",
  ),
  config(
    "a word of another program",
    "stoploss: -0.1\n",
    "timonel.yaml:1:1: stoploss: a word of other programs",
    "found: -0.1",
    "fix: use symbols.S.stop_loss, as a positive ratio: 0.1",
  ),
  config(
    "a protection that is not in force yet",
    "emergency: { news: { action: reduce } }\n",
    "timonel.yaml:1:14: emergency.news: known key, not in force in this version",
    "fix: remove it",
  ),
  config(
    "a mode of a later version",
    "mode: live\n",
    "timonel.yaml:1:7: mode: comes with a later version",
    'found: "live"',
    "allowed: backtest, paper",
  ),
  config(
    "a strategy nobody knows",
    "symbols:\n  BTC/USDT: { strategy: ema-crss }\n",
    "timonel.yaml:2:25: no such strategy",
    "found: ema-crss",
    "fix: did you mean ema-cross?",
  ),
  config(
    "a parameter out of range, one of another type and one that does not exist",
    'symbols:\n  BTC/USDT:\n    strategy: ema-cross\n    params:\n      fast: 500\n      slow: soon\n      atr: "14"\n      medium: 3\n      stopatr: 2\n',
    /timonel\.yaml:5:\d+: .*\bfast; found: 500; allowed: a whole number from 2 to 200; fix: /,
    /timonel\.yaml:6:\d+: .*\bslow; found: "soon", which is text; allowed: a whole number from 3 to 400; fix: /,
    /timonel\.yaml:7:\d+: .*\batr; found: "14", which is text; allowed: .*; fix: write 14 without quotes\n/,
    /timonel\.yaml:8:\d+: strategy ema-cross has no parameter named medium; found: medium: 3; allowed: fast, slow, atr, stopAtr; fix: remove it\n/,
    /timonel\.yaml:9:\d+: .* no parameter named stopatr; found: stopatr: 2; allowed: stopAtr, fast, slow, atr; fix: did you mean stopAtr\?\n/,
  ),
  config(
    "two strategies on one instrument",
    `${SYMBOL}  BTCUSDT: { strategy: ema-cross, params: { fast: 5 } }\n`,
    "timonel.yaml:3:3: symbols.BTCUSDT: BTC/USDT is named twice, first at timonel.yaml:2:3",
    "allowed: one strategy on one instrument",
    "fix: remove one of the two",
  ),
  config(
    "leverage on spot",
    `${SYMBOL}account: { leverage: 3 }\nleverage: { max: 5 }\n`,
    "timonel.yaml:3:22: account.leverage: leverage on spot: BTC/USDT",
    "found: 3",
    "allowed: 1 with spot symbols",
    "fix: set leverage to 1",
  ),
  config(
    "leverage above leverage.max",
    "account: { leverage: 3 }\nleverage: { max: 2 }\n",
    "timonel.yaml:1:22: account.leverage: more than leverage.max, which is 2 (timonel.yaml:2:18)",
    "found: 3",
    "fix: lower it",
  ),
  config(
    "a symbol priced in what the account does not hold",
    "symbols:\n  BTC/EUR: { strategy: ema-cross }\n",
    "timonel.yaml:2:3: symbols.BTC/EUR: is priced in EUR, but the account holds USDT",
    "allowed: symbols priced in USDT",
    "fix: set account: { currency: EUR }",
  ),
  {
    what: "a config file that is not there",
    args: ["backtest", "--data", DEMO, "--config", "timonle.yaml"],
    files: { "timonel.yaml": "mode: paper\n" },
    code,
    says: ["timonle.yaml: cannot read the config: no such file", /fix: (correct the path|did you mean)/],
  },
  {
    what: "a config file that is a directory",
    args: ["backtest", "--data", DEMO, "--config", DEMO],
    code,
    says: [`${DEMO}: cannot read the config: a directory`, "fix: correct the path"],
  },
  {
    what: "a config file without a name",
    args: ["backtest", "--data", DEMO, "--config", ""],
    code,
    says: ["--config has an empty value", "fix: write the value, or leave --config out"],
  },
]);

test("all mistakes of a file are told at once, a line each", async () => {
  const text =
    "mode: life\naccount: { balance: -5 }\nrisk_limits: { portfolio: { max_risk: 6 } }\nwibble: 1\n";
  const outcome = await runCli(["run"], { files: { "timonel.yaml": text } });
  expect(outcome).toMatchObject({ code: 2, stdout: "", written: [] });
  const places = outcome.stderr
    .trimEnd()
    .split("\n")
    .map((line) => /^timonel\.yaml:(\d+):\d+: /.exec(line)?.[1]);
  expect(places.sort()).toEqual(["1", "2", "3", "4"]);
});
