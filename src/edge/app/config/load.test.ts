import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULTS, SYMBOL_DEFAULTS } from "./defaults.ts";
import { type Config, configHash, loadConfig, type Overrides, withSymbols } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let runs = 0;
let directory = "";
beforeEach(() => {
  directory = join(root, String(runs++));
});

/** Writes the files, the first being the one that is loaded. */
function load(files: Readonly<Record<string, string>>, overrides: Overrides = {}): Promise<Config> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return loadConfig({ path: join(directory, Object.keys(files)[0] ?? ""), explicit: true, overrides });
}
const override = (key: string, text: string) => ({ key, text, where: "a test" });
const symbolIn = (config: Config, symbol: string) =>
  config.symbols.find((settings) => settings.symbol === symbol);

describe("without a file", () => {
  test("the built-in defaults hold", async () => {
    const config = await loadConfig({ path: join(root, "absent.yaml"), explicit: false });
    const { symbols, symbolDefaults, notices, places, sources, ...general } = config;
    expect(general).toEqual({
      ...DEFAULTS,
      logs: { ...DEFAULTS.logs, directory: resolve("logs") },
      runs: { ...DEFAULTS.runs, directory: resolve("runs") },
    });
    expect([symbols, notices, places, sources]).toEqual([[], [], {}, []]);
    expect(symbolDefaults).toEqual({
      ...SYMBOL_DEFAULTS,
      venue: "binance",
      maxPositionSize: 0.25,
      params: {},
      ...{ data: null, calendar: null, quotes: null, adjust: null, actions: null, funding: null, mark: null },
      ...{ trailingStopActivation: 0, timeoutMinutes: 0, coolDownMinutes: 0 },
    });
  });

  test("values of the command line are checked by the same ranges", async () => {
    const commandLine = [
      { key: "risk_limits.per_trade.max_risk", text: "200", where: "--risk-percent", isPercent: true },
    ];
    const loading = loadConfig({
      path: join(root, "absent.yaml"),
      explicit: false,
      overrides: { commandLine },
    });
    await expect(loading).rejects.toThrow(
      /^--risk-percent: .*not an allowed percentage; found: 200; .* above 0 up to 100/,
    );
  });

  test("a percentage becomes the ratio it names, to the last digit", async () => {
    const commandLine = [
      { key: "risk_limits.per_trade.max_risk", text: "0.7", where: "--risk-percent", isPercent: true },
    ];
    const config = await loadConfig({
      path: join(root, "absent.yaml"),
      explicit: false,
      overrides: { commandLine },
    });
    expect(config.riskLimits.perTrade.maxRisk).toBe(0.007);
  });
});

