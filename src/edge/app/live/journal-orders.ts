import { quantity } from "../../../core/base/index.ts";
import { signalsIn } from "../../../core/domain/index.ts";
import type { StoryRecord } from "../../../core/views/index.ts";
import { readJournal } from "../../journal/index.ts";
import { decodeRecord, journalOf, type OrderRow, OrderRows, type TradeRow } from "../../runner/index.ts";
import { JournalHolds } from "./journal-holds.ts";

/** What a journal comes to, as far as signals, orders and fills tell it. */
export interface JournalFacts {
  /** Working ones first, then the latest that ended, latest first. */
  readonly orders: readonly OrderRow[];
  /** All that there were. */
  readonly placed: number;
  readonly fills: readonly JournalFill[];
  /** In order of closing. */
  readonly trades: readonly TradeRow[];
  /** Signals of strategies. */
  readonly signals: number;
  /** The last moment, Unix milliseconds of the data; undefined: nothing was played. */
  readonly at: number | undefined;
  readonly holds: JournalHolds;
}

/** A fill, of whatever order: some are of the venue's own making. */
export type JournalFill = Extract<StoryRecord, { kind: "filled" }>;

/** Reads what a run wrote down. @throws JournalDamaged */
export const journalFacts = (directory: string): JournalFacts => factsIn(readJournal(journalOf(directory)));

/** The same of records that were read. */
export function factsIn(records: Iterable<{ readonly record: string }>): JournalFacts {
  const rows = new OrderRows();
  const fills: JournalFill[] = [];
  const trades: TradeRow[] = [];
  const holds = new JournalHolds();
  let signals = 0;
  let at: number | undefined;
  for (const { record } of records) {
    const decoded = decodeRecord(record);
    if (decoded === undefined) continue;
    holds.take(decoded);
    if (decoded.kind === "moment") at = decoded.at;
    else if (decoded.kind === "answer") signals += signalsIn(decoded.answer.intent);
    if (decoded.kind !== "story") continue;
    const { story } = decoded;
    if (story.kind === "sent") {
      const { instrument: symbol, id, side, type, role, quantity: size, limit, trigger, why } = story.order;
      const sent = { id, symbol, side, type, role, quantity: size, limit, trigger };
      rows.submitted({ ...sent, at: story.order.at, why });
    } else if (story.kind === "answered") rows.answered(story.order, story.answer, story.terms);
    else if (story.kind === "filled") {
      rows.filled(story.order, quantity(story.fill.quantity));
      fills.push(story);
      if (story.trade !== null) trades.push(tradeOf(story.of.instrument, story.trade));
    }
  }
  return { orders: rows.list(), placed: rows.placed, fills, trades, signals, at, holds };
}

function tradeOf(symbol: string, trade: NonNullable<JournalFill["trade"]>): TradeRow {
  const { id, side, quantity: size, entryPrice, exitPrice, entryTime, exitTime, pnl, exitReason } = trade;
  return { id, symbol, side, quantity: size, entryPrice, exitPrice, entryTime, exitTime, pnl, exitReason };
}
