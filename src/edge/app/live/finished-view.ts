import { existsSync } from "node:fs";
import {
  type Amount,
  amount,
  amountFromNumber,
  amountToNumber,
  multiply,
  price,
  quantity,
} from "../../../core/base/index.ts";
import { type BacktestReport, statusOf } from "../../../core/views/index.ts";
import { journalOf } from "../../runner/index.ts";
import { type NamedRun, readRunReport } from "../../runs/index.ts";
import { type JournalFacts, journalFacts } from "./journal-orders.ts";
import type { LiveView } from "./serve-run.ts";

/** Latest orders and trades that are shown. */
const SHOWN_MAX = 100;
const DAY_MS = 86_400_000;

/** What is known of a run that is over. `orders` undefined: it wrote none down. */
export interface FinishedView extends Omit<LiveView, "orders"> {
  readonly orders: LiveView["orders"] | undefined;
  /** Whether its report is stored. */
  readonly isStored: boolean;
  /** All that there were. */
  readonly totals: { readonly orders: number; readonly trades: number };
}

/** How a finished run stood at its end, from its report and its journal. @throws UserProblem, exit 5; JournalDamaged */
export async function finishedView(named: NamedRun): Promise<FinishedView> {
  const report = await readRunReport(named);
  const path = named.kind === "stored" ? named.run.path : undefined;
  const journal = path !== undefined && existsSync(journalOf(path)) ? journalFacts(path) : undefined;
  return {
    status: statusOfReport(report, journal),
    orders: journal?.orders.slice(0, SHOWN_MAX),
    trades: report.trades.slice(-SHOWN_MAX).reverse().map(tradeRow),
    isStored: named.kind === "stored",
    totals: { orders: journal?.placed ?? 0, trades: report.trades.length },
  };
}

function statusOfReport(report: BacktestReport, journal: JournalFacts | undefined): LiveView["status"] {
  const { account, trades, open, latch, liquidations } = report;
  const final = amount(account.final);
  const initial = amount(account.initial);
  const positions = open.map((one) => ({
    symbol: one.instrument,
    side: one.side,
    quantity: quantity(one.quantity),
    entry: price(one.entryPrice),
    mark: Number(one.markPrice),
  }));
  let unrealized = 0n;
  for (const one of open) {
    const size = quantity(one.quantity);
    const move = multiply(price(one.markPrice), size) - multiply(price(one.entryPrice), size);
    unrealized += one.side === "long" ? move : -move;
  }
  const status = statusOf({
    run: report.run,
    mode: report.command === "run" ? "paper" : report.command,
    running: false,
    state: latch === null ? "ACTIVE" : "REDUCING",
    marketHours: true,
    statistics: {
      signalsGenerated: journal?.signals ?? 0,
      ordersPlaced: journal?.placed ?? 0,
      positionsOpened: trades.length + open.length,
      positionsClosed: trades.length,
    },
    capital: {
      currency: account.currency,
      initial,
      current: final,
      atDayStart: dayStartOf({ equity: report.equity, final }) ?? initial,
    },
    positions,
    // What the account gained and does not owe to prices of now.
    realizedPnl: (final - initial - unrealized) as Amount,
    stoppedSymbols:
      journal?.holds.stoppedOf(Object.keys(report.byInstrument)) ??
      report.brokenStrategies.map(({ symbol }) => symbol),
    brokenStrategies: journal?.holds.broken ?? report.brokenStrategies,
    latencyMs: undefined,
    alerts: [
      ...liquidations.map(({ instrument }) => `${instrument} was liquidated`),
      ...(latch === null ? [] : [`${latch.kind}: ${latch.detail}`]),
    ],
  });
  // A backtest writes neither down: nothing is not none.
  return journal === undefined
    ? { ...status, statistics: { ...status.statistics, signalsGenerated: null, ordersPlaced: null } }
    : status;
}

/** Equity where the last UTC day began, as far as the curve of the report tells it: in floats, unlike the final one. */
export function dayStartOf({
  equity,
  final,
}: Pick<BacktestReport, "equity"> & { readonly final: Amount }): Amount | undefined {
  const last = equity.at(-1);
  if (last === undefined) return undefined;
  const day = Math.floor(last[0] / DAY_MS) * DAY_MS;
  const before = equity.findLast(([at]) => at < day);
  if (before === undefined) return undefined;
  const start = amountFromNumber(before[1]);
  return start === amountFromNumber(amountToNumber(final)) ? final : start;
}

const tradeRow = (trade: BacktestReport["trades"][number]): LiveView["trades"][number] => ({
  id: trade.id,
  symbol: trade.instrument,
  side: trade.side,
  quantity: trade.quantity,
  entryPrice: trade.entryPrice,
  exitPrice: trade.exitPrice,
  entryTime: trade.entryTime,
  exitTime: trade.exitTime,
  pnl: trade.pnl,
  exitReason: trade.exitReason,
});
