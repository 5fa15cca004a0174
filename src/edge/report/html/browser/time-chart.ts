import { dateTime } from "../../format.ts";
import { el, onWidth, svg } from "./dom.ts";
import { linearScale, logScale, type Scale, timeTicks } from "./scales.ts";

/** A curve of a panel: times in Unix ms, ascending. */
export interface Curve {
  readonly name: string;
  /** Class that gives it its colour: `equity`, `benchmark`. */
  readonly look: string;
  readonly points: readonly (readonly [number, number])[];
  /** Filled down (or up) to this value. */
  readonly fillTo?: number;
}

/** Curves over one axis. */
export interface Panel {
  readonly height: number;
  readonly curves: readonly Curve[];
  /** Numbers beside the axis. */
  readonly axis: (value: number) => string;
  /** Numbers of the moment that is pointed at. */
  readonly exact: (value: number) => string;
  readonly isLog?: boolean;
  /** A value that is always in sight. */
  readonly include?: number;
}

const GAP = 18;
const FOOT = 24;

/** Panels of curves over one time axis, with a reading of the moment that a pointer or the arrow keys choose. */
export class TimeChart {
  readonly #host: HTMLElement;
  readonly #label: string;
  readonly #reading: HTMLElement;
  #panels: readonly Panel[];
  #width = 0;

  constructor(host: HTMLElement, label: string, panels: readonly Panel[]) {
    this.#host = el("div", { class: "plot" });
    this.#label = label;
    this.#panels = panels;
    this.#reading = el("p", { class: "reading", "aria-live": "polite" });
    host.replaceChildren(this.#reading, this.#host);
    onWidth(this.#host, (width) => {
      this.#width = width;
      this.#draw();
    });
  }

  /** Shows other panels in the same place. */
  show(panels: readonly Panel[]): void {
    this.#panels = panels;
    this.#draw();
  }

  #draw(): void {
    const width = this.#width;
    const all = this.#panels.flatMap(({ curves }) => curves);
    const times = all
      .flatMap(({ points }) => [points[0]?.[0], points.at(-1)?.[0]])
      .filter((at) => at !== undefined);
    if (width === 0 || times.length === 0) return;
    const from = Math.min(...times);
    const to = Math.max(...times, from + 1);
    const placed = placedPanels(this.#panels);
    const height = (placed.at(-1)?.bottom ?? 0) + FOOT;
    const left =
      8 +
      6.6 *
        Math.max(
          ...placed.map(({ panel, scale }) =>
            Math.max(...scale.ticks.map((tick) => panel.axis(tick).length)),
          ),
        );
    const x = (at: number): number => left + ((at - from) / (to - from)) * (width - left - 4);
    const canvas = svg("svg", {
      ...{ width, height, viewBox: `0 0 ${width} ${height}`, tabindex: 0, role: "img", class: "time-chart" },
      "aria-label": `${this.#label}. Arrow keys move along the curve.`,
    });
    for (const tick of timeTicks(from, to, Math.max(2, Math.floor(width / 90)))) {
      const place = x(tick.at);
      const text = svg(
        "text",
        { x: place, y: height - 6, class: "tick", "text-anchor": anchorAt(place, width) },
        tick.label,
      );
      canvas.append(svg("line", { x1: place, x2: place, y1: 0, y2: height - FOOT, class: "grid" }), text);
    }
    for (const one of placed) drawPanel(canvas, one, { left, width, x });
    canvas.append(...this.#cursor(canvas, placed, { from, to, left, width, height, x }));
    this.#host.replaceChildren(canvas);
  }

  /** The line at the moment that is read, and what moves it. */
  #cursor(
    canvas: SVGSVGElement,
    placed: readonly PlacedPanel[],
    frame: { from: number; to: number; left: number; width: number; height: number; x(at: number): number },
  ): Node[] {
    const moments = placed[0]?.panel.curves[0]?.points.map(([at]) => at) ?? [];
    const line = svg("line", { y1: 0, y2: frame.height - FOOT, class: "cursor" });
    const dots = placed.flatMap(({ panel }) =>
      panel.curves.map(({ look }) => svg("circle", { r: 3.5, class: `dot ${look}` })),
    );
    let row = moments.length - 1;
    const show = (isShown: boolean): void => {
      const at = moments[row];
      if (at === undefined) return;
      const place = frame.x(at);
      line.setAttribute("x1", String(place));
      line.setAttribute("x2", String(place));
      let dot = 0;
      const words: Node[] = [el("span", { class: "when" }, dateTime(at))];
      for (const { panel, scale } of placed)
        for (const curve of panel.curves) {
          const value = valueAt(curve.points, at);
          const mark = dots[dot++];
          mark?.setAttribute("cx", String(place));
          mark?.setAttribute("cy", String(value === undefined ? -99 : scale.at(value)));
          if (value === undefined) continue;
          const key = el("i", { class: `key ${curve.look}`, "aria-hidden": "true" });
          words.push(el("span", {}, key, `${curve.name} `, el("b", {}, panel.exact(value))));
        }
      this.#reading.replaceChildren(...words);
      for (const each of [line, ...dots]) each.style.visibility = isShown ? "visible" : "hidden";
    };
    canvas.addEventListener("pointermove", (event) => {
      const share =
        (event.clientX - canvas.getBoundingClientRect().left - frame.left) / (frame.width - frame.left - 4);
      row = nearest(moments, frame.from + share * (frame.to - frame.from));
      show(true);
    });
    const rest = (): void => {
      row = moments.length - 1;
      show(false);
    };
    canvas.addEventListener("pointerleave", rest);
    canvas.addEventListener("blur", rest);
    canvas.addEventListener("keydown", (event) => {
      const step = Math.max(1, Math.round(moments.length / 200)) * (event.shiftKey ? 10 : 1);
      const to = { ArrowLeft: row - step, ArrowRight: row + step, Home: 0, End: moments.length - 1 }[
        event.key
      ];
      if (to === undefined) return;
      event.preventDefault();
      row = Math.min(Math.max(to, 0), moments.length - 1);
      show(true);
    });
    rest();
    return [line, ...dots];
  }
}

