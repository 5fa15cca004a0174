import type { AccountTold, Judgement } from "../risk/index.ts";

/** A closed bar that a strategy saw. Plain data; prices in quote units. */
export interface BarTold {
  /** Of the feed that shows it. */
  readonly feed: string;
  readonly intervalMs: number;
  /** Its place in the recorded series, from 0. */
  readonly row: number;
  /** When it began and when it closed. */
  readonly from: number;
  readonly to: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** An indicator at that bar and one bar earlier; null before it is warm. */
export interface IndicatorTold {
  readonly name: string;
  readonly now: number | null;
  readonly prev: number | null;
}

/** What a strategy had before it when it decided. The first bar is the one that wakes it. */
export interface Basis {
  readonly bars: readonly BarTold[];
  readonly indicators: readonly IndicatorTold[];
  readonly params: Readonly<Record<string, number | boolean | string>>;
}

/** What the strategy asked for; null: nothing of that kind. Prices in quote units, not yet on the tick grid. */
export interface AskedTold {
  readonly side: "buy" | "sell" | null;
  readonly type: string | null;
  readonly stop: number | string | null;
  readonly target: number | string | null;
  readonly limit: number | string | null;
  readonly trigger: number | string | null;
  readonly quantity: number | string | null;
  readonly value: number | string | null;
  readonly confidence: number | null;
  readonly tag: string | null;
}

/** Numbers and words by name, as a refusal carries them. */
export type Terms = Readonly<Record<string, string | number | boolean>>;

/** What happens to a position beside stop and target. Prices as exact decimal text. */
export interface RulesTold {
  readonly levels: readonly { readonly price: string; readonly share: number }[];
  readonly trail: {
    readonly kind: "amount" | "ratio";
    readonly by: string;
    readonly activation: string | null;
  } | null;
  readonly breakEven: { readonly at: string; readonly offset: string } | null;
  readonly hold: { readonly ms: number } | { readonly bars: number } | null;
}

/** What was decided. Exact numbers as decimal text. */
export type VerdictTold =
  | {
      readonly kind: "approved";
      /** Null where no order of a quantity came of it. */
      readonly quantity: string | null;
      /** Of an order by value: what it is to be worth. */
      readonly notional: string | null;
      readonly limit: string | null;
      readonly trigger: string | null;
      readonly collar: string | null;
      readonly stop: string | null;
      readonly target: string | null;
      readonly rules: RulesTold | null;
    }
  | { readonly kind: "refused"; readonly refusal: Terms & { readonly kind: string } };

export type ExplanationKind = "open" | "order" | "close" | "adjust" | "amend" | "cancel" | "break-even";

/**
 * Why something was ordered, moved or refused: what the strategy saw and said, what was judged with which numbers, what
 * was decided. Plain data that JSON keeps exactly: no undefined, no NaN, no bigint.
 */
export interface Explanation {
  readonly kind: ExplanationKind;
  /** The order it is about; null where none came of it. */
  readonly order: number | null;
  /** Number of the signal in its run, from 1; null for what is no signal. */
  readonly signal: number | null;
  readonly instrument: string;
  readonly strategy: string;
  /** Of the strategy; null for what a rule of its position did. */
  readonly version: string | null;
  readonly at: number;
  readonly why: string;
  /** Latest price of the instrument, in quote units. */
  readonly reference: number | null;
  readonly basis: Basis | null;
  /** The question to a person that it waited for; left out where nobody was asked. `by`: who said yes, null: nobody. */
  readonly approval?: { readonly id: number; readonly askedAt: number; readonly by: string | null };
  readonly asked: AskedTold | null;
  /** Null where nothing had to be judged: what only reduces is always allowed. */
  readonly judgement: (Omit<Judgement, "account"> & { readonly account: AccountTold | null }) | null;
  readonly verdict: VerdictTold;
}
