import { count, percent } from "../../format.ts";
import { el, onWidth } from "./dom.ts";
import { fences, linearScale, percentTick, type Scale } from "./scales.ts";
import { colour, onTheme } from "./theme.ts";

/** One trade: how far the price went against it and for it, as shares of the entry, both positive. */
export interface Excursion {
  readonly against: number;
  readonly inFavour: number;
  readonly isGain: boolean;
  readonly label: string;
}

const SCATTER_HEIGHT = 300;
const MARGIN = { left: 62, bottom: 40, top: 8, right: 10 } as const;
const REACH = 14;

/** On a canvas, because twenty thousand elements would make the page heavy. */
export function scatter(host: HTMLElement, label: string, trades: readonly Excursion[]): void {
  const reading = el("p", { class: "reading", "aria-live": "polite" });
  const canvas = el("canvas", {
    role: "img",
    tabindex: 0,
    "aria-label": `${label}. Arrow keys step through the trades.`,
  });
  const plot = el("div", { class: "plot" }, canvas);
  host.replaceChildren(reading, plot);
  const against = fences(trades.map((trade) => trade.against)).high || 0.01;
  const inFavour = fences(trades.map((trade) => trade.inFavour)).high || 0.01;
  const beyond = trades.filter((trade) => trade.against > against || trade.inFavour > inFavour).length;
  const rest = `${count(trades.length)} trades${beyond === 0 ? "" : `, ${count(beyond)} beyond the edges`}`;
  let width = 0;
  let chosen = -1;
  const scales = (): { x: Scale; y: Scale } => ({
    x: linearScale([0, against], MARGIN.left, width - MARGIN.right, Math.max(2, width / 110)),
    y: linearScale([0, inFavour], SCATTER_HEIGHT - MARGIN.bottom, MARGIN.top, 5),
  });
  const draw = (): void => {
    if (width === 0) return;
    const pen = sized(canvas, width, SCATTER_HEIGHT);
    const { x, y } = scales();
    drawAxes(pen, x, y, width);
    const size = trades.length > 4_000 ? 1.6 : trades.length > 600 ? 2.4 : 3.4;
    pen.lineWidth = 1.4;
    for (const isGain of [false, true]) {
      pen.strokeStyle = pen.fillStyle = colour(isGain ? "gain" : "loss");
      pen.globalAlpha = trades.length > 600 ? 0.55 : 0.8;
      for (const trade of trades)
        if (trade.isGain === isGain)
          mark(pen, x.at(Math.min(trade.against, x.to)), y.at(Math.min(trade.inFavour, y.to)), size, isGain);
    }
    pen.globalAlpha = 1;
    const trade = trades[chosen];
    reading.textContent =
      trade === undefined
        ? rest
        : `${trade.label}: ${percent(trade.against)} against, ${percent(trade.inFavour)} in favour`;
    if (trade === undefined) return;
    pen.strokeStyle = colour("ink");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x.at(Math.min(trade.against, x.to)), y.at(Math.min(trade.inFavour, y.to)), size + 4, 0, 7);
    pen.stroke();
  };
  const choose = (trade: number): void => {
    if (trade === chosen) return;
    chosen = trade;
    draw();
  };
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    choose(nearestTrade(trades, scales(), event.clientX - box.left, event.clientY - box.top));
  });
  canvas.addEventListener("pointerleave", () => choose(-1));
  canvas.addEventListener("blur", () => choose(-1));
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(Math.min(Math.max(chosen + step, 0), trades.length - 1));
  });
  onTheme(draw);
  onWidth(plot, (now) => {
    width = now;
    draw();
  });
}

/** A canvas as sharp as the screen. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const dots = devicePixelRatio;
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D; // Every browser has it.
  pen.scale(dots, dots);
  return pen;
}

function drawAxes(pen: CanvasRenderingContext2D, x: Scale, y: Scale, width: number): void {
  pen.font = "12px system-ui, sans-serif";
  pen.strokeStyle = colour("line");
  pen.fillStyle = colour("quiet");
  pen.lineWidth = 1;
  const bottom = SCATTER_HEIGHT - MARGIN.bottom;
  pen.textAlign = "center";
  for (const tick of x.ticks) {
    line(pen, x.at(tick), MARGIN.top, x.at(tick), bottom);
    pen.fillText(percentTick(tick), Math.min(x.at(tick), width - 26), bottom + 16);
  }
  pen.textAlign = "right";
  for (const tick of y.ticks) {
    line(pen, MARGIN.left, y.at(tick), width - MARGIN.right, y.at(tick));
    pen.fillText(percentTick(tick), MARGIN.left - 8, y.at(tick) + 4);
  }
  pen.fillText("furthest against the trade", width - MARGIN.right, SCATTER_HEIGHT - 6);
}

function line(pen: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** Gains are discs and losses crosses: told apart without their colours. */
function mark(pen: CanvasRenderingContext2D, x: number, y: number, size: number, isGain: boolean): void {
  pen.beginPath();
  if (isGain) {
    pen.arc(x, y, size, 0, 7);
    pen.fill();
    return;
  }
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x - size, y + size);
  pen.lineTo(x + size, y - size);
  pen.stroke();
}

function nearestTrade(
  trades: readonly Excursion[],
  { x, y }: { readonly x: Scale; readonly y: Scale },
  left: number,
  top: number,
): number {
  let best = REACH;
  let found = -1;
  trades.forEach((trade, i) => {
    const away = Math.hypot(
      x.at(Math.min(trade.against, x.to)) - left,
      y.at(Math.min(trade.inFavour, y.to)) - top,
    );
    if (away < best) {
      best = away;
      found = i;
    }
  });
  return found;
}
