/**
 * `@backtest/framework`: `runStrategy` over candles in memory. It reads candles from a database through a generated
 * client; both are replaced here, so that neither a database nor the engine that serves it has to be installed. It fills
 * at the price it is told, or at the close: the open of the next bar is told at the close of this one.
 */
import { Averages, load, readColumns, serve } from "./serve.mjs";

/** No database is opened: whoever asks for a client gets one without tables. */
const client = load.resolve("@prisma/client");
const { Module } = load("node:module");
const stub = new Module(client);
stub.loaded = true;
stub.exports = { PrismaClient: class {} };
load.cache[client] = stub;

const { runStrategy } = load("@backtest/framework");
const { version } = load("@backtest/framework/package.json");
const helpers = "@backtest/framework/dist/src/helpers";
const candleStore = load(`${helpers}/prisma-historical-data.js`);
const strategyStore = load(`${helpers}/prisma-strategies.js`);

const FEE_PERCENT = 0.04;
/** The name of the file beside this one. */
const STRATEGY = "backtest-framework-strategy";
const { bars, time, open, high, low, close, volume } = readColumns();
const name = "BTCUSDT-1m";
const candles = Array.from({ length: bars }, (_, bar) => ({
  symbol: "BTCUSDT",
  interval: "1m",
  openTime: time[bar],
  open: open[bar],
  high: high[bar],
  low: low[bar],
  close: close[bar],
  volume: volume[bar],
  closeTime: time[bar] + 59_999,
  assetVolume: volume[bar],
  numberOfTrades: 1,
}));
const metaCandles = [
  {
    name,
    symbol: "BTCUSDT",
    interval: "1m",
    base: "BTC",
    quote: "USDT",
    startTime: time[0],
    endTime: time[bars - 1] + 59_999,
    importedFromCSV: true,
    creationTime: 0,
    lastUpdatedTime: 0,
  },
];
const strategyMeta = { name: STRATEGY, params: [], dynamicParams: false, creationTime: 0, lastRunTime: 0 };
Object.assign(candleStore, {
  getCandles: async () => ({ metaCandles, candles }),
  getAllCandleMetaData: async () => metaCandles,
  getCandleMetaData: async () => metaCandles[0],
});
Object.assign(strategyStore, {
  getAllStrategies: async () => [strategyMeta],
  getStrategy: async () => strategyMeta,
  updateLastRunTime: async () => true,
});

/** Read by the strategy below, which the framework loads as a file of its own. */
let averages = new Averages();
globalThis.emaCross = async ({ currentCandle, orderBook, buy, sell }) => {
  const wants = averages.next(currentCandle.close);
  const bar = averages.bars;
  if (wants === undefined || bar === bars) return;
  const price = open[bar];
  // The fee comes off what is bought: so much more pays for a whole unit.
  if (wants && !orderBook.bought) await buy({ price, amount: price / (1 - FEE_PERCENT / 100) });
  else if (!wants && orderBook.bought) await sell({ price });
};

await serve(
  version,
  () => {
    averages = new Averages();
    return runStrategy({
      strategyName: STRATEGY,
      historicalData: [name],
      supportHistoricalData: [],
      params: {},
      startingAmount: 1_000_000,
      startTime: time[0],
      endTime: time[bars - 1] + 59_999,
      percentFee: FEE_PERCENT,
      percentSlippage: 0,
      rootPath: import.meta.dirname,
    });
  },
  ({ allOrders, allWorths }) => {
    const barOf = ({ time: moment }) => (moment - 59_999 - time[0]) / 60_000 + 1;
    const trades = [];
    let entry;
    for (const order of allOrders) {
      if (order.type === "buy") entry = order;
      else if (barOf(order) < bars)
        trades.push([barOf(entry), entry.price, barOf(order), order.price, order.profitAmount]);
    }
    return { trades, finalEquity: allWorths.at(-1).close };
  },
);
