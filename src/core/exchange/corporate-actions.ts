import {
  absolute,
  floorToStep,
  NO_AMOUNT,
  type Price,
  priceToNumber,
  type Quantity,
  type UnixMs,
} from "../base/index.ts";
import {
  type DividendDue,
  type DividendPaid,
  type InstrumentId,
  notionalOf,
  type OrderId,
  rulesAt,
  type SharesSplit,
  type SplitDue,
  splitNumber,
  splitPrice,
  splitQuantity,
} from "../domain/index.ts";
import { bookedUp } from "./booked.ts";
import type { Floor } from "./floor.ts";

/** What companies do about their shares, in the venue's books: before the first trade of the day it counts from. */
export class CorporateActions {
  readonly #floor: Floor;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /**
   * A long is paid for every share it holds, a short pays. The last price falls by as much, so that no moment counts
   * the dividend twice: in the cash and in a price of the evening before.
   * @returns undefined where nothing is held
   */
  payDividend({ instrument: id, perShare }: DividendDue, now: UnixMs): DividendPaid | undefined {
    const floor = this.#floor;
    const instrument = floor.instrument(id);
    const held = floor.account.held(instrument);
    if (held === 0n) return undefined;
    const due = bookedUp(notionalOf(-perShare as Price, held, instrument));
    const amount = floor.account.pay(instrument, due);
    const left = floor.last(id) - priceToNumber(perShare);
    if (left > 0) floor.note(id, left);
    floor.watch.note(instrument, now);
    return { kind: "DividendPaid", instrument: id, perShare, amount, at: now };
  }

  /** Nobody trades the old shares any more: every order on them is cancelled, those under way included. */
  cancelOrders(id: InstrumentId, now: UnixMs): readonly OrderId[] {
    const floor = this.#floor;
    floor.courier.hurry(id);
    const orders = floor.book(id).all();
    const cancelled = orders.filter(({ isWatch }) => !isWatch);
    for (const order of cancelled) {
      floor.remove(order);
      floor.answer({ kind: "OrderCancelled", order: order.request.id, at: now });
    }
    return cancelled.map(({ request }) => request.id);
  }

  /** Follows `cancelOrders`, whose orders it tells of. Only whole steps of the quantity are handed out as shares. */
  split({ instrument: id, ratio }: SplitDue, cancelled: readonly OrderId[], now: UnixMs): SharesSplit {
    const floor = this.#floor;
    const instrument = floor.instrument(id);
    const { account } = floor;
    const before = account.held(instrument);
    const price = before === 0n ? undefined : splitPrice(floor.lastOnTick(id), ratio);
    floor.note(id, splitNumber(floor.last(id), ratio));
    const split = { kind: "SharesSplit", instrument: id, ratio, cancelled, at: now } as const;
    if (price === undefined) return { ...split, fraction: undefined };
    const held = splitQuantity(before, ratio);
    account.hold(instrument, held);
    const whole = floorToStep(absolute(held), rulesAt(instrument, now).step);
    const quantity = (absolute(held) - whole) as Quantity;
    const side = held > 0n ? "sell" : "buy";
    const terms = {
      instrument: id,
      side,
      price,
      quantity,
      fee: NO_AMOUNT,
      feeAsset: instrument.quote,
    } as const;
    const fraction = { ...terms, liquidity: "taker", tradeId: `fraction ${id} ${now}`, at: now } as const;
    if (quantity > 0n) {
      const value = notionalOf(price, quantity, instrument);
      account.settle(fraction, value, instrument, undefined);
    }
    floor.watch.note(instrument, now);
    return { ...split, fraction: quantity > 0n ? fraction : undefined };
  }
}
