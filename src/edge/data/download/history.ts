/**
 * What a download needs from a venue, whoever speaks to it. Times are Unix milliseconds; the time of a bar is its START.
 */
export interface VenueHistory {
  /** The name under which its data is kept: `binance`. */
  readonly venue: string;
  /** Lengths of bars that the venue makes, in ms, with their names. */
  readonly intervals: ReadonlyMap<number, string>;
  readonly hasMarks: boolean;
  readonly hasFunding: boolean;
  /** Reads what is listed; asked once, before anything else. @throws VenueFault */
  symbols(): Promise<readonly string[]>;
  /** The venue's clock; ours may be wrong. @throws VenueFault */
  now(): Promise<number>;
  /** Rows `[time, open, high, low, close, volume]` from `from` on, at most `rows` of them, oldest first. @throws VenueFault */
  bars(ask: BarsAsk): Promise<readonly Row[]>;
  /** Rows `[time, rate]`: the page number `page` (from 0 on) of what lies at or after `from`. @throws VenueFault */
  funding(ask: FundingAsk): Promise<readonly Row[]>;
  limitsOf(ask: Pick<BarsAsk, "symbol" | "intervalMs">): PageLimits;
  readonly fundingPages: FundingPages;
  /** Lets go of its connections. */
  close(): Promise<void>;
}

/** A bar or a payment as numbers, in the order of the columns of its dataset; NaN where the venue gave none. */
export type Row = readonly number[];

export interface BarsAsk {
  readonly symbol: string;
  readonly intervalMs: number;
  /** Traded prices, or the mark price of a perpetual. */
  readonly content: "bars" | "mark";
  readonly from: number;
  readonly rows: number;
}

export interface FundingAsk {
  readonly symbol: string;
  readonly from: number;
  readonly page: number;
}

/** How the venue cuts its history of bars into pages. */
export interface PageLimits {
  /** The most bars of one answer. */
  readonly rows: number;
  /**
   * `window`: it looks at the `rows` intervals behind the asked start only, so that an empty answer says nothing about later.
   * `next`: it gives the next bars wherever they are, so that an empty answer means that there are no more.
   */
  readonly reach: "window" | "next";
}

/** Oldest first behind a start, or page after page from the newest back. */
export type FundingPages = "forward" | "backward";

/** What a venue said instead of an answer. */
export type FaultKind =
  /** Too many requests: it wants to be left alone for a while. */
  | "throttled"
  /** No answer, or one that says that the venue cannot work now. */
  | "unreachable"
  /** An answer that is not what was asked for. */
  | "garbled"
  /** It understood, and will not: asking again changes nothing. */
  | "refused";

/** A request that a venue did not answer as it should. */
export class VenueFault extends Error {
  override readonly name = "VenueFault";
  readonly kind: FaultKind;
  /** What the venue asks to wait, in ms; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FaultKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
