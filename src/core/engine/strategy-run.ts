import { Chance, type UnixMs } from "../base/index.ts";
import type { Book, Instrument, Intent, PositionWishes, Trade } from "../domain/index.ts";
import { atr, Feed, type Indicator, type NamedSource, namedSources } from "../indicators/index.ts";
import type { BarSeries } from "../market/index.ts";
import type { Position } from "../portfolio/index.ts";
import {
  type FillView,
  none,
  type ParamSpecs,
  type PositionView,
  readIntent,
  readTimers,
  type Strategy,
  type StrategyContext,
  StrategyFault,
} from "../strategy/index.ts";
import { basisOf } from "./basis.ts";
import type { Basis } from "./explanation.ts";
import { LateAtr } from "./late-atr.ts";
import { type PositionFacts, positionView } from "./position-view.ts";
import type { AnswerSource, RunSetup } from "./setup.ts";

const ATR_LENGTH = 14;

/** What may happen between two bars that a strategy listens to. */
export type Happening =
  | { readonly trade: Trade }
  | { readonly book: Book }
  | { readonly fill: FillView }
  | { readonly timer: string };

/** What a strategy can be asked about. */
type Callback = "onBar" | "onTrade" | "onBook" | "onFill" | "onTimer";

/** The context with what only one of the callbacks is shown. */
type Asked = StrategyContext<ParamSpecs, string, unknown, unknown> & {
  now: UnixMs;
  position: PositionView;
  trade: Trade;
  book: Book;
  fill: FillView;
  timer: string;
};

/** A feed, and whether a bar of it closed at this moment. */
interface FollowedFeed {
  readonly feed: Feed;
  readonly series: BarSeries;
  isDue: boolean;
}

/** One strategy on one instrument: its feeds, its indicators, its memory, and what it is shown. */
export class StrategyRun {
  readonly strategy: Strategy;
  readonly instrument: Instrument;
  readonly setup: RunSetup;
  /** The first feed, which wakes it. */
  readonly feed: Feed;
  readonly series: BarSeries;
  /** Milliseconds between two rings, by name. */
  readonly timers: Readonly<Record<string, number>>;
  /** It broke its contract, and is not asked any more. */
  isStopped = false;
  /** Somebody stopped trading its instrument: it follows its bars, and is not asked. */
  isPaused = false;
  /** Something about its orders or position changed since it was last shown. */
  isChanged = true;
  readonly #followed: readonly FollowedFeed[];
  readonly #warmUps: readonly number[];
  #isWarm = false;
  readonly #atr: Indicator | undefined;
  #lateAtr: LateAtr | undefined;
  readonly #context: Asked;
  /** The feeds by name, the one that wakes it first. */
  readonly #named: readonly (readonly [string, BarSeries])[];
  /** Its indicators; undefined until somebody wants a decision explained. */
  #sources: readonly NamedSource[] | undefined;

