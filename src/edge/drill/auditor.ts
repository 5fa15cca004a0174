import { formatQuantity, type Quantity } from "../../core/base/index.ts";
import { isLive } from "../../core/domain/index.ts";
import { type BookedFill, type OrderRecord, parseClientOrderId, type VenueHouse } from "../venues/index.ts";
import { HELD_MAX } from "./scenario.ts";
import type { WrittenLines } from "./written-lines.ts";

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
}

/** What the auditor sees: the truth of the venue, what is durable on the disk, and every message that leaves. */
export interface AuditedWorld {
  readonly house: VenueHouse;
  readonly written: WrittenLines;
  /** The highest epoch that was taken for the account. */
  epoch(): number;
  now(): number;
}

/** What takes a position out when the price falls, or takes it out now. */
const PROTECTS: ReadonlySet<string> = new Set(["stop", "trailing-stop", "market"]);
const CHANGES: ReadonlySet<string> = new Set(["submit", "amend", "cancel"]);

/**
 * Holds a drill to its invariants. It shares no code with the engine: it knows the venue's own books, the lines that are
 * durable on the disk, and the bytes on the wire.
 */
export class Auditor {
  readonly violations: Violation[] = [];
  readonly #world: AuditedWorld;
  /** By instrument: what the fills of the truth come to. */
  readonly #held = new Map<number, bigint>();
  /** Instruments that somebody else has traded: their limits and their protection are not ours alone. */
  readonly #touched = new Set<number>();
  readonly #idOf = new Map<number, string>();
  readonly #live = new Set<OrderRecord>();
  #orders = 0;
  #fills = 0;

  constructor(world: AuditedWorld) {
    this.#world = world;
  }