interface PlacedPanel {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly top: number;
  readonly bottom: number;
}

function placedPanels(panels: readonly Panel[]): readonly PlacedPanel[] {
  let top = 6;
  return panels.map((panel) => {
    const bottom = top + panel.height;
    const ends = panel.curves.flatMap(({ points }) => {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const [, value] of points) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return [low, high];
    });
    if (panel.include !== undefined) ends.push(panel.include);
    const isLog = panel.isLog === true && ends.every((value) => value > 0);
    const scale = isLog ? logScale(ends, bottom, top) : linearScale(ends, bottom, top, panel.height / 55);
    const placed = { panel, scale, top, bottom };
    top = bottom + GAP;
    return placed;
  });
}

function drawPanel(
  canvas: SVGSVGElement,
  { panel, scale }: PlacedPanel,
  { left, width, x }: { left: number; width: number; x(at: number): number },
): void {
  for (const tick of scale.ticks) {
    const y = scale.at(tick);
    canvas.append(svg("line", { x1: left, x2: width, y1: y, y2: y, class: "grid" }));
    const text = panel.axis(tick);
    canvas.append(svg("text", { x: left - 8, y: y + 4, class: "tick", "text-anchor": "end" }, text));
  }
  for (const { points, look, fillTo } of panel.curves) {
    const path = points.map(([at, value]) => `${x(at).toFixed(1)},${scale.at(value).toFixed(1)}`).join("L");
    const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
    if (fillTo !== undefined) {
      const base = scale.at(Math.min(Math.max(fillTo, scale.from), scale.to)).toFixed(1);
      canvas.append(
        svg("path", {
          d: `M${x(first).toFixed(1)},${base}L${path}L${x(last).toFixed(1)},${base}Z`,
          class: `area ${look}`,
        }),
      );
    }
    canvas.append(svg("path", { d: `M${path}`, class: `curve ${look}` }));
  }
}

const anchorAt = (place: number, width: number): string => (place > width - 24 ? "end" : "middle");

/** Row of the moment nearest to one. */
function nearest(moments: readonly number[], at: number): number {
  let low = 0;
  let high = moments.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = moments[low - 1];
  return before !== undefined && at - before < (moments[low] ?? 0) - at ? low - 1 : low;
}

/** The last known value at a moment. */
function valueAt(points: Curve["points"], at: number): number | undefined {
  const row = nearest(
    points.map(([time]) => time),
    at,
  );
  const point = points[row];
  const held = point !== undefined && point[0] > at ? points[row - 1] : point;
  return held?.[1];
}
