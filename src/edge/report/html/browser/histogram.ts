import { count, percent } from "../../format.ts";
import { el, onWidth, svg } from "./dom.ts";
import { fences, linearScale, niceStep, percentTick } from "./scales.ts";

const HEIGHT = 300;
const FOOT_HEIGHT = 24;
const BINS_MAX = 41;

/** How many values lie in each of equal steps; what is far outside is counted in the outermost. */
interface Bins {
  /** Lower edge of the first. */
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
}

/** Steps around zero, so that no bar holds gains and losses; few trades far out do not decide how wide they are. */
function binned(values: readonly number[]): Bins {
  const middle = fences(values);
  const [low, high] = [Math.min(middle.low, 0), Math.max(middle.high, 0)];
  const wanted = Math.min(BINS_MAX, Math.max(20, Math.ceil(3 * Math.cbrt(values.length))));
  const step = niceStep(high - low || 0.01, wanted);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  const counts: number[] = Array(last - first).fill(0);
  for (const value of values) {
    const bin = Math.min(Math.max(Math.floor(value / step) - first, 0), counts.length - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from: first * step, step, counts };
}

/** Returns of trades: gains and losses in bars of their own colours. */
export function histogram(host: HTMLElement, label: string, values: readonly number[]): void {
  const bins = binned(values);
  const reading = el("p", { class: "reading", "aria-live": "polite" });
  const plot = el("div", { class: "plot" });
  host.replaceChildren(reading, plot);
  let chosen = -1;
  const words = (bin: number): string => {
    const from = bins.from + bin * bins.step;
    const first = bin === 0 ? "below" : percent(from);
    const last = bin === bins.counts.length - 1 ? "and above" : `to ${percent(from + bins.step)}`;
    const range = bin === 0 ? `${first} ${percent(from + bins.step)}` : `${first} ${last}`;
    return `${count(bins.counts[bin] ?? 0)} ${bins.counts[bin] === 1 ? "trade" : "trades"}: ${range}`;
  };
  const rest = `${count(values.length)} trades by their return on the entry value`;
  const show = (canvas: SVGSVGElement, bin: number): void => {
    chosen = bin;
    reading.textContent = bin < 0 ? rest : words(bin);
    canvas.querySelectorAll("rect").forEach((bar, i) => {
      bar.classList.toggle("chosen", i === bin);
    });
  };
  onWidth(plot, (width) => {
    const bottom = HEIGHT - FOOT_HEIGHT;
    const y = linearScale([0, ...bins.counts], bottom, 6, 4);
    const left = 12 + 7 * count(y.to).length;
    const slot = (width - left) / bins.counts.length;
    const canvas = svg("svg", {
      ...{ width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, tabindex: 0, role: "img" },
      "aria-label": `${label}. Arrow keys move from bar to bar.`,
    });
    for (const tick of y.ticks) {
      if (!Number.isInteger(tick)) continue;
      const text = svg(
        "text",
        { x: left - 8, y: y.at(tick) + 4, class: "tick", "text-anchor": "end" },
        count(tick),
      );
      canvas.append(
        svg("line", { x1: left, x2: width, y1: y.at(tick), y2: y.at(tick), class: "grid" }),
        text,
      );
    }
    bins.counts.forEach((held, bin) => {
      const isGain = bins.from + (bin + 0.5) * bins.step > 0;
      const top = held === 0 ? bottom : Math.min(y.at(held), bottom - 1.5);
      const size = { x: left + bin * slot + 1, y: top, width: Math.max(slot - 2, 1), height: bottom - top };
      canvas.append(svg("rect", { ...size, rx: 1.5, class: isGain ? "gain-fill" : "loss-fill" }));
    });
    const zero = left + (-bins.from / bins.step) * slot;
    canvas.append(svg("line", { x1: zero, x2: zero, y1: 6, y2: bottom, class: "zero" }));
    const every = Math.max(1, Math.ceil(bins.counts.length / Math.max(2, Math.floor((width - left) / 76))));
    const zeroBin = Math.round(-bins.from / bins.step);
    for (let edge = zeroBin % every; edge <= bins.counts.length; edge += every) {
      const place = left + edge * slot;
      const text = percentTick((edge - zeroBin) * bins.step);
      if (place > left + 18 && place < width - 28)
        canvas.append(svg("text", { x: place, y: HEIGHT - 6, class: "tick", "text-anchor": "middle" }, text));
    }
    canvas.addEventListener("pointermove", (event) => {
      const bin = Math.floor((event.clientX - canvas.getBoundingClientRect().left - left) / slot);
      show(canvas, bin >= 0 && bin < bins.counts.length ? bin : -1);
    });
    canvas.addEventListener("pointerleave", () => show(canvas, -1));
    canvas.addEventListener("blur", () => show(canvas, -1));
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      show(canvas, Math.min(Math.max(chosen + step, 0), bins.counts.length - 1));
    });
    plot.replaceChildren(canvas);
    show(canvas, -1);
  });
}
