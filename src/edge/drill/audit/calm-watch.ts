import { type Quantity, quantityToNumber } from "../../../core/base/index.ts";
import { type InstrumentId, isLive } from "../../../core/domain/index.ts";
import type { OrderRecord } from "../../venues/index.ts";
import { BEGIN } from "../storm/market.ts";
import { WHY } from "../storm/restless.ts";
import { type AuditedWorld, type Auditor, hasOtherTerms, inUnits, size } from "./auditor.ts";
import { ordinalOf } from "./truth-book.ts";

/** So long anything may take that does not have to wait for a bar: seconds, and so many ways to the venue and back. */
const GRACE_MS = 3_500;
const GRACE_WAYS = 10;
/** By then protection that the venue has taken back was asked for again, for all instruments at once. */
const MENDED_MS = 2_000;
/** So long new terms may stay without an answer. */
const ANSWER_MS_MAX = 60_000;
/** Whoever holds no more than this is far from every limit of a drill. */
const ROOM = 2n * 10n ** 8n;
/** The same of what it comes to at the market, in USDT: a tenth of the smallest account, where a fifth may be held. */
const ROOM_WORTH = 250;

/**
 * What has to hold while nothing strikes: every position has a stop in the market for all of it, and for no more; and
 * what a person wants happens.
 */
export class CalmWatch {
  readonly #auditor: Auditor;
  readonly #world: AuditedWorld;
  readonly #graceMs: number;
  readonly #barMs: number;
  /** After so long what the venue took back stands again. */
  readonly mendedMs: number;
  /** Since when something is not as it has to be, by what. */
  readonly #since = new Map<string, number>();
  /** Instruments that were flat since a person has asked for it. */
  #flat: Set<number> | undefined;
  #isProbed = false;
  /** Since when hardly anything is held of an instrument. */
  readonly #roomSince = new Map<number, number>();
  #calmSince: number | undefined;
  /** Orders at the venue that were looked at as exits. */
  readonly #exits = new Set<string>();

  /** `latencyMs`: of one way to the venue. `barMs`: length of a bar. */
  constructor(
    auditor: Auditor,
    world: AuditedWorld,
    { latencyMs, barMs }: { readonly latencyMs: number; readonly barMs: number },
  ) {
    this.#barMs = barMs;
    this.#graceMs = GRACE_MS + GRACE_WAYS * latencyMs;
    this.mendedMs = MENDED_MS + GRACE_WAYS * latencyMs;
    this.#auditor = auditor;
    this.#world = world;
  }

  /** From here on strategies ask for the least that there is. */
  holdRoom(): void {
    this.#world.written.look();
    this.#world.written.crowded.splice(0);
    this.#isProbed = true;
  }

