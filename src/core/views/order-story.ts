import type { Explanation } from "../engine/index.ts";
import { OrderLine } from "./order-line.ts";
import { PositionStory } from "./position-story.ts";
import type { StoryRecord } from "./story-record.ts";
import type { WhyDocument } from "./why-document.ts";
import { documentOf, refusedSignal } from "./why-of.ts";

/** What a story is asked about: an order by its ordinal, the entry of a trade, a signal, or what was wanted at a moment. */
export type StoryName =
  | { readonly kind: "order" | "trade" | "signal"; readonly number: number }
  | {
      readonly kind: "moment";
      readonly instrument: string;
      readonly at: number;
      readonly says: Explanation["kind"];
      /** Of several that say so at that moment: which, from 1. */
      readonly nth: number;
    };

/** How far the numbers of a run go; 0: there is none. */
export interface StoryRange {
  readonly orders: number;
  readonly trades: number;
  readonly signals: number;
  /** The first signals that were refused, and how many there are. */
  readonly refused: { readonly first: readonly number[]; readonly total: number };
  /** Numbers of the kind that was asked about, next to the one that was asked for: not every number has an order. */
  readonly below: number | undefined;
  readonly above: number | undefined;
  /** Of what explains the same thing at the same moment, from 1: which one was found. */
  readonly nth: number | undefined;
}

const REFUSED_SHOWN = 3;

type Of<Kind extends StoryRecord["kind"]> = Extract<StoryRecord, { kind: Kind }>;

/**
 * Folds the records of a run into the story of one order. What has nothing to do with it is forgotten as soon as its
 * position is over, so that a journal of any length fits.
 */
