import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

const FOUR_HOURS = 14_400_000;

/** Groups the bars into those of four hours and looks at the one it is in, as if that had closed already. */
export const unfinishedLongerBar = (columns: BarColumns): Strategy => {
  const openOf = new Map<number, number>();
  const closeOf = new Map<number, number>();
  columns.time.forEach((time, row) => {
    const start = Math.floor(time / FOUR_HOURS);
    if (!openOf.has(start)) openOf.set(start, columns.open[row] ?? Number.NaN);
    closeOf.set(start, columns.close[row] ?? Number.NaN); // The last row of the four hours wins.
  });
  return strategy({
    name: "unfinished-longer-bar",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const start = Math.floor(feeds.main.time / FOUR_HOURS); // The leak: this bar ends up to four hours later.
      const rise = (closeOf.get(start) ?? Number.NaN) / (openOf.get(start) ?? Number.NaN) - 1;
      if (position.side === "flat" && rise > 0.002)
        return open("long", { why: "the four hours rise", stop: feeds.main.close.now * 0.97 });
      if (position.side === "long" && rise < 0) return close("the four hours fall");
      return none;
    },
  });
};