  /** Who holds nothing and asks for the least has room for it. */
  #lookForRoom(): void {
    const now = this.#world.now();
    for (const { id } of this.#world.house.market.instruments)
      if (!this.#hasRoom(id)) this.#roomSince.delete(id);
      else if (!this.#roomSince.has(id)) this.#roomSince.set(id, now);
    this.#world.written.look();
    for (const { symbol, refusal } of this.#world.written.crowded.splice(0)) {
      const instrument = this.#world.house.market.instrumentOf(symbol);
      if (instrument === undefined || this.#auditor.book.touched.has(instrument.id)) continue;
      // What has just ended the run may not have heard yet.
      if (now < (this.#roomSince.get(instrument.id) ?? now) + this.#graceMs) continue;
      const most = inUnits(this.#mostOf(instrument.id));
      this.#auditor.found(
        "L8",
        `the least of ${symbol} was refused (${refusal}), where all comes to ${most}`,
      );
    }
  }

  #hasRoom(instrument: InstrumentId): boolean {
    const most = this.#mostOf(instrument);
    const last = this.#world.house.market.lastOf(instrument) ?? 0;
    return most <= ROOM && quantityToNumber(most as Quantity) * last <= ROOM_WORTH;
  }

  /** What is held of an instrument, and everything that could open more. */
  #mostOf(instrument: number): bigint {
    const { book } = this.#auditor;
    const opening = book.liveOf(instrument).filter(({ terms }) => !terms.reduceOnly);
    return size(book.held.get(instrument) ?? 0n) + sum(opening);
  }

  /** Every second or so. */
  look(): void {
    this.#calmSince ??= this.#world.now();
    if (this.#isProbed) this.#lookForRoom();
    this.#lookForAnswers();
    this.#world.written.look();
    const { book } = this.#auditor;
    for (const { id, symbol } of this.#world.house.market.instruments) {
      if (book.touched.has(id)) continue;
      const held = book.held.get(id) ?? 0n;
      const live = this.#reducing(id, held);
      const of = (type: string): bigint => sum(live.filter(({ terms }) => terms.type === type));
      const [stops, trails, targets, leaving] = [
        of("stop"),
        of("trailing-stop"),
        sum(live.filter((one) => one.terms.type === "limit" && !this.#isOwn(one))),
        of("market"),
      ];
      const holds = `${inUnits(held)} of ${symbol} are held`;
      const { rules } = this.#world.written;
      this.#expect(
        stops + leaving >= size(held),
        `${symbol} bare`,
        `${holds}, ${inUnits(stops + leaving)} protected`,
      );
      this.#expect(
        !rules.trails(symbol) || trails + leaving >= size(held),
        `${symbol} untrailed`,
        `${holds}, and a stop follows ${inUnits(trails)} of them`,
      );
      for (const [what, all] of [
        ["stops", stops],
        ["trailing stops", trails],
        ["targets", targets],
      ] as const)
        this.#expect(
          all <= size(held),
          `${symbol} too many ${what}`,
          `${holds}, ${what} stand for ${inUnits(all)}`,
        );
      this.#expect(
        !this.#isOver(symbol) || leaving >= size(held),
        `${symbol} over`,
        `${holds}, for longer than was asked for`,
      );
    }
  }

  /** Whether a position has lasted as many bars as it may: those of the calm alone, since a storm may have hidden some. */
  #isOver(symbol: string): boolean {
    const lasts = this.#world.written.rules.lasts(symbol);
    if (lasts === undefined || this.#calmSince === undefined) return false;
    const since = Math.max(lasts.since - BEGIN, this.#calmSince);
    const due = Math.max(since + lasts.bars * this.#barMs, lasts.askedAt - BEGIN);
    return this.#world.now() >= due + 2 * this.#barMs;
  }

  /** The venue has taken back what protects, `mendedMs` ago: no instrument waits for another. */
  holdMended(): void {
    for (const { id, symbol } of this.#world.house.market.instruments) {
      const since = this.#since.get(`${symbol} bare`);
      if (
        since !== undefined &&
        since <= this.#world.now() - this.mendedMs &&
        !this.#auditor.book.touched.has(id)
      )
        this.#auditor.found(
          "L3",
          `what protects ${symbol} was taken back, and ${this.mendedMs} ms later nothing does`,
        );
    }
  }

  /** Whoever asked for new terms hears what became of them, or takes them for refused. */
  #lookForAnswers(): void {
    const { amending } = this.#auditor;
    if (amending.size === 0) return;
    this.#world.written.look();
    for (const [order, { id, since }] of amending) {
      const isAnswered = order.isOver || order.amended >= order.amends;
      if (!isAnswered && this.#world.now() < since + ANSWER_MS_MAX) continue;
      amending.delete(order);
      if (!isAnswered) this.#auditor.found("L1", `the run still waits for what became of new terms of ${id}`);
    }
  }

  /** At every event: a position that was asked for to end may be followed by another at once. */
  lookWhileLeaving(): void {
    if (this.#flat === undefined) return;
    for (const { id } of this.#world.house.market.instruments) {
      if ((this.#auditor.book.held.get(id) ?? 0n) === 0n) this.#flat.add(id);
      this.#lookForExits(id);
    }
  }

  /** Where all that is held is on its way out, nothing more leaves. What a strategy asks for itself is its own affair. */
  #lookForExits(instrument: number): void {
    const { book } = this.#auditor;
    if (book.touched.has(instrument)) return;
    const held = book.held.get(instrument) ?? 0n;
    const exits = this.#reducing(instrument, held).filter(({ terms }) => terms.type === "market");
    for (const exit of exits) {
      if (this.#exits.has(exit.id)) continue;
      this.#exits.add(exit.id);
      const others = sum(exits.filter((one) => one !== exit && !this.#auditor.cancelled.has(one.id)));
      const decided = this.#world.written.orders.get(ordinalOf(exit) ?? 0);
      // What was sold, or bought, since it was decided nobody could know.
      const known = size(held) + (decided === undefined ? 0n : book.filledSince(decided.at, exit));
      if (decided?.why !== WHY && held !== 0n && others >= known)
        this.#auditor.found(
          "L3",
          `${exit.id} leaves ${inUnits(held)} of ${exit.terms.symbol}, and ${inUnits(others)} were leaving`,
        );
    }
  }

  /** The run is alarmed. An order of the storm may fill, and fill too much, long after it; nothing else may happen. */
  holdAlarm(why: string): void {
    const isOverfill = why.startsWith("the venue has filled") && this.#auditor.book.overfilled.size > 0;
    if (!isOverfill) this.#auditor.found("L8", `an alarm in the calm: ${why}`);
  }

  /** A person has halted, or stopped a symbol: what waits for a fill has been taken back. */
  holdNoEntries(symbol?: string): void {
    if (this.#auditor.isLifted(symbol ?? "")) return;
    for (const instrument of this.#world.house.market.instruments) {
      if (symbol !== undefined && instrument.symbol !== symbol) continue;
      for (const { id, terms, isForeign } of this.#auditor.book.liveOf(instrument.id))
        if (!isForeign && !terms.reduceOnly)
          this.#auditor.found("L4", `${id} adds risk, and still works after a person had stopped that`);
    }
  }

  /** What a venue has taken otherwise than it was asked for is not left there. */
  holdTerms(): void {
    const { written, house } = this.#world;
    written.look();
    for (const { id } of house.market.instruments)
      for (const order of this.#auditor.book.liveOf(id)) {
        const decided = order.isForeign ? undefined : written.orders.get(ordinalOf(order) ?? 0);
        if (decided !== undefined && hasOtherTerms(order, decided))
          this.#auditor.found("I9", `${order.id} works with other terms than were decided`);
      }
  }

  askFlat(): void {
    this.#flat = new Set();
    this.#exits.clear();
    for (const { id } of this.#world.house.market.instruments)
      for (const order of this.#auditor.book.liveOf(id)) this.#exits.add(order.id);
    this.lookWhileLeaving();
  }

  /** A person has asked to be flat, long enough ago. */
  holdFlat(): void {
    for (const { id, symbol } of this.#world.house.market.instruments)
      if (this.#flat?.has(id) === false && !this.#auditor.book.touched.has(id) && !this.#isLeaving(id))
        this.#auditor.found("L4", `a person has asked to be flat, and ${symbol} never was`);
    this.#flat = undefined;
  }

  /** An order of the market for all that is held is there: what trades little takes its time. */
  #isLeaving(id: number): boolean {
    const held = this.#auditor.book.held.get(id) ?? 0n;
    return sum(this.#reducing(id, held).filter(({ terms }) => terms.type === "market")) >= size(held);
  }

  /** Asked for by the strategy itself: no target of a position. */
  #isOwn(order: OrderRecord): boolean {
    return this.#world.written.orders.get(ordinalOf(order) ?? 0)?.why === WHY;
  }

  /** What can only take from a position, in the direction that does. Where nothing is held: whatever can only reduce. */
  #reducing(id: number, held: bigint): readonly OrderRecord[] {
    return this.#auditor.book
      .liveOf(id)
      .filter(
        ({ terms, status }) =>
          terms.reduceOnly && isLive(status) && (held === 0n || terms.side === (held > 0n ? "sell" : "buy")),
      );
  }

  #expect(isSo: boolean, key: string, what: string): void {
    const now = this.#world.now();
    if (isSo) {
      this.#since.delete(key);
      return;
    }
    const since = this.#since.get(key) ?? now;
    this.#since.set(key, since);
    // Who gave a connection up on a slow line hears of what happened meanwhile on the next one.
    if (now < Math.max(since, this.#auditor.introducedAt) + this.#graceMs) return;
    this.#since.set(key, Number.POSITIVE_INFINITY); // Said once.
    this.#auditor.found("L3", what);
  }
}

const sum = (orders: readonly OrderRecord[]): bigint =>
  orders.reduce((all, { terms, filled }) => all + terms.quantity - filled, 0n);
