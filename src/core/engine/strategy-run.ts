import { absolute, type Price, priceToNumber, quantityToNumber, type UnixMs } from "../base/index.ts";
import {
  type Direction,
  type Instrument,
  type Intent,
  type PositionState,
  positionStateOf,
} from "../domain/index.ts";
import { atr, Feed, type Indicator } from "../indicators/index.ts";
import type { BarSeries } from "../market/index.ts";
import type { Position } from "../portfolio/index.ts";
import {
  none,
  type ParamSpecs,
  type PositionView,
  readIntent,
  type Strategy,
  type StrategyContext,
  StrategyFault,
} from "../strategy/index.ts";
import type { RunSetup } from "./setup.ts";

const ATR_LENGTH = 14;

/** The strategy's own position, as one object that is rewritten when something changed. */
class OwnPosition implements PositionView {
  side: Direction | "flat" = "flat";
  state: PositionState = "CLOSED";
  quantity = 0;
  entryPrice = Number.NaN;
  stop = Number.NaN;
  target = Number.NaN;
}

/** One strategy on one instrument: its feeds, its indicators, and what it is shown. */
export class StrategyRun {
  readonly strategy: Strategy;
  readonly instrument: Instrument;
  readonly setup: RunSetup;
  readonly feed: Feed;
  readonly series: BarSeries;
  /** A bar of its main feed closed at this moment. */
  isDue = false;
  /** Something about its orders or position changed since it was last shown. */
  isChanged = true;
  readonly #warmUp: number;
  readonly #atr: Indicator | undefined;
  readonly #view = new OwnPosition();
  readonly #context: StrategyContext<ParamSpecs, string, unknown> & { now: UnixMs };

  constructor(setup: RunSetup, instrument: Instrument, series: BarSeries) {
    this.strategy = setup.strategy;
    this.setup = setup;
    this.instrument = instrument;
    this.series = series;
    this.feed = new Feed(series);
    const feeds: Record<string, Feed> = {};
    for (const name of Object.keys(setup.strategy.feeds)) feeds[name] = this.feed;
    const { params } = setup;
    const ind = this.#guard(0 as UnixMs, () => setup.strategy.indicators({ params, feeds }));
    this.#atr = setup.needsAtr ? atr(this.feed, ATR_LENGTH) : undefined;
    this.#warmUp = this.feed.warmUp;
    this.#context = { params, feeds, ind, position: this.#view, now: 0 as UnixMs };
  }

  /** Average true range of the main feed; NaN where nobody asked for it. */
  get atr(): number {
    return this.#atr === undefined ? Number.NaN : this.#atr.now;
  }

  /** The newest bar of its series has closed. */
  advance(): void {
    this.feed.advance();
    this.isDue = true;
  }

  /** Rewrites what the strategy sees of its position. */
  show(
    position: Position,
    facts: {
      stop: Price | undefined;
      target: Price | undefined;
      hasWorkingEntry: boolean;
      hasWorkingExit: boolean;
    },
  ): void {
    const view = this.#view;
    const { quantity } = position;
    view.side = quantity === 0n ? "flat" : quantity > 0n ? "long" : "short";
    view.quantity = quantityToNumber(absolute(quantity));
    view.entryPrice = quantity === 0n ? Number.NaN : priceToNumber(position.entryPrice);
    view.stop = facts.stop === undefined ? Number.NaN : priceToNumber(facts.stop);
    view.target = facts.target === undefined ? Number.NaN : priceToNumber(facts.target);
    view.state = positionStateOf({ isHolding: quantity !== 0n, ...facts });
    this.isChanged = false;
  }

  /**
   * Asks the strategy what it wants. Before the warm-up is over, and one bar more so that every indicator has a past
   * value too, it is not asked.
   * @throws StrategyFault when it throws or returns what is no intent
   */
  decide(now: UnixMs): Intent {
    this.isDue = false;
    if (this.feed.bars <= this.#warmUp) return none;
    this.#context.now = now;
    let read: ReturnType<typeof readIntent>;
    try {
      const returned: unknown = this.strategy.onBar(this.#context);
      if (returned === none) return none;
      read = readIntent(returned); // A getter of what came back may throw as well.
    } catch (cause) {
      throw this.#fault(now, cause);
    }
    if (read.ok) return read.value;
    const { key, found, allowed } = read.error;
    throw new StrategyFault({ ...this.#names(now), found: `returned ${key} ${found}`, allowed });
  }

  #guard<T>(now: UnixMs, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw this.#fault(now, cause);
    }
  }

  #fault(now: UnixMs, cause: unknown): StrategyFault {
    const found = `threw ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`;
    return new StrategyFault({
      ...this.#names(now),
      found,
      allowed: "a strategy returns an intent and does not throw",
      cause,
    });
  }

  #names(at: UnixMs): { strategy: string; symbol: string; at: UnixMs } {
    return { strategy: this.strategy.name, symbol: this.instrument.symbol, at };
  }
}
