import type { InstrumentId } from "../domain/index.ts";

/** Who decides about openings. Left out of a setup: the strategy and risk alone (`full`). */
export type Automation =
  /** Each opening waits for a person, so long; what closes or protects never waits. */
  { readonly level: "semi"; readonly timeoutMs: number };

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
