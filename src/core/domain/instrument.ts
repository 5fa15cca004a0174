import {
  assert,
  type Brand,
  decimalsOf,
  type Price,
  type Quantity,
  type Ratio,
  type UnixMs,
} from "../base/index.ts";

import { assertTiers, type MarginTier } from "./margin-tier.ts";

/** Place of an instrument in the run's list, sorted by symbol: an index, so that per-instrument state lives in arrays. */
export type InstrumentId = Brand<number, "InstrumentId">;

/** Trading rules as they stood from a moment on; venues change them, and a backtest must use those of the day. */
export interface TradingRules {
  readonly from: UnixMs;
  /** Smallest price step. */
  readonly tick: Price;
  /** Smallest quantity step. */
  readonly step: Quantity;
  readonly minQuantity: Quantity;
  /** Smallest order value in the quote asset, at 1e-20 like every amount. */
  readonly minNotional: bigint;
}

/** When an instrument trades. Only round-the-clock markets so far; a session day is then the UTC day. */
export interface SessionCalendar {
  readonly kind: "continuous";
}

/** A tradable thing on a venue. */
export interface Instrument {
  readonly id: InstrumentId;
  /** ccxt's unified form: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  readonly venue: string;
  readonly kind: "spot" | "linear-perpetual";
  readonly base: string;
  readonly quote: string;
  /** Units of the base asset in one unit of quantity: 1 for spot. */
  readonly contractSize: Quantity;
  /** Oldest first; the first also covers what lies before it. */
  readonly rules: readonly TradingRules[];
  readonly fees: { readonly maker: Ratio; readonly taker: Ratio };
  readonly leverageMax: number;
  /** Maintenance margin of a contract by the value of the position; left out: see `tiersOf`. */
  readonly marginTiers?: readonly MarginTier[];
  /** What borrowing it for a short sale costs a year, as a share of the short value; left out: nothing. */
  readonly borrowRate?: Ratio;
  readonly session: SessionCalendar;
}

/** Checks what the ledger relies on. @throws InvariantBroken for a table that cannot be exact */
export function defineInstrument(instrument: Instrument): Instrument {
  assert(instrument.rules.length > 0, `${instrument.symbol}: an instrument needs trading rules`);
  assert(instrument.contractSize > 0n, `${instrument.symbol}: contract size must be positive`);
  let before = Number.NEGATIVE_INFINITY;
  for (const rules of instrument.rules) {
    assert(rules.from > before, `${instrument.symbol}: trading rules must be sorted by time`);
    assert(rules.tick > 0n && rules.step > 0n, `${instrument.symbol}: tick and step must be positive`);
    const decimals = decimalsOf(rules.step, 8) + decimalsOf(instrument.contractSize, 8);
    assert(decimals <= 8, `${instrument.symbol}: step x contract size has more than 8 decimals`);
    before = rules.from;
  }
  if (instrument.marginTiers !== undefined) assertTiers(instrument.symbol, instrument.marginTiers);
  return instrument;
}

/** The rules in force at `at`. */
export function rulesAt(instrument: Instrument, at: UnixMs): TradingRules {
  const { rules } = instrument;
  for (let i = rules.length - 1; i > 0; i--) {
    const candidate = rules[i] as TradingRules; // In range by the loop.
    if (candidate.from <= at) return candidate;
  }
  return rules[0] as TradingRules; // Never empty: checked by defineInstrument.
}

const DAY_MS = 86_400_000;

/** Ordinal of the session day that `at` lies in: the UTC day for a market that never closes. */
export const sessionDayOf = (_calendar: SessionCalendar, at: UnixMs): number => Math.floor(at / DAY_MS);

/** Ordinal of the UTC week, Monday first: 1970-01-01 was a Thursday. */
export const sessionWeekOf = (day: number): number => Math.floor((day + 3) / 7);

/** First moment of a session day. */
export const sessionDayStart = (day: number): UnixMs => (day * DAY_MS) as UnixMs;
