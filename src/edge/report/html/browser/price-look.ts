import type { CandlestickStyleOptions, ChartOptions, DeepPartial } from "lightweight-charts";
import { colour } from "./theme.ts";

/** Numbers are right aligned and of one width, as everywhere on the page. */
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** How the chart looks in the theme of now. */
export const chartLook = (): DeepPartial<ChartOptions> => ({
  layout: {
    background: { color: colour("panel") },
    textColor: colour("quiet"),
    fontFamily: FONT,
    fontSize: 12,
    panes: { separatorColor: colour("line"), separatorHoverColor: colour("line"), enableResize: false },
  },
  grid: { vertLines: { color: colour("grid") }, horzLines: { color: colour("grid") } },
  rightPriceScale: {
    borderColor: colour("line"),
    scaleMargins: { top: 0.06, bottom: 0.05 },
    entireTextOnly: true,
  },
  timeScale: { borderColor: colour("line") },
  crosshair: { mode: 0 },
});

/** Bars stand back behind what was traded on them: rising ones are hollow, falling ones filled. */
export const barLook = (): DeepPartial<CandlestickStyleOptions> => ({
  upColor: colour("panel"),
  downColor: colour("bar"),
  borderUpColor: colour("bar"),
  borderDownColor: colour("bar"),
  wickUpColor: colour("bar"),
  wickDownColor: colour("bar"),
});

/** Colours of indicators, told apart by everybody. */
export const lineColour = (place: number): string => colour(`line-${(place % 6) + 1}`);
