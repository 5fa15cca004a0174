import { NO_QUANTITY, type Price, priceToNumber, type Quantity } from "../base/index.ts";
import type { InstrumentId, OrderId, OrderRequest, VenueAbilities, Watch } from "../domain/index.ts";
import type { EmulatedOrder } from "./emulated-order.ts";
import { timeWatchFor } from "./emulated-watch.ts";
import type { EmulatorParts } from "./emulator-parts.ts";
import type { VenueLimits } from "./venue-limits.ts";

/** What the emulator does for orders that share units. */
interface SharedUnitsParts extends Pick<EmulatorParts, "outbox" | "held" | "last" | "now" | "tell"> {
  readonly limits: VenueLimits;
  readonly working: ReadonlyMap<OrderId, EmulatedOrder>;
  /** Asks the venue for it: something else follows. */
  takeBack(order: EmulatedOrder): void;
  /** Sends it, or does what else it has become time for. */
  work(order: EmulatedOrder): void;
  /** Its way is followed here as well. */
  follow(order: EmulatedOrder): void;
  /** What goes out now has an id of its own. */
  rename(order: EmulatedOrder): void;
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
        .sort((a, b) => this.#rank(b) - this.#rank(a)))
        if (order.stage === stage) this.#serve(order);
  }

  /** What is watched for one that stands aside; nothing more for what is followed all along. */
  watch(order: EmulatedOrder): void {
    const watch = asideWatchFor(order, this.#of.limits.can(order));
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
    if (request.expiresAt !== Number.POSITIVE_INFINITY) {
      order.isTimed = true;
      this.#of.outbox.watch(timeWatchFor(request));
    }
    if (order.isAccepted) return;
    order.isAccepted = true;
    this.#of.tell({ kind: "OrderAccepted", order: request.id, at: this.#of.now() });
  }

  /** Its units are free: what is said of its watch means nothing any more. */
  #comeForward(order: EmulatedOrder): void {
    const { request, replacement: to } = order;
    this.#of.outbox.unwatch(request.id);
    order.isTimed = false;
    order.replacement = undefined;
    if (order.followId !== undefined) this.#of.rename(order); // Its venue has not seen what it was followed by so far.
    if (to !== undefined) this.#of.tell({ kind: "OrderReplaced", order: request.id, to, at: this.#of.now() });
  }

  #serve(order: EmulatedOrder): void {
    const quantity = this.#of.limits.doable(order);
    if (quantity <= 0n) return; // What is held has changed: the emulator ends it.
    if (quantity > this.#freeFor(order)) {
      this.#askFor(order);
      return;
    }
    if (order.stage === "aside") this.#comeForward(order);
    this.#of.work(order);
  }

  #askFor(order: EmulatedOrder): void {
    const rank = this.#rank(order);
    for (const other of this.#sharing(order.request.instrument)) {
      if (other === order || other.stage !== "working" || this.#rank(other) >= rank) continue;
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
    const ahead = this.#rank(other) - this.#rank(order);
    return ahead > 0 || (ahead === 0 && isEarlier && other.stage === "due");
  }

  #sharing(instrument: InstrumentId): EmulatedOrder[] {
    return [...this.#of.working.values()].filter(
      (one) =>
        one.request.instrument === instrument && one.stage !== "held" && this.#of.limits.sharesUnits(one),
    );
  }

  #rank(order: EmulatedOrder): number {
    if (restsAt(order, this.#of.limits.can(order)) !== undefined) return order.isDue ? 2 : 0;
    const { type } = order.request;
    if (type === "market" || order.isDue || order.isSetOff) return 3;
    return type === "take-profit" || type === "take-profit-limit" ? 0 : 1;
  }

  /** A limit that the market has reached already: nothing is left to watch for. */
  #isReached(order: EmulatedOrder): boolean {
    const limit = restsAt(order, this.#of.limits.can(order));
    return limit !== undefined && priceToNumber(limit) <= this.#of.last(order.request.instrument);
  }
}

/** The limit that an order rests at; undefined: it takes, or waits to be set off. */
function restsAt({ request, isSetOff }: EmulatedOrder, can: VenueAbilities): Price | undefined {
  const { type, limit } = request;
  return type === "limit" || isSetOff || !can.types.has(type) ? limit : undefined;
}

/** What is watched for an order that stands aside; undefined for one that is followed all along. */
function asideWatchFor(order: EmulatedOrder, can: VenueAbilities): Watch | undefined {
  const { request } = order;
  if (request.type === "trailing-stop") return undefined;
  const limit = restsAt(order, can);
  if (limit !== undefined) return { ...timeWatchFor(request), type: "take-profit", trigger: limit };
  return {
    ...timeWatchFor(request),
    type: isStop(request) ? "stop" : "take-profit",
    trigger: request.trigger,
  };
}

const isStop = ({ type }: OrderRequest): boolean => type === "stop" || type === "stop-limit";
