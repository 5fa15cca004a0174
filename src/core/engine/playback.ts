import type { UnixMs } from "../base/index.ts";
import type { CommandEvent, CorporateAction, EngineEvent, InstrumentId } from "../domain/index.ts";
import type { SimulatedExchange } from "../exchange/index.ts";
import { at, type BarSeries, isFinest } from "../market/index.ts";
import { ActionSchedule } from "./action-schedule.ts";
import { HoldingSchedule } from "./holding-schedule.ts";
import type { TimerSpec } from "./timers.ts";

/** Series of one interval share a clock: scanning them costs next to nothing a bar. */
interface ClockGroup {
  readonly series: readonly BarSeries[];
  readonly intervalMs: number;
  /** Whether the bar of row `visible` has opened, by place in `series`. */
  readonly isOpen: Uint8Array;
  /** When it opens, or closes once it has; Infinity after the last row. */
  readonly dueAt: Float64Array;
  /** The first of these. */
  nextAt: number;
}

/** Who is told what happens: the engine, or whoever stands before it and writes it down first. */
export interface EventSink {
  readonly timers: readonly TimerSpec[];
  step(event: EngineEvent): void;
}

/** A timer, and when it rings next. */
interface RunningTimer extends TimerSpec {
  dueAt: number;
}

type BarClosed = { kind: "BarClosed"; series: number; at: UnixMs };
type TimeClosed = { kind: "TimeClosed"; at: UnixMs };

/**
 * Recorded bars through the engine and the simulated exchange, in time order. At each moment: what closes is matched,
 * then told, then strategies decide; then what opens is matched, so that a decision fills at the next open.
 */
export class Playback {
  readonly #engine: EventSink;
  readonly #exchange: SimulatedExchange;
  readonly #groups: readonly ClockGroup[];
  /** Series that close at this moment come first; kept between moments at its length, so that nothing is allocated. */
  readonly #closing: BarSeries[] = [];
  // One object for every bar: nothing is allocated on the hot path.
  readonly #barClosed: BarClosed = { kind: "BarClosed", series: 0, at: 0 as UnixMs };
  readonly #timers: readonly RunningTimer[];
  /** By id of the series: whether it is the one its instrument is matched on. */
  readonly #isFinest: boolean[] = [];
  readonly #payments: HoldingSchedule;
  readonly #actions: ActionSchedule;
  readonly #timeClosed: TimeClosed = { kind: "TimeClosed", at: 0 as UnixMs };
  #nextAt = Number.POSITIVE_INFINITY;
  /** Bars closed so far, longer bars made of them not counted. */
  bars = 0;
  /** Time of the last step. */
  now = Number.NEGATIVE_INFINITY as UnixMs;

