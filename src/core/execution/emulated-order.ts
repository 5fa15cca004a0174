import {
  floorToStep,
  formatPrice,
  type Price,
  priceOnTick,
  priceToNumber,
  type Quantity,
  smaller,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  contractsWithin,
  type Instrument,
  namesWhatItHasNot,
  type OrderConditions,
  type OrderEvent,
  type OrderId,
  type OrderRequest,
  type Rejection,
  rulesAt,
  type VenueAbilities,
} from "../domain/index.ts";
import { waitsForTheSame, watchTypeOf } from "./emulated-watch.ts";

/**
 * Where an emulated order stands. `held`: it waits for another to fill whole. `watching`: nothing is at the venue yet.
 * `working`: a plain order is. Of those that share units, `aside`: it could be, but others tie up what it sells, so it is
 * watched; `due`: it goes there as soon as its units are free.
 */
type Stage = "held" | "watching" | "working" | "aside" | "due";

/**
 * Why what works at the venue is being taken back. `refit` and `replace`: something else follows it. `cancel` and
 * `expire`: nothing does.
 */
export type TakenBack = "refit" | "replace" | "cancel" | "expire";

/** An order that its venue cannot take as it is. */
export class EmulatedOrder {
  request: Approved<OrderRequest>;
  stage: Stage = "held";
  filled = 0n as Quantity;
  /** What still works for it at the venue. */
  placed = 0n as Quantity;
  /** Asked of the venue and not answered yet. */
  takenBack: TakenBack | undefined;
  /** The id by which the venue knows what works for it: its own, until it is replaced. */
  venueId: OrderId;
  isAccepted = false;
  /** Its venue has cancelled it, and something else followed. */
  wasGivenBack = false;
  /** Its end is being watched. */
  isTimed = false;
  /** New terms that have been asked for: where it is taken back for them, they go out when the old one is gone. */
  replacement: Approved<Amendment> | undefined;
  /** Of a trailing stop at its venue: under this id its way is followed here as well, see `forgetsItsWay`. */
  followId: OrderId | undefined;
  /** That way has come to its end, or its price has come while it stood aside: whatever is sent from now on takes. */
  isSetOff = false;
  /** It takes, or its price has come: others give their units up for it, see `SharedUnits`. */
  isDue = false;
  /** What it was before it was given new terms. */
  before: Approved<OrderRequest> | undefined;

  constructor(request: Approved<OrderRequest>) {
    this.request = request;
    this.venueId = request.id;
  }

  /** `plain`: its fields, as they were written down. */
  static restored(plain: EmulatedOrderSnapshot): EmulatedOrder {
    return Object.assign(new EmulatedOrder(plain.request), plain);
  }

  /** Whether its venue has had it, under whatever id: what fills was there, and what was given back, accepted or not. */
  get wasThere(): boolean {
    return this.isAccepted || this.filled > 0n || this.wasGivenBack;
  }

  /** Whether its price is watched, and nothing of it is at its venue. */
  get isWatched(): boolean {
    return this.stage === "watching" || this.stage === "aside";
  }

  /** Whether nothing is left that would have to set it off at its venue. */
  isPlain(can: VenueAbilities): boolean {
    return this.isSetOff || !can.types.has(this.request.type);
  }

  /** The limit that it rests at; undefined: it takes, or waits to be set off. */
  restsAt(can: VenueAbilities): Price | undefined {
    const { type, limit } = this.request;
    return type === "limit" || this.isPlain(can) ? limit : undefined;
  }

  get remaining(): Quantity {
    return (this.request.quantity - this.filled) as Quantity;
  }

  /**
   * What is asked for once more gives way to what lets nothing follow.
   * @returns whether the venue has yet to be asked
   */
  takeBack(why: TakenBack): boolean {
    const before = this.takenBack;
    if (why === "cancel") this.replacement = undefined;
    if (before === undefined || (why !== "refit" && before !== "cancel")) this.takenBack = why;
    return before === undefined;
  }

  /** Whether an amendment names what it has not, or no longer: it was set off, has filled as much, or is to end. */
  isTooLate(to: Amendment, can: VenueAbilities): boolean {
    const { request, stage, filled, takenBack } = this;
    const isSetOff =
      stage === "due" || this.isSetOff || (stage === "working" && watchTypeOf(request, can) !== undefined);
    return (
      namesWhatItHasNot(request, to) ||
      (to.trigger !== undefined && isSetOff) ||
      (to.quantity !== undefined && to.quantity <= filled) ||
      takenBack === "cancel" ||
      takenBack === "expire"
    );
  }

  /**
   * Whether new terms are its own affair: nobody else knows of it yet, or they leave what is watched as it is. A watch
   * that began anew would forget how far a trailing stop has followed, and that it was activated.
   */
  isOwnAffair(to: Amendment): boolean {
    const { stage, replacement } = this;
    if (stage === "held" || stage === "due") return true;
    const isWatched = stage === "watching" || (stage === "aside" && to.limit === undefined);
    return isWatched && replacement === undefined && waitsForTheSame(this.request, to);
  }

  /** Whether the venue can be asked for new terms: it knows the order by its id, and works all of it. */
  isAmendable(to: Amendment, can: VenueAbilities): boolean {
    const { request, venueId, takenBack } = this;
    const isFitted = request.reduceOnly && !can.reduceOnly && to.quantity !== undefined;
    return can.amend && venueId === request.id && takenBack === undefined && !isFitted;
  }

