import { NO_AMOUNT, NO_PRICE, type Quantity } from "../base/index.ts";
import {
  type Amendment,
  namesWhatItHasNot,
  type OrderId,
  type OrderRequest,
  type Rejection,
  type Watch,
} from "../domain/index.ts";
import { judgeAcceptance, judgeAmendment, judgeWatch } from "./acceptance.ts";
import type { Floor } from "./floor.ts";
import { RestingOrder } from "./resting-order.ts";

/** What the exchange does about a request that has arrived. */
export class Requests {
  readonly #floor: Floor;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** An order that waits for another is held until that one has filled whole. If it never will, neither lives. */
  receive(order: OrderRequest): void {
    const floor = this.#floor;
    const parent = order.conditions?.after;
    if (parent === undefined || floor.links.hasFilled(parent)) this.accept(order);
    else if (floor.instrumentOf(parent) !== undefined) floor.links.hold(order, parent);
    else floor.answer({ kind: "OrderCancelled", order: order.id, at: floor.now });
  }

  accept(order: OrderRequest): void {
    const floor = this.#floor;
    const instrument = floor.instrument(order.instrument);
    const judged = judgeAcceptance(order, floor.facts(instrument));
    if (judged.kind === "rejected") {
      floor.answer({ kind: "OrderRejected", order: order.id, rejection: judged.rejection, at: floor.now });
      floor.dropWaiting(order.id);
      return;
    }
    if (order.expiresAt <= floor.now) {
      floor.answer({ kind: "OrderExpired", order: order.id, reason: "time", at: floor.now });
      floor.dropWaiting(order.id);
      return;
    }
    const lock = floor.account.lock(order, instrument, judged.needs);
    floor.rest(new RestingOrder(order, instrument, floor.arrival(instrument), { lock, isWatch: false }));
    floor.answer({ kind: "OrderAccepted", order: order.id, at: floor.now });
  }

  cancel(id: OrderId): void {
    const floor = this.#floor;
    const order = floor.order(id);
    if (order !== undefined) floor.remove(order);
    const isKnown = order !== undefined || floor.links.withdraw(id);
    if (isKnown) floor.dropWaiting(id);
    floor.answer({ kind: isKnown ? "OrderCancelled" : "CancelRefused", order: id, at: floor.now });
  }

  amend(id: OrderId, to: Amendment): void {
    const floor = this.#floor;
    const order = floor.order(id);
    const isTooLate = order?.isSetOff === true && to.trigger !== undefined;
    if (order === undefined || isTooLate || namesWhatItHasNot(order.request, to)) {
      this.#refuse(id);
      return;
    }
    const { instrument } = order;
    const before = { amount: order.lock?.amount ?? NO_AMOUNT, unit: order.lock?.unit ?? NO_PRICE };
    if (order.lock !== undefined) floor.account.unlock(order.lock); // What it holds may pay for its new terms.
    const filled = (order.request.quantity - order.remaining) as Quantity;
    const judged = judgeAmendment(order.request, to, filled, floor.facts(instrument));
    const request = judged.kind === "accepted" ? judged.request : order.request;
    const rest = { ...request, quantity: (request.quantity - filled) as Quantity };
    const lock = floor.account.lock(rest, instrument, judged.kind === "accepted" ? judged.needs : before);
    // What follows the market stands in no queue: with more of it, it has still been there.
    const asksForMore = rest.quantity > order.remaining && !order.isFollowing;
    const hasLostItsPlace = to.limit !== undefined || to.trigger !== undefined || asksForMore;
    const { arrival: previous } = order;
    const arrival = judged.kind === "accepted" && hasLostItsPlace ? floor.arrival(instrument) : previous;
    floor.book(instrument.id).move(order, () => order.amend(request, lock, arrival));
    floor.tapes.amend(order, arrival === previous);
    if (judged.kind === "rejected") this.#refuse(id, judged.rejection);
    else floor.answer({ kind: "OrderReplaced", order: id, to, at: floor.now });
  }

  #refuse(order: OrderId, rejection?: Rejection): void {
    this.#floor.answer({ kind: "ReplaceRefused", order, rejection, at: this.#floor.now });
  }

  watch({ order, instrument: id, side, type, trigger, trail, expiresAt }: Watch): void {
    const floor = this.#floor;
    const instrument = floor.instrument(id);
    // In the book it waits like an order of nothing.
    const request: OrderRequest = {
      id: order,
      instrument: id,
      strategy: "",
      side,
      type: type === "time" ? "limit" : type,
      role: "entry",
      quantity: 0n as Quantity,
      limit: undefined, // Never reached: only its time comes.
      trigger,
      collar: undefined,
      reduceOnly: false,
      expiresAt,
      at: floor.now,
      why: "",
      conditions: trail && { trail },
    };
    const rejection = judgeWatch(request, floor.facts(instrument));
    if (rejection !== undefined) {
      floor.answer({ kind: "OrderRejected", order, rejection, at: floor.now });
      return;
    }
    if (expiresAt <= floor.now) {
      floor.answer({ kind: "WatchExpired", order, at: floor.now });
      return;
    }
    floor.rest(
      new RestingOrder(request, instrument, floor.arrival(instrument), { lock: undefined, isWatch: true }),
    );
    if (type !== "time") floor.answer({ kind: "OrderAccepted", order, at: floor.now });
  }

  unwatch(id: OrderId): void {
    const watch = this.#floor.watchOf(id);
    if (watch !== undefined) this.#floor.remove(watch);
  }
}
