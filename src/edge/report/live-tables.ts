import { layoutWidth, painter, type TerminalOptions, toneOf } from "./ansi.ts";
import { dateTime } from "./format.ts";
import { type Cell, type Column, table } from "./layout.ts";

/** A table of texts, as the verbs that look at a run print it. */
export interface LiveTable {
  readonly columns: readonly Column[];
  /** Cells are texts; a number says whether it is good or bad news. */
  readonly rows: readonly (readonly Cell[])[];
  /** What is said where there are no rows. */
  readonly empty: string;
}

const WIDTH_MAX = 160;

export function renderLiveTable({ columns, rows, empty }: LiveTable, options: TerminalOptions): string {
  if (rows.length === 0) return `${empty}\n`;
  const width = Math.max(layoutWidth(options), Math.min(Math.floor(options.width), WIDTH_MAX));
  return `${table(painter(options.color), columns, rows, width).join("\n")}\n`;
}

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });
const text = (value: string): Cell => ({ text: value });

/** Decimal texts and Unix milliseconds, as documents have them. */
interface PositionLine {
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly entry: string;
  readonly current: string;
  readonly pnl: string;
  readonly pnlPercent: number;
}

export const positionsTable = (positions: readonly PositionLine[]): LiveTable => ({
  columns: [
    left("Symbol"),
    left("Side"),
    right("Quantity"),
    right("Entry"),
    right("Now"),
    right("P&L"),
    right("%"),
  ],
  rows: positions.map((one) => [
    text(one.symbol),
    text(one.side),
    text(one.quantity),
    text(one.entry),
    text(one.current),
    { text: one.pnl, tone: toneOf(Number(one.pnl)) },
    { text: one.pnlPercent.toFixed(2), tone: toneOf(one.pnlPercent) },
  ]),
  empty: "no position is open",
});

interface OrderLine {
  readonly id: number;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly role: string;
  readonly quantity: string;
  readonly filled: string;
  readonly price: string | null;
  readonly status: string;
  readonly at: number;
  readonly why: string;
}

export const ordersTable = (orders: readonly OrderLine[]): LiveTable => ({
  columns: [
    ...[right("Order"), left("Symbol"), left("Side"), left("Type"), left("Role"), left("Status")],
    ...[right("Quantity"), right("Filled"), right("Price"), left("At (UTC)"), left("Why")],
  ],
  rows: orders.map((one) => [
    text(String(one.id)),
    text(one.symbol),
    text(one.side),
    text(one.type),
    text(one.role),
    text(one.status),
    text(one.quantity),
    text(one.filled),
    text(one.price ?? "market"),
    text(dateTime(one.at)),
    text(one.why),
  ]),
  empty: "no order so far",
});

interface TradeLine {
  readonly id: number;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly entryPrice: string;
  readonly exitPrice: string;
  readonly exitTime: number;
  readonly pnl: string;
  readonly exitReason: string;
}

export const tradesTable = (trades: readonly TradeLine[]): LiveTable => ({
  columns: [
    ...[right("Trade"), left("Symbol"), left("Side"), right("Quantity"), right("Entry"), right("Exit")],
    ...[right("P&L"), left("Reason"), left("Closed (UTC)")],
  ],
  rows: trades.map((one) => [
    text(String(one.id)),
    text(one.symbol),
    text(one.side),
    text(one.quantity),
    text(one.entryPrice),
    text(one.exitPrice),
    { text: one.pnl, tone: toneOf(Number(one.pnl)) },
    text(one.exitReason),
    text(dateTime(one.exitTime)),
  ]),
  empty: "no trade so far",
});
