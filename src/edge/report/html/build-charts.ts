import {
  benchmarkWorth,
  datedReturns,
  type EquityPoint,
  type RunRecord,
  rollingSharpe,
} from "../../../core/analytics/index.ts";
import { at, type BarColumns } from "../../../core/market/index.ts";
import type { IndicatorTrace, StopLevel } from "../../research/index.ts";
import { lengthName } from "./aggregate.ts";
import { chartLines, decimalsOf, type FittedBars, fitted, timeUnitOf } from "./chart-bars.ts";
import { packedStops, segmentsOf } from "./chart-stops.ts";
import type { ChartPoint, InstrumentChart, ReportCharts } from "./charts.ts";
import { packed } from "./packing.ts";

/** What charts are made of: facts of the run, beside those of the report. */
export interface ChartInput {
  readonly record: RunRecord;
  /** Of the document: the benchmark is given at its moments. */
  readonly equity: readonly EquityPoint[];
  readonly instruments: readonly InstrumentInput[];
}

/** What of a chart hangs on the bars alone. */
export interface DrawnBars extends FittedBars {
  readonly decimals: number;
  readonly timeUnit: number;
  readonly columns: Pick<InstrumentChart, "time" | "open" | "high" | "low" | "close">;
}

export interface InstrumentInput {
  readonly symbol: string;
  readonly timeframe: string;
  readonly intervalMs: number;
  /** Its bars, see `drawBars`. */
  readonly drawn: DrawnBars;
  readonly stops: readonly StopLevel[];
  /** The indicators of its strategy at the closes of these rows. */
  readonly indicators: (rows: ArrayLike<number>) => readonly IndicatorTrace[];
}

/** Bars in a page, of all instruments together: a few megabytes with indicators. */
const BARS_MAX = 120_000;
/** Each instrument gets as many, however many there are. */
const BARS_MIN = 2_000;
/** Levels of stops in a page, of all instruments. */
const STOPS_MAX = 60_000;
/** Points of a curve: more than a screen has columns. */
const POINTS_MAX = 2_000;
/** A quarter of a year: of markets that never close, and of those that do. */
const QUARTER = { calendar: 91, trading: 63 } as const;

/** Everything the page draws beyond the document. Deterministic: nothing of the clock or the machine goes in. */
export function buildCharts({ record, equity, instruments }: ChartInput): ReportCharts {
  const { days, returns } = datedReturns(record);
  const window = record.periodsPerYear >= 365 ? QUARTER.calendar : QUARTER.trading;
  const sharpe = rollingSharpe(returns, window, record.periodsPerYear);
  const notices: string[] = [];
  return {
    schema: "timonel.charts/1",
    days: Array.from(days, (day, i) => [day, rounded(at(returns, i))]),
    rollingSharpe: { window, points: thinned(days, sharpe) },
    benchmark: benchmarkOf(record, equity),
    instruments: instruments.map((one) => instrumentChart(one, instruments.length, notices)),
    notices,
  };
}

/** Ten digits: what doubles say beyond them is noise, and bytes. */
const rounded = (value: number): number => Number(value.toPrecision(10));

/** Every so manyeth point that has a value, and the last one. */
function thinned(time: Float64Array, values: Float64Array): ChartPoint[] {
  const step = Math.ceil(time.length / POINTS_MAX);
  const points: ChartPoint[] = [];
  for (let i = time.length - 1; i >= 0; i -= step)
    if (Number.isFinite(at(values, i))) points.push([at(time, i), rounded(at(values, i))]);
  return points.reverse();
}

function benchmarkOf(record: RunRecord, equity: readonly EquityPoint[]): readonly EquityPoint[] {
  const times = Float64Array.from(equity, ([time]) => time);
  const worth = benchmarkWorth(record.benchmark, times);
  if (worth === undefined) return [];
  return Array.from(times, (time, i) => [time, rounded(record.initialEquity * at(worth, i))]);
}

/** The bars of one chart `among` so many. */
export function drawBars(columns: BarColumns, intervalMs: number, among: number): DrawnBars {
  const rowsMax = Math.max(Math.floor(BARS_MAX / among), BARS_MIN);
  const { bars, closing } = fitted(columns, intervalMs, rowsMax);
  const decimals = decimalsOf(columns.close);
  const timeUnit = timeUnitOf(bars.time);
  return {
    ...{ bars, closing, decimals, timeUnit },
    columns: {
      time: packed(
        bars.time.map((time) => time / timeUnit),
        0,
      ),
      open: packed(bars.open, decimals),
      high: packed(bars.high, decimals),
      low: packed(bars.low, decimals),
      close: packed(bars.close, decimals),
    },
  };
}

function instrumentChart(input: InstrumentInput, among: number, notices: string[]): InstrumentChart {
  const { symbol, timeframe, intervalMs } = input;
  const { bars, closing, decimals, timeUnit, columns } = input.drawn;
  if (bars.intervalMs !== intervalMs)
    notices.push(
      `${symbol}: the chart has bars of ${lengthName(bars.intervalMs)} made of those of ${timeframe}; trades and stops are placed exactly`,
    );
  const segments = segmentsOf(input.stops, bars);
  const stopsMax = Math.floor(STOPS_MAX / among);
  if (segments.length > stopsMax)
    notices.push(`${symbol}: of ${segments.length} levels of stops the last ${stopsMax} are drawn`);
  return {
    instrument: symbol,
    timeframe,
    intervalMs: bars.intervalMs,
    rows: bars.time.length,
    decimals,
    timeUnit,
    ...columns,
    lines: chartLines(tracesOf(input, closing, notices), bars),
    stops: packedStops(segments.slice(-stopsMax), timeUnit, decimals),
  };
}

/** A strategy's own code runs here once more; where it fails the chart goes without, and says so. */
function tracesOf(
  input: InstrumentInput,
  rows: ArrayLike<number>,
  notices: string[],
): readonly IndicatorTrace[] {
  try {
    return input.indicators(rows);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notices.push(`${input.symbol}: the indicators could not be drawn: ${why}`);
    return [];
  }
}
