/**
 * The EMA-cross task of ../shared/bench through the whole engine: direct market orders of one unit, fees, no slippage.
 * The reference is a plain loop over whole ticks; every trade and the equity at every close are held against it.
 */
import { describe, expect } from "vitest";
import { type EmaCrossAnswer, loadEmaCross, loadGenerator } from "../../../tests/builders/bench-tasks.ts";
import { MINUTE, START, spot } from "../../../tests/builders/instrument.ts";
import { Run } from "../../../tests/builders/play.ts";
import { testWithShared } from "../../../tests/shared-data.ts";
import { amount, formatAmount, price, quantity, ratio } from "../base/index.ts";
import type { ClosedTrade } from "../domain/index.ts";
import { ema } from "../indicators/index.ts";
import type { BarColumns } from "../market/index.ts";
import { bars, none, order, p, strategy } from "../strategy/index.ts";

const MICRO = amount("0.000001");
const TICK = price("0.01");
const FIRST_BAR = Date.UTC(2020, 0, 1);

const emaCross = strategy({
  name: "ema-cross-task",
  version: "1.0.0",
  params: { fast: p.int(12), slow: p.int(26) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast, { seed: "first" }),
    slow: ema(feeds.main.close, params.slow, { seed: "first" }),
  }),
  onBar({ ind, position }) {
    const wants = ind.fast.now > ind.slow.now;
    if (wants && position.side === "flat")
      return order({ side: "buy", type: "market", quantity: 1, why: "up" });
    if (!wants && position.side === "long")
      return order({ side: "sell", type: "market", quantity: 1, why: "down" });
    return none;
  },
});

/** Every limit is on, and wide enough never to trip. */
const WIDE = ratio("1000");
const RISK = {
  own: {
    positionSizeMax: WIDE,
    positionQuantityMax: quantity("1000000"),
    riskMax: WIDE,
    stopDistanceMin: 0.00001,
    slippageMax: 100,
    collar: ratio("0.5"),
  },
  portfolio: {
    drawdownMax: 0.9,
    exposureMax: WIDE,
    symbolExposureMax: WIDE,
    riskMax: WIDE,
    concurrentTradesMax: 1000,
  },
  session: { dailyLossMax: 0.9, weeklyLossMax: 0.9, dailyTradesMax: 1e9, minutesMax: 1e9 },
  sizing: { balanceShareMax: WIDE },
};

function runTask(data: BarColumns): Run {
  const instrument = spot({ symbol: "X/USDT", maker: "0.0004", taker: "0.0004" });
  const line = {
    instrument,
    bars: data,
    every: MINUTE,
    start: START,
    strategy: emaCross,
    params: { fast: 12, slow: 26 },
  };
  return new Run([line], { balance: "1000000", risk: RISK, isUnheard: true }).play();
}

/** As the reference writes a trade: bars, whole ticks, whole millionths. */
function told(trade: ClosedTrade): string {
  const barOf = (at: number): number => (at - FIRST_BAR) / MINUTE;
  const fields = [
    barOf(trade.entryTime),
    trade.entryPrice,
    barOf(trade.exitTime),
    trade.exitPrice,
    trade.pnl,
  ];
  return fields.join();
}

const expected = (trade: EmaCrossAnswer["trades"][number]): string => {
  const { entryBar, entryTicks, exitBar, exitTicks, pnlMicro } = trade;
  return [entryBar, entryTicks * TICK, exitBar, exitTicks * TICK, pnlMicro * MICRO].join();
};

/** Where two lists part, or -1. Readable, unlike the difference of two lists of a million. */
function firstDifference(length: number, differs: (place: number) => boolean): number {
  for (let place = 0; place < length; place++) if (differs(place)) return place;
  return -1;
}

describe("EMA-cross task, one for one with the reference", () => {
  const runs = [
    { bars: 1_000_000, seed: 42, trades: 17_759, equity: "836076.422484" },
    { bars: 100_000, seed: 7, trades: 1_842, equity: "983729.99168" },
    { bars: 100_000, seed: 2024, trades: 1_827, equity: "985583.438732" },
    { bars: 100_000, seed: 31_337 },
  ];
  for (const { bars: length, seed, trades, equity } of runs) {
    testWithShared(`${length} bars of seed ${seed}`, async () => {
      const { candles } = await loadGenerator();
      const { reference } = await loadEmaCross();
      const { engine, exchange } = runTask(candles(length, seed));
      const answer = reference(length, seed);

      const { trades: made } = engine.portfolio;
      expect(made.length).toBe(answer.trades.length);
      const parting = firstDifference(made.length, (place) => {
        const [mine, its] = [made[place], answer.trades[place]];
        return mine === undefined || its === undefined || told(mine) !== expected(its);
      });
      expect(parting).toBe(-1);

      const { time, equity: curve } = engine.curve;
      expect(curve.length).toBe(length);
      const off = firstDifference(length, (bar) => {
        const isThere = time[bar] === FIRST_BAR + (bar + 1) * MINUTE;
        const difference = (curve[bar] ?? Number.NaN) - Number(answer.equity[bar]) / 1e6;
        return !isThere || !(Math.abs(difference) <= 1e-6);
      });
      expect(off).toBe(-1);

      expect(engine.portfolio.fees).toBe(answer.fees * MICRO);
      expect(engine.portfolio.open.length).toBe(answer.open ? 1 : 0);
      const exact = engine.portfolio.equityAt((instrument) => engine.prices.exact(instrument));
      expect(exact).toBe((answer.equity.at(-1) ?? 0n) * MICRO);
      expect(exchange.account.cash).toBe(engine.portfolio.cash);
      if (trades !== undefined) expect(made.length).toBe(trades);
      if (equity !== undefined) expect(formatAmount(exact)).toBe(equity);
    });
  }
});
