import type { UnixMs } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import type { SimulatedExchange } from "../exchange/index.ts";
import {
  type BarSeries,
  bookView,
  SIZE_ONE,
  type TapeEvent,
  type TapeTrade,
  type TickScale,
} from "../market/index.ts";
import type { Engine } from "./engine.ts";
import { HoldingSchedule } from "./holding-schedule.ts";

/** The tape of one instrument. The exchange must follow it already, see `SimulatedExchange.followTape`. */
export interface PlayedTape {
  readonly instrument: InstrumentId;
  readonly events: readonly TapeEvent[];
  readonly scale: TickScale;
  /** Bars of the instrument, made of these trades (`tradeBars`): they close as the trades come. */
  readonly series: readonly BarSeries[];
  /** Levels of each side that strategies are shown when the book changed; 0: they are not told. */
  readonly depth: number;
}

interface Running extends PlayedTape {
  place: number;
  /** The shortest of its bars: those that are counted. */
  readonly finestMs: number;
}

/**
 * Tapes through the engine and the simulated exchange, in time order. At each event: bars that it ends close and strategies
 * decide; then the exchange matches it; then strategies hear of it. What is decided meets the market as it stands. What is
 * held at a moment pays or is paid then, before anything that is heard at it or later.
 *
 * A bar closes when the first trade beyond it is heard: only then does anybody know that it is complete. Trades are
 * reported to strategies by the venue's own time, everything happens when it was heard.
 */
