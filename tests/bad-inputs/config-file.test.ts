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
    "emergency: { close_positions: true }\n",
    "timonel.yaml:1:1: emergency: known key, not in force in this version",
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
    "symbols:\n  BTC/USDT:\n    strategy: ema-cross\n    params:\n      fast: 500\n      slow: soon\n      medium: 3\n",
    /timonel\.yaml:5:\d+: .*\bfast; found: 500; allowed: a whole number from 2 to 200; fix: /,
    /timonel\.yaml:6:\d+: .*\bslow; found: soon; allowed: a whole number from 3 to 400; fix: /,
    /timonel\.yaml:7:\d+: .*\bmedium; found: 3; allowed: fast, slow, atr, stopAtr; fix: /,
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
