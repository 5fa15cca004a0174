import { delimiter, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigProblem } from "./config/index.ts";
import { readSettings } from "./settings.ts";

const refusalOf = (environment: Readonly<Record<string, string>>): string => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message;
    throw error;
  }
  return "";
};

describe("the environment", () => {
  test("says nothing by default", () => {
    expect(readSettings({ PATH: "/bin", HOME: "/home" })).toEqual({
      noColor: false,
      forceColor: false,
      ci: false,
      strategyPath: [],
      heartbeatSeconds: 10,
      overrides: [],
      notices: [],
      ours: {},
    });
  });

  test.each([
    [{ NO_COLOR: "1" }, { noColor: true, forceColor: false }],
    [{ NO_COLOR: "" }, { noColor: false, forceColor: false }],
    [{ FORCE_COLOR: "1" }, { noColor: false, forceColor: true }],
    [{ FORCE_COLOR: "0" }, { noColor: true, forceColor: false }],
    [
      { FORCE_COLOR: "1", NO_COLOR: "1" },
      { noColor: true, forceColor: true },
    ],
    [{ TERM: "dumb" }, { noColor: true, forceColor: false }],
    [{ TERM: "xterm" }, { noColor: false, forceColor: false }],
  ])("%j is a wish about colours", (environment: Readonly<Record<string, string>>, wish) => {
    expect(readSettings(environment)).toMatchObject(wish);
  });

  test("what was set of ours is kept by name, so that a run can be played again", () => {
    const environment = { TIMONEL_MODE: "paper", PATH: "/bin", SECRET: "x" };
    expect(readSettings(environment).ours).toEqual({ TIMONEL_MODE: "paper" });
  });

  test("names config keys in capitals", () => {
    const name = "TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN";
    expect(readSettings({ [name]: "0.2", TIMONEL_MODE: "paper" }).overrides).toEqual([
      { key: "mode", text: "paper", where: "environment TIMONEL_MODE" },
      { key: "risk_limits.portfolio.max_drawdown", text: "0.2", where: `environment ${name}` },
    ]);
  });

  test("names directories of strategies and the heartbeat", () => {
    const { strategyPath, heartbeatSeconds } = readSettings({
      TIMONEL_STRATEGY_PATH: ["one", "", "two"].join(delimiter),
      TIMONEL_HEARTBEAT_SECONDS: "2.5",
    });
    expect(strategyPath).toEqual([resolve("one"), resolve("two")]);
    expect(heartbeatSeconds).toBe(2.5);
  });

  test.each([
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, false, false],
    [{ CI: "true" }, false, true],
    [{ CI: "false" }, false, false],
  ])("%j: colours and continuous integration", (environment, noColor, ci) => {
    expect(readSettings(environment)).toMatchObject({ noColor, ci });
  });

  test("a misspelt name is refused, because a misspelt limit protects nobody", () => {
    const message = refusalOf({
      TIMONEL_MAX_DRAWDOWN: "0.2",
      TIMONEL_RISK_LIMIT__SESSION__MAX_DAILY_LOSS: "0.1",
    });
    expect(message.split("\n")).toEqual([
      expect.stringMatching(
        /^environment TIMONEL_MAX_DRAWDOWN: unknown setting; found: 0.2; .*did you mean TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN\?$/,
      ),
      expect.stringMatching(
        /^environment TIMONEL_RISK_LIMIT__SESSION.*did you mean TIMONEL_RISK_LIMITS__SESSION__MAX_DAILY_LOSS\?$/,
      ),
    ]);
  });

  test("symbols cannot be set there", () => {
    expect(refusalOf({ TIMONEL_SYMBOLS__BTCUSDT__TIMEFRAME: "1h" })).toContain(
      "use --symbols, or the config file",
    );
  });

  test.each(["0", "-1", "soon"])("a heartbeat of %s is refused", (text) => {
    expect(refusalOf({ TIMONEL_HEARTBEAT_SECONDS: text })).toContain(
      `environment TIMONEL_HEARTBEAT_SECONDS: not an allowed value; found: ${text}`,
    );
  });

  test("words of other systems are understood with a notice, or refused", () => {
    const { overrides, notices } = readSettings({ ACTIVE_EXCHANGE: "BINANCE", SANDBOX_MODE: "false" });
    expect(overrides).toEqual([
      { key: "active_exchange", text: "binance", where: "environment ACTIVE_EXCHANGE" },
    ]);
    expect(notices).toEqual(["environment ACTIVE_EXCHANGE is understood as TIMONEL_ACTIVE_EXCHANGE"]);
    expect(refusalOf({ SANDBOX_MODE: "true" })).toContain("TIMONEL_MODE=sandbox comes with a later version");
    expect(refusalOf({ AUTH_REQUIRED: "true" })).toContain("there is no API to protect yet");
  });

  test("our own name for the exchange wins over the foreign one", () => {
    const { overrides } = readSettings({ ACTIVE_EXCHANGE: "bitget", TIMONEL_ACTIVE_EXCHANGE: "binance" });
    expect(overrides.map(({ text }) => text)).toEqual(["bitget", "binance"]); // The later one wins.
  });
});
