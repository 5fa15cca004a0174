import type { Chance, UnixMs } from "../base/index.ts";
import type { Book, Direction, Intent, OrderRole, PositionState, Side, Trade } from "../domain/index.ts";
import type { Feed } from "../indicators/index.ts";
import type { FeedSpec } from "./feeds.ts";
import type { ParamSpecs, ParamsOf } from "./params.ts";

/** What a strategy may know about its own position: as it stands now, never written to again. */
export interface PositionView {
  readonly side: Direction | "flat";
  readonly state: PositionState;
  /** Units held, never negative. */
  readonly quantity: number;
  /** Average price at which what is held was entered, in quote units; NaN when flat. */
  readonly entryPrice: number;
  /** Protective prices now in the market; NaN when there are none. */
  readonly stop: number;
  readonly target: number;
  /** Since the first entry, and as of now even where the view was kept; NaN when flat, as are all that follow. */
  readonly entryTime: number;
  /** Highest and lowest price, in quote units. */
  readonly high: number;
  readonly low: number;
  /** Best and worst the price has done for the position, as shares of the entry price; the worst is 0 or negative. */
  readonly mfe: number;
  readonly mae: number;
  /** Paid in fees, and in funding and borrowing, in quote units; negative where it was received. */
  readonly fees: number;
  readonly funding: number;
}

/** A fill of one of the strategy's own orders. Price and fee in quote units, quantity in units. */
export interface FillView {
  readonly side: Side;
  readonly role: OrderRole;
  readonly price: number;
  readonly quantity: number;
  readonly fee: number;
  readonly at: UnixMs;
}

/** What a strategy sees, and nothing else. */
export interface StrategyContext<P extends ParamSpecs, F extends string, I, S> {
  readonly params: ParamsOf<P>;
  readonly feeds: Readonly<Record<F, Feed>>;
  readonly ind: I;
  readonly position: PositionView;
  /** Its own memory, as `state` made it: the only thing that may be written to. Numbers, texts, lists, records. */
  readonly state: S;
  /** Seeded chance of this strategy on this instrument. */
  readonly chance: Chance;
  /** The moment of the decision: for bars their close. */
  readonly now: UnixMs;
}

/** Feeds by name, the first one wakes the strategy; or a function of the parameters that names them. */
export type FeedSpecs<P extends ParamSpecs, F extends string> =
  | Readonly<Record<F, FeedSpec>>
  | FeedsByParams<P, F>["feeds"];

/** A method, so that a strategy of known parameters is a strategy of any. */
interface FeedsByParams<P extends ParamSpecs, F extends string> {
  feeds(of: { readonly params: ParamsOf<P> }): Readonly<Record<F, FeedSpec>>;
}

/** The contract an author implements. Decisions depend on the context alone. */
export interface Strategy<
  P extends ParamSpecs = ParamSpecs,
  F extends string = string,
  I = unknown,
  S = unknown,
  T extends string = string,
> {
  readonly name: string;
  readonly version: string;
  readonly params: P;
  readonly feeds: FeedSpecs<P, F>;
  /** Timers by name, each rings at the multiples of its interval since 1970, UTC: `{ hourly: "1h" }`. */
  readonly timers?: Readonly<Record<T, string>>;
  /** A fresh memory for one run on one instrument. */
  state?(of: { readonly params: ParamsOf<P> }): S;
  /** Made once; the warm-up length is derived from them. */
  indicators(of: { readonly params: ParamsOf<P>; readonly feeds: Readonly<Record<F, Feed>> }): I;
  /** Called at the close of each bar of the first feed, once every indicator has a present and a past value. */
  onBar(context: StrategyContext<P, F, I, S>): Intent;
  /** The others are called once the strategy is warm as well. They answer like `onBar`. */
  onTrade?(context: StrategyContext<P, F, I, S> & { readonly trade: Trade }): Intent;
  onBook?(context: StrategyContext<P, F, I, S> & { readonly book: Book }): Intent;
  onFill?(context: StrategyContext<P, F, I, S> & { readonly fill: FillView }): Intent;
  onTimer?(context: StrategyContext<P, F, I, S> & { readonly timer: T }): Intent;
}

/** Declares a strategy: types of parameters, feeds, indicators and state are inferred from the declaration. */
export const strategy = <
  const P extends ParamSpecs,
  F extends string,
  I,
  S = Readonly<Record<string, never>>,
  T extends string = never,
>(
  definition: Strategy<P, F, I, S, T>,
): Strategy<P, F, I, S, T> => definition;
