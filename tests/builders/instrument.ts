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
  CONTINUOUS,
  defineInstrument,
  defineSessions,
  type FeeModel,
  type Instrument,
  type InstrumentId,
  type SessionCalendar,
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
  readonly fees?: FeeModel;
  readonly session?: SessionCalendar;
  /** Rules that follow the first ones. */
  readonly later?: readonly TradingRules[];
}

/** Cash against the asset itself. */
export const spot = (terms: InstrumentTerms = {}): Instrument =>
  make("spot", { symbol: "BTC/USDT", ...terms });

/** A USDT-margined contract: may be sold short, may be traded at leverage. */
export const perpetual = (terms: InstrumentTerms = {}): Instrument =>
  make("linear-perpetual", { symbol: "BTC/USDT:USDT", ...terms });

/** A US share in a cash account: whole shares, fees of Interactive Brokers. */
export const share = (terms: InstrumentTerms = {}): Instrument =>
  make("equity", { symbol: "SPY", step: "1", fees: IB_FEES, ...terms });

export const IB_FEES: FeeModel = {
  kind: "per-share",
  perShare: price("0.005"),
  minimum: amount("1"),
  shareMax: ratio("0.005"),
};

/** One session a day from 14:30 to 21:00 UTC, from START on. */
export function sessions(days: number, whenClosed: "queue" | "reject" = "queue"): SessionCalendar {
  const place = Array.from({ length: days }, (_, i) => i);
  return defineSessions({
    kind: "sessions",
    opens: Float64Array.from(place, (i) => START + i * DAY + 14.5 * HOUR),
    closes: Float64Array.from(place, (i) => START + i * DAY + 21 * HOUR),
    days: Float64Array.from(place, (i) => START / DAY + i),
    whenClosed,
  });
}

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
    settlement: kind === "spot" || kind === "equity" ? "asset" : "margin",
    base: terms.symbol.split("/")[0] ?? "",
    quote: "USDT",
    contractSize: quantity(terms.contractSize ?? "1"),
    rules: [rules(terms), ...(terms.later ?? [])],
    fees: terms.fees ?? {
      kind: "percent",
      maker: ratio(terms.maker ?? "0.0002"),
      taker: ratio(terms.taker ?? "0.0004"),
    },
    leverageMax: kind === "spot" ? 1 : 100,
    session: terms.session ?? CONTINUOUS,
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
