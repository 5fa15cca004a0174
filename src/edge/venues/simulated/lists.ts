import { formatAmount, formatQuantity } from "../../../core/base/index.ts";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import type { JsonObject } from "./fields.ts";
import type { VenueMarket } from "./market.ts";
import { type OrderRecord, type Truth, writeBooked, writeRecord } from "./truth.ts";

/** Positions as they were after an event. */
interface Snapshot {
  readonly no: number;
  readonly rows: readonly JsonObject[];
}
const SNAPSHOTS_MAX = 64;

/** What the venue's lists say: the truth, or an older one, or a part of it, where a fault wants that. */
export class Lists {
  readonly #truth: Truth;
  readonly #log: EventLog;
  readonly #faults: Faults;
  readonly #positions: Snapshot[] = [];
  /** Orders that the last look at them did not see. */
  readonly #blind = new Set<string>();

  constructor(truth: Truth, log: EventLog, faults: Faults) {
    this.#truth = truth;
    this.#log = log;
    this.#faults = faults;
  }

  /** Whether a direct look does not see that order. */
  isBlind(id: string): boolean {
    const fault = this.#faults.strike("blindLookup", "order");
    const isBlind = fault !== undefined && !(fault.how === "replica" && this.#blind.has(id));
    if (isBlind) this.#blind.add(id);
    else this.#blind.delete(id);
    return isBlind;
  }

  openOrders(): JsonObject {
    const asOf = this.#asOf("openOrders");
    const open = this.#truth.orders.filter(
      ({ began, ended }) => began !== 0 && began <= asOf && (ended === 0 || ended > asOf),
    );
    return { asOf, orders: this.#part("openOrders", open.map(plain)) };
  }

  orders(since: number, limit: number): JsonObject {
    const asOf = this.#asOf("orders");
    const changed = this.#truth.orders
      .filter(({ changed: no }) => no > since && no <= asOf)
      .sort((a, b) => a.changed - b.changed || a.venueId - b.venueId);
    return { asOf, orders: this.#part("orders", changed.slice(0, limit).map(plain)) };
  }

  fills(since: number, limit: number): JsonObject {
    const asOf = this.#asOf("fills");
    const { fills } = this.#truth;
    const rows = fills.filter(({ no }) => no > since && no <= asOf).slice(0, limit);
    return { asOf, fills: this.#part("fills", rows.map(writeBooked)) };
  }

  positions(market: VenueMarket): JsonObject {
    const asOf = this.#asOf("positions");
    const isNow = asOf === this.#log.newest;
    const kept = this.#positions.findLast(({ no }) => no <= asOf);
    return { asOf, positions: this.#part("positions", isNow ? this.rows(market) : (kept?.rows ?? [])) };
  }

  /** Keeps what is held now, for lists that lag. */
  keep(market: VenueMarket): void {
    this.#positions.push({ no: this.#log.newest, rows: this.rows(market) });
    if (this.#positions.length > SNAPSHOTS_MAX) this.#positions.shift();
  }

  /** What is held now. */
  rows(market: VenueMarket): readonly JsonObject[] {
    return market.instruments.flatMap((instrument) => {
      const held = market.exchange.account.held(instrument);
      if (held === 0n) return [];
      return [
        {
          symbol: instrument.symbol,
          quantity: formatQuantity(held),
          cost: formatAmount(this.#truth.costOf(instrument)),
          last: market.lastOf(instrument.id) ?? 0,
        },
      ];
    });
  }

  /** The event up to which a list counts. */
  #asOf(op: string): number {
    const lag = this.#faults.strike("staleList", op)?.by ?? 0;
    return Math.max(0, this.#log.newest - lag);
  }

  #part(op: string, rows: readonly JsonObject[]): readonly JsonObject[] {
    const rule = this.#faults.strike("partialList", op);
    if (rule === undefined) return rows;
    return rule.how === "empty" ? [] : rows.slice(0, Math.floor(rows.length / 2));
  }
}

const plain = (record: OrderRecord): JsonObject => writeRecord(record, false);
