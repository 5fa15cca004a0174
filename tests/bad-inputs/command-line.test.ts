/** Misunderstandings on the command line and in the environment: exit 2. */
import { describe } from "vitest";
import { DEMO } from "../cli/run-cli.ts";
import { eachIsRefused } from "./refused.ts";

const BACKTEST = ["backtest", "--strategy", "ema-cross", "--data", DEMO];
const code = 2;

describe("verbs and options", () => {
  eachIsRefused([
    {
      what: "an unknown verb",
      args: ["bactest"],
      code,
      says: [
        "unknown verb",
        "found: bactest",
        "allowed: init, new, backtest, run, check",
        "did you mean `timonel backtest`?",
      ],
    },
    {
      what: "a verb of a later version",
      args: ["optimize", "--json"],
      code,
      says: [
        "`timonel optimize` is planned",
        "allowed: init, new, backtest, run, check",
        "fix: see `timonel --help`",
      ],
    },
    {
      what: "an unknown option",
      args: [...BACKTEST, "--jsno"],
      code,
      says: ["unknown option", "found: --jsno", "did you mean --json?"],
    },
    {
      what: "an option of another verb",
      args: [...BACKTEST, "--speed", "max"],
      code,
      says: ["unknown option", "found: --speed"],
    },
    {
      what: "a page into a folder that is not there",
      args: [...BACKTEST, "--html", "reports/today.html"],
      code,
      says: ["reports/today.html", "the file cannot be written", "ENOENT", "fix: name another file"],
    },
    {
      what: "a page in the place of a folder",
      args: [...BACKTEST, "--html", "."],
      code,
      says: ["the file cannot be written", "found: it is a directory", "fix: name another file"],
    },
    {
      what: "an option without its value",
      args: ["backtest", "--data"],
      code,
      says: ["an option without its value", "--data", "fix: see `timonel backtest --help`"],
    },
    {
      what: "a bare word",
      args: ["backtest", "ema-cross"],
      code,
      says: ["takes options only", "fix: did you mean --symbols or --data?"],
    },
    {
      what: "a speed of nothing",
      args: ["run", "--speed", "0"],
      code,
      says: [
        "--speed is not a speed",
        "found: 0",
        "allowed: max, or a number above 0",
        "fix: write --speed 1000",
      ],
    },
    {
      what: "a mode of a later version",
      args: ["run", "--mode", "live"],
      code,
      says: ["--mode", "comes with a later version", 'found: "live"', /fix: (write|use) /],
    },
    {
      what: "an option of a later version",
      args: ["run", "--port", "8420"],
      code,
      says: ["--port comes with a later version", "fix: remove it"],
    },
  ]);
});

describe("values", () => {
  eachIsRefused([
    {
      what: "a parameter out of range",
      args: [...BACKTEST, "--param", "fast=500"],
      code,
      says: [
        "--param fast",
        "ema-cross",
        "found: 500",
        "allowed: a whole number from 2 to 200",
        "fix: change it",
      ],
    },
    {
      what: "a parameter of another type",
      args: [...BACKTEST, "--param", "fast=quick", "--param", "slow=26.5"],
      code,
      says: [
        "--param fast",
        "found: quick",
        "--param slow",
        "found: 26.5",
        "allowed: a whole number from 3 to 400",
      ],
    },
    {
      what: "a parameter the strategy does not have",
      args: [...BACKTEST, "--param", "fats=12"],
      code,
      says: ["--param fats", "found: 12", "allowed: fast, slow, atr, stopAtr"],
    },
    {
      what: "a parameter without a value",
      args: [...BACKTEST, "--param", "fast"],
      code,
      says: ["--param is not of the form key=value", "found: fast", "fix: write --param fast=12"],
    },
    {
      what: "a balance of nothing",
      args: [...BACKTEST, "--balance", "0"],
      code,
      says: ["--balance", "found: 0", "allowed: an amount above 0", "fix: choose a number in that range"],
    },
    {
      what: "more risk than there is money",
      args: [...BACKTEST, "--risk-percent", "200"],
      code,
      says: [
        "--risk-percent",
        "found: 200",
        "allowed: a percentage above 0 up to 100",
        "fix: write a number",
      ],
    },
    {
      what: "leverage on spot",
      args: [...BACKTEST, "--leverage", "3"],
      files: { "timonel.yaml": "leverage: { max: 5 }\n" },
      code,
      says: ["account.leverage", "leverage on spot", "BTC/USDT", "found: 3", "fix: set leverage to 1"],
    },
    {
      what: "leverage above leverage.max",
      args: [...BACKTEST, "--leverage", "3"],
      code,
      says: ["--leverage", "more than leverage.max, which is 1", "found: 3", "allowed: 1", "fix: lower it"],
    },
    {
      what: "one instrument in two spellings",
      args: [...BACKTEST, "--symbols", "BTC/USDT,BTCUSDT"],
      code,
      says: [
        "BTC/USDT is named twice",
        "allowed: one strategy on one instrument",
        "fix: remove one of the two",
      ],
    },
    {
      what: "a symbol nobody understands",
      args: [...BACKTEST, "--symbols", "BTC/USDT,??"],
      code,
      says: ["--symbols", "??", /fix: /],
    },
    {
      what: "a symbol the data does not have",
      args: [...BACKTEST, "--symbols", "BTT/USDT"],
      code,
      says: ["no bars of BTT/USDT", "found: BNB/USDT, BTC/USDT and ETH/USDT", "fix: did you mean BTC/USDT?"],
    },
    {
      what: "a symbol priced in what the account does not hold",
      args: [...BACKTEST, "--symbols", "BTC/EUR"],
      code,
      says: [
        "BTC/EUR",
        "priced in EUR",
        "the account holds USDT",
        "allowed: symbols priced in USDT",
        "fix: set account",
      ],
    },
    {
      what: "a strategy nobody knows",
      args: ["backtest", "--strategy", "ema-crss", "--data", DEMO],
      code,
      says: ["no such strategy", "found: ema-crss", "did you mean ema-cross?"],
    },
    {
      what: "no strategy at all",
      args: ["backtest", "--data", DEMO],
      code,
      says: ["no strategy is given for BNB/USDT", "fix: add --strategy ema-cross"],
    },
    {
      what: "no data at all",
      args: ["backtest", "--strategy", "ema-cross"],
      code,
      says: ["no data is given", "allowed: --data FILE, --data DIR or --data SYMBOL=FILE", "fix: add --data"],
    },
  ]);
});

describe("the environment", () => {
  eachIsRefused([
    {
      what: "a name of ours that is no setting",
      args: BACKTEST,
      env: { TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDWON: "0.2" },
      code,
      says: [
        "environment TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDWON: unknown setting",
        "found: 0.2",
        "did you mean TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN?",
      ],
    },
    {
      what: "percent where a ratio is due",
      args: BACKTEST,
      env: { TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN: "20" },
      code,
      says: ["environment TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN", "found: 20", "fix: write 0.2"],
    },
    {
      what: "a patience that is no number",
      args: BACKTEST,
      env: { TIMONEL_HEARTBEAT_SECONDS: "soon" },
      code,
      says: ["environment TIMONEL_HEARTBEAT_SECONDS", "found: soon", "fix: set it to 10"],
    },
    {
      what: "a sandbox that is not there yet",
      args: BACKTEST,
      env: { SANDBOX_MODE: "true" },
      code,
      says: ["environment SANDBOX_MODE", "there is no sandbox yet", "fix: unset it"],
    },
  ]);
});
