import { formatQuantity, parseDecimal, QUANTITY_DIGITS, type Quantity } from "../../../core/base/index.ts";
import type { OrderStatus } from "../../../core/domain/index.ts";
import { readJournal } from "../../journal/index.ts";
import { decodeRecord, journalOf, type OrderRow } from "../../runner/index.ts";
import { JournalHolds } from "./journal-holds.ts";

/** What the decisions of a journal come to, as far as orders and fills tell it. */
export interface JournalFacts {
  /** Working ones first, then those that ended, latest first. */
  readonly orders: readonly OrderRow[];
  readonly fills: readonly JournalFill[];
  /** Intents of strategies. */
  readonly signals: number;
  /** The last moment, Unix milliseconds of the data; undefined: nothing was played. */
  readonly at: number | undefined;
  readonly holds: JournalHolds;
}

export interface JournalFill {
  readonly order: OrderRow;
  readonly at: number;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly feeAsset: string;
}

type Row = { -readonly [Key in keyof OrderRow]: OrderRow[Key] };

/** Answers after which an order works no more. */
const ENDS: Readonly<Record<string, OrderStatus>> = {
  OrderRejected: "REJECTED",
  OrderCancelled: "CANCELLED",
  OrderExpired: "EXPIRED",
  OrderNotSent: "FAILED",
  OrderProvenAbsent: "FAILED",
};

/** Reads the decisions of a run's journal. @throws JournalDamaged */
export function journalFacts(directory: string): JournalFacts {
  const live = new Map<number, Row>();
  const ended: Row[] = [];
  const fills: JournalFill[] = [];
  const holds = new JournalHolds();
  let signals = 0;
  let at: number | undefined;
  const end = (row: Row, status: OrderStatus): void => {
    row.status = status;
    live.delete(row.id);
    ended.push(row);
  };
  for (const { record } of readJournal(journalOf(directory))) {
    const decoded = decodeRecord(record);
    if (decoded === undefined) continue;
    holds.take(decoded);
    if (decoded.kind === "moment") at = decoded.at;
    if (decoded.kind !== "decision") continue;
    const fields = decoded.line.split("|");
    const row = live.get(Number(fields[1]));
    switch (fields[0]) {
      case "intent":
        signals++;
        break;
      case "order": {
        const made = rowOf(fields);
        live.set(made.id, made);
        break;
      }
      case "answer": {
        const answer = fields[3] ?? "";
        const status = ENDS[answer];
        if (row === undefined) break;
        if (status !== undefined) end(row, status);
        else if (answer === "OrderAccepted" && row.filled === "0") row.status = "ACCEPTED";
        else if (answer === "OrderOutcomeLost") row.status = "UNKNOWN";
        break;
      }
      case undefined:
        break;
      case "fill": {
        if (row === undefined) break;
        const [, , filledAt, side = "", quantity = "0", price = "0", fee = "0", feeAsset = ""] = fields;
        fills.push({ order: row, at: Number(filledAt), side, quantity, price, fee, feeAsset });
        const filled = unitsOf(row.filled) + unitsOf(quantity);
        row.filled = formatQuantity(filled as Quantity);
        if (filled >= unitsOf(row.quantity)) end(row, "FILLED");
        else row.status = "PARTIALLY_FILLED";
      }
    }
  }
  return { orders: [...live.values(), ...ended.reverse()], fills, signals, at, holds };
}

/** `order|id|at|symbol|side|type|role|quantity|limit|trigger|collar|reduceOnly|expiresAt|why`: why may hold the mark. */
function rowOf(fields: readonly string[]): Row {
  const [, id, at, symbol = "", side = "", type = "", role = "", quantity = "0", limit, trigger] = fields;
  return {
    id: Number(id),
    symbol,
    side,
    type,
    role,
    quantity,
    filled: "0",
    price: limit || trigger || null,
    status: "SUBMITTED",
    at: Number(at),
    why: fields.slice(13).join("|"),
  };
}

const unitsOf = (text: string): bigint => {
  const parsed = parseDecimal(text, QUANTITY_DIGITS);
  return parsed.ok ? parsed.value : 0n;
};
