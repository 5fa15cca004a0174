import { NO_PRICE, NO_QUANTITY, priceToNumber, type Quantity } from "../base/index.ts";
import type { InstrumentId, OrderId, Rejection } from "../domain/index.ts";
import type { EmulatedOrder } from "./emulated-order.ts";
import { asideWatchFor, timeWatchFor } from "./emulated-watch.ts";
import type { EmulatorParts } from "./emulator-parts.ts";
import type { VenueLimits } from "./venue-limits.ts";

/** What the emulator does for orders that share units. */
interface SharedUnitsParts extends Pick<EmulatorParts, "outbox" | "held" | "last" | "now" | "tell"> {
  readonly limits: VenueLimits;
  /** Emulated orders that have not ended. */
  readonly working: ReadonlyMap<OrderId, EmulatedOrder>;
  /** Asks the venue for it: something else follows. */
  takeBack(order: EmulatedOrder): void;
  /** Sends it, or does what else it has become time for. */
  work(order: EmulatedOrder): void;
  /** Its way is followed here as well. */
  follow(order: EmulatedOrder): void;
  /** Another name of an order. */
  newIdFor(order: OrderId): OrderId;
}

/**
 * Where a sale ties up what it sells, and nothing tells the venue that another only reduces as well, one unit can be in one
 * order alone: the stop, the target and the exit of a spot position are rivals there. Who takes comes first, then a limit
 * whose price has come, then stops, then limits. Who comes later stands aside: its price is watched here, and once that has
 * come it takes the units from those behind it, who stand aside in turn. So what protects a position rests at the venue, and
 * its target does not; nothing is ever offered twice.
 */
export class SharedUnits {
  readonly #of: SharedUnitsParts;

  constructor(parts: SharedUnitsParts) {
    this.#of = parts;
  }

