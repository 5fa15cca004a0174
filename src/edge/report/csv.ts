import type { BacktestReport } from "../../core/views/index.ts";

/** The tables of a report that can be had as CSV. */
type CsvTable = "trades" | "equity";

/** One of them; docs/RUNS.md names the columns. */
export const csvOf = (table: CsvTable, report: BacktestReport): string =>
  table === "trades" ? tradesCsv(report) : equityCsv(report);

const TRADE_COLUMNS =
  "id,instrument,strategy,side,quantity,entry_time,entry_time_ms,entry_price,exit_time,exit_time_ms,exit_price," +
  "fees,funding,pnl,return_on_entry,mfe,mae,duration_ms,exit_reason";

/** Closed trades in the order of the document. Money, prices and quantities are its decimals, unrounded. */
function tradesCsv({ trades }: BacktestReport): string {
  const iso = isoTimes();
  let text = `${TRADE_COLUMNS}\n`;
  for (const one of trades) {
    const { entryTime, exitTime } = one;
    text += `${one.id},${word(one.instrument)},${word(one.strategy)},${one.side},${one.quantity}`;
    text += `,${iso(entryTime)},${entryTime},${one.entryPrice},${iso(exitTime)},${exitTime},${one.exitPrice}`;
    text += `,${one.fees},${one.funding},${one.pnl},${one.returnOnEntry},${one.mfe},${one.mae}`;
    text += `,${exitTime - entryTime},${one.exitReason}\n`;
  }
  return text;
}

/** The points of the equity curve, each with its fall from the highest before it (0.02 is 2 %). */
function equityCsv({ equity, account }: BacktestReport): string {
  const iso = isoTimes();
  let high = Number(account.initial);
  let text = "time,time_ms,equity,drawdown\n";
  for (const [time, value] of equity) {
    high = Math.max(high, value);
    text += `${iso(time)},${time},${value},${high > 0 ? (high - value) / high : 0}\n`;
  }
  return text;
}

const DAY = 86_400_000;

/** ISO 8601, UTC. Neighbouring rows mostly share their day, and the day is what costs: every run pays for these tables. */
function isoTimes(): (at: number) => string {
  let known = Number.NaN;
  let prefix = "";
  return (at) => {
    const day = Math.floor(at / DAY);
    if (day !== known) {
      prefix = new Date(day * DAY).toISOString().slice(0, 11);
      known = day;
    }
    const ms = at - day * DAY;
    const seconds = Math.floor(ms / 1_000);
    const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
    const clock = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return `${prefix}${clock}.${String(ms % 1_000).padStart(3, "0")}Z`;
  };
}
/**
 * Text from outside as one cell. What a spreadsheet would take for a formula gets an apostrophe: a name in a strategy
 * file must not run in somebody's spreadsheet.
 */
function word(text: string): string {
  const harmless = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
