/** Holds a finished run of the EMA-cross task to the fused loop, which was written apart from the engine. */
import { amount, price } from "../../src/core/base/index.ts";
import type { ClosedTrade } from "../../src/core/domain/index.ts";
import { at, type BarColumns } from "../../src/core/market/index.ts";
import { requireNear, requireSame } from "../digest.ts";
import { FIRST_BAR, MINUTE } from "../reference/candles.ts";
import { digestOfTrades, type ReferenceTrade } from "../reference/ema-cross.ts";
import { type FusedColumns, type FusedRun, fused, fusedColumns } from "../reference/fused.ts";
import type { KnownAnswer } from "../reference/known-answers.ts";
import type { EmaCrossRun } from "./ema-cross.ts";

/** The grids of the task: prices are whole ticks, money is whole millionths. */
const TICK = price("0.01");
const MICRO = amount("0.000001");
const EQUITY_WITHIN = 1e-6;

export interface FusedAnswer {
  readonly run: FusedRun;
  readonly out: FusedColumns;
}

export function fusedAnswer({ open, close }: BarColumns): FusedAnswer {
  const out = fusedColumns(close.length);
  return { run: fused(open, close, out), out };
}

/** Every trade one for one, in whole ticks and millionths. @throws WrongDigest */
export function requireSameTrades(
  trades: readonly ClosedTrade[],
  { run, out }: FusedAnswer,
  time: Float64Array,
): void {
  requireSame("closed trades", trades.length, run.trades);
  trades.forEach((trade, k) => {
    requireSame(`entry time of trade ${k}`, Number(trade.entryTime), at(time, at(out.entryBar, k)));
    requireSame(`entry price of trade ${k}`, Number(trade.entryPrice / TICK), ticksOf(at(out.entryPrice, k)));
    requireSame(`exit time of trade ${k}`, Number(trade.exitTime), at(time, at(out.exitBar, k)));
    requireSame(`exit price of trade ${k}`, Number(trade.exitPrice / TICK), ticksOf(at(out.exitPrice, k)));
    requireSame(`profit of trade ${k}`, trade.pnl, microsOf(at(out.pnl, k)) * MICRO);
  });
}

/** Equity at the close of every bar, of a run of one instrument. @throws WrongDigest */
export function requireSameEquity({ engine }: EmaCrossRun, { out }: FusedAnswer): void {
  const { equity } = engine.curve;
  requireSame("points of the equity curve", equity.length, out.equity.length);
  for (let bar = 0; bar < equity.length; bar++)
    requireNear(`equity at bar ${bar}`, at(equity, bar), at(out.equity, bar), EQUITY_WITHIN);
}

/** What the task is known to come to with this seed. @throws WrongDigest */
export function requireKnown({ engine }: EmaCrossRun, known: KnownAnswer): void {
  requireSame("closed trades", engine.portfolio.trades.length, known.trades);
  requireSame("final equity", exactEquity(engine), known.finalEquityMicro * MICRO);
  requireSame("trade digest", digestOfTrades(engine.portfolio.trades.map(asReference)), known.digest);
}

/** The books of both sides: balanced, equal, and nothing was refused on the way. @throws WrongDigest */
export function requireSoundBooks({ engine, exchange }: EmaCrossRun): void {
  const { portfolio } = engine;
  requireSame("the ledger is balanced", portfolio.ledger.isBalanced(), true);
  requireSame<bigint>("cash of the venue's account", exchange.account.cash, portfolio.cash);
  for (const { instrument, quantity } of portfolio.positions)
    requireSame<bigint>(
      `what the venue holds of ${instrument.symbol}`,
      exchange.account.held(instrument),
      quantity,
    );
  requireSame("refusals", [...engine.refusals.keys()].join(), "");
  requireSame("rejections", [...engine.rejections.keys()].join(), "");
  requireSame("latches", engine.risk.latches.length, 0);
}

/** What the account is worth by independent books: the profit of each instrument on its own, in whole millionths. */
export function requireSumOfEquity(
  { engine }: EmaCrossRun,
  balance: bigint,
  answers: readonly FusedAnswer[],
): void {
  let expected = balance;
  for (const { run } of answers) expected += microsOf(run.finalEquity - 1e6) * MICRO;
  requireSame("final equity", exactEquity(engine), expected);
}

const exactEquity = ({ portfolio, prices }: EmaCrossRun["engine"]): bigint =>
  portfolio.equityAt((instrument) => prices.exact(instrument));

const ticksOf = (price: number): number => Math.round(price * 100);
const microsOf = (money: number): bigint => BigInt(Math.round(money * 1e6));
const barAt = (time: number): number => (time - FIRST_BAR) / MINUTE;

const asReference = (trade: ClosedTrade): ReferenceTrade => ({
  entryBar: barAt(trade.entryTime),
  entryTicks: trade.entryPrice / TICK,
  exitBar: barAt(trade.exitTime),
  exitTicks: trade.exitPrice / TICK,
  pnlMicro: trade.pnl / MICRO,
});