  /** Whether an order can be placed now. If not it waits, and units are asked for from those that come behind it. */
  mayWork(order: EmulatedOrder, quantity: Quantity): boolean {
    if (!this.#of.limits.sharesUnits(order) || quantity <= this.#freeFor(order)) return true;
    if (order.isDue || this.#isReached(order)) {
      order.isDue = true;
      order.stage = "due";
      this.#watchEnd(order);
    } else {
      order.stage = "aside";
      this.#standAside(order);
    }
    this.#askFor(order);
    return false;
  }

  /** Something has ended, or been given back: who waits for units may get them. */
  settle(instrument: InstrumentId): void {
    for (const stage of ["due", "aside"] as const)
      for (const order of this.#sharing(instrument)
        .filter((one) => one.stage === stage)
        .sort((a, b) => this.#ahead(b, a)))
        if (order.stage === stage && this.#isThere(order)) this.#serve(order);
  }

  /** What is watched for one that stands aside; nothing more for what is followed all along. */
  watch(order: EmulatedOrder): void {
    const watch = asideWatchFor(order.request, order.restsAt(this.#of.limits.can(order)));
    if (watch !== undefined) this.#of.outbox.watch(watch);
  }

  /** Others tie up what it sells. What trails is followed as it would be beside its venue. */
  #standAside(order: EmulatedOrder): void {
    const { request, isTimed } = order;
    if (isTimed) this.#of.outbox.unwatch(request.id);
    order.isTimed = false;
    this.watch(order);
    if (request.type !== "trailing-stop") return;
    this.#of.follow(order);
    this.#watchEnd(order);
    if (order.isAccepted) return;
    order.isAccepted = true;
    this.#of.tell({ kind: "OrderAccepted", order: request.id, at: this.#of.now() });
  }

  #watchEnd(order: EmulatedOrder): void {
    if (order.request.expiresAt === Number.POSITIVE_INFINITY || order.isTimed) return;
    order.isTimed = true;
    this.#of.outbox.watch(timeWatchFor(order.request));
  }

  /** Whether a limit cannot be watched for, since the market has come to it. */
  isThereAlready(order: EmulatedOrder, { kind }: Rejection): boolean {
    const isLimit = order.restsAt(this.#of.limits.can(order)) !== undefined;
    return order.stage === "aside" && isLimit && kind === "StopWouldTriggerAtOnce";
  }

  /** Its units are free: what is said of its watch means nothing any more. */
  #comeForward(order: EmulatedOrder): void {
    const { request, replacement: to } = order;
    this.#of.outbox.unwatch(request.id);
    order.isTimed = false;
    order.replacement = undefined;
    order.venueId = this.#of.newIdFor(request.id); // What is still said of the watch is not of it; nor has its venue seen what it was followed by.
    if (to !== undefined) this.#of.tell({ kind: "OrderReplaced", order: request.id, to, at: this.#of.now() });
  }

  #serve(order: EmulatedOrder): void {
    const quantity = this.#of.limits.doable(order);
    const isToThink = quantity <= 0n || (order.stage === "due" && !order.isDue);
    if (isToThink) {
      this.#of.work(order); // Nothing is left for it, or it has been given another price.
      return;
    }
    if (quantity > this.#freeFor(order)) {
      this.#askFor(order);
      return;
    }
    if (order.stage === "aside") this.#comeForward(order);
    if (this.#isThere(order)) this.#of.work(order);
  }

  /** Whoever is told of one may end another. */
  #isThere({ request }: EmulatedOrder): boolean {
    return this.#of.working.has(request.id);
  }

  #askFor(order: EmulatedOrder): void {
    for (const other of this.#sharing(order.request.instrument)) {
      if (other === order || other.stage !== "working" || this.#ahead(order, other) <= 0) continue;
      other.isDue = false;
      this.#of.takeBack(other);
    }
  }

  /** What no order at the venue ties up, and nobody waits for who comes before it. */
  #freeFor(order: EmulatedOrder): Quantity {
    const { instrument } = order.request;
    let free: bigint = this.#of.held(instrument);
    let isEarlier = true;
    for (const other of this.#sharing(instrument)) {
      if (other === order) isEarlier = false;
      else if (other.stage === "working") free -= other.placed;
      else if (this.#comesBefore(other, order, isEarlier)) free -= this.#of.limits.doable(other);
    }
    return (free > 0n ? free : NO_QUANTITY) as Quantity;
  }

  #comesBefore(other: EmulatedOrder, order: EmulatedOrder, isEarlier: boolean): boolean {
    if (other.stage === "watching") return false; // It would rest nowhere.
    const ahead = this.#ahead(other, order);
    return ahead > 0 || (ahead === 0 && isEarlier && other.stage === "due");
  }

  #sharing(instrument: InstrumentId): EmulatedOrder[] {
    return [...this.#of.working.values()].filter(
      (one) =>
        one.request.instrument === instrument && one.stage !== "held" && this.#of.limits.sharesUnits(one),
    );
  }

  /** Above zero: the first one is served first. Of limits whose price has come the lower one is nearer to the market. */
  #ahead(order: EmulatedOrder, other: EmulatedOrder): number {
    const rank = this.#rank(order);
    const ahead = rank - this.#rank(other);
    if (ahead !== 0 || rank !== DUE_LIMIT) return ahead;
    return Number((other.request.limit ?? NO_PRICE) - (order.request.limit ?? NO_PRICE));
  }

  #rank(order: EmulatedOrder): number {
    if (order.restsAt(this.#of.limits.can(order)) !== undefined) return order.isDue ? DUE_LIMIT : 0;
    const { type } = order.request;
    if (type === "market" || order.isDue || order.isSetOff) return DUE_LIMIT + 1;
    return type === "take-profit" || type === "take-profit-limit" ? 0 : 1;
  }

  /** A limit that the market has reached already: nothing is left to watch for. */
  #isReached(order: EmulatedOrder): boolean {
    const limit = order.restsAt(this.#of.limits.can(order));
    return limit !== undefined && priceToNumber(limit) <= this.#of.last(order.request.instrument);
  }
}

/** Between who takes and who rests. */
const DUE_LIMIT = 2;
