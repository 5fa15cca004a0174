import type { InstrumentId, SessionTable } from "../domain/index.ts";

/** Who decides about openings. Left out of a setup: the strategy and risk alone (`full`). */
export type Automation =
  /** Each opening waits for a person, so long; what closes or protects never waits. */
  | { readonly level: "semi"; readonly timeoutMs: number }
  /** Nothing opens but while all of these hold. */
  | { readonly level: "conditional"; readonly conditions: readonly Condition[] }
  /** Sizes follow the confidence of the strategy, also while a position is open, once it has moved by that much. */
  | { readonly level: "scaled"; readonly confidenceStep: number };

/** What has to hold for an opening. Strictly above, strictly below, or between both. */
export type Condition = What & {
  /** Only of this one; left out: of each. */
  readonly instrument?: InstrumentId;
  readonly above?: number;
  readonly below?: number;
};

/** What is measured: on the bars that wake a strategy, on the latest price, on the account. */
type What =
  /** Share of the `window` values before that are below the newest one, 0 to 1: of the ATR in percent, or of log returns. */
  | {
      readonly name: "volatility";
      readonly of: "atr" | "returns";
      readonly length: number;
      readonly window: number;
    }
  /** ADX from 0 to 100, or the rise a bar of the line through the closes, as a share of its end. */
  | { readonly name: "trend"; readonly by: "adx" | "slope"; readonly length: number }
  /** Of bid and ask at the newest closed bar, in basis points of their middle. */
  | { readonly name: "spread" }
  /** Latest price, in quote units. */
  | { readonly name: "price" }
  /** Below the highest equity, as a share of it. */
  | { readonly name: "drawdown" }
  /** How many positions are open; an upper bound counts other entries on their way as well. */
  | { readonly name: "open_positions" }
  /** Value of all open positions as a share of equity; an upper bound counts entries on their way as well. */
  | { readonly name: "exposure" }
  /** It is one of these times; `words` says which. */
  | { readonly name: "hours"; readonly sessions: SessionTable; readonly words: string };

/** An opening that waits for a person's answer. Plain data; times are Unix ms. */
export interface WaitingEntry {
  /** What it is answered by: 1 for the first of a run. */
  readonly id: number;
  readonly instrument: InstrumentId;
  readonly symbol: string;
  readonly strategy: string;
  /** `open long`, `buy limit 0.5`; several of one decision with commas between. */
  readonly wants: string;
  readonly why: string;
  readonly askedAt: number;
  /** From this moment on it is too late. */
  readonly expiresAt: number;
}

/** What became of a question to a person. */
export interface ApprovalTold {
  readonly what: "asked" | "approved" | "rejected" | "expired" | "withdrawn";
  readonly entry: WaitingEntry;
  readonly at: number;
  /** Who answered, or because of what it was withdrawn; empty for the others. */
  readonly detail: string;
}
