import type { BacktestReport } from "../../core/views/index.ts";
import type { Paint } from "./ansi.ts";
import { compact, count, date, duration } from "./format.ts";
import { bullet, cut, headed, leftOut, plainText, table, titled, wrap } from "./layout.ts";
import { partPlayed } from "./part-played.ts";
import { refusalWords, rejectionWords } from "./words.ts";

/** Lists that could be long show this many and say how many they leave out. */
const LIST_MAX = 10;
const WARNINGS_MAX = 5;

/** Who said no, how often and why: our own limits, then the venue. */
export function refusalLines(report: BacktestReport, paint: Paint, width: number): string[] {
  return [
    ...reasonLines(paint, "Refused by risk", report.refusals, refusalWords, width),
    ...reasonLines(paint, "Rejected by the venue", report.rejections, rejectionWords, width),
  ];
}

function reasonLines(
  paint: Paint,
  title: string,
  counts: Readonly<Record<string, number>>,
  words: (kind: string) => string,
  width: number,
): string[] {
  const reasons = Object.entries(counts)
    .filter(([, times]) => times > 0)
    .sort(([kindA, a], [kindB, b]) => b - a || (kindA < kindB ? -1 : 1));
  if (reasons.length === 0) return [];
  const total = reasons.reduce((sum, [, times]) => sum + times, 0);
  const digits = Math.max(...reasons.map(([, times]) => count(times).length));
  return [
    ...headed(paint, title, `${count(total)} ${total === 1 ? "time" : "times"}`, width),
    ...reasons
      .slice(0, LIST_MAX)
      .map(
        ([kind, times]) =>
          `  ${count(times).padStart(digits)}  ${cut(plainText(words(kind)), width - digits - 4)}`,
      ),
    ...leftOut(paint, reasons.length - LIST_MAX),
  ];
}

/** What was read, and what to know about it. */
export function dataLines(report: BacktestReport, paint: Paint, width: number): string[] {
  const { data } = report;
  if (data.length === 0) return [];
  const part = partPlayed(report);
  const rows = data
    .slice(0, LIST_MAX)
    .map((series) => [
      { text: `${series.instrument} ${series.timeframe}` },
      { text: count(series.bars) },
      { text: date(series.from) },
      { text: date(series.to) },
      { text: series.gaps === 0 ? "none" : count(series.gaps) },
      { text: count(series.missing) },
    ]);
  const warnings = data.flatMap(({ instrument, warnings: own }) =>
    own.map((text) => `${instrument}: ${text}`),
  );
  return [
    ...table(paint, titled(["Data", "Bars", "From", "To", "Gaps", "Missing bars"]), rows, width),
    ...leftOut(paint, data.length - rows.length),
    ...warnings.slice(0, WARNINGS_MAX).flatMap((text) => bullet(paint, "warn", "!", text, width)),
    ...leftOut(paint, warnings.length - WARNINGS_MAX),
    ...(part === undefined ? [] : bullet(paint, "plain", "·", part, width)),
  ];
}

/** What a reader must know to trust the numbers. */
export const noticeLines = ({ notices }: BacktestReport, paint: Paint, width: number): string[] =>
  notices.flatMap((text) => bullet(paint, "plain", "·", text, width));

/** How fast it was, and how anyone can get the same again. */
export function reproductionLines(report: BacktestReport, paint: Paint, width: number): string[] {
  const speed =
    report.barsPerSecond > 0
      ? `${count(report.bars)} bars in ${duration(report.elapsedMs)}, ${compact(report.barsPerSecond)} bars/s.`
      : `${count(report.bars)} bars.`;
  const made = `Run ${report.run}: config ${shortHash(report.configHash)} on data ${shortHash(report.dataHash)}`;
  const hash = `decision hash ${shortHash(report.hash)}`;
  const again =
    report.command === "run" // Commands of people are in no config.
      ? `${made} gave ${hash}: the same every time, unless somebody steps in.`
      : `${made} gives ${hash} every time.`;
  return [...wrap(speed, width), ...wrap(again, width)].map((line) => paint("dim", line));
}

const shortHash = (hash: string): string => (hash === "" ? "unknown" : hash.slice(0, 12));
