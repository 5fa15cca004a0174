import { painter, type TerminalOptions, toneOf } from "./ansi.ts";
import { date, money, percent, signedMoney } from "./format.ts";

/** What a day of a run came to; decimal texts, `from` in Unix milliseconds. */
export interface DayLine {
  readonly from: number;
  readonly trades: number;
  readonly wins: number;
  readonly pnl: string;
  /** Of the profit. */
  readonly currency: string;
  readonly drawdown: number;
  readonly refusals: number;
  readonly rejections: number;
  /** By asset. */
  readonly fees: Readonly<Record<string, string>>;
}

/** One line: the day, its trades, its profit, and what it cost. */
export function renderDay(line: DayLine, options: TerminalOptions): string {
  const { trades, wins, currency } = line;
  const pnl = Number(line.pnl);
  const fees = Object.entries(line.fees).map(([asset, fee]) => `${money(Number(fee))} ${asset}`);
  const no = line.refusals + line.rejections;
  const parts = [
    trades === 0 ? "no trade" : `${trades} ${trades === 1 ? "trade" : "trades"} (${wins} won)`,
    painter(options.color)(toneOf(pnl), `${signedMoney(pnl)} ${currency}`),
    `drawdown ${percent(line.drawdown)}`,
    ...(fees.length === 0 ? [] : [`fees ${fees.join(" + ")}`]),
    ...(no === 0 ? [] : [`${no} refused`]),
  ];
  return `day ${date(line.from)}: ${parts.join(", ")}`;
}
