import {
  type Amount,
  formatPrice,
  formatQuantity,
  NO_AMOUNT,
  NO_QUANTITY,
  type Quantity,
  type UnixMs,
} from "../../../core/base/index.ts";
import {
  type Amendment,
  type ExpiryReason,
  type Fill,
  type Instrument,
  isLive,
  nextOrderStatus,
  notionalOf,
  type OrderId,
  type OrderMove,
  type OrderStatus,
  type Rejection,
} from "../../../core/domain/index.ts";
import type { JsonObject } from "./fields.ts";
import { writeFill, writeRejection } from "./wire-news.ts";
import type { OrderTerms } from "./wire-order.ts";

/** The life of one order that the venue has received. Kept for ever: its name is never free again. */
export interface OrderRecord {
  readonly id: string;
  readonly venueId: OrderId;
  readonly epoch: number;
  /** By another hand. */
  readonly isForeign: boolean;
  readonly instrument: Instrument;
  terms: OrderTerms;
  /** It fills so much more than was asked for, by a fault of the venue. */
  excess: Quantity;
  status: OrderStatus;
  filled: Quantity;
  rejection: Rejection | undefined;
  expiry: ExpiryReason | undefined;
  readonly fills: BookedFill[];
  readonly receivedAt: UnixMs;
  at: UnixMs;
  /** Number of the event that began it, of the one that changed it last, and of the one that ended it. */
  began: number;
  changed: number;
  ended: number;
}

export interface BookedFill {
  readonly no: number;
  readonly id: string;
  readonly instrument: Instrument;
  readonly fill: Omit<Fill, "order">;
}

/** What the venue knows, whatever its clients believe: every order under the name it came with, every fill. */
export class Truth {
  readonly #byId = new Map<string, OrderRecord>();
  readonly #orders: OrderRecord[] = [];
  readonly fills: BookedFill[] = [];
  /** What is held cost so much, by instrument: signed as the holding. */
  readonly #cost: Amount[] = [];
  /** The highest epoch that has introduced itself. */
  epoch = 0;

  find(id: string): OrderRecord | undefined {
    return this.#byId.get(id);
  }

  /** @throws never: venue ids are places in the list, from 1 */
  order(venueId: OrderId): OrderRecord {
    return this.#orders[venueId - 1] as OrderRecord;
  }

  get orders(): readonly OrderRecord[] {
    return this.#orders;
  }

  receive(
    id: string,
    of: Pick<OrderRecord, "epoch" | "isForeign" | "instrument" | "terms" | "excess">,
    at: UnixMs,
  ): OrderRecord {
    const record: OrderRecord = {
      id,
      venueId: (this.#orders.length + 1) as OrderId, // A brand is born: the place in the list.
      ...of,
      status: "SUBMITTED",
      filled: NO_QUANTITY,
      rejection: undefined,
      expiry: undefined,
      fills: [],
      receivedAt: at,
      at,
      began: 0,
      changed: 0,
      ended: 0,
    };
    this.#orders.push(record);
    this.#byId.set(id, record);
    return record;
  }

  move(record: OrderRecord, move: OrderMove, no: number, at: UnixMs): void {
    record.status = nextOrderStatus(record.status, move);
    record.changed = no;
    record.at = at;
    if (record.began === 0) record.began = no;
    if (!isLive(record.status) && record.ended === 0) record.ended = no;
  }

  fill(record: OrderRecord, fill: Fill, no: number): void {
    record.filled = (record.filled + fill.quantity) as Quantity;
    const isWhole = record.filled >= record.terms.quantity + record.excess;
    this.move(record, isWhole ? "fillAll" : "fillPart", no, fill.at);
    record.fills.push(this.book(record.id, record.instrument, fill, no));
  }

  /** Books a fill, also one that no order asked for. `held`: before it. */
  book(id: string, instrument: Instrument, fill: Omit<Fill, "order">, no: number): BookedFill {
    const booked = { no, id, instrument, fill };
    this.fills.push(booked);
    return booked;
  }

  /** What is held cost so much: kept as an average, a part that leaves takes its part along. `held`: before the fill. */
  noteCost(instrument: Instrument, fill: Omit<Fill, "order">, held: Quantity): void {
    const cost = this.costOf(instrument);
    const signed = fill.side === "buy" ? fill.quantity : -fill.quantity;
    const value = notionalOf(fill.price, fill.quantity, instrument) * (fill.side === "buy" ? 1n : -1n);
    const after = held + signed;
    if (held === 0n || held > 0n === signed > 0n) this.#cost[instrument.id] = (cost + value) as Amount;
    else if (after === 0n) this.#cost[instrument.id] = NO_AMOUNT;
    else if (after > 0n === held > 0n) this.#cost[instrument.id] = ((cost * after) / held) as Amount;
    else this.#cost[instrument.id] = ((value * after) / signed) as Amount; // Turned: the rest is new.
  }

  costOf({ id }: Instrument): Amount {
    return this.#cost[id] ?? NO_AMOUNT;
  }

  amend(record: OrderRecord, { limit, trigger, quantity, collar }: Amendment, no: number, at: UnixMs): void {
    record.terms = {
      ...record.terms,
      ...(limit !== undefined && { limit }),
      ...(trigger !== undefined && { trigger }),
      ...(quantity !== undefined && { quantity }),
      ...(collar !== undefined && { collar }),
    };
    if (quantity !== undefined) record.excess = NO_QUANTITY;
    record.changed = no;
    record.at = at;
  }
}

/** An order as a client sees it. Only a direct look shows its fills. */
export function writeRecord(record: OrderRecord, withFills: boolean): JsonObject {
  const { terms, rejection, expiry } = record;
  return {
    id: record.id,
    venueOrderId: String(record.venueId),
    symbol: terms.symbol,
    side: terms.side,
    type: terms.type,
    quantity: formatQuantity(terms.quantity),
    filled: formatQuantity(record.filled),
    ...(terms.limit !== undefined && { limit: formatPrice(terms.limit) }),
    ...(terms.trigger !== undefined && { trigger: formatPrice(terms.trigger) }),
    reduceOnly: terms.reduceOnly,
    status: record.status,
    ...(rejection !== undefined && { rejection: writeRejection(rejection) }),
    ...(expiry !== undefined && { expiry }),
    epoch: record.epoch,
    foreign: record.isForeign,
    changed: record.changed,
    at: record.at,
    ...(withFills && { fills: record.fills.map(writeBooked) }),
  };
}

export const writeBooked = ({ no, id, instrument, fill }: BookedFill): JsonObject => ({
  no,
  id,
  ...writeFill(fill, instrument),
});
