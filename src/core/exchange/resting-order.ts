import { type Amount, type Price, priceToNumber, type Quantity } from "../base/index.ts";
import type { Instrument, OrderRequest } from "../domain/index.ts";
import type { Lock } from "./account.ts";
import type { OrderCosts } from "./fees.ts";
import { FollowingTrigger } from "./trail.ts";

/**
 * What an order waits for. `take`: the next price that is traded. `marketable`: the same, within its limit.
 * `stop` and `touch`: a price that sets it off, against or in favour of whoever waits. `limit`: its own price. `time`: none.
 */
type Stance = "take" | "marketable" | "stop" | "touch" | "limit" | "time";

/** When and where an order came. */
interface Arrival {
  readonly at: number;
  /** In the middle of a bar of its instrument, because of something that happened there. */
  readonly isInsideBar: boolean;
  /** Counts what has come so far: the order among equals. */
  readonly turn: number;
  /** Last traded price, and the smallest step of prices. */
  readonly last: number;
  readonly tick: Price;
}

/** An order on the exchange, with its prices as floats: bars are floats, and every bar asks. */
export class RestingOrder {
  request: OrderRequest;
  readonly instrument: Instrument;
  arrival: Arrival;
  /** It only tells when it is set off, see `Watch`. */
  readonly isWatch: boolean;
  limit: number;
  /** What it ties up of the account. */
  lock: Lock | undefined;
  remaining: Quantity;
  readonly costs: OrderCosts = { quantity: 0n, value: 0n, fees: 0n };
  /** Of an order by value that has got its quantity: what it may still come to. */
  valueLeft: Amount | undefined;
  stance: Stance;
  /** When it was set off: from then on it waits for its limit. */
  setOffAt = Number.NEGATIVE_INFINITY;
  #trigger: number;
  readonly #following: FollowingTrigger | undefined;

  constructor(
    request: OrderRequest,
    instrument: Instrument,
    arrival: Arrival,
    { lock, isWatch }: { readonly lock: Lock | undefined; readonly isWatch: boolean },
  ) {
    this.request = request;
    this.instrument = instrument;
    this.arrival = arrival;
    this.isWatch = isWatch;
    this.limit = priceOrNaN(request.limit);
    this.#trigger = priceOrNaN(request.trigger);
    this.lock = lock;
    this.remaining = request.quantity;
    const trail = request.conditions?.trail;
    this.#following = trail && new FollowingTrigger(trail, request.side, arrival.tick, arrival.last);
    this.stance = this.#stanceOf(request);
  }

  #stanceOf({ type, conditions }: OrderRequest): Stance {
    switch (type) {
      case "market":
        return "take";
      case "stop":
      case "stop-limit":
      case "trailing-stop":
        return "stop";
      case "take-profit":
      case "take-profit-limit":
        return "touch";
      case "limit":
        if (this.isWatch) return "time"; // It has no price.
        return conditions?.timeInForce === undefined ? this.#stanceOfLimit() : "marketable";
    }
  }

  #stanceOfLimit(): Stance {
    return this.isWithinLimit(this.arrival.last) ? "marketable" : "limit";
  }

  /** What sets it off; NaN where nothing does, or not yet. */
  get trigger(): number {
    return this.#following === undefined ? this.#trigger : this.#following.trigger;
  }

  get isFollowing(): boolean {
    return this.#following !== undefined && this.stance === "stop";
  }

  follow(price: number): void {
    this.#following?.see(price);
  }

  /** Its price in the ladder of its stance. */
  get price(): number {
    return this.stance === "limit" ? this.limit : this.trigger;
  }

  /** It came after a bar had opened, and not because of something inside it: it waits for the next open. */
  isLateFor(opensAt: number): boolean {
    return this.arrival.at > opensAt && !this.arrival.isInsideBar;
  }

  /** It came, or was set off, inside the bar: of its limit nothing is known before the next open. */
  isNewIn(opensAt: number): boolean {
    return this.arrival.at > opensAt || this.setOffAt > opensAt;
  }

  /** Whether `price` sets it off. */
  isSetOffBy(price: number): boolean {
    const isUpwards = (this.request.side === "buy") === (this.stance === "stop");
    return isUpwards ? price >= this.trigger : price <= this.trigger;
  }

  /** It was asked to, or sells what has to be there: another order may have sold it in the meantime. */
  get mayOnlyReduce(): boolean {
    const { reduceOnly, side } = this.request;
    return !this.isWatch && (reduceOnly || (side === "sell" && this.instrument.settlement === "asset"));
  }

  /** Now or never: it does not rest. */
  get isImmediate(): boolean {
    return this.request.conditions?.timeInForce !== undefined;
  }

  get isSetOff(): boolean {
    return this.setOffAt !== Number.NEGATIVE_INFINITY;
  }

  /** What is left of it once it was set off: a limit order, or one that takes. */
  becomeLimitOrTake(at: number): void {
    this.setOffAt = at;
    this.stance = this.request.limit === undefined ? "take" : "limit";
    const type = this.stance === "limit" ? "limit" : "market";
    this.request = { ...this.request, type, trigger: undefined };
  }

  /** It has met an open, and rests. */
  rest(): void {
    this.stance = "limit";
  }

  /** Whether `price` is within its limit. */
  isWithinLimit(price: number): boolean {
    return this.request.side === "buy" ? price <= this.limit : price >= this.limit;
  }

  /** New terms. Whoever asks for another price, or for more, stands at the end of the queue again. */
  amend(request: OrderRequest, lock: Lock | undefined, arrival: Arrival): void {
    const isNew = arrival !== this.arrival; // Otherwise it waits for what it has been waiting for.
    this.arrival = arrival;
    const filled = this.request.quantity - this.remaining;
    this.request = request;
    this.lock = lock;
    this.limit = priceOrNaN(request.limit);
    this.#trigger = priceOrNaN(request.trigger);
    this.remaining = (request.quantity - filled) as Quantity;
    if (isNew) this.stance = this.#stanceOf(request);
  }
}

const priceOrNaN = (price: Price | undefined): number =>
  price === undefined ? Number.NaN : priceToNumber(price);
