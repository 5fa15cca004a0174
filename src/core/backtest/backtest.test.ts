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
