import { at, type BarColumns } from "../../../core/market/index.ts";
import type { IndicatorTrace } from "../../research/index.ts";
import { aggregated, type ChartBars, firstRows, lastRows, longerLengths } from "./aggregate.ts";
import { type ChartLine, PRICE_PANE } from "./charts.ts";
import { packed } from "./packing.ts";

/** Bars that fit into the page, and the rows of the original bars that each of them closes with. */
export interface FittedBars {
  readonly bars: ChartBars;
  readonly closing: ArrayLike<number>;
}

/** The bars as they are, or the shortest known longer ones of which there are at most `rowsMax`. */
export function fitted(columns: BarColumns, intervalMs: number, rowsMax: number): FittedBars {
  const bars: ChartBars = { ...columns, intervalMs, lines: [] };
  const { time } = columns;
  if (time.length <= rowsMax) return { bars, closing: time.map((_, row) => row) };
  const lengths = longerLengths(intervalMs);
  const length = lengths.find((ms) => firstRows(time, ms).length <= rowsMax) ?? lengths.at(-1);
  if (length === undefined) return { bars, closing: time.map((_, row) => row) };
  return { bars: aggregated(bars, length), closing: lastRows(firstRows(time, length), time.length) };
}

const DECIMALS_MAX = 8;
const SAMPLE = 2_000;

/** Decimals that the prices are written with; of adjusted prices, that have any number of them, seven digits. */
export function decimalsOf(prices: Float64Array): number {
  const step = Math.max(1, Math.floor(prices.length / SAMPLE));
  let decimals = 0;
  let size = 0;
  for (let row = 0; row < prices.length; row += step) {
    const price = at(prices, row);
    size = Math.max(size, Math.abs(price));
    while (decimals < DECIMALS_MAX && !isWhole(price * 10 ** decimals)) decimals++;
  }
  return decimals < DECIMALS_MAX ? decimals : Math.min(decimals, significant(size, 7));
}

/** But for what doubles do to decimals. */
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= 1e-9 * Math.abs(value);

/** Decimals that show `digits` of a number of this size. */
const significant = (size: number, digits: number): number =>
  size > 0 ? Math.min(Math.max(digits - 1 - Math.floor(Math.log10(size)), 0), 12) : 0;

/** The largest unit that all times are whole multiples of. */
export function timeUnitOf(time: Float64Array): number {
  let unit = 0;
  for (let row = 0; row < time.length && unit !== 1; row++) {
    let [a, b] = [at(time, row), unit];
    while (b > 0) [a, b] = [b, a % b];
    unit = a;
  }
  return Math.max(unit, 1);
}

/** Lines of indicators, each in the pane where it can be read. */
export function chartLines(traces: readonly IndicatorTrace[], bars: ChartBars): readonly ChartLine[] {
  return traces.flatMap(({ name, values }) => {
    let size = 0;
    for (const value of values) if (Math.abs(value) > size && Number.isFinite(value)) size = Math.abs(value);
    if (!values.some(Number.isFinite)) return [];
    const [indicator = name] = name.split(".");
    const pane = isPriceLike(values, bars) ? PRICE_PANE : indicator;
    const decimals = significant(size, 6);
    return [{ name, pane, decimals, values: packed(values, decimals) }];
  });
}

/** How far from the close a line may be on nine bars of ten and still belong among the prices. */
const NEAR = 0.35;

function isPriceLike(values: Float64Array, { close }: ChartBars): boolean {
  let known = 0;
  let near = 0;
  for (let row = 0; row < values.length; row++) {
    const value = at(values, row);
    if (!Number.isFinite(value)) continue;
    known++;
    if (Math.abs(value / at(close, row) - 1) <= NEAR) near++;
  }
  return known > 0 && near >= 0.9 * known;
}
