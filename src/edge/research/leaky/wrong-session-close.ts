import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

const DAY = 86_400_000;

/** Compares with the close of the day, and means yesterday's; but it asks for the day it is in. */
export const wrongSessionClose = (columns: BarColumns): Strategy => {
  const closeOfDay = new Map<number, number>();
  columns.time.forEach((time, row) => {
    closeOfDay.set(Math.floor(time / DAY), columns.close[row] ?? Number.NaN);
  });
  return strategy({
    name: "wrong-session-close",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const session = closeOfDay.get(Math.floor(feeds.main.time / DAY)) ?? Number.NaN; // The leak: no `- 1`.
      const price = feeds.main.close.now;
      if (position.side === "flat" && price < session * 0.995)
        return open("long", { why: "below the close of the session", stop: price * 0.97 });
      if (position.side === "long" && price > session) return close("back at the close of the session");
      return none;
    },
  });
};
