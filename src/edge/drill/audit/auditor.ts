import { formatQuantity, type Quantity, quantity as toQuantity } from "../../../core/base/index.ts";
import { isLive } from "../../../core/domain/index.ts";
import { type OrderRecord, parseClientOrderId, type VenueHouse } from "../../venues/index.ts";
import { BEGIN } from "../storm/market.ts";
import { WHY } from "../storm/restless.ts";
import { HELD_MAX } from "../storm/trading-plan.ts";
import { closesAlone, ordinalOf, TruthBook } from "./truth-book.ts";
import type { WrittenLines } from "./written-lines.ts";
import type { WrittenOrder } from "./written-order.ts";

/** Something that must never be, and was. */
export interface Violation {
  /** `I2`, `L3`: see the invariants in docs/DRILLS.md. */
  readonly invariant: string;
  /** Virtual milliseconds since the drill began. */
  readonly atMs: number;
  readonly what: string;
}

/** What a process has put on its wire. */
export interface Sent {
  readonly op: string;
  readonly id: string;
  readonly epoch: number;
  /** Of new terms that ask for another one. */
  readonly quantity?: string | undefined;
}

/** What a person has told the run to do. */
export interface Told {
  readonly do: string;
  readonly symbol?: string | undefined;
}

/** What the auditor sees: the truth of the venue, what is durable on the disk, and every message that leaves. */
export interface AuditedWorld {
  readonly house: VenueHouse;
  readonly written: WrittenLines;
  /** The highest epoch that was taken for the account. */
  epoch(): number;
  /** Virtual milliseconds since the drill began. */
  now(): number;
}

/** What was proven never to have come to be is taken back if it does. */
const ENDED: ReadonlySet<string> = new Set(["OrderNotSent", "OrderProvenAbsent"]);
const CHANGES: ReadonlySet<string> = new Set(["submit", "amend", "cancel"]);
/** What was decided before a person halted may be on its way to the wire. */
const OBEYED_MS = 50;
/** More messages in a second than any strategy of a drill can want: something asks without a pause. */
const MESSAGES_MAX = 400;
const CANCELS_MAX = 6;
/** Signs of life in a minute. */
const BEATS_MAX = 12;

/**
 * Holds a drill to its invariants. It shares no code with the engine: it knows the venue's own books, the lines that are
 * durable on the disk, the bytes on the wire, and what a person was told that was done.
 */
export class Auditor {
  readonly violations: Violation[] = [];
  readonly book: TruthBook;
  /** Orders of which new terms have left, and when the last did. */
  readonly amending = new Map<WrittenOrder, { readonly id: string; readonly since: number }>();
  /** The same orders by their names, for as long as they work, and the quantity that the venue has of each. */
  readonly #amended = new Map<string, { readonly order: WrittenOrder; readonly taken: bigint }>();
  /** Orders whose cancel has left. */
  readonly cancelled = new Set<string>();
  readonly #world: AuditedWorld;
  /** Since when nothing may add risk, by symbol, or what has ended that; `""`: to any. */
  readonly #stops = new Map<string, { readonly since?: number; readonly liftedBy?: number }>();
  /** By symbol: the last thing that was said which stops it. */
  readonly #stopAsked = new Map<string, number>();
  /** The last thing that was said which lets every symbol trade. */
  #startedBy = 0;
  #introducedAt = Number.NEGATIVE_INFINITY;
  #introducedAs = 0;
  /** The moment of the data that the venue had come to then: what a person approves is decided on that, or on a later one. */
  #introducedMoment = Number.NEGATIVE_INFINITY;
  /** Orders whose cancel has left, and the signs of life that have left since on the same connection. */
  readonly #asked = new Map<string, number>();
  /** What has left in this second: all of it, and the cancels of each order. */
  #second = 0;
  readonly #left = new Map<string, number>();

  constructor(world: AuditedWorld) {
    this.#world = world;
    this.book = new TruthBook(world.house.truth);
  }

  /** When a process introduced itself last: it was not there to hear what happened before. */
  get introducedAt(): number {
    return this.#introducedAt;
  }

