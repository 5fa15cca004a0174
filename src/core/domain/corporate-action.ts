import type { Price, Quantity, UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";

/** `to` new shares for `from` old ones, in lowest terms: 7 for 1, or 1 for 8 where shares are merged. */
export interface SplitRatio {
  readonly to: bigint;
  readonly from: bigint;
}

/** From `at` on there are more or fewer shares, each worth less or more. */
export interface SplitDue {
  readonly kind: "split";
  readonly instrument: InstrumentId;
  readonly at: UnixMs;
  readonly ratio: SplitRatio;
}

/** Who holds a share at `at`, before anything trades, is paid; who owes one pays. */
export interface DividendDue {
  readonly kind: "dividend";
  readonly instrument: InstrumentId;
  readonly at: UnixMs;
  /** In the quote asset. */
  readonly perShare: Price;
}

/** What a company does about its shares, whoever holds them. */
export type CorporateAction = SplitDue | DividendDue;

/** What a signed quantity is after a split: truncated to the quantity scale. */
export const splitQuantity = <Q extends bigint = Quantity>(quantity: Q, { to, from }: SplitRatio): Q =>
  ((quantity * to) / from) as Q;

/** What a price is after a split: truncated to the price scale, on no grid of ticks. */
export const splitPrice = (price: Price, { to, from }: SplitRatio): Price => ((price * from) / to) as Price;

/** The same for doubles. */
export const splitNumber = (price: number, { to, from }: SplitRatio): number =>
  (price * Number(from)) / Number(to);