export class TapePlayback {
  readonly #engine: Engine;
  readonly #exchange: SimulatedExchange;
  readonly #tapes: readonly Running[];
  readonly #payments: HoldingSchedule;
  readonly #timers: readonly {
    readonly instrument: InstrumentId;
    readonly timer: string;
    readonly everyMs: number;
    dueAt: number;
  }[];
  /** When the account was looked at last. */
  #markedAt = Number.NEGATIVE_INFINITY;
  /** Events played so far. */
  events = 0;
  /** Bars closed so far, longer bars made of them not counted. */
  bars = 0;
  /** Time of the last step. */
  now = Number.NEGATIVE_INFINITY as UnixMs;

  constructor(
    engine: Engine,
    exchange: SimulatedExchange,
    tapes: readonly PlayedTape[],
    payments: HoldingSchedule = new HoldingSchedule([], []),
  ) {
    this.#engine = engine;
    this.#exchange = exchange;
    this.#tapes = tapes.map((tape) => {
      const finestMs = Math.min(...tape.series.map(({ intervalMs }) => intervalMs));
      return { ...tape, place: 0, finestMs };
    });
    const start = this.nextAt;
    this.#payments = payments;
    payments.begin(start);
    this.#timers = engine.timers
      .filter(({ instrument }) => tapes.some((tape) => tape.instrument === instrument))
      .map((timer) => ({ ...timer, dueAt: Math.ceil(start / timer.everyMs) * timer.everyMs }));
  }

  /** When the next step happens; Infinity when all tapes have ended. */
  get nextAt(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { events, place } of this.#tapes)
      first = Math.min(first, events[place]?.at ?? Number.POSITIVE_INFINITY);
    return first;
  }

  /** Plays the next event; of two at one moment that of the tape that was named first. @returns false when there is none */
  step(): boolean {
    const nextAt = this.nextAt;
    const tape = this.#tapes.find(({ events, place }) => events[place]?.at === nextAt);
    const event = tape?.events[tape.place];
    if (tape === undefined || event === undefined) return false;
    tape.place++;
    this.events++;
    this.#ring(event.at);
    this.#settle(event.at);
    if (event.at > this.now) this.#moveTo(event.at);
    if (event.kind === "trade") this.#closeBars(tape, event);
    this.#match(tape, event);
    this.#tell(tape, event);
    // The last bar closes before the tapes end: the curve of the equity ends where the account does.
    const hasEnded = tape.place === tape.events.length && this.nextAt === Number.POSITIVE_INFINITY;
    if (hasEnded && this.now > this.#markedAt) this.#closeTime();
    return true;
  }

  /** Timers that came due since the last event, in the order of their moments. */
  #ring(until: UnixMs): void {
    for (;;) {
      let next = this.#timers[0];
      for (const timer of this.#timers) if (next === undefined || timer.dueAt < next.dueAt) next = timer;
      if (next === undefined || next.dueAt > until) return;
      const at = next.dueAt as UnixMs;
      next.dueAt += next.everyMs;
      this.#settle(at);
      this.#moveTo(at);
      this.#engine.step({ kind: "TimerRang", instrument: next.instrument, timer: next.timer, at });
      this.#drain();
    }
  }

  /** Funding and borrowing that came due since the last event, one moment after the other. */
  #settle(until: UnixMs): void {
    const payments = this.#payments;
    while (payments.nextAt <= until) {
      const now = payments.nextAt as UnixMs;
      this.#moveTo(now);
      for (const { instrument, cost } of payments.take(now)) {
        const paid = this.#exchange.costs.charge(instrument, cost, now);
        if (paid !== undefined) this.#engine.step(paid);
        this.#reviewMargin(instrument.id);
      }
    }
  }

  /** Time goes on: good-till-date orders end. */
  #moveTo(now: UnixMs): void {
    this.now = now;
    this.#exchange.at(now);
    if (this.#exchange.isIdle) return;
    for (const { instrument } of this.#tapes)
      if (this.#exchange.hasOrders(instrument)) this.#exchange.expire(instrument, now);
    this.#drain();
  }

  /** Bars that this trade ends, one moment after the other: all series of a moment before any strategy decides. */
  #closeBars({ series, finestMs }: Running, { tradedAt }: TapeTrade): void {
    for (;;) {
      let closesAt = Number.POSITIVE_INFINITY;
      for (const one of series)
        if (one.visible < one.rows) closesAt = Math.min(closesAt, one.closesAt(one.visible));
      if (closesAt > tradedAt) return;
      for (const one of series) {
        if (one.visible >= one.rows || one.closesAt(one.visible) !== closesAt) continue;
        if (one.intervalMs === finestMs) this.bars++;
        this.#engine.step({ kind: "BarClosed", series: one.id, at: this.now });
      }
      this.#closeTime();
    }
  }

  #closeTime(): void {
    this.#markedAt = this.now;
    this.#engine.step({ kind: "TimeClosed", at: this.now });
    this.#drain();
  }

  #match({ instrument }: Running, event: TapeEvent): void {
    const exchange = this.#exchange;
    if (event.kind === "trade") exchange.printTrade(instrument, event);
    else if (event.kind === "quote") exchange.changeQuote(instrument, event);
    else exchange.changeBook(instrument, event);
    this.#drain();
    if (event.kind !== "trade" || !exchange.hasMarginAtRisk) return;
    // What rests has met the trade first, as nobody knows what lay between it and the one before.
    this.#reviewMargin(instrument);
  }

  #reviewMargin(moved: InstrumentId): void {
    this.#exchange.reviewMargin(moved);
    this.#drain();
  }

  #tell({ instrument, scale, depth }: Running, event: TapeEvent): void {
    const { at } = event;
    if (event.kind === "quote") return;
    if (event.kind === "trade") {
      const { tick, size, side, tradedAt } = event;
      const trade = { price: scale.toNumber(tick), quantity: size / SIZE_ONE, side, at: tradedAt };
      this.#engine.step({ kind: "TradePrinted", instrument, trade, at });
    } else {
      const book = this.#exchange.bookOf(instrument);
      if (depth === 0 || !book.isWhole) return;
      this.#engine.step({ kind: "BookChanged", instrument, book: bookView(book, scale, depth, at), at });
    }
    this.#drain();
  }

  #drain(): void {
    for (let event = this.#exchange.next(); event !== undefined; event = this.#exchange.next())
      this.#engine.step(event);
  }
}
