import type { UnixMs } from "../base/index.ts";
import type { Direction, Intent, PositionState } from "../domain/index.ts";
import type { Feed } from "../indicators/index.ts";
import type { ParamSpecs, ParamsOf } from "./params.ts";

/** Which bars a strategy follows; the first feed is the one that wakes it. */
export interface FeedSpec {
  readonly kind: "bars";
}

/** The configured timeframe of the instrument. */
export const bars = (): FeedSpec => ({ kind: "bars" });

/** What a strategy may know about its own position. One object for the whole run: copy what you want to keep. */
export interface PositionView {
  readonly side: Direction | "flat";
  readonly state: PositionState;
  /** Units held, never negative. */
  readonly quantity: number;
  /** Average entry price in quote units; NaN when flat. */
  readonly entryPrice: number;
  /** Protective prices now in the market; NaN when there are none. */
  readonly stop: number;
  readonly target: number;
}

/** What a strategy sees at a closed bar, and nothing else. */
export interface StrategyContext<P extends ParamSpecs, F extends string, I> {
  readonly params: ParamsOf<P>;
  readonly feeds: Readonly<Record<F, Feed>>;
  readonly ind: I;
  readonly position: PositionView;
  /** The moment of the decision: the close of the bar. */
  readonly now: UnixMs;
}

/** The contract an author implements. Decisions depend on the context alone. */
export interface Strategy<P extends ParamSpecs = ParamSpecs, F extends string = string, I = unknown> {
  readonly name: string;
  readonly version: string;
  readonly params: P;
  readonly feeds: Readonly<Record<F, FeedSpec>>;
  /** Made once; the warm-up length is derived from them. */
  indicators(of: { readonly params: ParamsOf<P>; readonly feeds: Readonly<Record<F, Feed>> }): I;
  /** Called at the close of each bar of the first feed, once every indicator has a present and a past value. */
  onBar(context: StrategyContext<P, F, I>): Intent;
}

/** Declares a strategy: types of parameters, feeds and indicators are inferred from the declaration. */
export const strategy = <const P extends ParamSpecs, F extends string, I>(
  definition: Strategy<P, F, I>,
): Strategy<P, F, I> => definition;
