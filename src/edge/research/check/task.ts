import type { RunPlan } from "../run-plan.ts";

export type CheckName = "lookahead" | "warmup";

/** Where the code of a checked strategy comes from. Plain data: it travels to the worker. */
export type SubjectCode =
  | { readonly kind: "fixture"; readonly name: string }
  /** The `source` of the planned run. */
  | { readonly kind: "strategy" }
  /** A module that exports a factory under this name. */
  | { readonly kind: "factory"; readonly url: string; readonly name: string };

/** One strategy, or several that run together, on its data. */
export interface CheckSubject {
  readonly name: string;
  readonly source: "shipped" | "fixture" | "user";
  /** What the self-test expects; a user's strategy is expected to be clean. */
  readonly expected: "clean" | "leak";
  readonly plan: RunPlan;
  /** One for each of `plan.runs`. */
  readonly codes: readonly SubjectCode[];
  /** Source files, one for each of `plan.runs`. */
  readonly files: readonly string[];
}

export interface CheckTask {
  readonly check: CheckName;
  readonly subjects: readonly CheckSubject[];
}

export const PRICE_COLUMNS = ["close", "open", "high", "low", "volume"] as const;
export type PriceColumn = (typeof PRICE_COLUMNS)[number];

/** A decision that moved, and what moved it. Times in Unix milliseconds. */
export interface Moved {
  /** Place in `plan.runs`. */
  readonly run: number;
  readonly at: number;
  readonly callback: string;
  readonly was: string;
  readonly became: string;
  /** The author's own words for it: they lead to the line. */
  readonly why: string | undefined;
  readonly input: {
    readonly symbol: string;
    /** START of the bar. */
    readonly bar: number;
    /** `close`; several with commas; `start` where it is the start of the data that moves it. */
    readonly column: string;
  };
}

/** How much data a check of the warm-up has, and how much it wants. */
export interface DataRoom {
  /** The one that has least of what it wants. */
  readonly symbol: string;
  readonly bars: number;
  readonly wanted: number;
}

/** What the check of one subject came to. */
export interface SubjectResult {
  /** Lookahead: moments after which everything was changed. Warm-up: later starts. */
  readonly cuts: number;
  /** Decisions that were compared. */
  readonly decisions: number;
  /** Starts that left nothing to compare. */
  readonly inconclusive: number;
  /** Warm-up only. */
  readonly room?: DataRoom | undefined;
  readonly moved: readonly Moved[];
}
