import type { Amount, Price, Quantity, UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";
import type { OrderId, Side } from "./order.ts";

/** Executed. Each fill is applied once, by its venue's trade id. */
export interface Fill {
  readonly order: OrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Positive: paid. Negative: a rebate. */
  readonly fee: Amount;
  readonly feeAsset: string;
  readonly liquidity: "maker" | "taker";
  readonly tradeId: string;
  readonly at: UnixMs;
}
