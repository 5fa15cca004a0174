import { describe, expect, test } from "vitest";
import { UserProblem } from "../../problem/index.ts";
import { loadOptionsOf, parseCommandLine } from "./cli-options.ts";

const parse = (line: string) =>
  parseCommandLine(
    line.split(" ").filter((word) => word !== ""),
    "1.2.3",
  );

async function refusalOf(line: string): Promise<string> {
  try {
    await parse(line);
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
  return "";
}

describe("a command line that is understood", () => {
  test("backtest with everything", async () => {
    const line =
      "backtest --config my.yaml --json --quiet --no-color --strategy ema-cross --symbols BTCUSDT,tETHUSD --timeframe 4h --data A " +
      "--data BTC/USDT=b.csv --balance 5000 --leverage 2 --risk-percent 2.0 --param fast=12 --param note=a=b";
    expect(await parse(line)).toEqual({
      kind: "backtest",
      options: {
        config: "my.yaml",
        json: true,
        quiet: true,
        color: false,
        symbols: ["BTC/USDT", "ETH/USD"],
        html: undefined,
        isKept: true,
        data: ["A", "BTC/USDT=b.csv"],
        repair: false,
        overrides: [
          { key: "account.balance", text: "5000", where: "--balance", isPercent: false },
          { key: "account.leverage", text: "2", where: "--leverage", isPercent: false },
          { key: "risk_limits.per_trade.max_risk", text: "2.0", where: "--risk-percent", isPercent: true },
          { key: "symbols.*.strategy", text: "ema-cross", where: "--strategy", isPercent: false },
          { key: "symbols.*.timeframe", text: "4h", where: "--timeframe", isPercent: false },
          { key: "symbols.*.params.fast", text: "12", where: "--param fast" },
          { key: "symbols.*.params.note", text: "a=b", where: "--param note" },
        ],
      },
    });
  });

  test("--mode emergency is the verb, whatever else is said", async () => {
    const asVerb = await parse("emergency --runs mine --json");
    for (const line of ["run --mode emergency", "run --mode=emergency", "--mode emergency"])
      expect(await parse(`${line} --runs mine --json`)).toEqual(asVerb);
  });

  test("run with nothing", async () => {
    const options = {
      config: undefined,
      json: false,
      quiet: false,
      color: true,
      data: [],
      repair: false,
      symbols: undefined,
      html: undefined,
      isKept: true,
      overrides: [],
      speed: undefined,
      isNew: false,
      hasVenueProcess: false,
    };
    expect(await parse("run")).toEqual({ kind: "run", options });
  });

  test.each([
    ["1000", 1000],
    ["0.5", 0.5],
    ["1e5", 1e5],
    ["max", "max"],
  ])("--speed %s", async (text, speed) => {
    expect(await parse(`run --speed ${text}`)).toMatchObject({ options: { speed } });
  });

  test("--mode is a config key like any other, and a negative number is a value", async () => {
    expect(await parse("run --mode live --balance -5")).toMatchObject({
      options: { overrides: [{ key: "mode", text: "live", where: "--mode" }, { text: "-5" }] },
    });
  });

  test("an explicit config must exist, the default one may", async () => {
    const parsed = [await parse("run --config a.yaml --symbols BTC/USDT"), await parse("backtest")];
    const environment = [{ key: "mode", text: "paper", where: "x" }];
    const loads = parsed.map((one) =>
      one.kind === "run" || one.kind === "backtest"
        ? loadOptionsOf(one, { overrides: environment })
        : undefined,
    );
    expect(loads).toMatchObject([
      { path: "a.yaml", explicit: true, overrides: { command: "run", symbols: ["BTC/USDT"], environment } },
      { path: undefined, explicit: false, overrides: { command: "backtest" } },
    ]);
  });
});

describe("help and version are text, not an end of the process", () => {
  test.each(["--help", "-h", "help"])("`timonel %s` lists the verbs", async (line) => {
    const parsed = await parse(line);
    expect(parsed).toMatchObject({ kind: "help", text: expect.stringContaining("Usage: timonel <verb>") });
    expect(parsed).toMatchObject({ text: expect.stringMatching(/backtest[\s\S]*run[\s\S]*Examples:/) });
  });

  test.each(["backtest --help", "help backtest", "run --help", "help run"])(
    "`timonel %s` shows an example",
    async (line) => {
      const verb = line.includes("run") ? "run" : "backtest";
      expect(await parse(line)).toMatchObject({
        kind: "help",
        text: expect.stringMatching(
          new RegExp(`Usage: timonel ${verb}[\\s\\S]*Examples:\n  timonel ${verb} `),
        ),
      });
    },
  );

  test("options of later versions are not advertised", async () => {
    expect(await parse("run --help")).not.toMatchObject({
      text: expect.stringMatching(/--port|--no-api|--sandbox|--stay/),
    });
  });

  test("--version", async () => {
    expect(await parse("--version")).toEqual({ kind: "version", text: "1.2.3\n" });
  });
});

test("what npm start says may be said again: the last one counts", async () => {
  expect(await parse("run --speed 1000 --config a.yaml --speed max --config b.yaml")).toMatchObject({
    options: { speed: "max", config: "b.yaml" },
  });
  expect(await refusalOf("backtest --balance 1 --balance 2")).toContain("--balance is given twice");
});

const VERBS =
  "init, new, backtest, run, check, report, runs, compare, why, doctor, completion, data, status, positions, orders, trades, logs, halt, resume, flatten, emergency, start, stop, approve, reject, replay, drill, kill-test";

describe("a command line that is refused says what would do", () => {
  test.each([
    [
      "optimize 7",
      "command line: `timonel optimize` is planned, not part of this version; found: optimize; allowed: init, new, backtest, run, check",
    ],
    ["walk-forward", "`timonel walk-forward` is planned, not part of this version"],
    [
      "backtset",
      `command line: unknown verb; found: backtset; allowed: ${VERBS}; fix: did you mean \`timonel backtest\`?`,
    ],
    ["optimise", "did you mean `timonel optimize`?"],
    ["wibblewobble", `unknown verb; found: wibblewobble; allowed: ${VERBS}; fix: see \`timonel --help\``],
    [
      "--json backtest",
      `an option before the verb; found: --json; allowed: ${VERBS}; fix: write the verb first`,
    ],
    ["--wibble", "unknown option; found: --wibble"],
    [
      "backtest --simbols X",
      "unknown option; found: --simbols; allowed: the options in `timonel backtest --help`; fix: did you mean --symbols?",
    ],
    ["backtest --speed 5", "unknown option; found: --speed"],
    ["backtest BTCUSDT", "`timonel backtest` takes options only"],
    [
      "flatten BTC/USDT extra",
      "`timonel flatten` takes one word; found: 2; allowed: symbol; fix: see `timonel flatten --help`",
    ],
    ["status a b", "`timonel status` takes one word; found: 2; allowed: run"],
    ["approve 1 2 3", "`timonel approve` takes one word; found: 3; allowed: id"],
    ["new strategy one two", "`timonel new` takes 2 words; found: 3; allowed: what name"],
    ["halt now", "`timonel halt` takes options only"],
    [
      "backtest --from 2024-01-01",
      "`timonel backtest` plays all of the data that it is given; found: --from; allowed: the options in `timonel backtest --help`; fix: cut the data: timonel data export SYMBOL INTERVAL --from DATE --to DATE --out FILE",
    ],
    ["check lookahead --timerange 20240101-", "fix: cut the data: timonel data export"],
    [
      "data resample binance:BTC/USDT 1h --to 4h",
      "`timonel data resample` takes one file; found: several words; allowed: one FILE; fix: write a dataset to a file first: timonel data export VENUE:SYMBOL INTERVAL --out FILE",
    ],
    ["data export BTC/USDT 1h 2h", "`timonel data export` takes one dataset or one file"],
    [
      "data list BTC/USDT",
      "takes options only; found: a bare word; allowed: options, each with two dashes; fix: see",
    ],
    ["run --balance", "an option without its value; found: --balance"],
    ["run --speed 0", "--speed is not a speed; found: 0; allowed: max, or a number above 0"],
    ["run --speed fast", "--speed is not a speed; found: fast"],
    ["run --speed Infinity", "--speed is not a speed"],
    [
      "run --param fast",
      "--param is not of the form key=value; found: fast; allowed: key=value; fix: write --param fast=12",
    ],
    ["run --symbols BTC/USDT,NOPE1", '--symbols: symbols.NOPE1: not a symbol; found: "NOPE1"'],
    ["run --symbols BTC/USDT,BTCUSDT", "--symbols: symbols.BTCUSDT: BTC/USDT is named twice"],
    ["run --symbols BTC/USDT,", "not a symbol"],
    ["run --sandbox", "--sandbox comes with a later version"],
    ["run --port 0", "--port comes with a later version"],
    ["run --no-api", "--no-api comes with a later version"],
    [
      "report a b",
      "one run at a time; found: several words; allowed: one run; fix: did you mean `timonel compare`?",
    ],
    ["report --csv fills", "there is no such table; found: fills; allowed: trades, equity"],
    ["report --json --csv trades", "one form of a report at a time; found: --json --csv; allowed"],
    ["runs last", "`timonel runs` lists all runs"],
    ["runs --limit 0", "--limit is no number of rows; found: 0; allowed: a whole number from 1, or all"],
    ["runs --limit many", "--limit is no number of rows; found: many"],
    ["runs --sort profit", "runs cannot be sorted by that; found: profit; allowed: when, return, sharpe"],
    ["runs --pni last", "unknown option; found: --pni"],
    ["compare", "compare what?; found: nothing; allowed: two runs or more"],
    ["compare last", "one run cannot be compared; found: 1; allowed: 2 up to 12 runs"],
    ["compare a b c d e f g h i j k l m", "too many runs to compare; found: 13"],
    ["run --stay", "--stay comes with a later version"],
  ])("timonel %s", async (line, part) => {
    const message = await refusalOf(line);
    expect(message).toContain(part);
    expect(message).not.toContain("\n");
  });
});
