import type { FeedFault, OrderStatus } from "../../core/domain/index.ts";
import type { DayFacts } from "./day-tally.ts";
import type { Command } from "./record.ts";

/** What else an alarm says. */
export interface AlarmTerms {
  /** Trading stopped on this symbol only. */
  readonly symbol?: string | undefined;
  /** What a person has to do first, in words; left out: look at the venue. */
  readonly look?: string | undefined;
}

/** What a run tells for its logs. Decimal texts; `at` is Unix milliseconds of the data. */
export type RunNote =
  | {
      readonly kind: "signal";
      readonly at: number;
      readonly symbol: string;
      readonly strategy: string;
      /** `open long`, `close`. */
      readonly wants: string;
      readonly why: string;
      readonly confidence: number | null;
    }
  /** Our own risk said no. */
  | {
      readonly kind: "refusal";
      readonly at: number;
      readonly symbol: string;
      readonly order: number | null;
      readonly refusal: string;
      /** The numbers behind it. */
      readonly terms: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "order";
      readonly at: number;
      readonly what: OrderWord;
      readonly order: number;
      readonly symbol: string;
      readonly side: string;
      readonly type: string;
      readonly role: string;
      readonly quantity: string;
      readonly filled: string;
      /** Null: at the market. */
      readonly price: string | null;
      readonly status: OrderStatus;
      /** Why it is there; of an answer that is a no, the reason of that. */
      readonly reason: string;
    }
  | {
      readonly kind: "command";
      readonly at: number;
      readonly command: Command;
      readonly result: CommandWord;
      /** Of the opening that was answered. */
      readonly symbol?: string;
    }
  /** Something cannot be, or cannot go on: the run halted by itself, or left a symbol alone. */
  | ({ readonly kind: "alarm"; readonly at: number; readonly why: string } & AlarmTerms)
  /** The live feed of an instrument is not whole: in words, what was found. */
  | {
      readonly kind: "feed broken";
      readonly at: number;
      readonly symbol: string;
      readonly fault: FeedFault;
      readonly found: string;
      readonly expected: string;
      /** How often it was not, since that was told last. */
      readonly times: number;
    }
  | { readonly kind: "feed mended"; readonly at: number; readonly symbol: string }
  /** Bars that said nothing new, counted over the whole run of a process. */
  | {
      readonly kind: "ignored bars";
      readonly at: number;
      readonly unclosed: number;
      readonly duplicate: number;
      readonly backwards: number;
    }
  | { readonly kind: "day"; readonly facts: DayFacts }
  /** There were more signals and orders than are told; the journal has them all. */
  | { readonly kind: "untold"; readonly count: number };

/** `known`: it was obeyed before. An opening that was approved, and that risk turned away all the same, is refused. */
export type CommandWord = "obeyed" | "refused" | "known";

export type OrderWord =
  | "submitted"
  | "accepted"
  | "rejected"
  | "cancelled"
  | "expired"
  | "replaced"
  | "unknown"
  | "failed";

/** So many signals and orders may come at once, and so many a second on the whole. */
const AT_ONCE_MAX = 10_000;
const A_SECOND = 2_000;
/** A flood is told of so often: a line at each look would be a flood itself. */
const UNTOLD_EVERY_MS = 1_000;

/** Gathers notes between two looks, so that they travel together. A flood of them is counted, not told. */
export class NoteQueue {
  readonly #send: (notes: readonly RunNote[]) => void;
  readonly #now: () => number;
  #notes: RunNote[] = [];
  #allowed = AT_ONCE_MAX;
  #filledAt: number;
  #untold = 0;
  /** When it was told last how many were not. */
  #untoldAt = Number.NEGATIVE_INFINITY;

  /** `now`: wall clock in milliseconds, monotone. */
  constructor(now: () => number, send: (notes: readonly RunNote[]) => void) {
    this.#now = now;
    this.#send = send;
    this.#filledAt = now();
  }

  /** Whether another signal or order may be told: asked before one is made. */
  hasRoom(): boolean {
    if (this.#allowed >= 1) {
      this.#allowed--;
      return true;
    }
    this.#untold++;
    return false;
  }

  add(note: RunNote): void {
    this.#notes.push(note);
  }

  /** Sends what was gathered, if anything was. */
  flush(): void {
    const now = this.#now();
    this.#allowed = Math.min(AT_ONCE_MAX, this.#allowed + ((now - this.#filledAt) / 1_000) * A_SECOND);
    this.#filledAt = now;
    if (now >= this.#untoldAt + UNTOLD_EVERY_MS) this.#count(now);
    if (this.#notes.length === 0) return;
    const notes = this.#notes;
    this.#notes = [];
    this.#send(notes);
  }

  /** Sends what was gathered last, and how much was not told. */
  end(): void {
    this.#count(this.#now());
    this.flush();
  }

  #count(now: number): void {
    if (this.#untold === 0) return;
    this.#notes.push({ kind: "untold", count: this.#untold });
    this.#untold = 0;
    this.#untoldAt = now;
  }
}
