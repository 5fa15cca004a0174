import type { DurationMs, Price } from "../base/index.ts";
import type { Trail } from "./order.ts";

/** Part of a position is closed at a price. */
export interface TargetLevel {
  readonly price: Price;
  /** Share of what remains when it is reached, above 0 to 1. */
  readonly share: number;
}

/** What happens to a position while it is held, beside its stop and its target. On the tick grid. */
export interface PositionRules {
  /** In the order the market comes to them; empty: none. */
  readonly levels: readonly TargetLevel[];
  readonly trail: Trail | undefined;
  /** Once the price has been `at`, the stop moves to `offset` beyond the entry price. */
  readonly breakEven: { readonly at: Price; readonly offset: Price } | undefined;
  /** How long it may be held: a time, or bars of its strategy. A market that is closed makes no bars. */
  readonly hold: { readonly ms: DurationMs } | { readonly bars: number } | undefined;
}
