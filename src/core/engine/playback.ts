import type { UnixMs } from "../base/index.ts";
import type { EngineEvent } from "../domain/index.ts";
import type { SimulatedExchange } from "../exchange/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { Engine } from "./engine.ts";

/** Series of one interval share a clock: scanning them costs next to nothing a bar. */
interface ClockGroup {
  readonly series: readonly BarSeries[];
  readonly intervalMs: number;
  /** Whether the bar of row `visible` has opened, by place in `series`. */
  readonly isOpen: Uint8Array;
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
  readonly #closing: BarSeries[] = [];
  // One object for every bar: nothing is allocated on the hot path.
  readonly #barClosed: BarClosed = { kind: "BarClosed", series: 0, at: 0 as UnixMs };
  readonly #timeClosed: TimeClosed = { kind: "TimeClosed", at: 0 as UnixMs };
  /** Bars closed so far. */
  bars = 0;
  /** Time of the last step. */
  now = 0 as UnixMs;

  constructor(engine: Engine, exchange: SimulatedExchange, series: readonly BarSeries[]) {
    this.#engine = engine;
    this.#exchange = exchange;
    const intervals = [...new Set(series.map(({ intervalMs }) => intervalMs))].sort((a, b) => a - b);
    this.#groups = intervals.map((intervalMs) => groupOf(intervalMs, series.filter((s) => s.intervalMs === intervalMs)));
  }

  /** When the next step happens; Infinity when the data has ended. */
  get nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const group of this.#groups) if (group.nextAt < next) next = group.nextAt;
    return next;
  }

  /** Plays everything that happens at the next moment. @returns false when the data has ended */
  step(): boolean {
    const now = this.nextAt;
    if (now === Number.POSITIVE_INFINITY) return false;
    this.now = now as UnixMs;
    this.#close(now as UnixMs);
    this.#open(now as UnixMs);
    return true;
  }

  #close(now: UnixMs): void {
    const closing = this.#closing;
    for (const group of this.#groups) if (group.nextAt === now) collectClosing(group, now, closing);
    if (closing.length === 0) return;
    const exchange = this.#exchange;
    for (let i = 0; i < closing.length; i++) {
      const series = closing[i] as BarSeries;
      if (!exchange.hasOrders(series.instrument)) {
        exchange.skipBar(series, series.visible);
        continue;
      }
      exchange.closeBar(series, series.visible);
      this.#drain();
      exchange.expire(series.instrument, now);
      this.#drain();
    }
    exchange.at(now);
    const event = this.#barClosed;
    event.at = now;
    for (let i = 0; i < closing.length; i++) {
      event.series = (closing[i] as BarSeries).id;
      this.#engine.step(event as EngineEvent);
    }
    this.bars += closing.length;
    closing.length = 0;
    this.#timeClosed.at = now;
    this.#engine.step(this.#timeClosed as EngineEvent);
    this.#drain();
  }

  #open(now: UnixMs): void {
    for (const group of this.#groups) if (group.nextAt === now) this.#openGroup(group, now);
  }

  #openGroup(group: ClockGroup, now: UnixMs): void {
    const { series, isOpen, intervalMs } = group;
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < series.length; i++) {
      const one = series[i] as BarSeries;
      const row = one.visible;
      if (row >= one.rows) continue;
      const opensAt = at(one.columns.time, row);
      if (isOpen[i] === 0 && opensAt === now) {
        isOpen[i] = 1;
        if (this.#exchange.hasOrders(one.instrument)) {
          this.#exchange.openBar(one, row);
          this.#drain();
        }
      }
      const mine = isOpen[i] === 1 ? opensAt + intervalMs : opensAt;
      if (mine < next) next = mine;
    }
    group.nextAt = next;
  }

  #drain(): void {
    for (let event = this.#exchange.next(); event !== undefined; event = this.#exchange.next()) this.#engine.step(event);
  }
}

function groupOf(intervalMs: number, series: readonly BarSeries[]): ClockGroup {
  let nextAt = Number.POSITIVE_INFINITY;
  for (const { columns, rows } of series) if (rows > 0) nextAt = Math.min(nextAt, at(columns.time, 0));
  return { series, intervalMs, isOpen: new Uint8Array(series.length), nextAt };
}

/** Series whose open bar closes now, in order of their ids. */
function collectClosing(group: ClockGroup, now: number, closing: BarSeries[]): void {
  const { series, isOpen, intervalMs } = group;
  for (let i = 0; i < series.length; i++) {
    const one = series[i] as BarSeries;
    if (isOpen[i] === 0) continue;
    if (at(one.columns.time, one.visible) + intervalMs > now) continue;
    isOpen[i] = 0;
    closing.push(one);
  }
}