  /** The venue has not given back what works there. @returns what somebody waits for */
  stays(at: UnixMs): OrderEvent | undefined {
    const {
      replacement,
      takenBack,
      request: { id },
    } = this;
    this.takenBack = undefined;
    this.replacement = undefined;
    if (replacement !== undefined) return { kind: "ReplaceRefused", order: id, rejection: undefined, at };
    return takenBack === "cancel" ? { kind: "CancelRefused", order: id, at } : undefined;
  }

  /** New terms; no more risk than what was approved for them. */
  take(to: Amendment): void {
    const { limit, trigger, quantity, collar, type } = this.request;
    if (to.limit !== undefined && type === "limit") this.isDue = takesAtOnce(this.request); // That price has not come.
    this.request = {
      ...this.request,
      limit: to.limit ?? limit,
      trigger: to.trigger ?? trigger,
      collar: to.collar ?? collar,
      quantity: to.quantity ?? quantity,
    };
  }
}

/** What means something also of what an order was before it went out anew. */
export const isAlwaysNews = ({ kind }: OrderEvent): boolean =>
  kind === "OrderFilled" || kind === "PriceReached" || kind === "WatchExpired";

/** Whether nothing of an order ever rests. */
export const takesAtOnce = ({ type, conditions }: OrderRequest): boolean =>
  type === "market" || (type === "limit" && conditions?.timeInForce !== undefined);

/**
 * What is told of an order that never came to be at its venue. One that had been accepted, or filled in part before it went
 * out anew, ends as does an order that a venue sets off and cannot place.
 */
export function neverWas({ wasThere, request: { id } }: EmulatedOrder, event: OrderEvent): OrderEvent {
  if (wasThere) return { kind: "OrderExpired", order: id, reason: "rejected", at: event.at };
  return { ...event, order: id } as OrderEvent; // Of the kind that it is.
}

/** Whether an order asks for something that its venue does not do. */
export function isBeyond(
  { type, reduceOnly, expiresAt, conditions }: OrderRequest,
  can: VenueAbilities,
): boolean {
  if (!can.types.has(type)) return true;
  if (reduceOnly && !can.reduceOnly) return true;
  if (expiresAt !== Number.POSITIVE_INFINITY && !can.goodTillDate) return true;
  // An amendment of a resting order would find no order to amend.
  if (!can.amend && type !== "market") return true;
  if (conditions === undefined) return false;
  const { postOnly, notional, oneCancelsOther, after } = conditions;
  return (
    (postOnly === true && !can.postOnly) ||
    (notional !== undefined && !can.byValue) ||
    (oneCancelsOther !== undefined && !can.oneCancelsOther) ||
    (after !== undefined && !can.oneTriggersOther)
  );
}

/** Why a post-only order cannot rest at `limit` where the market is at `last`; undefined: it can. */
export function refuseCrossing(
  { side, conditions }: OrderRequest,
  limit: Price | undefined,
  last: number,
): Rejection | undefined {
  if (conditions?.postOnly !== true || limit === undefined) return undefined;
  const at = priceToNumber(limit);
  if (side === "buy" ? at < last : at > last) return undefined;
  return { kind: "PostOnlyWouldCross", limit: formatPrice(limit), last: String(last) };
}

/** The order as its venue can take it, once nothing is left to watch. */
export function plainOrder(
  request: OrderRequest,
  can: VenueAbilities,
  isSetOff = !can.types.has(request.type),
): OrderRequest {
  return {
    ...request,
    type: isSetOff ? (request.limit === undefined ? "market" : "limit") : request.type,
    trigger: isSetOff ? undefined : request.trigger,
    reduceOnly: request.reduceOnly && can.reduceOnly,
    expiresAt: can.goodTillDate ? request.expiresAt : Number.POSITIVE_INFINITY,
    conditions: plainConditions(request.conditions, can, isSetOff),
  };
}

function plainConditions(
  conditions: OrderConditions | undefined,
  can: VenueAbilities,
  isSetOff: boolean,
): OrderConditions | undefined {
  if (conditions === undefined) return undefined;
  const { timeInForce, postOnly, trail, notional, oneCancelsOther } = conditions;
  const plain: OrderConditions = {
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(postOnly === undefined || !can.postOnly ? {} : { postOnly }),
    ...(trail === undefined || isSetOff ? {} : { trail }),
    ...(notional === undefined || !can.byValue ? {} : { notional }),
    ...(oneCancelsOther === undefined || !can.oneCancelsOther ? {} : { oneCancelsOther }),
  };
  return Object.keys(plain).length === 0 ? undefined : plain;
}

/** Quantity of an order by value that fills at `price`: whole steps, within the value and within what was approved. */
export function quantityAt(
  price: number,
  request: OrderRequest,
  instrument: Instrument,
  at: UnixMs,
): Quantity {
  const { tick, step } = rulesAt(instrument, at);
  const exact: Price = priceOnTick(price, tick, request.side === "buy" ? "up" : "down");
  const { notional } = request.conditions ?? {};
  if (notional === undefined || exact <= 0n) return request.quantity;
  const most = contractsWithin(notional, exact, instrument);
  return floorToStep(smaller(most, request.quantity), step);
}

/** Of an order that has ended: it may still have filled, and somebody may still wait for an answer. */
export function afterItsEnd(id: OrderId, event: OrderEvent): OrderEvent | undefined {
  if (event.kind === "OrderFilled") return { ...event, order: id, fill: { ...event.fill, order: id } };
  return event.kind === "CancelRefused" ? { ...event, order: id } : undefined;
}

/** Its fields. */
export type EmulatedOrderSnapshot = Omit<
  {
    [K in keyof EmulatedOrder as EmulatedOrder[K] extends (...of: never) => unknown
      ? never
      : K]: EmulatedOrder[K];
  },
  "remaining" | "wasThere" | "isWatched"
>;
