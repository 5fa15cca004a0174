import type { UnixMs } from "../base/index.ts";
import type { SimulatedExchange } from "../exchange/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { Engine } from "./engine.ts";

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

type BarClosed = { kind: "BarClosed"; series: number; at: UnixMs };
type TimeClosed = { kind: "TimeClosed"; at: UnixMs };

/**
 * Recorded bars through the engine and the simulated exchange, in time order. At each moment: what closes is matched,
 * then told, then strategies decide; then what opens is matched, so that a decision fills at the next open.
 */
export class Playback {
  readonly #engine: Engine;
  readonly #exchange: SimulatedExchange;
  readonly #groups: readonly ClockGroup[];
  /** Series that close at this moment; kept between moments, so that nothing is allocated. */
  readonly #closing: BarSeries[] = [];
  // One object for every bar: nothing is allocated on the hot path.
  readonly #barClosed: BarClosed = { kind: "BarClosed", series: 0, at: 0 as UnixMs };
  readonly #timeClosed: TimeClosed = { kind: "TimeClosed", at: 0 as UnixMs };
  #nextAt = Number.POSITIVE_INFINITY;
  /** Bars closed so far. */
  bars = 0;
  /** Time of the last step. */
  now = Number.NEGATIVE_INFINITY as UnixMs;

  constructor(engine: Engine, exchange: SimulatedExchange, series: readonly BarSeries[]) {
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
    this.#nextAt = Math.min(Number.POSITIVE_INFINITY, ...this.#groups.map(({ nextAt }) => nextAt));
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
    const groups = this.#groups;
    let count = 0;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as ClockGroup;
      if (group.nextAt === now) count = collectClosing(group, now, this.#closing, count);
    }
    if (count > 0) this.#close(count);
    else this.#exchange.at(now);
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as ClockGroup;
      if (group.nextAt === now) this.#open(group, now);
      if (group.nextAt < next) next = group.nextAt;
    }
    this.#nextAt = next;
    return true;
  }

  /** What closes is matched first, all of it; then told; then the moment is over and strategies decide. */
  #close(count: number): void {
    const { now } = this;
    const closing = this.#closing;
    const exchange = this.#exchange;
    const engine = this.#engine;
    if (exchange.isIdle) for (let i = 0; i < count; i++) exchange.skipBar(closing[i] as BarSeries);
    else this.#match(count);
    exchange.at(now);
    const event = this.#barClosed;
    event.at = now;
    for (let i = 0; i < count; i++) {
      event.series = (closing[i] as BarSeries).id;
      engine.step(event);
    }
    this.bars += count;
    this.#timeClosed.at = now;
    engine.step(this.#timeClosed);
    if (exchange.hasAnswers) this.#drain();
  }

  /** First what the bars reached, then the good-till-date orders whose time has come. */
  #match(count: number): void {
    const exchange = this.#exchange;
    for (let i = 0; i < count; i++) {
      const series = this.#closing[i] as BarSeries;
      if (exchange.hasOrders(series.instrument)) {
        exchange.closeBar(series, series.visible);
        this.#drain();
      } else exchange.skipBar(series);
    }
    exchange.at(this.now);
    for (let i = 0; i < count; i++) this.#expire(this.#closing[i] as BarSeries, this.now);
  }

  #expire({ instrument }: BarSeries, now: UnixMs): void {
    if (!this.#exchange.hasOrders(instrument)) return;
    this.#exchange.expire(instrument, now);
    if (this.#exchange.hasAnswers) this.#drain();
  }

  #open(group: ClockGroup, now: UnixMs): void {
    const { series, isOpen, dueAt, intervalMs } = group;
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < series.length; i++) {
      let due = at(dueAt, i);
      if (due === now) {
        const one = series[i] as BarSeries;
        const row = one.visible;
        due = row < one.rows ? at(one.columns.time, row) : Number.POSITIVE_INFINITY;
        if (due === now) {
          isOpen[i] = 1;
          due += intervalMs;
          if (!this.#exchange.isIdle) this.#meetOpen(one, row, now);
        } else isOpen[i] = 0;
        dueAt[i] = due;
      }
      if (due < next) next = due;
    }
    group.nextAt = next;
  }

  #meetOpen(series: BarSeries, row: number, now: UnixMs): void {
    if (!this.#exchange.hasOrders(series.instrument)) return;
    this.#expire(series, now); // Its time may have come in a hole of the data.
    this.#exchange.openBar(series, row);
    this.#drain();
  }

  #drain(): void {
    for (let event = this.#exchange.next(); event !== undefined; event = this.#exchange.next())
      this.#engine.step(event);
  }
}

function groupOf(intervalMs: number, series: readonly BarSeries[]): ClockGroup {
  const dueAt = new Float64Array(series.length).fill(Number.POSITIVE_INFINITY);
  series.forEach(({ columns, rows }, i) => {
    if (rows > 0) dueAt[i] = at(columns.time, 0);
  });
  return { series, intervalMs, isOpen: new Uint8Array(series.length), dueAt, nextAt: Math.min(...dueAt) };
}

/** Adds the series whose open bar closes now, in order of their ids. @returns how many there are */
function collectClosing(group: ClockGroup, now: number, closing: BarSeries[], found: number): number {
  let count = found;
  const { series, isOpen, dueAt } = group;
  for (let i = 0; i < series.length; i++) {
    if (dueAt[i] !== now || isOpen[i] === 0) continue;
    closing[count] = series[i] as BarSeries;
    count++;
  }
  return count;
}
