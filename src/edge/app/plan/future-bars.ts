import { type LoadedBars, moment } from "../../data/index.ts";

/** Nobody can have recorded what is dated after now: mostly a wrong unit of time. It is said, since made data may be meant. */
export const futureNotices = (
  bars: readonly Pick<LoadedBars, "symbol" | "columns" | "to">[],
  now: number,
): readonly string[] =>
  bars
    .filter(({ to }) => to > now)
    .map(({ symbol, columns: { time }, to }) => {
      const many = time.length - time.findIndex((start) => start > now);
      return `${symbol}: ${many} of ${time.length} bars are dated after now, up to ${moment(to)}: nobody can have recorded them; check the unit and the year of the time column, and the clock of this machine`;
    });
