import type { IChartApi, ISeriesApi, LogicalRange, PriceFormat, Time } from "lightweight-charts";
import { dateTime, short } from "../../format.ts";
import type { InstrumentChart } from "../charts.ts";
import { PRICE_PANE } from "../charts.ts";
import { unpacked } from "../packing.ts";
import { type Detail, DetailLevels, rowAt, type Span } from "./detail.ts";
import { el } from "./dom.ts";
import { barLook, chartLook, lineColour } from "./price-look.ts";
import { onTheme } from "./theme.ts";
import { forgetColours, type MarkedTrade, type Placing, TradeMarks } from "./trade-marks.ts";

/** The library defines one global; its code stands in the page before ours. */
declare const LightweightCharts: typeof import("lightweight-charts");

/** Panes of indicators that are open at first: more would leave no room for the prices. */
const PANES_MAX = 2;

/** Highest over lowest price from which on equal amounts would press the early years into a line. */
const LOG_FROM = 12;

/** Bars, indicators and trades of one instrument, at the detail that a screen can show. */
export class PriceChart {
  readonly #chart: IChartApi;
  readonly #host: HTMLElement;
  readonly #of: InstrumentChart;
  readonly #levels: DetailLevels;
  readonly #bars: ISeriesApi<"Candlestick">;
  readonly #lines: ISeriesApi<"Line">[] = [];
  readonly #marks: TradeMarks;
  readonly #tell: (reading: readonly (Node | string)[]) => void;
  #shown: Detail;
  /** What is to be in sight from the next frame on: until then the library tells of what was there before. */
  #wanted: Span | undefined;