describe("a symbol with sessions", () => {
  const text = `account: { currency: USD, leverage: 2 }
leverage: { max: 2 }
symbols:
  SPY:
    session: { hours: "09:30-16:00", time_zone: America/New_York, overnight: false }
    quotes: q/SPY_1m-quotes.csv
    adjust: factors.csv
  EURUSD: { calendar: "hours.json.gz#Forex-oanda-[*]", when_closed: queue, extended_hours: trade, lot: standard }
`;

  test("reads hours, calendar and files, those relative to the config", async () => {
    const config = await load({ "timonel.yaml": text });
    const shares = symbolIn(config, "SPY");
    expect(shares?.session).toEqual({ hours: "09:30-16:00", timeZone: "America/New_York", overnight: false });
    expect([shares?.quotes, shares?.adjust, shares?.calendar]).toEqual([
      expect.stringMatching(/^\/.*\/q\/SPY_1m-quotes.csv$/),
      expect.stringMatching(/^\/.*\/factors.csv$/),
      null,
    ]);
    expect(symbolIn(config, "EUR/USD")).toMatchObject({
      calendar: expect.stringMatching(/^\/.*\/hours.json.gz#Forex-oanda-\[\*\]$/),
      whenClosed: "queue",
      extendedHours: "trade",
      lot: "standard",
    });
  });

  test("needs no notice", async () => {
    expect((await load({ "timonel.yaml": text })).notices).toEqual([]);
  });
});

describe("what happens to a position", () => {
  test("is said of all symbols, and of one", async () => {
    const text =
      "position_management: { trailing_stop_activation: 0.01, timeout_minutes: 90, cool_down_minutes: 30 }\n" +
      "symbols:\n  BTC/USDT: { trailing_stop: 0.03, timeout_minutes: 0 }\n" +
      "  ETH/USDT: { trailing_stop_atr: 2, trailing_stop_activation: 0.02, cool_down_minutes: 5, break_even: 0.01 }\n";
    const config = await load({ "timonel.yaml": text });
    expect(config.notices).toEqual([]);
    expect(symbolIn(config, "BTC/USDT")).toMatchObject({
      ...{ trailingStop: 0.03, trailingStopAtr: null, trailingStopActivation: 0.01 },
      ...{ timeoutMinutes: 0, coolDownMinutes: 30, breakEven: null },
    });
    expect(symbolIn(config, "ETH/USDT")).toMatchObject({
      ...{ trailingStop: null, trailingStopAtr: 2, trailingStopActivation: 0.02 },
      ...{ timeoutMinutes: 90, coolDownMinutes: 5, breakEven: 0.01 },
    });
  });

  test("in stages is a list, which off takes away again", async () => {
    const levels =
      "take_profit_levels: [{ close_share: 0.33, target: 0.02 }, { target: 0.04, close_share: 1 }]";
    const config = await load({ "timonel.yaml": `symbols: { BTC/USDT: { ${levels} } }\n` });
    expect(config.notices).toEqual([]);
    expect(symbolIn(config, "BTC/USDT")?.takeProfitLevels).toEqual([
      { target: 0.02, closeShare: 0.33 },
      { target: 0.04, closeShare: 1 },
    ]);
    const off = await load({
      "timonel.yaml": `include: [off.yaml]\nsymbols: { BTC/USDT: { ${levels} } }\n`,
      "off.yaml": "symbols: { BTC/USDT: { take_profit_levels: off } }\n",
    });
    expect(symbolIn(off, "BTC/USDT")?.takeProfitLevels).toBeNull();
  });

  test("that leaves a rest, or never begins, is noticed", async () => {
    const config = await load({
      "timonel.yaml":
        "position_management: { trailing_stop_activation: 0.01 }\nsymbols:\n" +
        "  BTC/USDT: { take_profit_levels: [{ target: 0.02, close_share: 0.5 }], trailing_stop_activation: 0.02 }\n",
    });
    expect(config.notices.map((notice) => notice.replaceAll(`${directory}/`, ""))).toEqual([
      "symbols.BTC/USDT.take_profit_levels ends with a close_share of 0.5: the rest stays until a stop or a signal closes it",
      "timonel.yaml:1:50: position_management.trailing_stop_activation does nothing without symbols.S.trailing_stop or trailing_stop_atr",
      "timonel.yaml:3:99: symbols.BTC/USDT.trailing_stop_activation does nothing without symbols.S.trailing_stop or trailing_stop_atr",
    ]);
  });
});

describe("the simulated exchange", () => {
  test("is told how it fills, from a file and from the environment", async () => {
    const text =
      "simulation:\n  slippage: square_root\n  impact_bars: 50\n  volume_share_max: 0.1\n  latency: { order_ms: 250 }\n" +
      "  fee_tiers: [{ volume: 0, maker: 0.0002, taker: 0.0005 }, { volume: 1000000, maker: -0.0001, taker: 0.0004 }]\n";
    const environment = [
      override("simulation.impact_coefficient", "0.5"),
      override("simulation.latency.feed_ms", "10"),
    ];
    const { simulation } = await load({ "timonel.yaml": text }, { environment });
    expect(simulation).toMatchObject({
      ...{ slippage: "square_root", impactCoefficient: 0.5, impactBars: 50, volumeShareMax: 0.1 },
      latency: { feedMs: 10, orderMs: 250, cancelMs: 0 },
      feeTiers: [
        { volume: 0, maker: 0.0002, taker: 0.0005 },
        { volume: 1_000_000, maker: -0.0001, taker: 0.0004 },
      ],
    });
    const off = await load(
      { "timonel.yaml": text },
      { environment: [override("simulation.fee_tiers", "off")] },
    )
      .then((config) => config.simulation.feeTiers)
      .catch(String);
    expect(off).toBeNull();
  });
});

describe("automation", () => {
  test("as the sample of a cautious first run has it is the built-in default", async () => {
    const text = "automation: { level: full, approval_timeout_seconds: 300, conditions: [] }\n";
    const config = await load({ "timonel.yaml": text });
    expect(config.automation).toEqual(DEFAULTS.automation);
    expect(config.notices).toEqual([]);
    expect(configHash(config)).toBe(configHash(await load({ "empty.yaml": "mode: paper\n" })));
  });

  test("has a say in what a run is, and conditions that nobody asks are told", async () => {
    const conditions = 'conditions: [{ name: hours, within: "08:00-20:00", time_zone: UTC }]';
    const one = await load({ "a.yaml": `automation: { level: conditional, ${conditions} }\n` });
    expect(one.automation.conditions).toEqual([{ name: "hours", within: "08:00-20:00", timeZone: "UTC" }]);
    const other = await load({ "b.yaml": `automation: { level: scaled, ${conditions} }\n` });
    expect(other.notices).toEqual([expect.stringContaining("automation.conditions does nothing")]);
    expect(configHash(one)).not.toBe(configHash(other));
  });

  test("a condition about a symbol that is not traded is told", async () => {
    const price = "{ name: price, symbol: ETH/USDT, above: 5 }";
    const text = `automation: { level: conditional, conditions: [${price}] }\nsymbols: { BTC/USDT: {} }\n`;
    const { notices } = await load({ "timonel.yaml": text });
    expect(notices).toEqual([
      expect.stringContaining("price is about ETH/USDT, which this run does not trade"),
    ]);
  });
});

test("the keys of a cautious first config that are in force load together, with their notices", async () => {
  const config = await load({
    "timonel.yaml": `mode: paper
active_exchange: binance
account: { currency: USDT, balance: 10000, leverage: 1 }
symbols:
  BTC/USDT:
    venue: binance
    timeframe: 5m
    strategy: ema-cross
    params: { fast: 12, slow: 26 }
    data: binance-spot_BTCUSDT_5m_2023.csv.gz
    max_position_size: 0.10
    min_confidence: 0.65
    stop_loss: 0.02
    take_profit_levels: [{ target: 0.02, close_share: 0.33 }, { target: 0.04, close_share: 0.50 }, { target: 0.08, close_share: 1 }]
sizing: { method: risk_per_stop, max_balance_share: 0.20 }
leverage: { max: 3 }
execution: { max_slippage_bps: 10 }
risk_limits:
  per_trade: { max_position_size: 0.10, max_risk: 0.02, min_stop_distance: 0.005, min_stop_atr: 0.5, min_risk_reward: 1.5, max_slippage: 0.002 }
  portfolio: { max_drawdown: 0.05, max_exposure: 0.50, max_risk: 0.10, max_concurrent_trades: 5, min_diversification: 1, max_symbol_exposure: 0.10, max_correlated_exposure: 0.40, same_direction: refuse }
  session: { max_daily_loss: 0.03, max_weekly_loss: 0.06, max_daily_trades: 10, max_session_time: 1440 }
position_management: { default_stop_loss: 0.02, trailing_stop_activation: 0.01, timeout_minutes: 0 }
`,
  });
  expect(symbolIn(config, "BTC/USDT")?.takeProfitLevels).toHaveLength(3);
  expect(config.notices).toEqual([
    expect.stringContaining("max_correlated_exposure is not enforced"),
    expect.stringContaining("trailing_stop_activation does nothing without symbols.S.trailing_stop"),
  ]);
});

describe("precedence", () => {
  test("built-in < file < environment < command line", async () => {
    const file = { "timonel.yaml": "account: { balance: 1 }\n" };
    const environment = [override("account.balance", "2")];
    const commandLine = [override("account.balance", "3")];
    expect((await load({ "timonel.yaml": "mode: paper\n" })).account.balance).toBe(10_000);
    expect((await load(file)).account.balance).toBe(1);
    expect((await load(file, { environment })).account.balance).toBe(2);
    expect((await load(file, { environment, commandLine })).account.balance).toBe(3);
  });

  test("off and null switch a limit off, in every layer", async () => {
    const text = "risk_limits: { portfolio: { max_risk: null, max_concurrent_trades: off } }\n";
    const environment = [override("risk_limits.portfolio.max_symbol_exposure", "off")];
    const { portfolio } = (await load({ "timonel.yaml": text }, { environment })).riskLimits;
    expect(portfolio).toMatchObject({
      maxRisk: null,
      maxConcurrentTrades: null,
      maxSymbolExposure: null,
      maxExposure: 1,
    });
  });

  test("--strategy and --timeframe are said of every symbol, and parameters of another strategy are not inherited", async () => {
    const text =
      "symbols:\n  BTC/USDT: { strategy: a, timeframe: 1h, params: { x: 1 } }\n  ETH/USDT: { strategy: b, params: { x: 2, y: 3 } }\n";
    const commandLine = [
      override("symbols.*.strategy", "b"),
      override("symbols.*.timeframe", "4h"),
      override("symbols.*.params.x", "5"),
    ];
    const config = await load({ "timonel.yaml": text }, { commandLine });
    expect(symbolIn(config, "BTC/USDT")).toMatchObject({ strategy: "b", timeframe: "4h", params: { x: 5 } });
    expect(symbolIn(config, "ETH/USDT")).toMatchObject({
      strategy: "b",
      timeframe: "4h",
      params: { x: 5, y: 3 },
    });
    expect(config.notices).toEqual([
      "BTC/USDT: --strategy b takes the place of a; the parameters of a are not used",
    ]);
  });

  test("--symbols takes the place of the list, and keeps what the file says of a symbol", async () => {
    const text = "symbols: { BTC/USDT: { timeframe: 1h }, ETH/USDT: {} }\n";
    const config = await load({ "timonel.yaml": text }, { symbols: ["SOL/USDT", "BTC/USDT"] });
    expect(config.symbols.map(({ symbol, timeframe }) => [symbol, timeframe])).toEqual([
      ["BTC/USDT", "1h"],
      ["SOL/USDT", null],
    ]);
  });

  test("the verb decides that a backtest is one", async () => {
    expect((await load({ "timonel.yaml": "mode: paper\n" }, { command: "backtest" })).mode).toBe("backtest");
    expect((await load({ "timonel.yaml": "mode: paper\n" }, { command: "run" })).mode).toBe("paper");
  });
});

describe("include", () => {
  test("later files win, also over the file that includes them, and a notice says so", async () => {
    const config = await load({
      "timonel.yaml":
        "include: [a.yaml, sub/b.yaml]\naccount: { balance: 1, currency: USDT }\nleverage: { max: 2 }\n",
      "a.yaml": "account: { balance: 2 }\n",
      "sub/b.yaml": "account: { balance: 3 }\ninclude: [c.yaml]\n",
      "sub/c.yaml": "simulation: { slippage_bps: 7 }\n",
    });
    expect(config.account.balance).toBe(3);
    expect(config.leverage.max).toBe(2);
    expect(config.simulation.slippageBps).toBe(7);
    expect(config.sources.map((name) => name.slice(directory.length + 1))).toEqual([
      "timonel.yaml",
      "a.yaml",
      "sub/b.yaml",
      "sub/c.yaml",
    ]);
    expect(config.notices.map((notice) => notice.replaceAll(`${directory}/`, ""))).toEqual([
      "account.balance: a.yaml:1:21 takes the place of timonel.yaml:2:21, because later files win",
      "account.balance: sub/b.yaml:1:21 takes the place of a.yaml:1:21, because later files win",
    ]);
  });

  test("a symbol may be spread over files in two spellings; paths belong to the file that wrote them", async () => {
    const config = await load({
      "timonel.yaml":
        "include: [sub/data.yaml]\nsymbols: { BTC/USDT: { timeframe: 1h, strategy: ./mine.ts } }\n",
      "sub/data.yaml": "symbols: { BTCUSDT: { data: bars.csv } }\n",
    });
    expect(config.symbols).toHaveLength(1);
    expect(config.symbols[0]).toMatchObject({
      symbol: "BTC/USDT",
      timeframe: "1h",
      strategy: join(directory, "mine.ts"),
      data: { file: "bars.csv", directory: join(directory, "sub") },
    });
  });
});

describe("a file", () => {
  test.each(["", "# nothing yet\n", "~\n", "risk_limits:\n  portfolio:\n    # max_drawdown: 0.1\n"])(
    "that says nothing is allowed: %j",
    async (text) => {
      const { account, riskLimits } = await load({ "timonel.yaml": text });
      expect({ account, riskLimits }).toEqual({ account: DEFAULTS.account, riskLimits: DEFAULTS.riskLimits });
    },
  );

  test("may use anchors and merge keys", async () => {
    const text =
      "symbols:\n  BTC/USDT: &same { timeframe: 1h, strategy: x }\n  ETH/USDT:\n    <<: *same\n    strategy: y\n";
    expect((await load({ "timonel.yaml": text })).symbols).toMatchObject([
      { symbol: "BTC/USDT", timeframe: "1h", strategy: "x" },
      { symbol: "ETH/USDT", timeframe: "1h", strategy: "y" },
    ]);
  });

  test("with Windows line ends and a byte order mark counts lines alike", async () => {
    await expect(load({ "timonel.yaml": "\uFEFFmode: paper\r\nwibble: 1\r\n" })).rejects.toThrow(
      "timonel.yaml:2:1: wibble",
    );
  });

  test("is sorted by symbol, whatever its order", async () => {
    const { symbols } = await load({
      "timonel.yaml": "symbols: { ETH/USDT: , BTC/USDT:USDT: , BTC/USDT: }\n",
    });
    expect(symbols.map(({ symbol }) => symbol)).toEqual(["BTC/USDT", "BTC/USDT:USDT", "ETH/USDT"]);
  });
});

describe("limits that belong together", () => {
  test("a default follows the limit beside it rather than contradict it", async () => {
    const text = "risk_limits: { per_trade: { max_position_size: 0.5, max_slippage: 0.0029 } }\n";
    const config = await load({ "timonel.yaml": text });
    expect(config.riskLimits.portfolio.maxSymbolExposure).toBe(0.5);
    expect(config.execution.maxSlippageBps).toBe(29);
  });

  test("a stricter value of a symbol wins, and leverage lets sizes pass 1", async () => {
    const text =
      "leverage: { max: 3 }\naccount: { leverage: 3 }\nrisk_limits: { per_trade: { max_position_size: 2 }, portfolio: { max_exposure: 3 } }\n" +
      "symbols: { BTC/USDT:USDT: { max_position_size: 1.5 }, ETH/USDT:USDT: {} }\n";
    const config = await load({ "timonel.yaml": text });
    expect(config.symbols.map(({ maxPositionSize }) => maxPositionSize)).toEqual([1.5, 2]);
  });

  test("what is allowed but surprising is noticed", async () => {
    const config = await load({
      "timonel.yaml":
        "risk_limits:\n  portfolio: { max_correlated_exposure: 0.4, min_diversification: 3, max_risk: 0.005 }\n" +
        "position_management: { default_stop_loss: 0.0005 }\nsymbols: { BTC/USDT: {} }\n",
    });
    expect(config.notices).toEqual([
      expect.stringContaining(
        "timonel.yaml:2:41: risk_limits.portfolio.max_correlated_exposure is not enforced in this version",
      ),
      "risk_limits.per_trade.max_risk is 0.01, but risk_limits.portfolio.max_risk is 0.005: the second one decides",
      expect.stringContaining("every trade that relies on it will be refused"),
      expect.stringContaining("min_diversification is 3, but the run has 1"),
    ]);
  });
});

describe("symbols that become known later", () => {
  test("get the settings of a symbol nothing names, and the same checks", async () => {
    const commandLine = [override("symbols.*.strategy", "ema-cross")];
    const config = await load(
      { "timonel.yaml": "symbols: { BTC/USDT: { min_confidence: 0.5 } }\n" },
      { commandLine },
    );
    const grown = withSymbols(config, ["ETH/USDT", "BTC/USDT"], "--data");
    expect(grown.symbols).toMatchObject([
      { symbol: "BTC/USDT", minConfidence: 0.5, strategy: "ema-cross" },
      { symbol: "ETH/USDT", minConfidence: 0, strategy: "ema-cross" },
    ]);
    expect(() => withSymbols(config, ["BTC/USD"], "--data")).toThrow(
      /^--data: symbols.BTC\/USD: is priced in USD/,
    );
  });

  test("end the notice that there were too few", async () => {
    const text = "risk_limits: { portfolio: { min_diversification: 2 } }\nsymbols: { BTC/USDT: {} }\n";
    const config = await load({ "timonel.yaml": text });
    expect(config.notices).toHaveLength(1);
    expect(withSymbols(config, ["ETH/USDT"], "--data").notices).toEqual([]);
  });
});

describe("the hash of a config", () => {
  const hashOf = async (text: string, overrides: Overrides = {}) =>
    configHash(await load({ "timonel.yaml": text }, overrides));
  const base =
    "account: { balance: 5, currency: USDT }\nsymbols:\n  BTC/USDT: { strategy: a, params: { x: 1, y: 2 } }\n  ETH/USDT: { data: x.csv }\n";

  test("does not depend on order, spelling, mode, places on disk, or where a value was said", async () => {
    const same =
      "symbols:\n  ETHUSDT: { data: other.csv }\n  BTCUSDT: { params: { y: 2, x: 1 }, strategy: a }\naccount: { currency: USDT }\n";
    const expected = await hashOf(base);
    expect(expected).toMatch(/^[0-9a-f]{64}$/);
    expect(
      await hashOf(same, { commandLine: [override("account.balance", "5.0")], command: "backtest" }),
    ).toBe(expected);
  });

  test("differs as soon as anything differs that may change the result", async () => {
    const others = [
      base.replace("balance: 5", "balance: 6"),
      base.replace("x: 1", "x: 2"),
      base.replace("strategy: a", "strategy: b"),
      base.replace("ETH/USDT", "SOL/USDT"),
      `${base}risk_limits: { session: { max_daily_loss: 0.5 } }\n`,
      `${base}simulation: { limit_fill: touch }\n`,
      `${base}simulation: { slippage: none }\n`,
      `${base}simulation: { fees_in: received }\n`,
      `${base}simulation: { latency: { cancel_ms: 1 } }\n`,
      `${base}position_management: { timeout_minutes: 5 }\n`,
      `${base}sizing: { at: fill }\n`,
      base.replace("data: x.csv", "take_profit_levels: [{ target: 0.1, close_share: 1 }]"),
    ];
    const hashes = new Set([await hashOf(base)]);
    for (const other of others) hashes.add(await hashOf(other));
    expect(hashes.size).toBe(others.length + 1);
  });
});
