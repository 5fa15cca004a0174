import type { Explanation } from "../engine/index.ts";
import { OrderLine } from "./order-line.ts";
import { PositionStory } from "./position-story.ts";
import type { StoryRecord } from "./story-record.ts";
import type { WhyDocument } from "./why-document.ts";

/** What a story is asked about: an order by its ordinal, the entry of a trade, a signal, or what was wanted at a moment. */
export type StoryName =
  | { readonly kind: "order" | "trade" | "signal"; readonly number: number }
  | {
      readonly kind: "moment";
      readonly instrument: string;
      readonly at: number;
      readonly says: Explanation["kind"];
    };

/** How far the numbers of a run go; 0: there is none. */
export interface StoryRange {
  readonly orders: number;
  readonly trades: number;
  readonly signals: number;
  /** The first signals that were refused, and how many there are. */
  readonly refused: { readonly first: readonly number[]; readonly total: number };
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
  readonly #positions = new Map<string, PositionStory>();
  /** The position before the present one, by instrument: what still works of it has yet to be answered. */
  readonly #past = new Map<string, PositionStory>();
  readonly #range = { orders: 0, trades: 0, signals: 0, refused: { first: [] as number[], total: 0 } };
  #found: OrderLine | Explanation | undefined;

  constructor(wanted: StoryName) {
    this.#wanted = wanted;
  }

  get range(): StoryRange {
    return this.#range;
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
    if (kind === "amend" || kind === "cancel") line?.changes.push(explanation);
    else if (line !== undefined) {
      line.explanation = explanation;
      if (isRefused) line.status = "REFUSED";
    }
    if (this.#isWanted("signal", signal) || this.#isThen(explanation)) this.#found = line ?? explanation;
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
    const position = this.#positions.get(order.instrument);
    if (order.role === "exit") position?.leave(line);
    else position?.protect(line);
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
    if (of.role !== "entry" && position !== undefined && line.position === undefined) position.leave(line);
    if (trade !== null && position !== undefined) {
      if (of.role === "entry") position.leave(line); // It goes on to the other side.
      this.#close(of.instrument, position, trade);
      position = undefined;
    }
    if (of.role !== "entry") {
      position?.because("the position shrank", of.why, fill.at);
    } else if (held !== "0") {
      if (position === undefined) {
        position = new PositionStory({ because: "the entry filled", why: of.why, at: fill.at });
        this.#positions.set(of.instrument, position);
      } else position.because("the position grew", of.why, fill.at);
      position.enter(line);
    }
    if (position !== undefined) position.held = held;
  }

  #close(instrument: string, position: PositionStory, trade: NonNullable<Of<"filled">["trade"]>): void {
    position.trade = trade;
    position.held = "0";
    this.#range.trades = Math.max(this.#range.trades, trade.id);
    if (this.#isWanted("trade", trade.id)) this.#found = position.entries[0];
    this.#positions.delete(instrument);
    const past = this.#past.get(instrument);
    if (past !== undefined) this.#forget(past);
    this.#past.set(instrument, position);
  }

  #forget({ entries, leaving }: PositionStory): void {
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
    return wanted.kind !== "moment" && wanted.kind === kind && wanted.number === number;
  }

  #isThen({ instrument, at, kind }: Explanation): boolean {
    const wanted = this.#wanted;
    if (wanted.kind !== "moment") return false;
    return wanted.instrument === instrument && wanted.at === at && wanted.says === kind;
  }

  #countSignal(signal: number, isRefused: boolean): void {
    this.#range.signals = Math.max(this.#range.signals, signal);
    if (!isRefused) return;
    const { refused } = this.#range;
    refused.total++;
    if (refused.first.length < REFUSED_SHOWN) refused.first.push(signal);
  }
}

/** A signal that came to no order. */
function refusedSignal(run: string, explanation: Explanation): WhyDocument {
  const line = new OrderLine(0);
  line.explanation = explanation;
  line.status = explanation.verdict.kind === "refused" ? "REFUSED" : "NO ORDER";
  return { ...documentOf(run, line), order: null, role: "signal" };
}

function documentOf(run: string, line: OrderLine): WhyDocument {
  const { id, explanation, sent, of, position, status, answers, fills } = line;
  const role = roleOf(sent?.role ?? of?.role ?? (explanation?.kind === "close" ? "exit" : "entry"));
  const isEntry = position?.entries.includes(line) === true;
  const ended = line.until ?? (status === "REFUSED" ? (explanation?.at ?? null) : null);
  return {
    schema: "timonel.why/1",
    run,
    order: id,
    signal: explanation?.signal ?? null,
    trade: position?.trade?.id ?? null,
    instrument: sent?.instrument ?? of?.instrument ?? explanation?.instrument ?? "",
    strategy: sent?.strategy ?? of?.strategy ?? explanation?.strategy ?? "",
    role,
    status,
    why: sent?.why ?? of?.why ?? explanation?.why ?? "",
    explanation: explanation ?? null,
    changes: line.changes,
    parents: isEntry ? [] : (position?.entries ?? []).map(parentOf),
    sent: sent ?? null,
    answers,
    fills,
    filled: line.filled,
    latch: line.latch,
    move: line.move,
    children: (position?.leaving ?? []).map(({ child }) => child),
    outcome: outcomeOf(line),
    timings: {
      barClosed: explanation?.basis?.bars[0]?.to ?? null,
      decided: explanation?.at ?? sent?.at ?? null,
      sent: sent?.at ?? null,
      answered: answers[0]?.at ?? null,
      firstFill: fills[0]?.at ?? null,
      lastFill: fills.at(-1)?.at ?? null,
      ended,
    },
  };
}

const ROLES = ["entry", "exit", "stop-loss", "take-profit"] as const;
const roleOf = (role: string): WhyDocument["role"] => ROLES.find((one) => one === role) ?? "signal";

const parentOf = ({ id, explanation, sent, of }: OrderLine): WhyDocument["parents"][number] => ({
  order: id,
  at: sent?.at ?? explanation?.at ?? 0,
  why: sent?.why ?? of?.why ?? explanation?.why ?? "",
});

function outcomeOf({ position, status, until, sent }: OrderLine): WhyDocument["outcome"] {
  if (status === "REFUSED") return { kind: "refused", held: null, result: null };
  if (position?.trade !== undefined) return { kind: "closed", held: null, result: position.trade };
  if (position !== undefined) return { kind: "open", held: position.held, result: null };
  const isOver = until !== null || sent === undefined;
  return { kind: isOver ? "nothing" : "working", held: null, result: null };
}
