/** Holds a finished run of the bracket task to the fast loop, which was written apart from the engine. */
import { amount, price } from "../../src/core/base/index.ts";
import type { ClosedTrade, OrderRequest } from "../../src/core/domain/index.ts";
import type { EngineListener, FillReport } from "../../src/core/engine/index.ts";
import { at, type BarColumns } from "../../src/core/market/index.ts";
import { requireNear, requireSame } from "../digest.ts";
import {
  type BracketColumns,
  type BracketFastRun,
  type BracketTrade,
  bracketColumns,
  bracketFast,
  bracketTrades,
  digestOfBracketTrades,
  lineOf,
} from "../reference/bracket-fast.ts";
import { FIRST_BAR, MINUTE } from "../reference/candles.ts";
import type { KnownAnswer } from "../reference/known-answers.ts";
import type { BracketRun } from "./bracket.ts";

const TICK = price("0.01");
const MICRO = amount("0.000001");
const EQUITY_WITHIN = 1e-6;

export interface BracketAnswer {
  readonly run: BracketFastRun;
  readonly out: BracketColumns;
}

export function bracketAnswer(columns: BarColumns): BracketAnswer {
  const out = bracketColumns(columns.close.length);
  return { run: bracketFast(columns, out), out };
}

/** Hears what the books do not keep: when the entry of each trade was decided, and how each order ended. */
export class BracketEar implements EngineListener {
  /** Of each closed trade. */
  readonly signalBars: number[] = [];
  readonly orders = { submitted: 0, filled: 0, cancelled: 0, expired: 0 };
  #decidedAt = 0;

  submitted(): void {
    this.orders.submitted++;
  }

  answered({ kind }: Parameters<NonNullable<EngineListener["answered"]>>[0]): void {
    if (kind === "OrderCancelled") this.orders.cancelled++;
    if (kind === "OrderExpired") this.orders.expired++;
  }

  filled({ order, trade }: FillReport): void {
    this.orders.filled++;
    if (order.role === "entry") this.#decidedAt = signalBarOf(order);
    if (trade !== undefined) this.signalBars.push(this.#decidedAt);
  }
}

/** A trade as the task writes it. */
export const toldAsBracket = (trade: ClosedTrade, signalBar: number): BracketTrade => ({
  signalBar,
  entryBar: barOf(trade.entryTime),
  entryTicks: Number(trade.entryPrice / TICK),
  exitBar: barOf(trade.exitTime),
  exitTicks: Number(trade.exitPrice / TICK),
  reason: trade.exitReason === "stop-loss" ? 0 : 1,
  pnlMicro: Number(trade.pnl / MICRO),
});

/** Every trade one for one. @param ear that listened to the run @throws WrongDigest */
export function requireSameBracketTrades(
  { engine }: BracketRun,
  ear: BracketEar,
  { run, out }: BracketAnswer,
): void {
  const { trades } = engine.portfolio;
  bracketTrades(out, run.trades).forEach((expected, k) => {
    const trade = trades[k];
    const told = trade && lineOf(toldAsBracket(trade, ear.signalBars[k] ?? Number.NaN));
    requireSame(`trade ${k}`, told, lineOf(expected));
  });
  requireSame("closed trades", trades.length, run.trades);
  for (const kind of ["submitted", "filled", "cancelled", "expired"] as const)
    requireSame(`orders ${kind}`, ear.orders[kind], run.orders[kind]);
}

/** Equity at the close of every bar. @throws WrongDigest */
export function requireSameBracketEquity({ engine }: BracketRun, { out }: BracketAnswer): void {
  const { equity } = engine.curve;
  requireSame("points of the equity curve", equity.length, out.equity.length);
  for (let bar = 0; bar < equity.length; bar++)
    requireNear(`equity at bar ${bar}`, at(equity, bar), at(out.equity, bar), EQUITY_WITHIN);
}

/** What the task is known to come to with this seed. @throws WrongDigest */
export function requireKnownBracket({ engine }: BracketRun, ear: BracketEar, known: KnownAnswer): void {
  const { portfolio, prices } = engine;
  requireSame("closed trades", portfolio.trades.length, known.trades);
  const equity = portfolio.equityAt((instrument) => prices.exact(instrument));
  requireSame("final equity", equity as bigint, known.finalEquityMicro * MICRO);
  const told = portfolio.trades.map((trade, k) => toldAsBracket(trade, ear.signalBars[k] ?? Number.NaN));
  requireSame("trade digest", digestOfBracketTrades(told), known.digest);
}

const barOf = (time: number): number => Math.floor((time - FIRST_BAR) / MINUTE);

/** Decided at the close of the bar before. */
const signalBarOf = ({ at: decidedAt }: OrderRequest): number => barOf(decidedAt) - 1;
