import { type Ratio, ratio } from "../base/index.ts";
import type { MarginMode } from "./account.ts";
import type { MarkBars } from "./mark-prices.ts";

/** What stands behind contracts, and what happens when it does not suffice. */
export interface MarginTerms {
  readonly mode: MarginMode;
  /** Share of the value that a liquidation closes. */
  readonly liquidationFee: Ratio;
  /** Mark prices where they are known; elsewhere the last trade is the mark. */
  readonly marks: readonly MarkBars[];
}

/** Isolated: a mistake in one instrument costs its margin. The fee is that of BTCUSDT in Binance's exchangeInfo of 2021-07. */
export const USUAL_MARGIN: MarginTerms = {
  mode: "isolated",
  liquidationFee: ratio("0.012"),
  marks: [],
};
