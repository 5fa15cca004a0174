import type { Explanation, Terms } from "../engine/index.ts";
import type { AnswerKind, SentOrder, SentTrail, StoryFill, StoryTrade } from "./story-record.ts";

type Judged = NonNullable<Explanation["judgement"]>;
/** A gate that was passed or shut, a limit on size, and how a size came about. */
export type WhyGate = Judged["gates"][number];
export type WhyLimit = Judged["limits"][number];
export type WhySizing = NonNullable<Judged["sizing"]>;
export type WhyExplanation = Explanation;

/** What a venue said about the order. */
export interface WhyAnswer {
  readonly at: number;
  readonly answer: AnswerKind;
  readonly terms: Terms;
}

/** Why a protective order was placed, or put in the place of another. */
export interface WhyMove {
  readonly because:
    | "the entry filled"
    | "the position grew"
    | "the position shrank"
    | "the strategy moved it"
    | "break even"
    | "shares were split";
  /** In the words of whoever moved it. */
  readonly why: string;
  readonly at: number;
  /** The order whose place it took. */
  readonly replaces: number | null;
}

/** An order that protects or leaves the position. Prices and quantities as exact decimal text. */
export interface WhyChild {
  readonly order: number;
  readonly role: string;
  readonly type: string;
  readonly quantity: string;
  /** Of its trigger or limit; null for one at the market or behind a trail. */
  readonly price: string | null;
  readonly trail: SentTrail | null;
  readonly at: number;
  readonly until: number | null;
  readonly status: string;
  readonly why: string;
  readonly move: WhyMove | null;
}

/** `timonel.why/1`: the story of one order or refused signal, from recorded facts alone. Times are Unix ms, UTC. */
export interface WhyDocument {
  readonly schema: "timonel.why/1";
  readonly run: string;
  readonly order: number | null;
  readonly signal: number | null;
  /** Number of the trade that it is part of; null while that is open, and where none came of it. */
  readonly trade: number | null;
  readonly instrument: string;
  readonly strategy: string;
  readonly role: "entry" | "exit" | "stop-loss" | "take-profit" | "signal";
  readonly status: string;
  readonly why: string;
  /** The explanation of its own; null for what a venue or a rule made. */
  readonly explanation: Explanation | null;
  /** Later changes that its strategy asked for: new terms, taking it back. */
  readonly changes: readonly Explanation[];
  /** Entries of the position that it protects or leaves. */
  readonly parents: readonly { readonly order: number; readonly at: number; readonly why: string }[];
  readonly sent: SentOrder | null;
  readonly answers: readonly WhyAnswer[];
  readonly fills: readonly StoryFill[];
  /** Sum of them, and their average price; null without any. */
  readonly filled: { readonly quantity: string; readonly price: string; readonly fees: Terms } | null;
  /** What stopped all new risk while it worked. */
  readonly latch: { readonly latch: string; readonly at: number; readonly endsBy: string } | null;
  readonly move: WhyMove | null;
  /** Everything that protected or left the position, oldest first. */
  readonly children: readonly WhyChild[];
  readonly outcome: {
    readonly kind: "refused" | "working" | "nothing" | "open" | "closed";
    /** Signed quantity that is still held. */
    readonly held: string | null;
    readonly result: StoryTrade | null;
  };
  readonly timings: {
    readonly barClosed: number | null;
    readonly decided: number | null;
    readonly sent: number | null;
    readonly answered: number | null;
    readonly firstFill: number | null;
    readonly lastFill: number | null;
    readonly ended: number | null;
  };
}
