/** An order as the lines on the disk tell of it. */
export interface WrittenOrder {
  /** Symbol, side, type, role, quantity, prices and flags, as they are written. */
  readonly terms: string;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  /** When it was decided, by the venue's clock. */
  readonly at: number;
  readonly reduceOnly: boolean;
  /** How many positions of its symbol had ended by then. */
  readonly endedBefore: number;
  /** A person said that it may leave. */
  readonly isApproved: boolean;
  readonly why: string;
  quantity: bigint;
  filled: bigint;
  /** The last that was said of it, and when. */
  last: string;
  lastAt: number;
  isOver: boolean;
  /** How often new terms of it were answered. */
  amended: number;
  /** How often it left, and new terms of it, as the auditor counts. */
  submits: number;
  amends: number;
  /** The quantity that new terms asked for last; undefined: the same. */
  wanted: bigint | undefined;
}
