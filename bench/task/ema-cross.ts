/** The EMA-cross task as a strategy of this house, and the account that plays it: every limit is set, none ever trips. */
import {
  type Amount,
  amount,
  type DurationMs,
  price,
  quantity,
  ratio,
  type UnixMs,
} from "../../src/core/base/index.ts";
import { defineInstrument, type Instrument, type InstrumentId } from "../../src/core/domain/index.ts";
import type { EngineListener } from "../../src/core/engine/index.ts";
import { PLAIN_FILLS } from "../../src/core/exchange/index.ts";
import { ema } from "../../src/core/indicators/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import type { InstrumentLimits, RiskSettings } from "../../src/core/risk/index.ts";
import { bars, none, order, p, strategy } from "../../src/core/strategy/index.ts";
import { assemble, type RunPlan } from "../../src/edge/research/index.ts";
import { MINUTE } from "../reference/candles.ts";

/** Direct market orders of one unit, from the bar of index `slow` on. */
const emaCrossTask = strategy({
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
      return order({
        side: "buy",
        type: "market",
        quantity: 1,
        why: "the fast average is above the slow one",
      });
    if (!wants && position.side === "long")
      return order({
        side: "sell",
        type: "market",
        quantity: 1,
        why: "the fast average is not above the slow one",
      });
    return none;
  },
});

/** A thousand times the equity. */
const WIDE = ratio("1000");

const OWN: InstrumentLimits = {
  positionSizeMax: WIDE,
  positionQuantityMax: quantity("1000000"),
  riskMax: WIDE,
  stopDistanceMin: 0.00001,
  stopAtrMin: 0.00001,
  rewardRiskMin: 0.00001,
  slippageMax: 100,
  collar: ratio("0.5"),
  defaultStop: 0.5,
  // Not limits but orders: with them it would be another task.
  stopLoss: undefined,
  stopLossAtr: undefined,
  takeProfit: undefined,
  takeProfitAtr: undefined,
};

export const wideLimits = (instruments: number): RiskSettings => ({
  instruments: Array.from({ length: instruments }, () => OWN),
  portfolio: {
    drawdownMax: 0.99,
    exposureMax: WIDE,
    symbolExposureMax: WIDE,
    riskMax: WIDE,
    concurrentTradesMax: 1_000_000,
    diversificationMin: 2, // From two instruments on each may take half of the equity.
    sameDirection: "refuse",
  },
  session: { dailyLossMax: 0.99, weeklyLossMax: 0.99, dailyTradesMax: 1_000_000, minutesMax: 1_000_000 },
  sizing: { method: "fixed_percent", balanceShareMax: WIDE },
  leverage: { used: 1, max: 1000 },
  isStopRequired: false,
});

export const instrumentOf = (place: number, fees = { maker: "0.0004", taker: "0.0004" }): Instrument =>
  defineInstrument({
    id: place as InstrumentId, // A brand is born: the place in the list, which is sorted by symbol.
    symbol: `S${String(place).padStart(3, "0")}/USDT`,
    venue: "bench",
    kind: "spot",
    settlement: "asset",
    base: `S${String(place).padStart(3, "0")}`,
    quote: "USDT",
    contractSize: quantity("1"),
    rules: [
      {
        from: 0 as UnixMs, // A brand is born: from ever.
        tick: price("0.01"),
        step: quantity("0.00001"),
        minQuantity: quantity("0.00001"),
        minNotional: amount("5"),
      },
    ],
    fees: { kind: "percent", maker: ratio(fees.maker), taker: ratio(fees.taker) },
    leverageMax: 1,
    session: { kind: "continuous" },
  });

/** Engine, exchange and playback of the task over these markets, one account, wired as a backtest wires them. */
export function emaCrossRun(markets: readonly BarColumns[], balance: Amount, listener?: EngineListener) {
  const series = markets.map((columns, place) => ({
    instrument: place as InstrumentId, // As above.
    intervalMs: MINUTE as DurationMs, // A brand is born.
    columns,
  }));
  const plan: RunPlan = {
    instruments: markets.map((_, place) => instrumentOf(place)),
    series,
    longer: [],
    onFault: "end run",
    runs: series.map(({ instrument }, place) => ({
      source: { name: emaCrossTask.name, url: import.meta.url },
      params: { fast: 12, slow: 26 },
      instrument,
      series: place,
      signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: 1e15 },
      needsAtr: true,
    })),
    account: { currency: "USDT", balance },
    risk: wideLimits(markets.length),
    fills: PLAIN_FILLS,
  };
  return assemble(
    plan,
    plan.runs.map(() => emaCrossTask),
    listener,
  );
}

export type EmaCrossRun = ReturnType<typeof emaCrossRun>;

/** Plays to the end of the data. */
export function playOut({ playback }: EmaCrossRun): void {
  while (playback.step());
}

export const MILLION = amount("1000000");
