import type { BacktestReport } from "../../core/views/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions } from "./ansi.ts";
import { equityChart } from "./chart.ts";
import { date, dateTime, grouped, money } from "./format.ts";
import { cut, leftOut, plainText, wrap } from "./layout.ts";
import { dataLines, noticeLines, refusalLines, reproductionLines } from "./section-circumstances.ts";
import { accountLines, costLines, metricLines, tradeLines } from "./section-result.ts";
import { exitLines, instrumentLines, openLines } from "./section-tables.ts";
import { spelledOut } from "./words.ts";

/**
 * The terminal report: what happened first, then how good it was, then why. Lines are at most `width` columns (72 or
 * more) and end without blanks. Reads nothing but the document, so that a finished run can be shown again.
 */
export function renderSummary(report: BacktestReport, options: TerminalOptions): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const sections = [
    latchLines(report, paint, width),
    liquidationLines(report, paint, width),
    titleLines(report, paint, width),
    equityChart(paint, report.equity, report.metrics.maxDrawdown, width),
    accountLines(report, paint, width),
    metricLines(report, paint, width),
    [...costLines(report, paint, width), ...tradeLines(report, paint, width)],
    exitLines(report, paint, width),
    instrumentLines(report, paint, width),
    openLines(report, paint, width),
    refusalLines(report, paint, width),
    dataLines(report, paint, width),
    noticeLines(report, paint, width),
    reproductionLines(report, paint, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** A run that was stopped for good says so before anything else. */
function latchLines({ latch }: BacktestReport, paint: Paint, width: number): string[] {
  if (latch === null) return [];
  const text = `STOPPED FOR GOOD on ${dateTime(latch.at)} UTC by ${spelledOut(latch.kind)}: ${latch.detail}`;
  return wrap(text, width).map((line) => paint("alarm", line));
}

const LIQUIDATIONS_MAX = 5;

/** A margin that was used up comes before any number that was reached with it. */
function liquidationLines({ liquidations, account }: BacktestReport, paint: Paint, width: number): string[] {
  const lines = liquidations.slice(0, LIQUIDATIONS_MAX).flatMap((one) => {
    const insured = Number(one.insured);
    const text =
      `LIQUIDATED on ${dateTime(one.at)} UTC: ${one.side} ${one.instrument}, ${grouped(one.quantity)} at ${grouped(one.price)}, ` +
      `fee ${money(Number(one.fee))} ${account.currency}` +
      (insured > 0 ? `; the insurance fund took ${money(insured)} more` : "");
    return wrap(text, width).map((line) => paint("alarm", line));
  });
  return [...lines, ...leftOut(paint, liquidations.length - LIQUIDATIONS_MAX)];
}

/** Who traded what, and when. */
function titleLines(report: BacktestReport, paint: Paint, width: number): string[] {
  const period = periodOf(report);
  const intervals = unique(report.data.map(({ timeframe }) => timeframe)).join(", ");
  const strategies = listed(report.strategies.map(plainText), 2, "no strategy");
  const symbols = unique(report.data.map(({ instrument }) => instrument));
  const titleWith = (names: number): string =>
    `${strategies} on ${listed(symbols, names, "no market")}${intervals === "" ? "" : `, ${intervals}`}`;
  const room = width - period.length - 2;
  // As many names as fit.
  const title = [5, 4, 3, 2, 1].map(titleWith).find(({ length }) => length <= room) ?? titleWith(1);
  const shown = cut(title, room);
  return [
    `${paint("bold", shown)}${" ".repeat(width - shown.length - period.length)}${period}`,
    paint("dim", "─".repeat(width)),
  ];
}

/** UTC dates of the first and the last step; of the data when there was no step. */
function periodOf({ equity, data }: BacktestReport): string {
  const from = equity[0]?.[0] ?? data[0]?.from;
  const to = equity[equity.length - 1]?.[0] ?? data[0]?.to;
  return from === undefined || to === undefined ? "no data" : `${date(from)} to ${date(to)}`;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** `BTC/USDT, ETH/USDT and 3 more`. */
function listed(names: readonly string[], shown: number, none: string): string {
  if (names.length === 0) return none;
  const head = names.slice(0, shown).join(", ");
  return names.length > shown ? `${head} and ${names.length - shown} more` : head;
}
