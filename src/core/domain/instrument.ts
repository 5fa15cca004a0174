import {
  type Amount,
  assert,
  type Brand,
  baseToContracts,
  contractsToBase,
  decimalsOf,
  multiply,
  type Price,
  type Quantity,
  quantityWithin,
  type Ratio,
  type UnixMs,
} from "../base/index.ts";
import type { FeeModel } from "./fees.ts";
import { assertTiers, type MarginTier } from "./margin-tier.ts";
import type { SessionCalendar } from "./session.ts";

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

/**
 * What a trade moves. `asset`: the thing itself changes hands for its price, and only what is held can be sold (spot,
 * shares in a cash account). `margin`: the trade ties up a part of its value and only profit and loss move cash; what is
 * not held can be sold short (contracts, currencies, shares in a margin account).
 */
export type Settlement = "asset" | "margin";

/** A tradable thing on a venue. */
export interface Instrument {
  readonly id: InstrumentId;
  /** ccxt's unified form: `BTC/USDT`, `BTC/USDT:USDT`; `EUR/USD` for currencies, the ticker for shares. */
  readonly symbol: string;
  readonly venue: string;
  readonly kind: "spot" | "linear-perpetual" | "equity" | "fx";
  readonly settlement: Settlement;
  readonly base: string;
  readonly quote: string;
  /** Units of the base asset in one unit of quantity: 1 for spot. */
  readonly contractSize: Quantity;
  /** Oldest first; the first also covers what lies before it. */
  readonly rules: readonly TradingRules[];
  readonly fees: FeeModel;
  readonly leverageMax: number;
  /** Maintenance margin of a contract by the value of the position; left out: see `tiersOf`. */
  readonly marginTiers?: readonly MarginTier[];
  /** What borrowing it for a short sale costs a year, as a share of the short value; left out: nothing. */
  readonly borrowRate?: Ratio;
  readonly session: SessionCalendar;
  /**
   * Hedge mode: the only side that a position in it may have. The other side is an instrument of its own on the same
   * market, with a symbol of its own; nothing is set off between the two.
   */
  readonly leg?: "long" | "short";
  /** Currencies: the price step that people count in, 0.0001 or 0.01. For display. */
  readonly pip?: Price | undefined;
}

/** Checks what the ledger relies on. @throws InvariantBroken for a table that cannot be exact */
export function defineInstrument(instrument: Instrument): Instrument {
  assert(instrument.rules.length > 0, `${instrument.symbol}: an instrument needs trading rules`);
  assert(instrument.contractSize > 0n, `${instrument.symbol}: contract size must be positive`);
  if (instrument.kind === "spot")
    assert(instrument.settlement === "asset", `${instrument.symbol}: spot is no contract`);
  if (instrument.kind === "linear-perpetual" || instrument.kind === "fx")
    assert(instrument.settlement === "margin", `${instrument.symbol}: traded on margin`);
  if (instrument.leg !== undefined)
    assert(
      instrument.settlement === "margin",
      `${instrument.symbol}: only what is traded on margin has legs`,
    );
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

/** What `quantity` contracts are worth at a price, in the quote asset: exact, with the sign of both. */
export const notionalOf = (price: Price, quantity: Quantity, { contractSize }: Instrument): Amount =>
  multiply(price, contractsToBase(quantity, contractSize));

/** The most contracts whose worth at a price stays within `value`; not yet on the step grid. */
export const contractsWithin = (value: Amount, price: Price, { contractSize }: Instrument): Quantity =>
  baseToContracts(quantityWithin(value, price), contractSize);
