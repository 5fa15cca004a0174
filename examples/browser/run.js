import { backtest } from "../../dist/src/index.js";
import { makeBars } from "./bars.js";
import { averageCross } from "./strategy.js";

export const BARS = 1_000_000;
const SEED = 20_240_101;
let market;

/**
 * One run over the made market; the bars are made once.
 * @param {{ fast: number, slow: number, stop: number }} params stop as a share of the price
 */
export function runWith(params, bars = BARS) {
  if (market?.time.length !== bars) market = makeBars(bars, SEED);
  return backtest({
    strategy: averageCross,
    params,
    timeframe: "1m",
    data: { "BTC/USDT": market },
    instruments: { "BTC/USDT": { maker: "0.0001", taker: "0.0001" } },
    slippageBps: 0.5,
  });
}
