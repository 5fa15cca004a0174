import {
  type Amount,
  amountAsQuantity,
  larger,
  PRICE_DIGITS,
  type Price,
  priceOnTick,
  type Quantity,
} from "../base/index.ts";
import type { Side } from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";

/** What the market charges for taking liquidity, beyond the fee. docs/PHYSICS.md says how to choose and calibrate. */
export type SlippageModel =
  | { readonly kind: "none" }
  /** Always the same share of the price, in basis points. Leaves out size and depth. */
  | { readonly kind: "fixed-bps"; readonly bps: number }
  /** Half of an assumed spread, in basis points: for bars of trades. Where bids and asks are known they are used instead. */
  | { readonly kind: "half-spread"; readonly spreadBps: number }
  /**
   * Square-root impact: `coefficient x volatility of a bar x sqrt(quantity / volume of a bar)`, both measured over the last
   * `bars` closed bars. Source: Almgren, Thum, Hauptmann, Li: "Direct estimation of equity market impact" (2005), with the
   * exponent 1/2 of Barra; a coefficient near 1 fits many markets. Leaves out that impact decays.
   */
  | { readonly kind: "square-root"; readonly coefficient: number; readonly bars: number };

/** Milliseconds that things take. On bars only latencies of at least an interval change which bar an order meets. */
interface Latency {
  /** From the venue to the strategy. */
  readonly feedMs: number;
  /** From the strategy to the venue, for orders and their amendments, and for cancels. */
  readonly orderMs: number;
  readonly cancelMs: number;
}

/** How the simulated exchange fills. */
export interface FillModel {
  readonly slippage: SlippageModel;
  /** A resting limit order fills when the price trades through it, or already when it touches it. */
  readonly limitFill: "through" | "touch";
  /** The share of a bar's volume that fills of ours may take together; Infinity: as much as is asked. */
  readonly volumeShareMax: number;
  readonly latency: Latency;
  /**
   * What fees are paid in. Left out: the quote. An asset, at this price of it: how much of it there is counts nowhere, but
   * a purchase of that asset itself pays out of what it brings, at the price of the trade.
   * `received`: what a trade brings, the base of a purchase of spot and else the quote, as Binance and Bitget do.
   */
  readonly feesIn?: FeeAsset | "received";
}

interface FeeAsset {
  readonly asset: string;
  readonly price: Price;
}

const PRICE_ONE = 10n ** BigInt(PRICE_DIGITS);

/** A fee in units of the quote as what is taken of that asset: rounded up, as a venue does. A rebate is rounded down. */
export const feeInAsset = (fee: Amount, { price }: Pick<FeeAsset, "price">): Amount => {
  const scaled = fee * PRICE_ONE;
  return ((scaled >= 0n ? scaled + price - 1n : scaled) / price) as Amount;
};

/** A fee in units of the quote as what of the purchase at `price` it takes: rounded up to what a quantity can be. */
export const feeInKind = (fee: Amount, price: Price): Quantity =>
  amountAsQuantity(feeInAsset(fee, { price }));

/** Everything that is asked is filled, at once, at the price of the market. */
export const PLAIN_FILLS: FillModel = {
  slippage: { kind: "none" },
  limitFill: "through",
  volumeShareMax: Number.POSITIVE_INFINITY,
  latency: { feedMs: 0, orderMs: 0, cancelMs: 0 },
};

/** The price on the tick grid, rounded against the trader. */
export const adverseTick = (price: number, tick: Price, side: Side): Price =>
  priceOnTick(price, tick, side === "buy" ? "up" : "down");

/**
 * Slippage of a fill as a share of the price. `units`: quantity in units of the base asset. `isQuoted`: it fills at a bid or
 * an ask, and has paid half the spread by that.
 */
export function slippageOf(
  model: SlippageModel,
  units: number,
  series: BarSeries | undefined,
  row: number,
  isQuoted: boolean,
): number {
  switch (model.kind) {
    case "none":
      return 0;
    case "fixed-bps":
      return model.bps / 10_000;
    case "half-spread":
      return isQuoted ? 0 : model.spreadBps / 20_000;
    case "square-root":
      return series === undefined ? 0 : squareRootImpact(model, units, series, row);
  }
}

/** Only bars before `row` count: the one that is being met is not over yet. No history, no impact to measure. */
function squareRootImpact(
  { coefficient, bars }: Extract<SlippageModel, { kind: "square-root" }>,
  units: number,
  { columns }: BarSeries,
  row: number,
): number {
  let variance = 0;
  let volume = 0;
  let count = 0;
  for (let i = Math.max(0, row - bars); i < row; i++) {
    const range = Math.log(at(columns.high, i) / at(columns.low, i));
    variance += (range * range) / (4 * Math.LN2); // Parkinson (1980).
    volume += at(columns.volume, i);
    count++;
  }
  if (count === 0 || !(volume > 0)) return 0;
  return coefficient * Math.sqrt(variance / count) * Math.sqrt((units * count) / volume);
}

/**
 * Price of a fill that takes liquidity at `traded`: slipped by a share of it, on the tick, never beyond the bound, and
 * never below one tick.
 * @returns undefined when the market itself is beyond the bound: then the order must not fill
 */
export function takerPrice(
  traded: number,
  slip: number,
  { side, tick, bound }: { readonly side: Side; readonly tick: Price; readonly bound: Price | undefined },
): Price | undefined {
  const raw = adverseTick(traded, tick, side);
  if (bound !== undefined && (side === "buy" ? raw > bound : raw < bound)) return undefined;
  if (slip === 0) return raw;
  const slipped = larger(adverseTick(traded * (side === "buy" ? 1 + slip : 1 - slip), tick, side), tick);
  if (bound === undefined) return slipped;
  const isBeyond = side === "buy" ? slipped > bound : slipped < bound;
  return isBeyond ? bound : slipped;
}
