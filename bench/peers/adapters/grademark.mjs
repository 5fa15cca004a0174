/** grademark: `backtest(strategy, series)`; fills at the next open are its own, fees and a curve for each bar are not there. */
import { Averages, load, readColumns, serve } from "./serve.mjs";

const { DataFrame, Series } = load("data-forge");
const { backtest } = load("grademark");
const { version } = load("grademark/package.json");

const columns = readColumns();
const { bars, time, open, high, low, close } = columns;
const rows = Array.from({ length: bars }, (_, bar) => ({
  bar,
  time: new Date(time[bar]),
  open: open[bar],
  high: high[bar],
  low: low[bar],
  close: close[bar],
}));
const series = new DataFrame(rows);

const strategy = {
  prepIndicators: ({ inputSeries }) => {
    const averages = new Averages();
    const values = inputSeries.toArray().map((bar) => averages.next(bar.close));
    return inputSeries.withSeries("wants", new Series({ values })); // As its documentation adds an indicator.
  },
  entryRule: (enterPosition, { bar }) => {
    if (bar.wants === true) enterPosition();
  },
  exitRule: (exitPosition, { bar }) => {
    if (bar.wants === false) exitPosition();
  },
};

await serve(
  version,
  () => backtest(strategy, series),
  (trades) => {
    const barAt = (moment) => (moment.getTime() - time[0]) / 60_000;
    const closed = trades.filter(({ exitReason }) => exitReason !== "finalize");
    return {
      trades: closed.map((one) => [
        barAt(one.entryTime),
        one.entryPrice,
        barAt(one.exitTime),
        one.exitPrice,
        one.profit,
      ]),
      finalEquity: trades.reduce((sum, { profit }) => sum + profit, 1_000_000),
    };
  },
);