  constructor(
    host: HTMLElement,
    of: InstrumentChart,
    trades: readonly MarkedTrade[],
    tell: (reading: readonly (Node | string)[]) => void,
  ) {
    this.#host = host;
    this.#of = of;
    this.#tell = tell;
    this.#levels = new DetailLevels(of);
    this.#shown = this.#levels.detailFor(this.#levels.span, host.clientWidth);
    this.#chart = LightweightCharts.createChart(host, {
      ...chartLook(),
      autoSize: true,
      localization: { locale: "en-GB", timeFormatter: (time: Time) => dateTime(Number(time) * 1_000) },
    });
    this.#chart.timeScale().applyOptions({ timeVisible: of.intervalMs < 86_400_000, minBarSpacing: 0.1 });
    const { decimals } = of;
    this.#bars = this.#chart.addSeries(LightweightCharts.CandlestickSeries, {
      ...barLook(),
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: formatOf(decimals),
    });
    this.#marks = new TradeMarks(trades, stopsOf(of), () => this.#placing());
    this.#bars.attachPrimitive(this.#marks);
    this.#addLines();
    this.#fill();
    this.isLog = this.#levels.growth > LOG_FROM;
    this.all();
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.#follow());
    this.#chart.subscribeCrosshairMove(({ logical }) => this.#read(logical ?? undefined));
    onTheme(() => this.#paint());
    this.#read(undefined);
  }

  /** Lines of indicators with their colours, for a legend. */
  get legend(): readonly { readonly name: string; readonly colour: string; readonly isShown: boolean }[] {
    return this.#of.lines.map(({ name }, i) => ({
      name,
      colour: lineColour(i),
      isShown: this.#lines[i]?.options().visible === true,
    }));
  }

  toggle(place: number): void {
    const line = this.#lines[place];
    const isShown = line?.options().visible === true;
    line?.applyOptions({ visible: !isShown });
    this.#sizePanes();
  }

  /** Equal distances for equal ratios instead of equal amounts. */
  get isLog(): boolean {
    return this.#chart.priceScale("right").options().mode === LightweightCharts.PriceScaleMode.Logarithmic;
  }

  set isLog(isWanted: boolean) {
    const { Logarithmic, Normal } = LightweightCharts.PriceScaleMode;
    this.#chart.priceScale("right").applyOptions({ mode: isWanted ? Logarithmic : Normal });
  }

  /** Everything there is. */
  all(): void {
    const { from, to } = this.#levels.span;
    const room = (to - from) * 0.01;
    this.#show({ from: from - room, to: to + room });
  }

  /** Zooms around the middle: a factor below 1 shows less time. */
  zoom(factor: number): void {
    const { from, to } = this.#span();
    const half = (Math.max(to - from, 12 * this.#of.intervalMs) * factor) / 2;
    const middle = (from + to) / 2;
    this.#show({ from: middle - half, to: middle + half });
  }

  /** Moves by a share of what is in sight. */
  pan(share: number): void {
    const { from, to } = this.#span();
    const by = (to - from) * share;
    this.#show({ from: from + by, to: to + by });
  }

  /** Brings a trade into sight, with as much time to either side as it took. */
  choose(trade: MarkedTrade): void {
    this.#marks.chosen = trade.row;
    const room = Math.max(trade.to - trade.from, 20 * this.#of.intervalMs);
    this.#show({ from: trade.from - room, to: trade.to + room });
  }

  remove(): void {
    this.#chart.remove();
  }

  // --- what is in sight -------------------------------------------------------------------------------------------------

  #span(): Span {
    if (this.#wanted !== undefined) return this.#wanted;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    return range === null ? this.#levels.span : this.#spanOf(range);
  }

  #spanOf({ from, to }: LogicalRange): Span {
    return { from: this.#timeOf(from), to: this.#timeOf(to) };
  }

  /** Time at a place that may lie between two bars, or beyond all of them. */
  #timeOf(logical: number): number {
    const { bars, first, last } = this.#shown;
    const row = first + logical;
    const below = Math.min(Math.max(Math.floor(row), first), last);
    const above = Math.min(below + 1, last);
    const start = bars.time[below] ?? 0;
    const step = row >= first && above > below ? (bars.time[above] ?? 0) - start : bars.intervalMs;
    return start + (row - below) * step;
  }

  #logicalOf(at: number): number {
    const { bars, first, last } = this.#shown;
    const row = Math.min(Math.max(rowAt(bars.time, at), first), last);
    const start = bars.time[row] ?? 0;
    const next = at >= start && row < last ? bars.time[row + 1] : undefined;
    const step = next === undefined ? bars.intervalMs : next - start;
    return row - first + (at - start) / step;
  }

  #show(span: Span): void {
    const width = this.#host.clientWidth;
    this.#wanted = span;
    if (!this.#levels.serves(this.#shown, span, width)) {
      this.#shown = this.#levels.detailFor(span, width);
      this.#fill();
    }
    this.#chart
      .timeScale()
      .setVisibleLogicalRange({ from: this.#logicalOf(span.from), to: this.#logicalOf(span.to) });
    this.#host.dataset["bar"] = String(this.#shown.bars.intervalMs);
    this.#read(undefined);
    requestAnimationFrame(() => {
      if (this.#wanted === span) this.#wanted = undefined;
    });
  }

  /** A wheel or a finger moved the chart: other bars may suit now. */
  #follow(): void {
    if (this.#wanted !== undefined) return;
    const span = this.#span();
    if (this.#levels.serves(this.#shown, span, this.#host.clientWidth)) return;
    this.#wanted = span;
    requestAnimationFrame(() => this.#show(this.#wanted ?? span));
  }

  // --- what is drawn ----------------------------------------------------------------------------------------------------

  #fill(): void {
    const { bars, first, last } = this.#shown;
    const rows = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const timeOf = (row: number): Time => ((bars.time[row] ?? 0) / 1_000) as Time; // Seconds, as the library counts.
    const at = (column: Float64Array | undefined, row: number): number => column?.[row] ?? Number.NaN;
    this.#bars.setData(
      rows.map((row) => ({
        time: timeOf(row),
        open: at(bars.open, row),
        high: at(bars.high, row),
        low: at(bars.low, row),
        close: at(bars.close, row),
      })),
    );
    this.#lines.forEach((line, i) => {
      line.setData(
        rows.map((row) => {
          const value = at(bars.lines[i], row);
          return Number.isNaN(value) ? { time: timeOf(row) } : { time: timeOf(row), value };
        }),
      );
    });
  }

  #addLines(): void {
    const panes = [...new Set(this.#of.lines.map(({ pane }) => pane).filter((pane) => pane !== PRICE_PANE))];
    this.#of.lines.forEach(({ pane, decimals }, i) => {
      const place = panes.indexOf(pane);
      const line = this.#chart.addSeries(
        LightweightCharts.LineSeries,
        {
          ...{ color: lineColour(i), lineWidth: 1, visible: place < PANES_MAX },
          ...{ priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false },
          priceFormat: formatOf(Math.min(decimals, 6)),
        },
        place + 1,
      );
      this.#lines.push(line);
    });
    this.#sizePanes();
  }

  /** A pane whose lines are all hidden takes no room. */
  #sizePanes(): void {
    const panes = this.#chart.panes();
    panes.forEach((pane, i) => {
      const isUsed = i === 0 || pane.getSeries().some((series) => series.options().visible);
      pane.setStretchFactor(i === 0 ? 4 : isUsed ? 1 : 0.001);
    });
  }

  #paint(): void {
    forgetColours();
    this.#chart.applyOptions(chartLook());
    this.#bars.applyOptions(barLook());
    this.#lines.forEach((line, i) => {
      line.applyOptions({ color: lineColour(i) });
    });
  }

  #placing(): Placing | undefined {
    const scale = this.#chart.timeScale();
    const zero = scale.logicalToCoordinate(0 as LogicalRange["from"]);
    const one = scale.logicalToCoordinate(1 as LogicalRange["from"]);
    if (zero === null || one === null) return undefined;
    const { bars, first } = this.#shown;
    const span = this.#span();
    return {
      // A fill is drawn on its bar: where within it a price was met, bars do not tell.
      x: (at) => zero + (rowAt(bars.time, at) - first) * (one - zero),
      y: (price) => this.#bars.priceToCoordinate(price) ?? undefined,
      from: span.from - bars.intervalMs,
      to: span.to + bars.intervalMs,
    };
  }

  /** The numbers of the bar that is pointed at; of the last one in sight when none is. */
  #read(logical: number | undefined): void {
    const { bars, first, last } = this.#shown;
    const end = this.#chart.timeScale().getVisibleLogicalRange()?.to ?? last - first;
    const row = Math.min(Math.max(first + Math.round(logical ?? Math.floor(end)), first), last);
    const { lines } = this.#of;
    const number = (name: string, column: Float64Array | undefined): HTMLElement | string => {
      const value = column?.[row];
      if (value === undefined || Number.isNaN(value)) return "";
      return el("span", {}, `${name} `, el("b", {}, short(value)));
    };
    this.#tell([
      el("span", { class: "when" }, dateTime(bars.time[row] ?? 0)),
      number("Open", bars.open),
      number("High", bars.high),
      number("Low", bars.low),
      number("Close", bars.close),
      ...lines.map((one, i) =>
        this.#lines[i]?.options().visible === true ? number(one.name, bars.lines[i]) : "",
      ),
    ]);
  }
}

/** Numbers beside an axis, with the separators of every other number. */
const formatOf = (decimals: number): PriceFormat => ({
  type: "custom",
  minMove: Number((10 ** -decimals).toFixed(decimals)),
  formatter: (price: number) => short(price, 6),
});

const stopsOf = ({ stops, timeUnit, decimals }: InstrumentChart) => {
  const from = unpacked(stops.from, 0);
  const to = unpacked(stops.to, 0);
  return Array.from(unpacked(stops.price, decimals), (price, i) => ({
    price,
    from: (from[i] ?? 0) * timeUnit,
    to: (to[i] ?? 0) * timeUnit,
  }));
};
