import { type Chance, firstWhere } from "../../../core/base/index.ts";
import { at, type BarColumns, closeOf } from "../../../core/market/index.ts";
import type { RunPlan } from "../run-plan.ts";
import { copyOf } from "./play-decisions.ts";
import { PRICE_COLUMNS, type PriceColumn } from "./task.ts";

/** Ways to make another future: a large change, an opposite one, the same bars in another order, a small change. */
export const KINDS = ["scale", "mirror", "shuffle", "noise"] as const;
export type Kind = (typeof KINDS)[number];

/** Where the future begins. */
export interface Cut {
  readonly at: number;
  /** The bars that open at it have opened: what was to be filled at their opens has been. */
  readonly hasOpened: boolean;
}

/** A bar that has not closed at the cut. */
export interface FutureBar {
  readonly series: number;
  readonly row: number;
  /** START. */
  readonly time: number;
}

/** Which columns of the bar at a place in `Future.bars` are changed. */
export type Choice = (place: number) => readonly PriceColumn[];

export const EVERYTHING: Choice = () => PRICE_COLUMNS;
const NOTHING: readonly PriceColumn[] = [];
export const nothing: Choice = () => NOTHING;

/** What comes after a moment of a plan, as it was and as it might have been. */
export class Future {
  /** In the order of their starts, then of the series. */
  readonly bars: readonly FutureBar[];
  readonly #plan: RunPlan;
  readonly #strange: readonly BarColumns[];

  constructor(plan: RunPlan, cut: Cut, kind: Kind, chance: Chance) {
    const bars: FutureBar[] = [];
    this.#plan = plan;
    this.#strange = plan.series.map((one, series) => {
      const { columns } = one;
      const first = firstWhere(columns.time.length, (row) => closesAt(one, row) > cut.at);
      for (let row = first; row < columns.time.length; row++)
        bars.push({ series, row, time: at(columns.time, row) });
      const strange = strangeColumns(columns, first, kind, chance.fork(`series ${series}`));
      const opened = firstRow(columns.time, cut.hasOpened ? cut.at + 1 : cut.at);
      for (let row = first; row < opened; row++) keepOpen(strange, row, at(columns.open, row));
      // Where volume bounds the fills, that of a bar shows in what was filled at its open.
      if (cut.hasOpened && plan.fills.volumeShareMax < Number.POSITIVE_INFINITY)
        for (let row = first; row < opened; row++) strange.volume[row] = at(columns.volume, row);
      return strange;
    });
    this.bars = bars.sort((a, b) => a.time - b.time || a.series - b.series);
  }

  /** The plan with the chosen columns of the chosen bars changed. Longer bars are made of them when it is played. */
  changed(choice: Choice): RunPlan {
    const series = this.#plan.series.map((one) => ({ ...one, columns: copyOf(one.columns) }));
    this.bars.forEach(({ series: id, row }, place) => {
      const { columns } = series[id] as (typeof series)[number];
      const strange = this.#strange[id] as BarColumns;
      for (const name of choice(place)) columns[name][row] = at(strange[name], row);
    });
    return { ...this.#plan, series };
  }
}

/** When the bar of a row closes. */
export const closesAt = ({ columns, intervalMs, closes }: RunPlan["series"][number], row: number): number =>
  closeOf(row, columns.time, intervalMs, closes);

/** Whether a bar opens at this very moment. */
export const isOpening = ({ series }: RunPlan, moment: number): boolean =>
  series.some(({ columns: { time } }) => time[firstRow(time, moment)] === moment);

/** The first row that opens at `time` or later. */
export const firstRow = (times: Float64Array, time: number): number =>
  firstWhere(times.length, (row) => at(times, row) >= time);

function strangeColumns(columns: BarColumns, first: number, kind: Kind, chance: Chance): BarColumns {
  const strange = copyOf(columns);
  const rows = columns.time.length;
  const anchor = first > 0 ? at(columns.close, first - 1) : at(columns.open, 0);
  const factor = chance.next() < 0.5 ? 0.4 + 0.3 * chance.next() : 1.5 + chance.next();
  const source = Array.from({ length: rows - first }, (_, i) => first + i);
  if (kind === "shuffle") shuffle(source, chance);
  for (let row = first; row < rows; row++) {
    const from = source[row - first] as number;
    const bar = { open: at(columns.open, from), high: at(columns.high, from), low: at(columns.low, from) };
    const price = kind === "noise" ? 0.95 + 0.1 * chance.next() : factor;
    const turn = (one: number): number => {
      if (kind === "mirror") return (anchor * anchor) / one;
      return kind === "shuffle" ? one * (1 + 1e-6) : one * price; // Never just the same bar again.
    };
    const isMirrored = kind === "mirror"; // What was highest is lowest then.
    strange.open[row] = turn(bar.open);
    strange.high[row] = turn(isMirrored ? bar.low : bar.high);
    strange.low[row] = turn(isMirrored ? bar.high : bar.low);
    strange.close[row] = turn(at(columns.close, from));
    strange.volume[row] = (at(columns.volume, from) + 1e-3) * (0.2 + 4 * chance.next());
  }
  return strange;
}

/** A bar that has opened by the cut: its open is known. */
function keepOpen({ open, high, low }: BarColumns, row: number, known: number): void {
  open[row] = known;
  high[row] = Math.max(at(high, row), known);
  low[row] = Math.min(at(low, row), known);
}

function shuffle(rows: number[], chance: Chance): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = chance.int(i + 1);
    [rows[i], rows[j]] = [rows[j] as number, rows[i] as number];
  }
}
