import { WHY } from "../storm/restless.ts";
import { HELD_MAX } from "../storm/trading-plan.ts";
import type { Findings } from "./finding.ts";
import type { WrittenIntent } from "./written-intent.ts";
import type { WrittenOrder } from "./written-order.ts";

/** By then new terms have left, or it is known that they did not. */
const SENT_WITHIN_MS = 15_000;

/** An entry, and what may come to be in its direction: the most by the terms that are known, of which these may change. */
interface Judged {
  readonly quantity: bigint;
  readonly most: bigint;
  readonly others: readonly {
    readonly order: WrittenOrder;
    readonly filled: bigint;
    readonly remaining: bigint;
  }[];
}

/** Answers with direct orders in them. */
const PIECES: ReadonlySet<string> = new Set(["order", "several"]);

/** What the lines on the disk say at the moment of a decision. */
interface Written {
  readonly orders: ReadonlyMap<number, WrittenOrder>;
  /** What is held of a symbol, signed, in the units of orders. */
  held(symbol: string): bigint;
}

/**
 * Works out anew, from the run's own lines alone, what a size comes to that the limit on quantities has cut, and whether
 * more leaves than is held. What the venue did in the meantime does not matter here: neither room that is given away too
 * early nor room that is never given back can hide behind it.
 */
export class WrittenSizes {
  readonly #written: Written;
  readonly #findings: Findings;
  /** Entries that the limit has cut. */
  readonly #cut = new Set<number>();
  /** By symbol: when new terms of an order were wanted last. What these reserve is in no line. */
  readonly #amended = new Map<string, number>();
  /** Entries that have not left, and what stood beside them when they were decided. */
  readonly #judged = new Map<number, Judged>();
  /** Orders that worked when their strategy took back what was its own: they count as leaving no more. */
  readonly #takenBack = new Set<WrittenOrder>();
  /** Exits of a strategy's own that somebody counts on who wants to be flat: they are not its own any more. */
  readonly #countedOn = new Set<WrittenOrder>();
  /** By symbol: what its strategy has wanted last. */
  readonly #wanted = new Map<string, string>();

  constructor(written: Written, findings: Findings) {
    this.#written = written;
    this.#findings = findings;
  }

  /** Fields of a line `verdict|ID|SYMBOL|approved|WANTED|QUANTITY|CUT_BY|...`. */
  noteVerdict(ordinal: number, fields: readonly string[]): void {
    if (fields[3] === "approved" && fields[6] === "PositionQuantityLimit") this.#cut.add(ordinal);
  }

  /** A strategy has answered a question. */
  noteIntent({ symbol, at, intent }: WrittenIntent): void {
    this.#wanted.set(symbol, intent.kind);
    const kinds = (intent.intents ?? [intent]).map(({ kind }) => kind);
    if (kinds.includes("amend")) this.#amended.set(symbol, at);
    if (kinds.includes("cancel"))
      for (const one of this.#live(symbol)) if (!this.#countedOn.has(one)) this.#takenBack.add(one);
  }

  /** Somebody wants to be flat, in one symbol or in all: what leaves already is part of that. */
  countOnExits(symbol: string | undefined): void {
    for (const order of this.#written.orders.values()) {
      const isMeant = symbol === undefined || order.symbol === symbol;
      const leaves = order.reduceOnly && order.type === "market" && !order.isOver;
      if (isMeant && leaves && !this.#takenBack.has(order)) this.#countedOn.add(order);
    }
  }

  isCountedOn(order: WrittenOrder): boolean {
    return this.#countedOn.has(order);
  }

  /** An order was decided. */
  judge(ordinal: number, order: WrittenOrder): void {
    if (!order.reduceOnly) this.#judgeEntry(ordinal, order, this.#cut.delete(ordinal));
    // What a strategy sells of its own, piece by piece, is its affair; what it closes is counted.
    const isPiece = order.why === WHY && PIECES.has(this.#wanted.get(order.symbol) ?? "");
    if (order.reduceOnly && order.type === "market" && !isPiece) this.#judgeExit(ordinal, order);
  }

  /** An entry leaves: by now new terms that were wanted with it have left as well. Both may fill until one is answered. */
  noteSubmit(ordinal: number): void {
    const judged = this.#judged.get(ordinal);
    this.#judged.delete(ordinal);
    if (judged === undefined) return;
    const { quantity, most, others } = judged;
    const more = others.map(({ order, filled, remaining }) => {
      const wanted = order.amends > order.amended ? (order.wanted ?? 0n) - filled : 0n;
      return wanted > remaining ? wanted - remaining : 0n;
    });
    this.#holdToRoom(ordinal, quantity, most + sum(more));
  }

  #judgeEntry(ordinal: number, order: WrittenOrder, isCut: boolean): void {
    const { symbol, side, quantity, at } = order;
    const entries = this.#live(symbol).filter(({ reduceOnly }) => !reduceOnly);
    const held = this.#written.held(symbol);
    const own = side === "buy" ? held : -held;
    const others = entries
      .filter((one) => one.side === side)
      .map((one) => ({ order: one, filled: one.filled, remaining: remaining(one) }));
    const most = (own > 0n ? own : 0n) + sum(others.map((one) => one.remaining));
    if (this.#holdToRoom(ordinal, quantity, most)) return;
    if (others.length > 0) this.#judged.set(ordinal, { quantity, most, others });
    const mayBeOnItsWay = at < (this.#amended.get(symbol) ?? Number.NEGATIVE_INFINITY) + SENT_WITHIN_MS;
    const isCertain = !mayBeOnItsWay && entries.every(({ amends, amended }) => amends <= amended);
    if (isCut && isCertain && quantity < HELD_MAX - most)
      this.#findings.note(
        "I7",
        `order ${ordinal} was cut to ${quantity}, where there was room for ${HELD_MAX - most}`,
      );
  }

  /** @returns whether it goes beyond what may be held */
  #holdToRoom(ordinal: number, quantity: bigint, most: bigint): boolean {
    if (quantity <= HELD_MAX - most) return false;
    this.#findings.note(
      "I7",
      `order ${ordinal} for ${quantity} was approved, where there was room for ${HELD_MAX - most}`,
    );
    return true;
  }

  #judgeExit(ordinal: number, { symbol, side, quantity }: WrittenOrder): void {
    const exits = this.#live(symbol).filter(
      (one) => one.reduceOnly && one.type === "market" && !this.#takenBack.has(one),
    );
    const leaving = sum(exits.filter((one) => one.side === side).map(remaining));
    const held = this.#written.held(symbol);
    if (leaving + quantity <= (held < 0n ? -held : held)) return;
    this.#findings.note("L3", `order ${ordinal} leaves ${quantity} of ${held}, and ${leaving} were leaving`);
  }

  #live(symbol: string): WrittenOrder[] {
    return [...this.#written.orders.values()].filter((one) => one.symbol === symbol && !one.isOver);
  }
}

const remaining = ({ quantity, filled }: WrittenOrder): bigint =>
  quantity > filled ? quantity - filled : 0n;

const sum = (quantities: readonly bigint[]): bigint => quantities.reduce((all, one) => all + one, 0n);