  /** A message leaves. */
  sent({ op, id, epoch, quantity }: Sent): void {
    this.#count(op, id);
    if (op === "cancel") {
      this.cancelled.add(id);
      this.#asked.set(id, 0);
    }
    if (op === "hello") {
      this.#introducedAt = this.#world.now();
      // A process does not know what another one took back when its disk was full.
      if (epoch !== this.#introducedAs) this.#asked.clear();
      this.#introducedAs = epoch;
      this.#introducedMoment = this.#world.house.market.now - BEGIN;
      for (const one of this.#asked.keys()) this.#asked.set(one, 0);
    }
    if (op === "ping") this.#lookForLostCancels();
    if (!CHANGES.has(op)) return;
    this.#change({ op, id, epoch, quantity });
    this.holdWritten();
  }

  #change({ op, id, epoch, quantity }: Sent): void {
    const ordinal = parseClientOrderId(id as never)?.ordinal;
    if (epoch < this.#world.epoch())
      this.found("I11", `${op} ${id} left under epoch ${epoch}, which is over`);
    if (closesAlone({ id })) {
      if (!this.#world.written.isNoted(id))
        this.found("I1", `${op} ${id} left, and nothing in the reserve says so`);
      return;
    }
    if (ordinal === undefined) {
      this.found("I16", `${op} ${id} names no order of the run`);
      return;
    }
    const { written } = this.#world;
    if (!written.orders.has(ordinal)) written.look();
    const order = written.orders.get(ordinal);
    if (order === undefined)
      this.found("I1", `${op} ${id} left, and nothing durable says that it was decided`);
    else if (op === "submit") {
      this.#submitted(id, order);
      written.sizes.noteSubmit(ordinal);
    } else if (op === "cancel") {
      written.look();
      this.#holdLeaving(id, order);
    } else if (op === "amend") {
      // What was decided before and never left was answered as well: only one is under way at a time.
      written.look();
      order.amends = order.amended + 1;
      order.wanted = quantity === undefined ? undefined : toQuantity(quantity);
      this.amending.set(order, { id, since: this.#world.now() });
      const taken = this.#world.house.truth.find(id)?.terms.quantity;
      if (taken !== undefined) this.#amended.set(id, { order, taken });
    }
  }

  /** What the lines on the disk say against themselves. */
  holdWritten(): void {
    const mayBeLate = (this.#world.house.counts["admitLate"] ?? 0) > 0;
    for (const { invariant, what } of this.#world.written.findings.news())
      if (invariant !== "I8" || !mayBeLate) this.found(invariant, what);
  }

  /** A sign of life leaves every few seconds while there is a connection: by then a cancel that came to nothing has left again. */
  #lookForLostCancels(): void {
    if (this.#asked.size === 0 || this.#introducedAs < this.#world.epoch()) return;
    for (const [id, beats] of this.#asked) {
      const order = this.#world.house.truth.find(id);
      this.#asked.set(id, beats + 1);
      if (order !== undefined && isLive(order.status) && beats + 1 < BEATS_MAX) continue;
      this.#asked.delete(id);
      if (order !== undefined && isLive(order.status))
        this.found("L1", `${id} works on, a minute after its cancel left, and nobody asks again`);
    }
  }

  #submitted(id: string, order: WrittenOrder): void {
    if (order.submits++ > 0) this.found("I2", `${id} was submitted more than once`);
    const aheadMs = order.at - BEGIN - this.#world.now();
    if (aheadMs > 0) this.found("I14", `${id} was decided at a moment that comes in ${aheadMs} ms`);
    if (order.reduceOnly) return;
    const now = this.#world.now();
    const ageMs = (order.isApproved ? this.#introducedMoment : this.#introducedAt) - (order.at - BEGIN);
    if (ageMs > 0)
      this.found("I10", `${id} adds risk, decided on what was ${ageMs} ms old when somebody was there`);
    for (const symbol of ["", order.symbol]) {
      const since = this.#stops.get(symbol)?.since;
      if (since !== undefined && now > since + OBEYED_MS)
        this.found("L4", `${id} adds risk, and left ${now - since} ms after a person had stopped that`);
    }
  }

  /** What leaves a position at the market goes on leaving: who takes it back to ask anew never comes out of a thin market. */
  #holdLeaving(id: string, order: WrittenOrder): void {
    const { house, written } = this.#world;
    const { symbol, side, reduceOnly, type, why, last } = order;
    const isOwn = why === WHY && !written.sizes.isCountedOn(order);
    if (!reduceOnly || type !== "market" || isOwn || ENDED.has(last)) return;
    const instrument = house.market.instrumentOf(symbol)?.id;
    if (instrument === undefined || this.book.touched.has(instrument) || written.isEmergency) return;
    const held = written.held(symbol);
    // What was to leave may be gone, and the next position there already.
    if (written.isStillHeld(order) && (side === "sell" ? held > 0n : held < 0n))
      this.found("L3", `${id} leaves ${symbol}, and is taken back`);
  }

  /** Something that asks again without a pause. */
  #count(op: string, id: string): void {
    const second = Math.floor(this.#world.now() / 1_000);
    if (second !== this.#second) this.#left.clear();
    this.#second = second;
    const count = (what: string, max: number): void => {
      const times = (this.#left.get(what) ?? 0) + 1;
      this.#left.set(what, times);
      if (times === max) this.found("I13", `${max} ${what} left within a second`);
    };
    count("messages", MESSAGES_MAX);
    if (op === "cancel") count(`cancels of ${id}`, CANCELS_MAX);
  }

  /** A person tells the run something, the `nth` thing of all. What is allowed again is so from when it is said. */
  asked({ do: deed, symbol = "" }: Told, nth: number): void {
    if (deed === "halt" || deed === "stop") this.#stopAsked.set(deed === "halt" ? "" : symbol, nth);
    // What is lifted may not have been obeyed yet: a process that stands still hears both together.
    else if (deed === "resume") this.#stops.set("", { liftedBy: nth });
    else if (deed === "start" && symbol !== "") this.#stops.set(symbol, { liftedBy: nth });
    else if (deed === "start") {
      this.#startedBy = nth;
      for (const one of this.#stops.keys()) if (one !== "") this.#stops.set(one, { liftedBy: nth });
    }
  }

  /** Whether somebody has said, after the last stop of a symbol, that it may go on. `""`: after the last halt. */
  isLifted(symbol: string): boolean {
    return this.#liftedBy(symbol) > (this.#stopAsked.get(symbol) ?? 0);
  }

  #liftedBy(symbol: string): number {
    return Math.max(this.#stops.get(symbol)?.liftedBy ?? 0, symbol === "" ? 0 : this.#startedBy);
  }

  /** The run answers that it has done the `nth` thing. */
  obeyed({ do: deed, symbol = "" }: Told, nth: number): void {
    if (deed !== "halt" && deed !== "stop") return;
    const key = deed === "halt" ? "" : symbol;
    if (this.#stops.get(key)?.since !== undefined || this.#liftedBy(key) > nth) return;
    this.#stops.set(key, { since: this.#world.now() });
  }

  /** What counts as refused does not come into force any more. */
  #lookForLateTerms(): void {
    const { house, written } = this.#world;
    for (const [id, { order, taken }] of this.#amended) {
      const record = house.truth.find(id);
      const quantity = record?.terms.quantity;
      if (record === undefined || quantity === undefined || !isLive(record.status)) this.#amended.delete(id);
      else if (quantity !== taken) {
        written.look();
        const isLenient = (house.counts["admitLate"] ?? 0) > 0;
        if (order.amended >= order.amends && !isLenient)
          this.found("I8", `new terms of ${id} came into force, and counted as refused`);
        this.#amended.set(id, { order, taken: quantity });
      }
    }
  }

  /** The venue may have done something. */
  look(): void {
    const { market } = this.#world.house;
    this.#lookForLateTerms();
    const { orders, fills } = this.book.look(({ id }, before, after) => {
      const order = this.#world.house.truth.find(id);
      if (order?.terms.reduceOnly === true && isLarger(before, after))
        this.found("I9", `${id} may only reduce, and took the position from ${before} to ${after}`);
      if (order !== undefined && order.filled > order.terms.quantity)
        this.book.overfilled.add(order.instrument.id);
    });
    if (orders.length === 0 && fills.length === 0) return; // As nearly always.
    const changed = new Set<number>();
    for (const order of orders) {
      this.#meet(order);
      changed.add(order.instrument.id);
    }
    for (const { instrument } of fills) changed.add(instrument.id);
    for (const id of changed) {
      const instrument = market.instruments[id];
      if (instrument === undefined) continue;
      const held = this.book.held.get(id) ?? 0n;
      const { account } = market.exchange;
      const isDust = account.dust(instrument) === (this.book.dust.get(id) ?? 0n);
      if (account.held(instrument) !== held || !isDust)
        this.found(
          "I5",
          `the fills of ${instrument.symbol} come to ${inUnits(held)}, its account to another`,
        );
      if (!this.book.touched.has(id) && !this.book.overfilled.has(id))
        this.#holdToLimit(id, instrument.symbol, held);
    }
  }

  #meet(order: OrderRecord): void {
    const ordinal = order.isForeign ? undefined : ordinalOf(order);
    if (ordinal === undefined) return;
    const other = this.book.idOf.get(ordinal);
    if (other !== undefined && other !== order.id)
      this.found("I2", `order ${ordinal} is at the venue as ${other} and as ${order.id}`);
    this.book.idOf.set(ordinal, order.id);
    const { counts } = this.#world.house;
    const isLenient = (counts["admitLate"] ?? 0) > 0;
    if (isLenient) this.#world.written.look();
    const written = this.#world.written.orders.get(ordinal);
    if (written === undefined) return;
    // The venue took what it must not have taken any more, or something else than was asked for.
    const isLate = written.isOver && isLenient;
    const isOther = hasOtherTerms(order, written) && (counts["otherTerms"] ?? 0) > 0;
    if (isLate || isOther) this.book.touched.add(order.instrument.id);
  }

  /** What is held and everything that works in one direction: the most that it may come to. */
  #holdToLimit(id: number, symbol: string, held: bigint): void {
    for (const side of ["buy", "sell"] as const) {
      const own = side === "buy" ? held : -held;
      let most = own > 0n ? own : 0n;
      for (const { terms, filled, status } of this.book.liveOf(id))
        if (terms.side === side && !terms.reduceOnly && isLive(status)) most += terms.quantity - filled;
      if (most <= HELD_MAX) continue;
      if (this.#hasLateTerms(id)) this.book.touched.add(id);
      else
        this.found(
          "I7",
          `${symbol} may come to ${inUnits(most)} (${side}), the limit is ${formatQuantity(HELD_MAX)}`,
        );
    }
  }

  /** The venue has taken new terms of an order that it must not have taken any more. */
  #hasLateTerms(id: number): boolean {
    const { house, written } = this.#world;
    if ((house.counts["admitLate"] ?? 0) === 0) return false;
    written.look();
    return this.book.liveOf(id).some((order) => {
      const decided = order.isForeign ? undefined : written.orders.get(ordinalOf(order) ?? 0);
      return decided !== undefined && hasOtherTerms(order, decided);
    });
  }

  found(invariant: string, what: string): void {
    this.violations.push({ invariant, atMs: this.#world.now(), what });
  }
}

/** Whether the venue has an order otherwise than it was decided. */
export const hasOtherTerms = ({ terms }: OrderRecord, written: WrittenOrder): boolean =>
  terms.reduceOnly !== written.reduceOnly || terms.quantity !== written.quantity;

const isLarger = (before: bigint, after: bigint): boolean =>
  size(after) > size(before) || (before !== 0n && after !== 0n && before > 0n !== after > 0n);

/** Without its sign. */
export const size = (quantity: bigint): bigint => (quantity < 0n ? -quantity : quantity);

export const inUnits = (quantity: bigint): string => formatQuantity(quantity as Quantity);
