import { type Amount, amountToNumber, NO_AMOUNT } from "../base/index.ts";
import type { ClosedTrade } from "../domain/index.ts";
import type { Metrics } from "./run-record.ts";

type TradeStatistics = Pick<
  Metrics,
  "winRate" | "profitFactor" | "expectancy" | "trades" | "avgTradeDurationMs"
>;

/** What the closed trades say. Profits are summed exactly and rounded once. */
export function tradeStatistics(trades: readonly ClosedTrade[]): TradeStatistics {
  let wins = 0;
  let profit: bigint = NO_AMOUNT;
  let loss: bigint = NO_AMOUNT;
  let durationMs = 0;
  for (const trade of trades) {
    if (trade.pnl > 0n) {
      wins++;
      profit += trade.pnl;
    } else loss -= trade.pnl;
    durationMs += trade.exitTime - trade.entryTime;
  }
  const count = trades.length;
  if (count === 0)
    return { winRate: null, profitFactor: null, expectancy: null, trades: 0, avgTradeDurationMs: null };
  return {
    winRate: wins / count,
    profitFactor: loss > 0n ? toNumber(profit) / toNumber(loss) : null,
    expectancy: toNumber(profit - loss) / count,
    trades: count,
    avgTradeDurationMs: durationMs / count,
  };
}

/** A sum of amounts is an amount; arithmetic on bigints forgets the brand. */
const toNumber = (sum: bigint): number => amountToNumber(sum as Amount);
