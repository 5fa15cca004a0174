import { type Amount, amountToNumber, formatPrice, formatQuantity } from "../../core/base/index.ts";
import type { ExitReason, Fill, OrderRole } from "../../core/domain/index.ts";
import { painter, type TerminalOptions, toneOf } from "./ansi.ts";
import { dateTime, grouped, money, signedMoney } from "./format.ts";

/** Columns that a line with year and profit needs: where there are fewer, all lines go without the year, and are narrower. */
const ROOMY = 96;

/** A fill as it happened, and what it meant. */
export interface FillLine {
  readonly fill: Fill;
  readonly symbol: string;
  /** What the order was for; why the position was left, when it was. */
  readonly reason: OrderRole | ExitReason;
  /** Profit after costs of the trade that this fill closed. */
  readonly pnl: Amount | undefined;
  /** Of the profit. */
  readonly currency: string;
}

/** One line: UTC time, symbol, side, quantity at price, fee, reason, and the profit when a trade closed. */
export function renderFill(line: FillLine, options: TerminalOptions): string {
  const { fill } = line;
  const fee = `fee ${money(amountToNumber(fill.fee))}${fill.feeAsset === line.currency ? "" : ` ${fill.feeAsset}`}`;
  const profit = line.pnl === undefined ? undefined : amountToNumber(line.pnl);
  const result = profit === undefined ? "" : `  ${signedMoney(profit)} ${line.currency}`;
  const moment = dateTime(fill.at);
  const isRoomy = options.width >= ROOMY;
  const [symbol, quantity, price, cost] = isRoomy ? [9, 10, 10, 9] : [8, 7, 9, 8];
  // The columns hang on the terminal only: one line that is laid out otherwise breaks the column of all others.
  const texts = [
    isRoomy ? moment : moment.slice("2023-".length),
    line.symbol.padEnd(symbol),
    fill.side.padEnd(4),
    grouped(formatQuantity(fill.quantity)).padStart(quantity),
    "@",
    grouped(formatPrice(fill.price)).padEnd(price),
    fee.padEnd(cost),
    line.reason,
  ];
  return texts.join(" ") + painter(options.color)(toneOf(profit ?? 0), result);
}
