import type { Digest } from "../../core/backtest/index.ts";
import type { Amount } from "../../core/base/index.ts";
import type {
  ClosedTrade,
  ExitReason,
  Fill,
  Instrument,
  OrderRequest,
  OrderRole,
  PositionLiquidated,
} from "../../core/domain/index.ts";
import type { ApprovalTold, Engine, FillReport } from "../../core/engine/index.ts";
import type { Latch } from "../../core/risk/index.ts";
import type { StrategyFault } from "../../core/strategy/index.ts";
import { brokenStrategiesOf, type StatusInput } from "../../core/views/index.ts";
import { DecisionRecorder } from "./decision-recorder.ts";
import type { StopRecorder } from "./stop-recorder.ts";
import { type FaultReport, reportOf } from "./strategy-problem.ts";

/** What a run tells while it goes. Plain data: it travels from the worker. */
export type LiveReport =
  | {
      readonly kind: "fill";
      readonly fill: Fill;
      readonly symbol: string;
      readonly reason: OrderRole | ExitReason;
      /** That it closed. */
      readonly trade: ClosedTrade | undefined;
    }
  | { readonly kind: "liquidation"; readonly symbol: string; readonly insured: Amount }
  | { readonly kind: "latch"; readonly latch: Latch }
  /** A person is asked about an opening, or such a question has ended. */
  | { readonly kind: "approval"; readonly told: ApprovalTold }
  | { readonly kind: "fault"; readonly fault: FaultReport }
  | { readonly kind: "status"; readonly status: LiveStatus };

/** The facts of a status document that the engine knows. */
export type LiveStatus = Omit<StatusInput, "run" | "mode">;

/** Records decisions and passes on what a person wants to see at once. */
export class ReportingRecorder extends DecisionRecorder {
  readonly #report: (report: LiveReport) => void;
  ordersPlaced = 0;

  constructor(
    report: (report: LiveReport) => void,
    stops?: StopRecorder,
    onLine?: (line: string) => void,
    digest?: Digest,
  ) {
    super(stops, onLine, digest);
    this.#report = report;
  }

  override snapshot() {
    return { ...super.snapshot(), ordersPlaced: this.ordersPlaced };
  }

  override restore({ ordersPlaced, ...rest }: ReportingSnapshot): void {
    super.restore(rest);
    this.ordersPlaced = ordersPlaced;
  }

  override submitted(order: OrderRequest, instrument: Instrument): void {
    super.submitted(order, instrument);
    this.ordersPlaced++;
  }

  override filled(report: FillReport): void {
    super.filled(report);
    const { fill, order, instrument, trade } = report;
    const reason = trade === undefined ? order.role : trade.exitReason;
    this.#report({ kind: "fill", fill, symbol: instrument.symbol, reason, trade });
  }

  override liquidated(event: PositionLiquidated, instrument: Instrument): void {
    super.liquidated(event, instrument);
    this.#report({ kind: "liquidation", symbol: instrument.symbol, insured: event.insured });
  }

  override approval(told: ApprovalTold): void {
    super.approval(told);
    this.#report({ kind: "approval", told });
  }

  override latched(latch: Latch): void {
    super.latched(latch);
    this.#report({ kind: "latch", latch });
  }

  faulted(fault: StrategyFault): void {
    this.#report({ kind: "fault", fault: reportOf(fault) });
  }
}

type ReportingSnapshot = ReturnType<ReportingRecorder["snapshot"]>;

/** The engine's view of itself, for a person. */
export function statusFacts(
  engine: Engine,
  run: {
    readonly currency: string;
    readonly initial: Amount;
    readonly ordersPlaced: number;
    readonly running: boolean;
  },
): LiveStatus {
  const { currency, initial, ordersPlaced, running } = run;
  const { portfolio, prices, risk, signals } = engine;
  const current = engine.exactEquity;
  const closed = portfolio.trades.length;
  let realized = 0n;
  for (const trade of portfolio.trades) realized += trade.pnl;
  // What is shown as unrealised counts from the entry price: what was paid beyond it, as a fee in kind, is gone already.
  for (const position of portfolio.open)
    realized +=
      position.realisedNet + position.valueOf(position.quantity, position.entryPrice) - position.cost;
  return {
    running,
    state: risk.latches.length > 0 ? "REDUCING" : "ACTIVE",
    marketHours: true,
    statistics: {
      signalsGenerated: signals,
      ordersPlaced,
      positionsOpened: closed + portfolio.open.length,
      positionsClosed: closed,
    },
    capital: {
      currency,
      initial,
      current,
      atDayStart: risk.watch.exactDayStart ?? current,
    },
    positions: engine.openPositions().map(({ instrument, side, quantity, entryPrice }) => ({
      symbol: portfolio.position(instrument).instrument.symbol,
      side,
      quantity,
      entry: entryPrice,
      mark: prices.number(instrument),
    })),
    realizedPnl: realized as Amount,
    waiting: engine.waiting,
    notWhole: risk.feeds.all.map(({ instrument, ...doubt }) => ({
      symbol: portfolio.position(instrument).instrument.symbol,
      ...doubt,
    })),
    stoppedSymbols: portfolio.positions.flatMap(({ instrument: { id, symbol } }) =>
      engine.isPaused(id) || engine.faults.some((fault) => fault.symbol === symbol) ? [symbol] : [],
    ),
    brokenStrategies: brokenStrategiesOf(engine.faults),
    latencyMs: undefined,
    alerts: [
      ...engine.liquidations.map(
        ({ instrument }) => `${portfolio.position(instrument).instrument.symbol} was liquidated`,
      ),
      ...risk.latches.map(({ kind, endsBy }) => `${kind}: no new risk until ${endsBy}`),
    ],
  };
}
