import type { ProblemDetails } from "../problem/index.ts";
import type { FaultReport, LiveReport, RunOutcome, RunPlan, Speed } from "../research/index.ts";
import type { ChangedStrategy } from "./changed-strategies.ts";
import type { EmergencyResult } from "./emergency-count.ts";
import type { RunNote } from "./notes.ts";
import type { OrderRow } from "./order-rows.ts";
import type { CommandResult } from "./paper-run.ts";
import type { Command, RunFacts, RunSession } from "./record.ts";
import type { Difference } from "./run-log.ts";
import type { LastResort, Outgoing, VenueMail } from "./venue-messages.ts";
import type { TradeRow } from "./watched-run.ts";

/**
 * Which thread writes the journal: one of its own, so that a slow disk holds nobody up before memory is full; or the one
 * that trades, which spares two wake-ups an order and waits for every write.
 */
export type JournalThread = "own" | "trading";

/** What the thread of a run is told first. */
export interface RunnerOrder {
  readonly plan: RunPlan;
  readonly board: SharedArrayBuffer;
  readonly facts: RunFacts;
  readonly session: RunSession;
  /** Directory of the journal. */
  readonly journal: string;
  /** Which code this is, more exactly than its version says; left out: that. A snapshot of other code is passed over. */
  readonly build?: string;
  /** Who writes it; left out: its own thread. */
  readonly journalThread?: JournalThread;
  readonly task: RunnerTask;
}

/** What a run keeps for those who look at it. */
export interface Wants {
  /** Note where protective stops stood. */
  readonly stops: boolean;
  /** Sum up each UTC day of data; else the whole at its end. */
  readonly daily: boolean;
}

/** `play`: begin it, or take it up where it was left. `verify`: walk it again, and write nothing. */
export type RunnerTask =
  | ({
      readonly kind: "play";
      readonly isNew: boolean;
      readonly speed: Speed;
      readonly statusEveryMs: number;
    } & Wants)
  /** Begin it, or take it up, at a venue that is a process of its own. */
  | ({ readonly kind: "trade"; readonly isNew: boolean; readonly statusEveryMs: number } & Wants)
  /** Without asking a strategy: take it up, carry out this command, end it. */
  | { readonly kind: "emergency"; readonly command: Command }
  /**
   * The same at a venue where that is done already, from outside: nothing leaves. What its venue told until then is heard:
   * after event `since` it was carried out, by orders of the run `closers`.
   */
  | {
      readonly kind: "aftermath";
      readonly command: Command;
      readonly since: number;
      readonly closers: string;
    }
  | { readonly kind: "verify" }
  /** Walk it again as far as it goes, and keep what it has come to: another process goes on writing. */
  | ({ readonly kind: "snapshot" } & Wants);

/** What it is told later. `ref` comes back with the answer. */
export type RunnerMail =
  | { readonly kind: "command"; readonly ref: number; readonly command: Command }
  | { readonly kind: "look"; readonly ref: number }
  | VenueMail;

/** What a person may want to see of a run. */
export interface RunView {
  readonly status: Extract<LiveReport, { kind: "status" }>["status"];
  /** Working ones first, then the latest that ended. */
  readonly orders: readonly OrderRow[];
  /** Latest first. */
  readonly trades: readonly TradeRow[];
}

export type RunnerAnswer =
  | { readonly kind: "live"; readonly report: LiveReport }
  /** For the logs, oldest first. */
  | { readonly kind: "notes"; readonly notes: readonly RunNote[] }
  | {
      readonly kind: "resumed";
      /** Records that a snapshot stood for. */
      readonly remembered: number;
      /** Why one that is there was not used. */
      readonly passedOver?: string | undefined;
      readonly replayed: number;
      readonly changed: number;
      /** Strategies that are not what they were. */
      readonly strategies: readonly ChangedStrategy[];
      readonly at: number;
      /** What it was ended by, where it was ended; it was not stored. */
      readonly endedBy?: "data" | "interrupt" | "emergency" | undefined;
    }
  | { readonly kind: "obeyed"; readonly ref: number; readonly result: CommandResult }
  | { readonly kind: "seen"; readonly ref: number; readonly view: RunView }
  /** A run at a venue stands where its journal ends, and wants to hear everything that the venue told after this number. */
  | { readonly kind: "trading"; readonly after: number }
  /** What is to leave for the venue: written down, and durable. */
  | { readonly kind: "send"; readonly request: Outgoing }
  /** The same, where nothing can be written down any more. */
  | { readonly kind: "last resort"; readonly request: LastResort }
  /** A strategy printed it. */
  | { readonly kind: "printed"; readonly text: string }
  | RunnerEnding;

export type RunnerEnding =
  | { readonly kind: "done"; readonly outcome: RunOutcome; readonly emergency: EmergencyResult | undefined }
  | { readonly kind: "verified"; readonly verification: Verification }
  /** `records`: what the snapshot stands for; 0: there was nothing to keep yet. */
  | { readonly kind: "kept"; readonly records: number }
  /** There can be no snapshot: something has no form in a file, would not come back as it is, or finds no room. */
  | { readonly kind: "unkeepable"; readonly found: string }
  /** What was written cannot be walked again. */
  | {
      readonly kind: "differs";
      readonly difference: Difference;
      /** What may be the cause. */
      readonly strategies: readonly ChangedStrategy[];
    }
  /** The journal cannot be written or read, and says why itself. */
  | { readonly kind: "problem"; readonly details: ProblemDetails }
  | { readonly kind: "fault"; readonly fault: FaultReport }
  | { readonly kind: "broken"; readonly error: unknown };

export interface Verification {
  readonly events: number;
  readonly decisions: number;
  readonly hash: string;
  /** The hash that was written at the end; undefined for a run that has none. */
  readonly expected: string | undefined;
  readonly firstDifference: Difference | undefined;
}
