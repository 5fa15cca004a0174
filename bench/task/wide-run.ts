/** The account that plays the tasks: every limit is set, none ever trips. */

import type { Assembly } from "../../src/core/backtest/index.ts";
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
import type { BarColumns } from "../../src/core/market/index.ts";
import type { InstrumentLimits, RiskSettings } from "../../src/core/risk/index.ts";
import type { ParamValue, Strategy } from "../../src/core/strategy/index.ts";
import { assemble, type RunPlan } from "../../src/edge/research/index.ts";
import { MINUTE } from "../reference/candles.ts";

export const MILLION = amount("1000000");

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

const wideLimits = (instruments: number): RiskSettings => ({
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

/** What is played on every instrument. */
export interface WideRun {
  /** In order of their ids. */
  readonly instruments: readonly Instrument[];
  /** Minutes of each. */
  readonly markets: readonly BarColumns[];
  readonly strategy: Strategy;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly needsAtr?: boolean;
  readonly balance?: Amount;
}

/** The same as plain data: what a backtest, and a live run over recorded data, are made of. */
export const widePlan = ({
  instruments,
  markets,
  strategy,
  params = {},
  needsAtr = false,
  balance = MILLION,
}: WideRun): RunPlan => ({
  instruments,
  series: markets.map((columns, place) => ({
    instrument: place as InstrumentId, // A brand is born, as below.
    intervalMs: MINUTE as DurationMs,
    columns,
  })),
  longer: [],
  onFault: "end run",
  runs: instruments.map(({ id }, place) => ({
    source: { name: strategy.name, url: import.meta.url },
    params,
    instrument: id,
    series: place,
    signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: 1e15 },
    needsAtr,
  })),
  account: { currency: "USDT", balance },
  risk: wideLimits(instruments.length),
  fills: PLAIN_FILLS,
});

/** Engine, exchange and playback over one account, wired as a backtest wires them. */
export const wideRun = (of: WideRun, listener?: EngineListener): Assembly =>
  assemble(
    widePlan(of),
    of.instruments.map(() => of.strategy),
    listener,
  );

/** Plays to the end of the data. */
export function playOut({ playback }: Pick<Assembly, "playback">): void {
  while (playback.step());
}
