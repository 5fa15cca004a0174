import type { Amount, Price, Quantity, UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";
import type { ExitReason } from "./position.ts";
import type { Direction } from "./signal.ts";

/** A finished trade, from flat to flat. */
export interface ClosedTrade {
  /** 1, 2, 3... in order of closing. */
  readonly id: number;
  readonly instrument: InstrumentId;
  readonly strategy: string;
  readonly side: Direction;
  /** Sum of all entering fills. */
  readonly quantity: Quantity;
  readonly entryTime: UnixMs;
  /** Weighted by quantity, truncated to the price scale. */
  readonly entryPrice: Price;
  readonly exitTime: UnixMs;
  readonly exitPrice: Price;
  /** In the quote asset; fees paid in another asset are valued at the fill. */
  readonly fees: Amount;
  /** Funding, borrowing and dividends while it was held. Positive: paid. */
  readonly funding: Amount;
  /** Net of fees and funding: exact. */
  readonly pnl: Amount;
  /** Value of all entering fills, in the quote asset. */
  readonly entryValue: Amount;
  /** Best and worst move of the price since the first entry, as signed ratios of the entry price. */
  readonly mfe: number;
  readonly mae: number;
  readonly exitReason: ExitReason;
}

/** A position still open when a run ends, marked at the last price. */
export interface OpenPosition {
  readonly instrument: InstrumentId;
  readonly strategy: string;
  readonly side: Direction;
  readonly quantity: Quantity;
  readonly entryTime: UnixMs;
  readonly entryPrice: Price;
  readonly markPrice: Price;
  /** Fees paid so far. */
  readonly fees: Amount;
  /** Funding, borrowing and dividends so far. Positive: paid. */
  readonly funding: Amount;
  /** Unrealised and realised so far, net of fees and funding. */
  readonly pnl: Amount;
  readonly mfe: number;
  readonly mae: number;
}
