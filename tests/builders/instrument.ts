/** Instruments for tests: round numbers, small fees, one set of rules unless a test says otherwise. */
import {
  amount,
  type DurationMs,
  price,
  quantity,
  type Ratio,
  ratio,
  type UnixMs,
} from "../../src/core/base/index.ts";
import {
  defineInstrument,
  type Instrument,
  type InstrumentId,
  type TradingRules,
} from "../../src/core/domain/index.ts";

export const MINUTE = 60_000 as DurationMs;
export const HOUR = 3_600_000 as DurationMs;
export const DAY = 86_400_000 as DurationMs;
/** A Monday, 00:00 UTC. */
export const START = Date.UTC(2024, 0, 1) as UnixMs;

/** What a test may want to be different. Decimal texts. */
export interface InstrumentTerms {
  readonly symbol?: string;
  readonly tick?: string;
  readonly step?: string;
  readonly minQuantity?: string;
  readonly minNotional?: string;
  readonly maker?: string;
  readonly taker?: string;
  readonly contractSize?: string;
  /** Rules that follow the first ones. */
  readonly later?: readonly TradingRules[];
}

/** Cash against the asset itself. */
export const spot = (terms: InstrumentTerms = {}): Instrument =>
  make("spot", { symbol: "BTC/USDT", ...terms });

/** A USDT-margined contract: may be sold short, may be traded at leverage. */
export const perpetual = (terms: InstrumentTerms = {}): Instrument =>
  make("linear-perpetual", { symbol: "BTC/USDT:USDT", ...terms });

/** As a run wants its instruments: sorted by symbol, the id is the place in the list. */
export const listed = (instruments: readonly Instrument[]): readonly Instrument[] =>
  [...instruments]
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    .map((instrument, place) => ({ ...instrument, id: place as InstrumentId }));

export const rules = (terms: InstrumentTerms, from: number = 0): TradingRules => ({
  from: from as UnixMs,
  tick: price(terms.tick ?? "0.01"),
  step: quantity(terms.step ?? "0.001"),
  minQuantity: quantity(terms.minQuantity ?? terms.step ?? "0.001"),
  minNotional: amount(terms.minNotional ?? "0"),
});

function make(kind: Instrument["kind"], terms: InstrumentTerms & { readonly symbol: string }): Instrument {
  return defineInstrument({
    id: 0 as InstrumentId,
    symbol: terms.symbol,
    venue: "test",
    kind,
    settlement: kind === "spot" ? "asset" : "margin",
    base: terms.symbol.split("/")[0] ?? "",
    quote: "USDT",
    contractSize: quantity(terms.contractSize ?? "1"),
    rules: [rules(terms), ...(terms.later ?? [])],
    fees: { kind: "percent", maker: ratio(terms.maker ?? "0.0002"), taker: ratio(terms.taker ?? "0.0004") },
    leverageMax: kind === "spot" ? 1 : 100,
    session: { kind: "continuous" },
  });
}

/** Rate of who takes, of an instrument that charges in percent. */
export function takerRate({ fees }: Instrument): Ratio {
  if (fees.kind !== "percent") throw new Error(`fees are ${fees.kind}`);
  return fees.taker;
}

/** The same instrument without fees, where a test is about prices. */
export const withoutFees = (instrument: Instrument): Instrument => ({
  ...instrument,
  fees: { kind: "percent", maker: 0n as Ratio, taker: 0n as Ratio },
});
