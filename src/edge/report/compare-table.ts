import type { Metrics } from "../../core/analytics/index.ts";
import type { BacktestReport } from "../../core/views/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions } from "./ansi.ts";
import { sparkline } from "./chart.ts";
import type { ComparedMetric, Comparison, Difference } from "./compare.ts";
import { count, date, duration, percent, signedMoney, signedPercent, statistic } from "./format.ts";
import { bullet, type Cell, cut, headed, leftOut, plainText, table, wrap } from "./layout.ts";

/** How a metric is called, and how its values read. */
const SHOWN: Partial<Record<keyof Metrics, readonly [string, (value: number | null) => string]>> = {
  totalReturn: ["Return", signedPercent],
  benchmarkReturn: ["Buy and hold", signedPercent],
  cagr: ["Return per year", signedPercent],
  sharpe: ["Sharpe", statistic],
  sortino: ["Sortino", statistic],
  calmar: ["Calmar", statistic],
  maxDrawdown: ["Deepest drawdown", percent],
  maxDrawdownDurationMs: ["Longest drawdown", duration],
  volatility: ["Volatility per year", percent],
  var95: ["Value at risk, day", percent],
  cvar95: ["Shortfall beyond it", percent],
  exposure: ["Time in the market", percent],
  trades: ["Trades", (value) => count(value ?? 0)],
  winRate: ["Won", percent],
  profitFactor: ["Profit factor", statistic],
  expectancy: ["Profit each", (value) => (value === null ? "n/a" : signedMoney(value))],
  avgTradeDurationMs: ["Held", duration],
};

/** Runs side by side: who they are, whether they can be compared, their curves, their numbers, what set them apart. */
export function renderComparison(
  comparison: Comparison,
  curves: readonly BacktestReport["equity"][],
  options: TerminalOptions,
): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const sections = [
    runLines(comparison, paint, width),
    verdictLines(comparison, paint, width),
    curveLines(comparison, curves, paint, width),
    ...blocksOf(comparison.runs.length, width).map((places) => metricLines(comparison, places, paint, width)),
    differenceLines(comparison, paint, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.trimEnd()).join("\n"))
    .join("\n\n")}\n`;
}

/** The number a run goes by below. */
const numbered = (place: number): string => `#${place + 1}`;

/** Two lines each: names must not be cut to stand beside each other. */
function runLines({ runs }: Comparison, paint: Paint, width: number): string[] {
  return runs.flatMap((run, place) => {
    const markets = run.symbols.length > 4 ? `${run.symbols.length} markets` : run.symbols.join(", ");
    const period = run.from === null || run.to === null ? "no data" : `${date(run.from)} to ${date(run.to)}`;
    const strategies = run.strategies.map(plainText).join(", ");
    const what = `${strategies} on ${[markets, ...run.timeframes].join(", ")}, ${period}`;
    return [
      `${numbered(place)}  ${paint("bold", plainText(run.id))}`,
      ...wrap(what, width - 4).map((line) => paint("dim", `    ${line}`)),
    ];
  });
}

function verdictLines({ comparable, reasons }: Comparison, paint: Paint, width: number): string[] {
  const verdict = comparable ? "Comparable" : "NOT COMPARABLE";
  return headed(paint, verdict, reasons.join(" "), width);
}

/** Growth of each account on one scale and one axis of time, from its own start. */
function curveLines(
  { runs }: Comparison,
  curves: readonly BacktestReport["equity"][],
  paint: Paint,
  width: number,
): string[] {
  const grown = curves.map((curve, place) => {
    const start = Number(runs[place]?.initial ?? 0);
    return curve.map(([time, value]) => [time, start > 0 ? value / start - 1 : 0] as const);
  });
  const points = grown.flat();
  if (points.length === 0) return [];
  const scale = { from: Infinity, to: -Infinity, low: Infinity, high: -Infinity };
  for (const [time, value] of points) {
    scale.from = Math.min(scale.from, time);
    scale.to = Math.max(scale.to, time);
    scale.low = Math.min(scale.low, value);
    scale.high = Math.max(scale.high, value);
  }
  const lead = numbered(runs.length - 1).length;
  const ends = grown.map((curve) => signedPercent(curve[curve.length - 1]?.[1] ?? 0));
  const room = Math.max(...ends.map(({ length }) => length));
  const columns = width - lead - room - 8;
  const axis = `${date(scale.from)}${date(scale.to).padStart(columns - 10)}`;
  return [
    ...grown.map(
      (curve, place) =>
        `  ${numbered(place).padEnd(lead)}  ${sparkline(curve, scale, columns).padEnd(columns)}  ${(ends[place] ?? "").padStart(room)}`,
    ),
    paint("dim", `${" ".repeat(lead + 4)}${axis}`),
    paint(
      "dim",
      `${" ".repeat(lead + 4)}one scale: ${signedPercent(scale.low)} to ${signedPercent(scale.high)}`,
    ),
  ];
}

const LABEL = 19;
/** The widest usual value, such as `283 d 16 h`, and its mark. */
const VALUE = 14;

/** As many runs beside each other as fit; the others follow in a table of their own, so that none is left out. */
function blocksOf(runs: number, width: number): number[][] {
  const each = Math.max(Math.floor((width - LABEL - 2) / (VALUE + 2)), 1);
  const places = Array.from({ length: runs }, (_, place) => place);
  return places.flatMap((place) => (place % each === 0 ? [places.slice(place, place + each)] : []));
}

function metricLines(
  { metrics }: Comparison,
  places: readonly number[],
  paint: Paint,
  width: number,
): string[] {
  const columns = ["", ...places.map((place) => `${numbered(place)}  `)].map((title, i) => ({
    title,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  const rows = metrics.map((metric): Cell[] => {
    const [label] = SHOWN[metric.name] ?? [metric.name];
    return [{ text: label, tone: "dim" }, ...places.map((place) => valueCell(metric, place))];
  });
  const isMarked = metrics.some(({ best }) => best.length > 0);
  return [...table(paint, columns, rows, width), ...(isMarked ? [paint("dim", "  * best of all runs")] : [])];
}

function valueCell({ name, values, best }: ComparedMetric, place: number): Cell {
  const [, shown] = SHOWN[name] ?? [name, statistic];
  const isBest = best.includes(place);
  return { text: `${shown(values[place] ?? null)} ${isBest ? "*" : " "}`, tone: isBest ? "bold" : "plain" };
}

const TITLES: readonly (readonly [Difference["of"], string])[] = [
  ["data", "Different data"],
  ["strategy", "Different strategies"],
  ["config", "Different settings"],
];
const DIFFERENCES_MAX = 40;

/** In words: what, and what it was in each run. */
function differenceLines({ differences, runs }: Comparison, paint: Paint, width: number): string[] {
  if (differences.length === 0) return ["No difference of data, strategy or settings."];
  const groups = TITLES.flatMap(([of, title]) => {
    const own = differences.filter((one) => one.of === of);
    if (own.length === 0) return [];
    const absent = of === "config" ? "default" : "none";
    const lines = own.slice(0, DIFFERENCES_MAX).flatMap(({ key, values }) => {
      const told = runs.map(
        (_, place) => `${numbered(place)} ${cut(plainText(values[place] ?? absent), 200)}`,
      );
      return bullet(paint, "plain", "·", `${plainText(key)}: ${told.join(" | ")}`, width);
    });
    return [[paint("bold", title), ...lines, ...leftOut(paint, own.length - DIFFERENCES_MAX)].join("\n")];
  });
  return groups.join("\n\n").split("\n");
}
