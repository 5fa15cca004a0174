import { expect, test } from "vitest";
import { amount, price, quantity } from "../base/index.ts";
import { type StatusInput, type StatusPositionInput, statusOf } from "./index.ts";

const input = (positions: readonly StatusPositionInput[]): StatusInput => ({
  run: "r1",
  mode: "paper",
  running: true,
  state: "ACTIVE",
  marketHours: true,
  statistics: { signalsGenerated: 12, ordersPlaced: 5, positionsOpened: 3, positionsClosed: 2 },
  capital: {
    currency: "USDT",
    initial: amount("100000"),
    current: amount("101250.5"),
    atDayStart: amount("101250.75"),
  },
  positions,
  realizedPnl: amount("1000.1"),
  latencyMs: undefined,
  alerts: ["one"],
});

test("the whole document, as scripts see it", () => {
  const status = statusOf(
    input([
      { symbol: "BTC/USDT", side: "long", quantity: quantity("0.5"), entry: price("100"), mark: 110 },
      { symbol: "ETH/USDT", side: "short", quantity: quantity("2"), entry: price("50"), mark: 55.5 },
    ]),
  );
  expect(JSON.parse(JSON.stringify(status))).toEqual({
    schema: "timonel.status/1",
    run: "r1",
    mode: "paper",
    running: true,
    state: "ACTIVE",
    marketHours: true,
    statistics: { signalsGenerated: 12, ordersPlaced: 5, positionsOpened: 3, positionsClosed: 2 },
    capital: { currency: "USDT", initial: "100000", current: "101250.5", pnl: "1250.5", pnlToday: "-0.25" },
    positions: [
      {
        symbol: "BTC/USDT",
        side: "long",
        quantity: "0.5",
        entry: "100",
        current: "110",
        pnl: "5",
        pnlPercent: 10,
      },
      {
        symbol: "ETH/USDT",
        side: "short",
        quantity: "2",
        entry: "50",
        current: "55.5",
        pnl: "-11",
        pnlPercent: -11,
      },
    ],
    totals: {
      positions: 2,
      winning: 1,
      losing: 1,
      unrealizedPnl: "-6",
      realizedPnl: "1000.1",
      exposure: "166",
      netExposure: "-56",
    },
    waiting: [],
    notWhole: [],
    stoppedSymbols: [],
    brokenStrategies: [],
    latencyMs: { p50: null, p99: null },
    alerts: ["one"],
  });
});

test("nothing open is all zeros", () => {
  expect(statusOf(input([])).totals).toEqual({
    positions: 0,
    winning: 0,
    losing: 0,
    unrealizedPnl: "0",
    realizedPnl: "1000.1",
    exposure: "0",
    netExposure: "0",
  });
});

test("a position at its entry is neither winning nor losing", () => {
  const status = statusOf(
    input([{ symbol: "A/B", side: "long", quantity: quantity("1"), entry: price("3"), mark: 3 }]),
  );
  expect(status.totals).toMatchObject({ positions: 1, winning: 0, losing: 0 });
});

test("marks keep the digits that the feed wrote, down to twelve decimals", () => {
  const shown = (mark: number): string | undefined =>
    statusOf(input([{ symbol: "A/B", side: "long", quantity: quantity("1"), entry: price("1"), mark }]))
      .positions[0]?.current;
  expect(shown(16541.77)).toBe("16541.77");
  expect(shown(1e-7)).toBe("0.0000001");
  expect(shown(0.1 + 0.2)).toBe("0.3");
  expect(shown(1.234567890123456e-5)).toBe("0.000012345679");
});

test("stopped symbols are told", () => {
  const stoppedSymbols = ["BTC/USDT", "ETH/USDT"];
  expect(statusOf({ ...input([]), stoppedSymbols }).stoppedSymbols).toEqual(stoppedSymbols);
});

test("measured latency is told", () => {
  expect(statusOf({ ...input([]), latencyMs: { p50: 3, p99: 12 } }).latencyMs).toEqual({ p50: 3, p99: 12 });
});