  constructor(setup: RunSetup, instrument: Instrument, series: readonly BarSeries[]) {
    const { strategy, params } = setup;
    this.strategy = strategy;
    this.setup = setup;
    this.instrument = instrument;
    this.series = series[setup.series] as BarSeries;
    const guarded = <T>(run: () => T): T => this.#guard(0 as UnixMs, run);
    const followed = new Map<BarSeries, FollowedFeed>();
    const follow = (one: BarSeries): Feed => {
      const known = followed.get(one);
      if (known !== undefined) return known.feed;
      const feed = new Feed(one);
      followed.set(one, { feed, series: one, isDue: false });
      return feed;
    };
    this.feed = follow(this.series);
    const specs = guarded(() =>
      typeof strategy.feeds === "function" ? strategy.feeds({ params }) : strategy.feeds,
    );
    const feeds: Record<string, Feed> = {};
    const named: (readonly [string, BarSeries])[] = [];
    for (const name of Object.keys(specs)) {
      const followedBy = series[setup.feeds?.[name] ?? setup.series] as BarSeries;
      feeds[name] = follow(followedBy);
      named.push([name, followedBy]);
    }
    const own = named.find(([, one]) => one === this.series) ?? (["main", this.series] as const);
    this.#named = [own, ...named.filter((one) => one !== own)];
    const ind = guarded(() => strategy.indicators({ params, feeds }));
    this.#atr = setup.needsAtr ? atr(this.feed, ATR_LENGTH) : undefined;
    this.#followed = [...followed.values()];
    this.#warmUps = this.#followed.map(({ feed }) => feed.warmUp);
    this.timers = this.#timersOf(strategy);
    this.#context = {
      params,
      feeds,
      ind,
      state: guarded(() => strategy.state?.({ params }) ?? {}),
      chance: new Chance(setup.seed ?? "0").fork(strategy.name).fork(instrument.symbol),
      now: 0 as UnixMs,
    } as unknown as Asked; // The rest is set before it is asked.
  }

  /**
   * Average true range of the first feed: kept from bar to bar where limits are measured in it, worked out late where only
   * this wish is. NaN where nobody asks for it, and before there are enough bars.
   */
  atrFor(wishes: PositionWishes | undefined): number {
    if (this.#atr !== undefined) return this.#atr.now;
    if (wishes?.trail?.atrs === undefined) return Number.NaN;
    this.#lateAtr ??= new LateAtr(this.series, ATR_LENGTH);
    return this.#lateAtr.now;
  }

  /** What it has before it now, in plain data: for whoever wants a decision explained. */
  basis(): Basis {
    this.#sources ??= namedSources(this.#context.ind);
    return basisOf(this.#named, this.#sources, this.setup.params);
  }

  /** Places of its feeds that follow a series. */
  followers(series: BarSeries): readonly FollowedFeed[] {
    return this.#followed.filter((one) => one.series === series);
  }

  /**
   * Takes the bars that closed at this moment: first every feed looks, then indicators are updated, so that one which
   * follows two feeds sees both. @returns whether the first feed was among them
   */
  refresh(): boolean {
    const followed = this.#followed;
    if (followed.length === 1) {
      const only = followed[0] as FollowedFeed;
      if (!only.isDue) return false;
      only.isDue = false;
      only.feed.advance();
      return true;
    }
    for (let i = 0; i < followed.length; i++) {
      const { feed, isDue } = followed[i] as FollowedFeed;
      if (isDue) feed.look();
    }
    let isAwake = false;
    for (let i = 0; i < followed.length; i++) {
      const one = followed[i] as FollowedFeed;
      if (!one.isDue) continue;
      one.isDue = false;
      one.feed.update();
      if (i === 0) isAwake = true;
    }
    return isAwake;
  }

  /** Renews what the strategy sees of its position. */
  show(position: Position, facts: PositionFacts): void {
    this.#context.position = positionView(position, facts);
    this.isChanged = false;
  }

  /** Asks at the close of a bar. @throws StrategyFault when it throws or returns what is no intent */
  decide(now: UnixMs): Intent {
    if (!this.#isWarm && !this.#warm()) return none;
    this.#context.now = now;
    let returned: unknown;
    try {
      returned = this.strategy.onBar(this.#context);
    } catch (cause) {
      throw this.#fault(now, cause);
    }
    return returned === none ? none : this.#read("onBar", returned, now);
  }

  /** Asks about something else that happened. @throws StrategyFault as `decide` does */
  consult(about: Happening, now: UnixMs): Intent {
    const callback = callbackFor(about);
    if (this.strategy[callback] === undefined) return none;
    if (!this.#isWarm && !this.#warm()) return none;
    Object.assign(this.#context, about);
    this.#context.now = now;
    let returned: unknown;
    try {
      returned = this.strategy[callback](this.#context);
    } catch (cause) {
      throw this.#fault(now, cause);
    }
    return this.#read(callback, returned, now);
  }

  snapshot() {
    const { isStopped, isPaused } = this;
    const { state, chance } = this.#context as { state: unknown; chance: Chance };
    const feeds = this.#followed.map(({ feed, isDue }) => ({ isDue, indicators: feed.snapshot() }));
    return { isStopped, isPaused, isWarm: this.#isWarm, feeds, state, chance: chance.snapshot() };
  }

  /** Of the same strategy with the same parameters, after the bars. What it is shown is made anew before it is asked. */
  restore({ isStopped, isPaused, isWarm, feeds, state, chance }: StrategyRunSnapshot): void {
    this.isStopped = isStopped;
    this.isPaused = isPaused;
    this.isChanged = true;
    this.#isWarm = isWarm;
    this.#lateAtr = undefined; // It catches up by itself.
    this.#followed.forEach((one, place) => {
      const { isDue, indicators } = feeds[place] as (typeof feeds)[number]; // One each.
      one.isDue = isDue;
      one.feed.restore(indicators);
    });
    const context = this.#context as { state: unknown; chance: Chance };
    context.state = state;
    context.chance.restore(chance);
  }

  /** Before the warm-up is over, and one bar more so that every indicator has a past value too, it is not asked. */
  #warm(): boolean {
    this.#isWarm = this.#followed.every(({ feed }, i) => feed.bars > (this.#warmUps[i] as number));
    return this.#isWarm;
  }

  /** @throws StrategyFault for what is no intent; a getter of what came back may throw as well */
  #read(callback: Callback, returned: unknown, now: UnixMs): Intent {
    let read: ReturnType<typeof readIntent>;
    try {
      read = readIntent(returned);
    } catch (cause) {
      throw this.#fault(now, cause);
    }
    if (read.ok) return read.value;
    const { key, found, allowed } = read.error;
    const said = callback === "onBar" ? "returned" : `${callback} returned`;
    throw new StrategyFault({ ...this.#names(now), found: `${said} ${key} ${found}`, allowed });
  }

  #timersOf({ timers }: Strategy): Readonly<Record<string, number>> {
    const read = readTimers(timers);
    if (read.ok) return read.value;
    const { key, found, allowed } = read.error;
    throw new StrategyFault({ ...this.#names(0 as UnixMs), found: `${key} is ${found}`, allowed });
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

export type StrategyRunSnapshot = ReturnType<StrategyRun["snapshot"]>;

function callbackFor(about: object): Exclude<Callback, "onBar"> {
  if ("trade" in about) return "onTrade";
  if ("book" in about) return "onBook";
  return "fill" in about ? "onFill" : "onTimer";
}

/** Asks a strategy by way of whoever keeps its answers. */
export function askThrough(
  answers: AnswerSource,
  run: StrategyRun,
  now: UnixMs,
  about: Happening | undefined,
): Intent {
  const callback: Callback = about === undefined ? "onBar" : callbackFor(about);
  if (run.strategy[callback] === undefined) return none;
  const question = { strategy: run.strategy.name, instrument: run.instrument, callback, at: now };
  return answers.answer(question, () => (about === undefined ? run.decide(now) : run.consult(about, now)));
}
