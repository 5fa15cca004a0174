import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive } from "lightweight-charts";
import { colour } from "./theme.ts";

/** A closed trade, or one that is still open, as it is drawn. Times are Unix ms. */
export interface MarkedTrade {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly entry: number;
  readonly exit: number;
  readonly isShort: boolean;
  readonly isGain: boolean;
  /** Nothing is sold or bought back at its end. */
  readonly isOpen: boolean;
}

/** A level of a protective stop. */
export interface MarkedStop {
  readonly from: number;
  readonly to: number;
  readonly price: number;
}

/** Places of times and prices on the pane; undefined while there is nothing to place them on. */
export interface Placing {
  x(at: number): number;
  y(price: number): number | undefined;
  readonly from: number;
  readonly to: number;
}

type DrawingTarget = Parameters<IPrimitivePaneRenderer["draw"]>[0];

/** Beyond so many in sight, arrows would hide each other and the bars. */
const ARROWS_MAX = 160;

/** Draws every trade in sight: a line from entry to exit, arrows for buying and selling, and the stops that stood. */
export class TradeMarks implements ISeriesPrimitive {
  readonly #trades: readonly MarkedTrade[];
  readonly #stops: readonly MarkedStop[];
  readonly #placing: () => Placing | undefined;
  readonly #views: readonly IPrimitivePaneView[];
  /** The trade that was asked for. */
  chosen = -1;

  constructor(
    trades: readonly MarkedTrade[],
    stops: readonly MarkedStop[],
    placing: () => Placing | undefined,
  ) {
    this.#trades = trades;
    this.#stops = stops;
    this.#placing = placing;
    const renderer: IPrimitivePaneRenderer = { draw: (target) => this.#draw(target) };
    this.#views = [{ zOrder: () => "top", renderer: () => renderer }];
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  #draw(target: DrawingTarget): void {
    const placing = this.#placing();
    if (placing === undefined) return;
    const isInSight = (one: { from: number; to: number }): boolean =>
      one.to >= placing.from && one.from <= placing.to;
    const trades = this.#trades.filter(isInSight);
    const stops = this.#stops.filter(isInSight);
    target.useMediaCoordinateSpace(({ context }) => {
      const arrow = trades.length <= ARROWS_MAX ? 5.5 : trades.length <= 4 * ARROWS_MAX ? 3 : 1.6;
      if (trades.length <= ARROWS_MAX) drawStops(context, stops, placing);
      for (const trade of trades) this.#drawTrade(context, trade, placing, arrow);
    });
  }

  #drawTrade(pen: CanvasRenderingContext2D, trade: MarkedTrade, { x, y }: Placing, arrow: number): void {
    const [left, right] = [x(trade.from), x(trade.to)];
    const [entry, exit] = [y(trade.entry), y(trade.exit)];
    if (entry === undefined || exit === undefined) return;
    const isChosen = trade.row === this.chosen;
    pen.strokeStyle = colourOf(trade.isGain ? "gain" : "loss");
    pen.lineWidth = isChosen ? 3 : arrow > 2 ? 1.6 : 1;
    pen.setLineDash(trade.isGain ? [] : [4, 3]);
    pen.beginPath();
    pen.moveTo(left, entry);
    pen.lineTo(right, exit);
    pen.stroke();
    pen.setLineDash([]);
    drawArrow(pen, left, entry, isChosen ? 8 : arrow, !trade.isShort);
    if (!trade.isOpen) drawArrow(pen, right, exit, isChosen ? 8 : arrow, trade.isShort);
  }
}

/** Upwards for what was bought, below its price; downwards for what was sold, above it. */
function drawArrow(pen: CanvasRenderingContext2D, x: number, y: number, size: number, isBuy: boolean): void {
  const way = isBuy ? 1 : -1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - size, y + way * size * 1.7);
  pen.lineTo(x + size, y + way * size * 1.7);
  pen.closePath();
  pen.fillStyle = colourOf(isBuy ? "buy" : "sell");
  pen.fill();
  if (size < 5) return;
  pen.strokeStyle = colourOf("panel");
  pen.lineWidth = 1;
  pen.stroke();
}

function drawStops(pen: CanvasRenderingContext2D, stops: readonly MarkedStop[], { x, y }: Placing): void {
  pen.strokeStyle = colourOf("stop");
  pen.lineWidth = 1.4;
  pen.setLineDash([2, 2]);
  pen.beginPath();
  for (const stop of stops) {
    const height = y(stop.price);
    if (height === undefined) continue;
    pen.moveTo(x(stop.from), height);
    pen.lineTo(Math.max(x(stop.to), x(stop.from) + 1), height);
  }
  pen.stroke();
  pen.setLineDash([]);
}

/** Asked for often within one frame: kept until the theme changes. */
const kept = new Map<string, string>();
export const forgetColours = (): void => kept.clear();
function colourOf(name: string): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const value = colour(name);
  kept.set(name, value);
  return value;
}