  constructor(
    engine: EventSink,
    exchange: SimulatedExchange,
    series: readonly BarSeries[],
    payments: HoldingSchedule = new HoldingSchedule([], []),
    actions: ActionSchedule = new ActionSchedule([]),
  ) {
    this.#engine = engine;
    this.#exchange = exchange;
    const sorted = [...series].sort((a, b) => a.instrument - b.instrument || a.intervalMs - b.intervalMs);
    const intervals = [...new Set(series.map(({ intervalMs }) => intervalMs))].sort((a, b) => a - b);
    this.#groups = intervals.map((intervalMs) =>
      groupOf(
        intervalMs,
        sorted.filter((s) => s.intervalMs === intervalMs),
      ),
    );
    for (const one of series) this.#isFinest[one.id] = isFinest(one, series);
    for (const one of series) if (isFinest(one, series)) exchange.matchOn(one);
    this.#nextAt = Math.min(Number.POSITIVE_INFINITY, ...this.#groups.map(({ nextAt }) => nextAt));
    this.#payments = payments;
    payments.begin(this.#nextAt);
    this.#actions = actions;
    actions.begin(this.#nextAt);
    this.#timers = engine.timers.map((timer) => ({
      ...timer,
      dueAt: Math.ceil(this.#nextAt / timer.everyMs) * timer.everyMs,
    }));
  }

  /** When the next step happens; Infinity when the data has ended. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** Plays everything that happens at the next moment. @returns false when the data has ended */
  step(): boolean {
    const now = this.#nextAt as UnixMs;
    if (now === Number.POSITIVE_INFINITY) return false;
    this.now = now;
    const exchange = this.#exchange;
    if (!exchange.isIdle) this.#match(now);
    exchange.at(now);
    const closed = this.#tell(now);
    if (this.#actions.nextAt <= this.#nextAt) this.#act(now);
    if (this.#payments.nextAt <= this.#nextAt) this.#settle(now);
    if (closed > 0) {
      this.#timeClosed.at = now;
      this.#engine.step(this.#timeClosed);
    }
    if (this.#timers.length > 0) this.#ring(now);
    if (!exchange.isIdle) this.#meetOpens(now);
    return true;
  }

  snapshot() {
    return {
      ...{ bars: this.bars, now: this.now, nextAt: this.#nextAt },
      groups: this.#groups.map(({ isOpen, dueAt, nextAt }) => {
        return { isOpen: isOpen.slice(), dueAt: dueAt.slice(), nextAt };
      }),
      timers: this.#timers.map(({ dueAt }) => dueAt),
      payments: this.#payments.snapshot(),
      actions: this.#actions.snapshot(),
    };
  }

  /** Of the same data; their series are restored with the engine. */
  restore({ bars, now, nextAt, groups, timers, payments, actions }: PlaybackSnapshot): void {
    Object.assign(this, { bars, now });
    this.#nextAt = nextAt;
    this.#groups.forEach((group, place) => {
      const from = groups[place] as (typeof groups)[number]; // One each.
      group.isOpen.set(from.isOpen);
      group.dueAt.set(from.dueAt);
      group.nextAt = from.nextAt;
    });
    this.#timers.forEach((timer, place) => {
      timer.dueAt = timers[place] as number; // As above.
    });
    this.#payments.restore(payments);
    this.#actions.restore(actions);
  }

  /** What a person says between two moments, and what the exchange answers to what follows from it. */
  interject(command: CommandEvent): void {
    this.#engine.step(command);
    this.#drain();
  }

  /** Splits and dividends come before anything trades at their moment. They end with the data. */
  #act(now: UnixMs): void {
    const actions = this.#actions;
    if (actions.nextAt === now) for (const due of actions.take(now)) this.#undergo(due, now);
    if (this.#nextAt !== Number.POSITIVE_INFINITY) this.#nextAt = Math.min(this.#nextAt, actions.nextAt);
  }

  #undergo(due: CorporateAction, now: UnixMs): void {
    const { actions } = this.#exchange;
    if (due.kind === "dividend") {
      const paid = actions.payDividend(due, now);
      if (paid !== undefined) this.#engine.step(paid);
    } else {
      const cancelled = actions.cancelOrders(due.instrument, now);
      this.#drain();
      this.#engine.step(actions.split(due, cancelled, now));
    }
    this.#reviewMargin();
  }

  /** What is held at a moment pays or is paid then: before anybody decides at it. Payments end with the data. */
  #settle(now: UnixMs): void {
    const payments = this.#payments;
    if (payments.nextAt === now)
      for (const { instrument, cost } of payments.take(now)) {
        const paid = this.#exchange.costs.charge(instrument, cost, now);
        if (paid !== undefined) this.#engine.step(paid);
        this.#reviewMargin();
      }
    if (this.#nextAt !== Number.POSITIVE_INFINITY) this.#nextAt = Math.min(this.#nextAt, payments.nextAt);
  }

  /** Timers ring after the bars of their moment, in the order of the strategies. They end with the data. */
  #ring(now: UnixMs): void {
    for (const timer of this.#timers) {
      if (timer.dueAt === now) {
        this.#engine.step({ kind: "TimerRang", instrument: timer.instrument, timer: timer.timer, at: now });
        timer.dueAt += timer.everyMs;
      }
      if (this.#nextAt !== Number.POSITIVE_INFINITY) this.#nextAt = Math.min(this.#nextAt, timer.dueAt);
    }
  }

  /** What the bars that close now reached, all of it; then the good-till-date orders whose time has come. */
  #match(now: UnixMs): void {
    const exchange = this.#exchange;
    const closing = this.#closing;
    let count = 0;
    for (const { series, isOpen, dueAt } of this.#groups) {
      for (let i = 0; i < series.length; i++)
        if (dueAt[i] === now && isOpen[i] === 1 && this.#isTraded(series[i]))
          closing[count++] = series[i] as BarSeries; // In range by the loop.
    }
    for (let i = 0; i < count; i++) {
      const series = closing[i] as BarSeries; // As above.
      if (!exchange.isDue(series)) continue;
      exchange.closeBar(series, series.visible);
      this.#drain();
    }
    exchange.at(now);
    if (exchange.sharesMargin) this.#reviewMargin();
    for (let i = 0; i < count; i++) this.#expire((closing[i] as BarSeries).instrument, now);
  }

  /** Tells the engine what closes now, and finds out what comes next. @returns how many bars closed */
  #tell(now: UnixMs): number {
    const groups = this.#groups;
    const event = this.#barClosed;
    event.at = now;
    let closed = 0;
    let first = Number.POSITIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g] as ClockGroup;
      if (group.nextAt === now) {
        const { series, isOpen, dueAt } = group;
        let next = Number.POSITIVE_INFINITY;
        for (let i = 0; i < series.length; i++) {
          let due = at(dueAt, i);
          if (due === now) {
            const one = series[i] as BarSeries;
            if (isOpen[i] === 1) {
              if (this.#isFinest[one.id] === true) {
                this.#exchange.noteClose(one);
                this.bars++;
              }
              event.series = one.id;
              this.#engine.step(event);
              closed++;
            }
            due = one.visible < one.rows ? at(one.columns.time, one.visible) : Number.POSITIVE_INFINITY;
            isOpen[i] = due === now ? 1 : 0;
            if (due === now) due = one.closesAt(one.visible);
            dueAt[i] = due;
          }
          if (due < next) next = due;
        }
        group.nextAt = next;
      }
      if (group.nextAt < first) first = group.nextAt;
    }
    this.#nextAt = first;
    return closed;
  }

  /**
   * What strategies decided meets the bars that open now. What happens at one open may lead to orders on an instrument whose
   * own open was met before: then all are met again.
   */
  #meetOpens(now: UnixMs): void {
    if (this.#exchange.hasAnswers) this.#drain();
    while (this.#meetEachOpen(now));
  }

  /** @returns whether something happened after another open had been met */
  #meetEachOpen(now: UnixMs): boolean {
    let met = 0;
    let isToRepeat = false;
    for (const { series, isOpen } of this.#groups) {
      for (let i = 0; i < series.length; i++) {
        const one = series[i] as BarSeries; // In range by the loop.
        if (isOpen[i] !== 1 || at(one.columns.time, one.visible) !== now || !this.#isTraded(one)) continue;
        if (this.#meetOpen(one, now) && met > 0) isToRepeat = true;
        met++;
      }
    }
    return isToRepeat;
  }

  /** @returns whether something happened */
  #meetOpen(series: BarSeries, now: UnixMs): boolean {
    if (!this.#exchange.hasOrders(series.instrument)) return false;
    this.#expire(series.instrument, now); // Its time may have come in a hole of the data.
    this.#exchange.openBar(series, series.visible);
    return this.#drain();
  }

  #isTraded(series: BarSeries | undefined): boolean {
    return series !== undefined && this.#isFinest[series.id] === true;
  }

  #expire(instrument: InstrumentId, now: UnixMs): void {
    if (!this.#exchange.hasOrders(instrument)) return;
    this.#exchange.expire(instrument, now);
    if (this.#exchange.hasAnswers) this.#drain();
  }

  #reviewMargin(): void {
    this.#exchange.reviewMargin();
    this.#drain();
  }

  /** @returns whether there was anything to tell */
  #drain(): boolean {
    let event = this.#exchange.next();
    if (event === undefined) return false;
    for (; event !== undefined; event = this.#exchange.next()) this.#engine.step(event);
    return true;
  }
}

export type PlaybackSnapshot = ReturnType<Playback["snapshot"]>;

function groupOf(intervalMs: number, series: readonly BarSeries[]): ClockGroup {
  const dueAt = new Float64Array(series.length).fill(Number.POSITIVE_INFINITY);
  series.forEach(({ columns, rows }, i) => {
    if (rows > 0) dueAt[i] = at(columns.time, 0);
  });
  return { series, intervalMs, isOpen: new Uint8Array(series.length), dueAt, nextAt: Math.min(...dueAt) };
}