  /** A message leaves. */
  sent({ op, id, epoch }: Sent): void {
    if (!CHANGES.has(op)) return;
    const { written } = this.#world;
    const ordinal = parseClientOrderId(id as never)?.ordinal;
    if (epoch < this.#world.epoch())
      this.#break("I11", `${op} ${id} left under epoch ${epoch}, which is over`);
    if (ordinal === undefined) {
      this.#break("I16", `${op} ${id} names no order of the run`);
      return;
    }
    written.look();
    const order = written.orders.get(ordinal);
    if (order === undefined)
      this.#break("I1", `${op} ${id} left, and nothing durable says that it was decided`);
    else if (op === "submit" && order.submits++ > 0) this.#break("I2", `${id} was submitted more than once`);
  }

  /** The venue may have done something. */
  look(): void {
    const { truth, market } = this.#world.house;
    const changed = new Set<number>();
    for (; this.#orders < truth.orders.length; this.#orders++) {
      const order = truth.orders[this.#orders] as OrderRecord; // In range by the loop.
      this.#meet(order);
      changed.add(order.instrument.id);
    }
    for (; this.#fills < truth.fills.length; this.#fills++) {
      const fill = truth.fills[this.#fills] as BookedFill; // As above.
      this.#book(fill);
      changed.add(fill.instrument.id);
    }
    for (const order of this.#live) if (!isLive(order.status)) this.#live.delete(order);
    for (const id of changed) {
      const instrument = market.instruments[id];
      if (instrument === undefined) continue;
      const held = this.#held.get(id) ?? 0n;
      if (market.exchange.account.held(instrument) !== held)
        this.#break(
          "I5",
          `the fills of ${instrument.symbol} come to ${formatQuantity(held as Quantity)}, its account to another`,
        );
      if (!this.#touched.has(id)) this.#holdToLimit(id, instrument.symbol, held);
    }
  }

  #meet(order: OrderRecord): void {
    this.#live.add(order);
    if (order.isForeign) {
      this.#touched.add(order.instrument.id);
      return;
    }
    const ordinal = parseClientOrderId(order.id as never)?.ordinal;
    if (ordinal === undefined) return;
    const other = this.#idOf.get(ordinal);
    if (other !== undefined && other !== order.id)
      this.#break("I2", `order ${ordinal} is at the venue as ${other} and as ${order.id}`);
    this.#idOf.set(ordinal, order.id);
  }

  #book({ id, instrument, fill }: BookedFill): void {
    const before = this.#held.get(instrument.id) ?? 0n;
    const after = before + (fill.side === "buy" ? fill.quantity : -fill.quantity);
    this.#held.set(instrument.id, after);
    const order = this.#world.house.truth.find(id);
    const isLarger =
      size(after) > size(before) || (before !== 0n && after !== 0n && before > 0n !== after > 0n);
    if (order?.terms.reduceOnly === true && isLarger)
      this.#break("I9", `${id} may only reduce, and took the position from ${before} to ${after}`);
  }

  /** What is held and everything that works in one direction: the most that it may come to. */
  #holdToLimit(id: number, symbol: string, held: bigint): void {
    for (const side of ["buy", "sell"] as const) {
      const own = side === "buy" ? held : -held;
      let most = own > 0n ? own : 0n;
      for (const { instrument, terms, filled, status } of this.#live)
        if (instrument.id === id && terms.side === side && !terms.reduceOnly && isLive(status))
          most += terms.quantity - filled;
      if (most > HELD_MAX)
        this.#break(
          "I7",
          `${symbol} may come to ${formatQuantity(most as Quantity)} (${side}), the limit is ${formatQuantity(HELD_MAX)}`,
        );
    }
  }

  /** The storm is long over: what the run believes is what is there. */
  settle(): void {
    this.look();
    const { house, written } = this.#world;
    written.look();
    for (const record of house.truth.orders) {
      if (record.isForeign) continue;
      const ordinal = parseClientOrderId(record.id as never)?.ordinal ?? 0;
      const order = written.orders.get(ordinal);
      if (order === undefined) {
        this.#break("L5", `the venue has ${record.id}, which the run never decided`);
        continue;
      }
      if (order.filled !== record.filled)
        this.#break(
          "L5",
          `of ${record.id} the venue filled ${formatQuantity(record.filled)}, the run has ${formatQuantity(order.filled as Quantity)}`,
        );
      if (isLive(record.status) && order.isOver)
        this.#break(
          "I8",
          `${record.id} is ${record.status} at the venue, and over for the run (${order.last})`,
        );
      if (!isLive(record.status) && !order.isOver)
        this.#break(
          "L1",
          `${record.id} is ${record.status} at the venue, and the run still waits for it (${order.last})`,
        );
    }
    for (const ordinal of written.defiant)
      this.#break("L4", `order ${ordinal} adds risk, and was decided while trading was halted`);
    for (const [ordinal, order] of written.orders)
      if (!this.#idOf.has(ordinal) && !order.isOver)
        this.#break(
          "L1",
          `order ${ordinal} never came to the venue, and the run still waits for it (${order.last})`,
        );
    this.#holdProtected();
  }

  /** Every position has a stop in the market for all of it. */
  #holdProtected(): void {
    for (const [id, held] of this.#held) {
      if (held === 0n || this.#touched.has(id)) continue;
      let covered = 0n;
      for (const { instrument, terms, filled, status } of this.#live)
        if (
          instrument.id === id &&
          terms.reduceOnly &&
          PROTECTS.has(terms.type) &&
          isLive(status) &&
          terms.side === (held > 0n ? "sell" : "buy")
        )
          covered += terms.quantity - filled;
      if (covered < size(held))
        this.#break(
          "L3",
          `${formatQuantity(held as Quantity)} of instrument ${id} are held, ${formatQuantity(covered as Quantity)} protected`,
        );
    }
  }

  /** Told from outside: what was found when the run was walked again, or how it ended. */
  found(invariant: string, what: string): void {
    this.#break(invariant, what);
  }

  #break(invariant: string, what: string): void {
    this.violations.push({ invariant, atMs: this.#world.now(), what });
  }
}

const size = (quantity: bigint): bigint => (quantity < 0n ? -quantity : quantity);
