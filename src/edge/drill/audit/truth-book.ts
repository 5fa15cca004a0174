import { isLive } from "../../../core/domain/index.ts";
import {
  type BookedFill,
  EMERGENCY_RUN,
  type OrderRecord,
  parseClientOrderId,
  type VenueHouse,
} from "../../venues/index.ts";
import { LEDGER_UNITS, wholeSteps } from "./whole-steps.ts";

/** Whether it was sent to close something, by an emergency or by a run whose journal took nothing any more. */
export const closesAlone = ({ id }: Pick<OrderRecord, "id">): boolean =>
  parseClientOrderId(id)?.run === EMERGENCY_RUN;

/** What an order of the run is in the truth, by the number that the run gave it; undefined for one of anybody else. */
export const ordinalOf = (order: Pick<OrderRecord, "id">): number | undefined =>
  closesAlone(order) ? undefined : parseClientOrderId(order.id)?.ordinal;

/** What was news in the books of the venue. */
interface TruthNews {
  readonly orders: readonly OrderRecord[];
  readonly fills: readonly BookedFill[];
}

const NO_NEWS: TruthNews = { orders: [], fills: [] };

/** The venue's own books as they grow, added up by somebody who trusts nothing but single fills. */
export class TruthBook {
  /** By instrument: what its fills come to, signed; what a fee has left of less than a step is dust, and not held. */
  readonly held = new Map<number, bigint>();
  readonly dust = new Map<number, bigint>();
  /** Instruments that somebody else has traded: their limits and their protection are not ours alone. */
  readonly touched = new Set<number>();
  /** Instruments of which the venue has filled more than was asked for: their limit may be passed, what is held is ours. */
  readonly overfilled = new Set<number>();
  /** Under which name each order of ours came, by its number. */
  readonly idOf = new Map<number, string>();
  readonly #truth: VenueHouse["truth"];
  #live: OrderRecord[] = [];
  #orders = 0;
  #fills = 0;

  constructor(truth: VenueHouse["truth"]) {
    this.#truth = truth;
  }

  /** Takes in what has happened since the last look. `booked` hears of each fill with what was held before it and after. */
  look(booked: (fill: BookedFill, before: bigint, after: bigint) => void): TruthNews {
    const { orders, fills } = this.#truth;
    if (orders.length === this.#orders && fills.length === this.#fills) return NO_NEWS; // As nearly always.
    const news = { orders: orders.slice(this.#orders), fills: fills.slice(this.#fills) };
    this.#orders = orders.length;
    this.#fills = fills.length;
    for (const order of news.orders) if (order.isForeign) this.touched.add(order.instrument.id);
    for (const one of news.fills) {
      const { id, base } = one.instrument;
      const before = this.held.get(id) ?? 0n;
      let after = before + (one.fill.side === "buy" ? one.fill.quantity : -one.fill.quantity);
      if (one.fill.side === "buy" && one.fill.feeAsset === base) {
        const there = (this.dust.get(id) ?? 0n) + after - one.fill.fee / LEDGER_UNITS;
        after = wholeSteps(there);
        this.dust.set(id, there - after);
      }
      this.held.set(id, after);
      booked(one, before, after);
    }
    this.#live.push(...news.orders);
    return news;
  }

  /** What the venue has taken of an asset in fees. */
  paidIn(asset: string): bigint {
    return this.#truth.fills.reduce((sum, { fill }) => (fill.feeAsset === asset ? sum + fill.fee : sum), 0n);
  }

  /** What has filled on the side of an order, in its instrument, from a moment of the venue's clock on. */
  filledSince(at: number, { instrument, terms }: Pick<OrderRecord, "instrument" | "terms">): bigint {
    let filled = 0n;
    const { fills } = this.#truth;
    for (let i = fills.length - 1; i >= 0; i--) {
      const { fill } = fills[i] as BookedFill; // In range by the loop.
      if (fill.at < at) break;
      if (fill.instrument === instrument.id && fill.side === terms.side) filled += fill.quantity;
    }
    return filled;
  }

  /** Orders of that instrument that work at the venue, of whomever. */
  liveOf(instrument: number): readonly OrderRecord[] {
    this.#live = this.#live.filter(({ status }) => isLive(status));
    return this.#live.filter((order) => order.instrument.id === instrument);
  }
}