export class OrderStory {
  readonly #wanted: StoryName;
  readonly #lines = new Map<number, OrderLine>();
  readonly #positions = new Map<string, PositionStory<OrderLine>>();
  /** The position before the present one, by instrument: what still works of it has yet to be answered. */
  readonly #past = new Map<string, PositionStory<OrderLine>>();
  readonly #range = {
    ...{ orders: 0, trades: 0, signals: 0, refused: { first: [] as number[], total: 0 } },
    below: undefined as number | undefined,
    above: undefined as number | undefined,
  };
  /** By instrument: how often each kind was explained at its last moment. */
  readonly #moments = new Map<string, { at: number; readonly counts: Map<Explanation["kind"], number> }>();
  #found: OrderLine | Explanation | undefined;
  /** Of what was found without an order. */
  #nth: number | undefined;

  constructor(wanted: StoryName) {
    this.#wanted = wanted;
  }

  get range(): StoryRange {
    const nth = this.#found instanceof OrderLine ? this.#found.nth : this.#nth;
    return { ...this.#range, nth };
  }

  fold(record: StoryRecord): void {
    switch (record.kind) {
      case "explained":
        this.#explain(record.explanation);
        return;
      case "sent":
        this.#send(record);
        return;
      case "answered":
        this.#answer(record);
        return;
      case "filled":
        this.#fill(record);
        return;
      case "latched":
        for (const line of this.#lines.values())
          if (line.isLive && line.sent?.role === "entry") line.latch = { ...record };
        return;
      case "split":
        this.#positions.get(record.instrument)?.because("shares were split", "", record.at);
        return;
    }
  }

  /** @returns undefined where nothing of that name was recorded */
  tell(run: string): WhyDocument | undefined {
    const found = this.#found;
    if (found === undefined) return undefined;
    return found instanceof OrderLine ? documentOf(run, found) : refusedSignal(run, found);
  }

  #explain(explanation: Explanation): void {
    const { kind, order, signal, verdict, instrument, at, why } = explanation;
    const isRefused = verdict.kind === "refused";
    if (signal !== null) this.#countSignal(signal, isRefused);
    const line = order === null ? undefined : this.#line(order);
    const nth = this.#countAt(explanation);
    if (kind === "amend" || kind === "cancel") line?.changes.push(explanation);
    else if (line !== undefined) {
      line.explanation = explanation;
      line.nth = nth;
      if (isRefused) line.status = "REFUSED";
    }
    if (this.#isWanted("signal", signal) || this.#isThen(explanation, nth)) {
      this.#found = line ?? explanation;
      this.#nth = nth;
    }
    if (line !== undefined && isRefused && line !== this.#found && line.sent === undefined)
      this.#lines.delete(line.id);
    if (isRefused || order !== null) return;
    const position = this.#positions.get(instrument);
    if (kind === "adjust") position?.because("the strategy moved it", why, at);
    else if (kind === "break-even") position?.because("break even", why, at);
  }

  #send({ order }: Of<"sent">): void {
    const line = this.#line(order.id);
    line.sent = order;
    line.status = "SUBMITTED";
    if (order.role === "entry") return; // Whose position it will be, its first fill tells.
    line.position = this.#positions.get(order.instrument);
    if (order.role === "exit") line.position?.leave(line);
    else line.position?.protect(line);
  }

  #answer(record: Of<"answered">): void {
    const line = this.#lines.get(record.order);
    if (line === undefined) return;
    line.hear(record);
    const isUnfilledEntry = line.position === undefined && line.until !== null;
    if (isUnfilledEntry && line !== this.#found) this.#lines.delete(line.id);
  }

  #fill({ order, of, fill, held, trade }: Of<"filled">): void {
    const line = this.#line(order);
    line.fill(of, fill);
    let position = this.#positions.get(of.instrument);
    if (of.role !== "entry" && line.position === undefined) {
      line.position = position; // Of the venue's own making.
      position?.leave(line);
    }
    if (trade !== null && position !== undefined) {
      if (of.role === "entry") position.leave(line); // It goes on to the other side.
      this.#close(of.instrument, position, trade);
      position = undefined;
    }
    if (of.role !== "entry") {
      position?.because("the position shrank", of.why, fill.at);
    } else if (held !== "0") {
      if (position === undefined) {
        position = new PositionStory<OrderLine>({ because: "the entry filled", why: of.why, at: fill.at });
        this.#positions.set(of.instrument, position);
      } else position.because("the position grew", of.why, fill.at);
      position.enter(line);
      line.position = position;
    }
    if (position !== undefined) position.held = held;
  }

  #close(
    instrument: string,
    position: PositionStory<OrderLine>,
    trade: NonNullable<Of<"filled">["trade"]>,
  ): void {
    position.trade = trade;
    position.held = "0";
    this.#range.trades = Math.max(this.#range.trades, trade.id);
    if (this.#isWanted("trade", trade.id)) this.#found = position.entries[0];
    this.#positions.delete(instrument);
    const past = this.#past.get(instrument);
    if (past !== undefined) this.#forget(past);
    this.#past.set(instrument, position);
  }

  #forget({ entries, leaving }: PositionStory<OrderLine>): void {
    for (const line of [...entries, ...leaving]) if (line !== this.#found) this.#lines.delete(line.id);
  }

  #line(id: number): OrderLine {
    const known = this.#lines.get(id);
    if (known !== undefined) return known;
    const line = new OrderLine(id);
    this.#lines.set(id, line);
    this.#range.orders = Math.max(this.#range.orders, id);
    if (this.#isWanted("order", id)) this.#found = line;
    return line;
  }

  #isWanted(kind: "order" | "trade" | "signal", number: number | null): boolean {
    const wanted = this.#wanted;
    if (wanted.kind === "moment" || wanted.kind !== kind || number === null) return false;
    const range = this.#range;
    if (number < wanted.number) range.below = Math.max(range.below ?? number, number);
    if (number > wanted.number) range.above = Math.min(range.above ?? number, number);
    return number === wanted.number;
  }

  #isThen({ instrument, at, kind }: Explanation, nth: number): boolean {
    const wanted = this.#wanted;
    if (wanted.kind !== "moment") return false;
    const isMoment = wanted.instrument === instrument && wanted.at === at;
    return isMoment && wanted.says === kind && wanted.nth === nth;
  }

  /** @returns which of its kind it is at its moment, from 1 */
  #countAt({ instrument, at, kind }: Explanation): number {
    let moment = this.#moments.get(instrument);
    if (moment?.at !== at) {
      moment = { at, counts: new Map() };
      this.#moments.set(instrument, moment);
    }
    const nth = (moment.counts.get(kind) ?? 0) + 1;
    moment.counts.set(kind, nth);
    return nth;
  }

  #countSignal(signal: number, isRefused: boolean): void {
    this.#range.signals = Math.max(this.#range.signals, signal);
    if (!isRefused) return;
    const { refused } = this.#range;
    refused.total++;
    if (refused.first.length < REFUSED_SHOWN) refused.first.push(signal);
  }
}
