/**
 * Looks over the shoulder of the simulated exchange: whatever is asked of it, what it says is held to the terms of the
 * orders, to the bars and to a second book of the account.
 */
import { expect } from "vitest";
import {
  type Amount,
  amount,
  contractsToBase,
  multiply,
  type Price,
  price,
  priceToNumber,
  type Quantity,
  quantity,
  quantityToNumber,
  ratio,
  scalePrice,
  shareUp,
} from "../../src/core/base/index.ts";
import type { Fill, Instrument, OrderEvent } from "../../src/core/domain/index.ts";
import type { OrderTerms } from "./order.ts";
import { Venue, type VenueTerms } from "./venue.ts";

export type Ask =
  | { readonly submit: OrderTerms }
  | { readonly cancel: number }
  | { readonly amend: number; readonly to: Parameters<Venue["amend"]>[1] };

/** What is known of an order from outside. */
interface Known {
  terms: OrderTerms;
  filled: bigint;
  value: bigint;
  /** How it ended. */
  end: OrderEvent["kind"] | undefined;
  isAccepted: boolean;
}

export class ExchangeWatch {
  readonly #venue: Venue;
  readonly #instrument: Instrument;
  readonly #bars: readonly string[];
  readonly #terms: VenueTerms;
  readonly #known = new Map<number, Known>();
  /** Terms of orders in the order they are given ids. */
  readonly #answers = new Map<number, OrderTerms[]>();
  #row = 1;
  #heard = 0;
  #lastId = 0;
  #held = 0n;
  #spent = 0n;
  #fees = 0n;
  #volume = 0;

  constructor(bars: readonly string[], terms: VenueTerms) {
    this.#venue = new Venue(bars, terms);
    this.#instrument = this.#venue.instrument;
    this.#bars = bars;
    this.#terms = terms;
  }

  whenFilled(id: number, answer: Ask): void {
    if (!("submit" in answer)) return;
    const answers = [...(this.#answers.get(id) ?? []), answer.submit];
    this.#answers.set(id, answers);
    this.#venue.whenFilled(id, ...answers);
  }

  ask(ask: Ask): void {
    if ("cancel" in ask) this.#venue.cancel(ask.cancel);
    else if ("amend" in ask) this.#venue.amend(ask.amend, ask.to);
    else {
      this.#know(ask.submit);
      this.#venue.submit(ask.submit);
    }
    this.#hear();
  }

  bar(): void {
    this.#volume = 0;
    this.#venue.open();
    this.#hear();
    this.#venue.close();
    this.#hear();
    this.#row++;
    this.#lookAtOrders();
    this.#lookAtMoney();
  }

  #know(terms: OrderTerms): void {
    this.#known.set(++this.#lastId, { terms, filled: 0n, value: 0n, end: undefined, isAccepted: false });
  }

  #hear(): void {
    for (; this.#heard < this.#venue.events.length; this.#heard++) {
      const event = this.#venue.events[this.#heard] as OrderEvent;
      const order = this.#known.get(event.order);
      if (order === undefined) {
        // Of an order that is not there nothing can be said but that.
        expect(["CancelRefused", "ReplaceRefused"]).toContain(event.kind);
        continue;
      }
      this.#hearOf(order, event);
      if (event.kind === "OrderFilled")
        for (const terms of this.#answers.get(event.order) ?? []) this.#know(terms);
    }
  }

  #hearOf(order: Known, event: OrderEvent): void {
    if (event.kind === "CancelRefused" || event.kind === "ReplaceRefused") return;
    expect(order.end, `${event.kind} of an order that has ended`).toBeUndefined();
    switch (event.kind) {
      case "OrderAccepted":
        expect(order.isAccepted).toBe(false);
        order.isAccepted = true;
        return;
      case "OrderFilled":
        this.#lookAtFill(order, event.fill);
        if (order.filled === quantity(order.terms.quantity ?? "1")) order.end = event.kind;
        return;
      case "OrderReplaced": {
        const { limit, trigger, quantity: most } = event.to;
        order.terms = {
          ...order.terms,
          ...(limit && { limit: String(priceToNumber(limit)) }),
          ...(trigger && { trigger: String(priceToNumber(trigger)) }),
          ...(most && { quantity: String(quantityToNumber(most)) }),
        };
        return;
      }
      default:
        order.end = event.kind;
    }
  }

