/** Misunderstandings on the command line and in the environment: exit 2. */
import { describe } from "vitest";
import { DEMO } from "../cli/run-cli.ts";
import { type BadInput, eachIsRefused } from "./refused.ts";

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
      what: "an option whose value is empty",
      args: ["backtest", "--strategy", "", "--data", DEMO],
      code,
      says: ["--strategy has an empty value", 'found: ""', "fix: write the value, or leave --strategy out"],
    },
    {
      what: "an option that may be repeated, with an empty value",
      args: [...BACKTEST, "--data", " "],
      code,
      says: ["--data has an empty value", "fix: write the value, or leave --data out"],
    },
    {
      what: "an option given twice",
      args: [...BACKTEST, "--strategy", "pairs"],
      code,
      says: ["--strategy is given twice", "found: ema-cross, then pairs", "fix: write --strategy once"],
    },
    {
      what: "help for a verb that does not exist",
      args: ["help", "bactest"],
      code,
      says: ["unknown verb", "found: bactest", "did you mean `timonel backtest`?"],
    },
    {
      what: "a verb without its words",
      args: ["new", "strategy"],
      code,
      says: ["`timonel new` lacks its name", "found: nothing", "fix: see `timonel new --help`"],
    },
    {
      what: "a short option that does not exist",
      args: [...BACKTEST, "-x"],
      code,
      says: ["unknown option", "found: -x"],
    },
    {
      what: "an option before the verb",
      args: ["--json", "backtest"],
      code,
      says: ["an option before the verb", "found: --json", "fix: write the verb first"],
    },
    {
      what: "a shell there is no completion for",
      args: ["completion", "powershell"],
      code,
      says: ["there is no completion for this shell", "found: powershell", "allowed: bash, zsh, fish"],
    },
    {
      what: "a check that does not exist",
      args: ["check", "lookahed"],
      code,
      says: ["unknown check", "found: lookahed", "did you mean `timonel check lookahead`?"],
    },
    {
      what: "a speed beyond every number",
      args: ["run", "--speed", "1e999"],
      code,
      says: ["--speed is not a speed", "found: 1e999", "allowed: max, or a number above 0"],
    },
    {
      what: "a run that would be a backtest",
      args: ["run", "--mode", "backtest"],
      code,
      says: ["`timonel run` does not run a backtest", "fix: use `timonel backtest`"],
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
      says: ["--mode", "comes with a later version", 'found: "live"; allowed: paper; fix: write paper'],
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
        'found: "quick", which is text',
        "--param slow",
        "found: 26.5",
        "allowed: a whole number from 3 to 400",
      ],
    },
    {
      what: "a parameter the strategy does not have",
      args: [...BACKTEST, "--param", "fats=12"],
      code,
      says: ["--param fats", "found: fats: 12", "allowed: fast, slow, atr, stopAtr"],
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
      says: [
        "--balance",
        "found: 0",
        "allowed: an amount from 0.00000001",
        "fix: choose a number in that range",
      ],
    },
    {
      what: "a balance below the smallest unit of any money",
      args: [...BACKTEST, "--balance", "0.000000001"],
      code,
      says: ["--balance", "found: 1e-9", "allowed: an amount from 0.00000001 up to 1000000000000"],
    },
    {
      what: "a balance of minus zero",
      args: [...BACKTEST, "--balance", "-0"],
      code,
      says: ["--balance", "found: 0", "allowed: an amount from 0.00000001"],
    },
    {
      what: "a balance beyond every number",
      args: [...BACKTEST, "--balance", "1e400"],
      code,
      says: ["--balance", "not a number", "found: Infinity"],
    },
    {
      what: "a leverage that is no number",
      args: [...BACKTEST, "--leverage", "NaN"],
      code,
      says: ["--leverage", "text where a number belongs", 'found: "NaN"'],
    },
    {
      what: "a month where bars are meant",
      args: [...BACKTEST, "--timeframe", "15M"],
      code,
      says: ["--timeframe", 'found: "15M"', "allowed: a bar length such as 5m, 1h, 4h, 1d"],
    },
    {
      what: "a bar without a length",
      args: [...BACKTEST, "--timeframe", "0h"],
      code,
      says: ["--timeframe", 'found: "0h"', "allowed: a bar length such as 5m"],
    },
    {
      what: "a parameter given twice",
      args: [...BACKTEST, "--param", "fast=12", "--param", "fast=13"],
      code,
      says: ["--param fast is given twice", "found: 12, then 13", "allowed: one value"],
    },
    {
      what: "a parameter without a name",
      args: [...BACKTEST, "--param", "=3"],
      code,
      says: ["--param is not of the form key=value", "found: =3"],
    },
    {
      what: "a symbol with a letter that only looks right",
      args: [...BACKTEST, "--symbols", "\u0412TC/USDT"],
      code,
      says: [
        "--symbols",
        'not a symbol: its "\u0412" is U+0412, not a letter of ASCII',
        "fix: type it again by hand",
      ],
    },
    {
      what: "a comma too many between symbols",
      args: [...BACKTEST, "--symbols", "BTC/USDT,,ETH/USDT"],
      code,
      says: ["--symbols", "not a symbol", 'found: ""'],
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
    ...["run", "check lookahead"].map(
      (verb): BadInput => ({
        what: `no word of data, and a symbol that the demo data do not have: ${verb}`,
        args: [...verb.split(" "), "--symbols", "BTC/USDT,SOL/USDT"],
        code,
        says: [
          "symbols.SOL/USDT: there is no data for it",
          "demo data of BNB/USDT",
          "--data FILE",
          "timonel data download SOL/USDT",
        ],
      }),
    ),
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
      what: "an API that is not there yet",
      args: BACKTEST,
      env: { AUTH_REQUIRED: "true" },
      code,
      says: ["environment AUTH_REQUIRED", "there is no API to protect yet", "fix: unset it"],
    },
    {
      what: "a symbol, which the environment cannot set",
      args: BACKTEST,
      env: { TIMONEL_SYMBOLS__BTC__TIMEFRAME: "1h" },
      code,
      says: ["symbols cannot be set in the environment", "fix: use --symbols, or the config file"],
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
