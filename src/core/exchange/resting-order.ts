import { type Price, priceToNumber, type Quantity } from "../base/index.ts";
import type { Instrument, OrderRequest } from "../domain/index.ts";
import type { Lock } from "./account.ts";

/** An order on the exchange, with its prices as floats: bars are floats, and every bar asks. */
export class RestingOrder {
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly cameAt: number;
  readonly limit: number;
  readonly trigger: number;
  /** What it ties up of the account. */
  readonly lock: Lock | undefined;
  remaining: Quantity;
  /** A limit order that crossed the market when it came: it takes liquidity at the next open. */
  isMarketable: boolean;
  /** It came in the middle of a bar: of the rest of that bar only the adverse extreme can reach it. */
  isNewInBar: boolean;

  constructor(
    request: OrderRequest,
    instrument: Instrument,
    came: {
      readonly at: number;
      readonly last: number;
      readonly isInsideBar: boolean;
      readonly lock: Lock | undefined;
    },
  ) {
    this.request = request;
    this.instrument = instrument;
    this.limit = priceOrNaN(request.limit);
    this.trigger = priceOrNaN(request.trigger);
    this.cameAt = came.at;
    this.lock = came.lock;
    this.remaining = request.quantity;
    this.isNewInBar = came.isInsideBar;
    this.isMarketable =
      request.type === "limit" &&
      (request.side === "buy" ? this.limit >= came.last : this.limit <= came.last);
  }

  /** It came after a bar had opened, and not because of a fill inside it: it waits for the next open. */
  isLateFor(opensAt: number): boolean {
    return this.cameAt > opensAt && !this.isNewInBar;
  }

  /** The bar that opened at `opensAt` is over: what has met an open from now on rests like any other. */
  settle(opensAt: number): void {
    if (this.cameAt > opensAt) return;
    this.isNewInBar = false;
    this.isMarketable = false;
  }

  /** Whether `price` sets the stop off. */
  isTriggeredBy(price: number): boolean {
    return this.request.side === "buy" ? price >= this.trigger : price <= this.trigger;
  }
}

const priceOrNaN = (price: Price | undefined): number =>
  price === undefined ? Number.NaN : priceToNumber(price);
