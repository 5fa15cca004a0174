import { describe, expect, test } from "vitest";
import { columns } from "../../../tests/builders/bars.ts";
import { bars, close, ema, none, open, p, strategy } from "../../index.ts";
import { backtest } from "./index.ts";

const MARKET = columns([
  "100 100 100 100",
  "100 104 99 103",
  "103 110 102 109",
  "109 112 96 97",
  "97 98 90 92",
]);
const follower = strategy({
  name: "follower",
  version: "1",
  params: { length: p.int(1, { min: 1, max: 9 }) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({ average: ema(feeds.main.close, params.length) }),
  onBar({ feeds, position }) {
    const price = feeds.main.close.now;
    if (position.side === "flat" && price > 102) return open("long", { why: "up", stop: price * 0.9 });
    return position.side === "long" && price < 100 ? close("down") : none;
  },
});
const whole = { strategy: follower, timeframe: "1h", data: { "BTC/USDT": MARKET } } as const;

describe("one call", () => {
  test("plays, trades and reports", () => {
    const result = backtest(whole);
    expect(result).toMatchObject({
      strategies: ["follower"],
      bars: 5,
      account: { currency: "USDT", initial: "10000" },
      data: [{ instrument: "BTC/USDT", timeframe: "1h", bars: 5, gaps: 0 }],
      metrics: { trades: 1 },
      trades: [{ side: "long", exitReason: "signal", strategy: "follower" }],
    });
    expect(result.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("comes to the same hash again, and to another one for other terms", () => {
    const { hash } = backtest(whole);
    expect(backtest(whole).hash).toBe(hash);
    expect(backtest({ ...whole, slippageBps: 5 }).hash).not.toBe(hash);
    expect(backtest({ ...whole, limits: { maxRisk: 0.005 } }).hash).not.toBe(hash);
  });

  test("sizes by the limits that it is given, and `null` lifts one", () => {
    const quantityWith = (limits: object) => Number(backtest({ ...whole, limits }).trades[0]?.quantity);
    // 10 % to the stop: 1 % at risk buys a tenth of the equity, half of it half as much.
    expect(quantityWith({ maxRisk: 0.005 }) / quantityWith({ maxRisk: 0.01 })).toBeCloseTo(0.5, 2);
    expect(quantityWith({ maxRisk: null, maxPositionSize: 0.2 }) * 103).toBeGreaterThan(1_900);
  });

  test("trades some symbols and reads others", () => {
    const pair = strategy({
      name: "pair",
      version: "1",
      params: {},
      feeds: { main: bars(), other: bars({ symbol: "ETH/USDT" }) },
      indicators: () => ({}),
      onBar: ({ feeds, position }) =>
        position.side === "flat" && feeds.other.close.now > 100
          ? open("long", { why: "the other rose", stop: 80 })
          : none,
    });
    const data = { "BTC/USDT": MARKET, "ETH/USDT": MARKET };
    const result = backtest({ ...whole, strategy: pair, data, trade: ["BTC/USDT"] });
    expect(result.open.map(({ instrument }) => instrument)).toEqual(["BTC/USDT"]);
    expect(result.data).toHaveLength(2);
  });

  test("counts the holes of a market that never closes", () => {
    const data = { "BTC/USDT": columns(["100 100 100 100", "-", "-", "100 100 100 100"]) };
    expect(backtest({ ...whole, data }).data).toMatchObject([{ bars: 2, gaps: 1, missing: 2 }]);
  });
});

describe("what does not fit is refused in words", () => {
  const broken = (change: Partial<typeof MARKET>) => ({
    ...whole,
    data: { "BTC/USDT": { ...MARKET, ...change } },
  });
  test.each<[string, Parameters<typeof backtest>[0], string]>([
    ["no data", { ...whole, data: {} }, "data: no bars"],
    ["a timeframe", { ...whole, timeframe: "soon" }, "timeframe: soon; allowed: 1m, 15m"],
    ["a symbol", { ...whole, data: { BTC: MARKET } }, "data.BTC: no symbol; allowed: BTC/USDT"],
    ["a quote asset", { ...whole, data: { "BTC/EUR": MARKET } }, "priced in EUR; the account is in USDT"],
    [
      "a parameter",
      { ...whole, params: { length: 99 } },
      "params.length: 99; allowed: a whole number from 1 to 9",
    ],
    [
      "a symbol without bars",
      { ...whole, trade: ["ETH/USDT"] },
      "trade: no bars of ETH/USDT; allowed: BTC/USDT",
    ],
    ["columns of two lengths", broken({ close: new Float64Array(3) }), "close has 3 rows, time has 5"],
    ["a bar that is none", broken({ high: Float64Array.of(100, 90, 110, 112, 98) }), "row 1 is no bar"],
    ["not a number", broken({ low: Float64Array.of(100, 99, Number.NaN, 96, 90) }), "row 2 is no bar"],
    ["a volume below zero", broken({ volume: Float64Array.of(1, 1, 1, -1, 1) }), "row 3 has volume -1"],
    ["time that stands still", broken({ time: Float64Array.of(1, 2, 2, 3, 4) }), "row 2 starts at 2"],
    [
      "a tick that is no decimal",
      { ...whole, instruments: { "BTC/USDT": { tick: "fine" } } },
      "fine: not a decimal",
    ],
  ])("%s", (_, options, message) => {
    expect(() => backtest(options)).toThrow(message);
  });

  /** What a program in plain JavaScript may say: the compiler would refuse some of it. */
  const loosely = (change: object) => backtest({ ...whole, ...change });
  test.each<[string, object, string]>([
    [
      "a limit by another name",
      { limits: { maxrisk: 0.001 } },
      "limits.maxrisk: no such option; allowed: max",
    ],
    ["an option by another name", { slippage: 5 }, "slippage: no such option; allowed: strategy, params"],
    ["a term by another name", { instruments: { "BTC/USDT": { tik: "1" } } }, "instruments.BTC/USDT.tik: no"],
    [
      "terms of nothing",
      { instruments: { BTCUSDT: {} } },
      "instruments.BTCUSDT: no such option; allowed: BTC",
    ],
    [
      "a limit in percent",
      { limits: { maxDrawdown: 25 } },
      "limits.maxDrawdown: 25; allowed: above 0, up to 1",
    ],
    [
      "a limit that is no number",
      { limits: { maxDrawdown: Number.NaN } },
      "limits.maxDrawdown: NaN; allowed",
    ],
    [
      "half a trade",
      { limits: { maxConcurrentTrades: 1.5 } },
      "limits.maxConcurrentTrades: 1.5; allowed: a whole",
    ],
    [
      "a stop beyond the price",
      { limits: { defaultStop: 1 } },
      "limits.defaultStop: 1; allowed: above 0, below 1",
    ],
    [
      "a claim that is none",
      { limits: { isStopRequired: null } },
      "limits.isStopRequired: null; allowed: true",
    ],
    ["no money", { account: { balance: 0 } }, "account.balance: 0; allowed: from 1e-8"],
    ["money as text", { account: { balance: "10000" } }, 'account.balance: "10000"; allowed'],
    ["leverage below one", { account: { leverage: -1 } }, "account.leverage: -1; allowed: from 1 to 125"],
    ["slippage in our favour", { slippageBps: -5 }, "slippageBps: -5; allowed: from 0 to 1000"],
    ["no step", { instruments: { "BTC/USDT": { step: "0" } } }, 'instruments.BTC/USDT.step: "0"; allowed'],
    ["a fee that pays", { instruments: { "BTC/USDT": { taker: "-1" } } }, 'instruments.BTC/USDT.taker: "-1"'],
    ["one symbol twice", { trade: ["BTC/USDT", "BTC/USDT"] }, "trade: BTC/USDT twice"],
    ["no symbol to trade", { trade: [] }, "trade: no symbol; allowed: BTC/USDT"],
    ["no strategy", { strategy: undefined }, "strategy: undefined; allowed: what strategy({ ... }) returns"],
    ["data that are not there", { data: undefined }, "data: undefined; allowed: columns by symbol"],
    [
      "bars closer than their length",
      { timeframe: "4h" },
      "row 1 starts 3600000 ms after the row before it; bars of 4h",
    ],
    [
      "a column that is missing",
      { data: { "BTC/USDT": { ...MARKET, volume: undefined } } },
      "volume: no column",
    ],
    ["half a millisecond", broken({ time: MARKET.time.map((time) => time + 0.5) }), "no whole millisecond"],
  ])("%s", (_, change, message) => {
    expect(() => loosely(change)).toThrow(RangeError);
    expect(() => loosely(change)).toThrow(message);
  });

  test("what is said to be undefined is not said", () => {
    const unsaid = {
      limits: { maxRisk: undefined },
      account: { balance: undefined },
      slippageBps: undefined,
    };
    expect(loosely(unsaid).hash).toBe(backtest(whole).hash);
  });

  test("a strategy that breaks its contract is named with its instrument and time", () => {
    const thrower = strategy({
      ...follower,
      name: "thrower",
      onBar: () => {
        throw new Error("oh");
      },
    });
    expect(() => backtest({ ...whole, strategy: thrower })).toThrow(/thrower.*BTC\/USDT.*oh/s);
  });
});