  #lookAtFill(order: Known, fill: Fill): void {
    const { terms } = order;
    const isBuy = fill.side === "buy";
    expect(order.isAccepted, "accepted before it fills").toBe(true);
    const [open = 0, high = 0, low = 0, , volume = 1] = (this.#bars[this.#row] ?? "").split(" ").map(Number);
    expect(open).toBeGreaterThan(0);
    const at = priceToNumber(fill.price);
    const { slippage } = this.#terms;
    const slip =
      fill.liquidity === "maker" || slippage === undefined || slippage.kind === "none"
        ? 0
        : slippage.kind === "fixed-bps"
          ? slippage.bps / 10_000
          : Number.POSITIVE_INFINITY;
    const tick = slip === 0 ? 0 : 0.01;
    expect(at).toBeGreaterThanOrEqual(isBuy ? low : Math.max(low * (1 - slip) - tick, 0.01));
    expect(at).toBeLessThanOrEqual(isBuy ? high * (1 + slip) + tick : high);
    const bound = terms.limit ?? terms.collar;
    if (bound !== undefined) expect(isBuy ? at <= Number(bound) : at >= Number(bound), "bound").toBe(true);
    if (terms.postOnly === true) expect(fill.liquidity).toBe("maker");

    order.filled += fill.quantity;
    const whole = quantity(terms.quantity ?? "1");
    expect(order.filled <= whole, "no more than was asked").toBe(true);
    // What may only reduce is bounded by what is held as well, and an order by value by that.
    const isBounded =
      terms.reduceOnly === true || terms.notional !== undefined || this.#instrument.kind === "spot";
    if (terms.timeInForce === "FOK" && !isBounded)
      expect(order.filled === whole, "all or nothing").toBe(true);
    const value = multiply(fill.price, contractsToBase(fill.quantity, this.#instrument.contractSize));
    order.value += value;
    if (terms.notional !== undefined) expect(order.value <= amount(terms.notional), "value").toBe(true);

    const before = this.#held;
    this.#held += isBuy ? fill.quantity : -fill.quantity;
    if (terms.reduceOnly === true) {
      expect(before !== 0n && before > 0n !== isBuy, "against what is held").toBe(true);
      expect(this.#held === 0n || this.#held > 0n === before > 0n, "does not turn").toBe(true);
    }
    this.#spent += isBuy ? value : -value;
    const { fees } = this.#instrument;
    if (fees.kind !== "percent") throw new Error("fees of another kind are not watched");
    const fee = shareUp(value, fees[fill.liquidity]);
    expect(fill.fee).toBe(fee);
    this.#fees += fee;

    this.#volume += quantityToNumber(contractsToBase(fill.quantity, this.#instrument.contractSize));
    const share = this.#terms.volumeShareMax ?? Number.POSITIVE_INFINITY;
    if (share !== Number.POSITIVE_INFINITY) expect(this.#volume).toBeLessThanOrEqual(share * volume + 1e-9);
  }

  /** What was accepted and has not ended rests, and nothing else does. */
  #lookAtOrders(): void {
    const resting = new Map(
      this.#venue.exchange.openOrders(this.#instrument.id).map((one) => [Number(one.id), one]),
    );
    for (const [id, { isAccepted, end, terms, filled }] of this.#known) {
      expect(resting.has(id), `order ${id} rests`).toBe(isAccepted && end === undefined);
      const group = terms.oneCancelsOther;
      if (filled > 0n && group !== undefined)
        for (const [other, { conditions }] of resting)
          if (other !== id && conditions?.oneCancelsOther === group)
            expect(other, "came later").toBeGreaterThan(id);
    }
    const held = this.#venue.exchange.account.held(this.#instrument);
    for (const { type, conditions, expiresAt, reduceOnly, side } of resting.values()) {
      if (conditions?.timeInForce !== undefined) expect(["market", "limit"]).not.toContain(type);
      expect(expiresAt).toBeGreaterThan(this.#venue.opensAt(this.#row - 1) + 3_600_000 - 1);
      if (reduceOnly && held === 0n) expect(side, "nothing to reduce").toBe("nobody");
    }
  }

  #lookAtMoney(): void {
    const { account } = this.#venue.exchange;
    const start = amount(this.#terms.balance ?? "1000000");
    expect(account.held(this.#instrument)).toBe(this.#held);
    const orders = this.#venue.exchange.openOrders(this.#instrument.id);
    if (orders.length === 0 && this.#held === 0n)
      expect(account.free, "nothing is tied up").toBe(account.cash);
    if (this.#held === 0n || this.#instrument.kind === "spot") {
      const expected = (start - this.#spent - this.#fees) as Amount;
      expect(account.cash, "cash").toBe(expected);
    }
    if (this.#instrument.kind !== "spot") return;
    expect(this.#held >= 0n, "no short on spot").toBe(true);
    expect(account.cash >= 0n, "cash is not negative").toBe(true);
    expect(account.free >= 0n, "nor is what is free").toBe(true);
    let [locked, offered] = [0n, 0n];
    for (const { id, side, reduceOnly, limit, collar } of orders) {
      const { terms, filled } = this.#known.get(id) as Known;
      if (terms.notional !== undefined) return; // Ties up its value, until it has a quantity.
      const left = (quantity(terms.quantity ?? "1") - filled) as Quantity;
      if (reduceOnly) continue;
      if (side === "sell") offered += left;
      else locked += multiply(scalePrice(worst(limit ?? collar, terms), SPOT_SHARE, "up"), left);
    }
    expect(account.cash - account.free, "locked").toBe(locked);
    expect(account.sellable(this.#instrument), "sellable").toBe(this.#held - offered);
  }
}

/** Value and fee. */
const SPOT_SHARE = ratio("1.0004");

/** What an order names itself, where that is dearer than its bound. */
function worst(bound: Price | undefined, { limit, trigger }: OrderTerms): Price {
  const named = limit ?? trigger;
  const floor = named === undefined ? (0n as Price) : price(named);
  return bound === undefined || bound < floor ? floor : bound;
}
