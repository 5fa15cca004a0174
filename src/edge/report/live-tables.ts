import { painter, type TerminalOptions, toneOf } from "./ansi.ts";
import { dateTime, fixed, short, signedMoney, withSign } from "./format.ts";
import { type Cell, type Column, table, tableWidth } from "./layout.ts";

/** A table of texts, as the verbs that look at a run print it. */
export interface LiveTable {
  readonly columns: readonly Column[];
  /** Cells are texts; a number says whether it is good or bad news. */
  readonly rows: readonly (readonly Cell[])[];
  /** Titles of columns that a narrow terminal does without, the first of them first. */
  readonly spare: readonly string[];
  /** What is said where there are no rows. */
  readonly empty: string;
}

const WIDTH_MIN = 40;
const WIDTH_MAX = 160;

export function renderLiveTable(whole: LiveTable, options: TerminalOptions): string {
  if (whole.rows.length === 0) return `${whole.empty}\n`;
  const width = Math.min(Math.max(Math.floor(options.width), WIDTH_MIN), WIDTH_MAX);
  let shown = whole;
  for (const title of whole.spare) {
    if (tableWidth(shown.columns, shown.rows) <= width) break;
    shown = without(shown, title);
  }
  return `${table(painter(options.color), shown.columns, shown.rows, width).join("\n")}\n`;
}

function without(from: LiveTable, title: string): LiveTable {
  const place = from.columns.findIndex((column) => column.title === title);
  const others = <One>(list: readonly One[]): readonly One[] => list.filter((_, i) => i !== place);
  return { ...from, columns: others(from.columns), rows: from.rows.map(others) };
}

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });
const text = (value: string): Cell => ({ text: value });
/** As `status` and `report` show them; documents have every digit. */
const amount = (decimal: string): Cell => text(short(Number(decimal)));
const profit = (decimal: string): Cell => ({
  text: signedMoney(Number(decimal)),
  tone: toneOf(Number(decimal)),
});

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
    amount(one.quantity),
    amount(one.entry),
    amount(one.current),
    profit(one.pnl),
    { text: withSign(fixed(one.pnlPercent, 2)), tone: toneOf(one.pnlPercent) },
  ]),
  spare: ["%", "Now"],
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
    amount(one.quantity),
    amount(one.filled),
    one.price === null ? text("market") : amount(one.price),
    text(dateTime(one.at)),
    text(one.why),
  ]),
  // The price of a stop that works is what one looks for.
  spare: ["At (UTC)", "Filled", "Type", "Why", "Side"],
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
    amount(one.quantity),
    amount(one.entryPrice),
    amount(one.exitPrice),
    profit(one.pnl),
    text(one.exitReason),
    text(dateTime(one.exitTime)),
  ]),
  spare: ["Closed (UTC)", "Quantity"],
  empty: "no trade so far",
});
