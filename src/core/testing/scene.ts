import { type Assembly, assemble, feedsFor } from "../backtest/index.ts";
import {
  amountFromNumber,
  type DurationMs,
  price,
  quantity,
  type Ratio,
  ratio,
  ratioFromNumber,
  type UnixMs,
} from "../base/index.ts";
import { defineInstrument, type Instrument, type InstrumentId } from "../domain/index.ts";
import { type EngineListener, FeedPlan } from "../engine/index.ts";
import { PLAIN_FILLS } from "../exchange/index.ts";
import type { BarColumns } from "../market/index.ts";
import { type RiskSettings, UNLIMITED } from "../risk/index.ts";
import type { ParamValue, Strategy } from "../strategy/index.ts";

/** What a test plays on: one instrument for every series of bars, one account, no limits but what an account can pay. */
export interface SceneTerms {
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly symbol: string;
  readonly bars: BarColumns;
  /** Bars of other instruments, by symbol. */
  readonly others: Readonly<Record<string, BarColumns>>;
  readonly everyMs: DurationMs;
  readonly balance: number;
  /** Contracts instead of the asset itself: may be sold short. */
  readonly isPerpetual: boolean;
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly seed: string;
}

const settingsFor = (instruments: number): RiskSettings => ({
  portfolio: UNLIMITED.portfolio,
  session: UNLIMITED.session,
  instruments: Array.from({ length: instruments }, () => ({
    ...UNLIMITED.own,
    positionSizeMax: ratio("0.1"),
    defaultStop: 0.05,
  })),
  sizing: { method: "fixed_percent", balanceShareMax: ratio("1") },
  leverage: { used: 1, max: 1000 },
  isStopRequired: false,
});

/** Engine, exchange and playback, as a backtest puts them together. */
export function sceneOf(terms: SceneTerms, listener: EngineListener): Assembly {
  const columns = new Map([...Object.entries(terms.others), [terms.symbol, terms.bars] as const]);
  const symbols = [...columns.keys()].sort(); // Code-unit order: the place is the id.
  const idOf = (symbol: string): InstrumentId => symbols.indexOf(symbol) as InstrumentId;
  const plan = new FeedPlan(symbols.map((symbol) => ({ symbol, intervalMs: terms.everyMs })));
  const feeds = feedsFor(plan, terms.strategy, terms.params, idOf(terms.symbol), "others");
  const run = {
    strategy: terms.strategy,
    params: terms.params,
    instrument: idOf(terms.symbol),
    ...feeds,
    seed: terms.seed,
    signals: { confidenceMin: 0, strengthMin: "WEAK" as const, dataAgeMsMax: Number.POSITIVE_INFINITY },
    needsAtr: false,
  };
  return assemble(
    {
      instruments: symbols.map((symbol, id) => instrumentOf(symbol, id, terms)),
      series: symbols.map((symbol) => ({
        instrument: idOf(symbol),
        intervalMs: terms.everyMs,
        columns: columns.get(symbol) as BarColumns,
      })),
      longer: plan.longer,
      runs: [run],
      account: { currency: "USDT", balance: amountFromNumber(terms.balance) },
      risk: settingsFor(symbols.length),
      fills: { ...PLAIN_FILLS, slippage: { kind: "fixed-bps", bps: terms.slippageBps } },
    },
    listener,
  );
}

function instrumentOf(symbol: string, id: number, { isPerpetual, feeBps }: SceneTerms): Instrument {
  const [base = symbol] = symbol.split("/");
  const fee: Ratio = ratioFromNumber(feeBps / 10_000);
  return defineInstrument({
    id: id as InstrumentId, // A brand is born.
    symbol,
    venue: "test",
    kind: isPerpetual ? "linear-perpetual" : "spot",
    settlement: isPerpetual ? "margin" : "asset",
    base,
    quote: "USDT",
    contractSize: quantity("1"),
    rules: [
      {
        from: 0 as UnixMs, // A brand is born: from ever.
        tick: price("0.00000001"),
        step: quantity("0.00000001"),
        minQuantity: quantity("0.00000001"),
        minNotional: 0n,
      },
    ],
    fees: { kind: "percent", maker: fee, taker: fee },
    leverageMax: 1,
    session: { kind: "continuous" },
  });
}
