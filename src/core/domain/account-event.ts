import type { Amount, Price, UnixMs } from "../base/index.ts";
import type { SplitRatio } from "./corporate-action.ts";
import type { Fill } from "./fill.ts";
import type { InstrumentId } from "./instrument.ts";
import type { OrderId } from "./order.ts";

/** What a venue does to an account without an order of ours. */
export type AccountEvent = FundingPaid | PositionLiquidated | DividendPaid | SharesSplit;

/** What holding a position cost or earned at a moment. */
export interface FundingPaid {
  readonly kind: "FundingPaid";
  readonly instrument: InstrumentId;
  /** Between the two sides of a perpetual, or to whom a short was borrowed from. */
  readonly reason: "funding" | "borrow";
  /** The rate of this payment, as the venue published it; of a borrow, of the days it covers. */
  readonly rate: number;
  /** In the quote asset. Positive: paid. Negative: received. */
  readonly amount: Amount;
  readonly at: UnixMs;
}

/** The margin of a position was used up, and the venue closed it. Our orders on the instrument were cancelled before. */
export interface PositionLiquidated {
  readonly kind: "PositionLiquidated";
  readonly instrument: InstrumentId;
  /** All that was held; its fee is the liquidation fee. */
  readonly fill: Omit<Fill, "order">;
  /** Loss beyond the margin: the venue's insurance fund took it, we did not. In the quote asset. */
  readonly insured: Amount;
  readonly at: UnixMs;
}

/** Whose position it is that nobody of this run has opened. */
export const EXTERNAL = "EXTERNAL";

/** An order was filled that is not of this run: by hand, or of another program. The position is of this account all the same. */
export interface FilledOutside {
  readonly kind: "FilledOutside";
  readonly instrument: InstrumentId;
  readonly fill: Omit<Fill, "order">;
  /** The name of that order at the venue. */
  readonly name: string;
  readonly at: UnixMs;
}

/** A company paid its shareholders, and its share is worth that much less. */
export interface DividendPaid {
  readonly kind: "DividendPaid";
  readonly instrument: InstrumentId;
  /** In the quote asset. */
  readonly perShare: Price;
  /** In the quote asset. Positive: paid by who is short. Negative: received. */
  readonly amount: Amount;
  readonly at: UnixMs;
}

/** Shares were split or merged: quantities are multiplied and prices divided by the ratio; what was paid stays. */
export interface SharesSplit {
  readonly kind: "SharesSplit";
  readonly instrument: InstrumentId;
  readonly ratio: SplitRatio;
  /** Our orders on the old shares, which the venue cancelled before. */
  readonly cancelled: readonly OrderId[];
  /** The part of a share that arose is settled in cash, at the last price divided by the ratio, for no fee. */
  readonly fraction: Omit<Fill, "order"> | undefined;
  readonly at: UnixMs;
}
