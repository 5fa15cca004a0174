import {
  compareWithBenchmark,
  deepestDrawdowns,
  metricsBy,
  metricsByInstrument,
  metricsOf,
  type RunRecord,
  thinEquity,
} from "../analytics/index.ts";
import {
  type Amount,
  amountToNumber,
  assert,
  formatAmount,
  formatPrice,
  formatQuantity,
} from "../base/index.ts";
import type {
  ClosedTrade,
  ExitReason,
  Instrument,
  OpenPosition,
  PositionLiquidated,
} from "../domain/index.ts";
import type {
  BacktestReport,
  ReportData,
  ReportLatch,
  ReportLiquidation,
  ReportOpenPosition,
  ReportTrade,
} from "./report-document.ts";
import type { StatusBroken } from "./status-document.ts";

/** Everything a report is made of: facts of the run, nothing derived. */
export interface ReportInput {
  readonly run: string;
  readonly command: string;
  readonly strategies: readonly string[];
  readonly hash: string;
  readonly configHash: string;
  readonly dataHash: string;
  readonly data: readonly ReportData[];
  /** Bars of all series. */
  readonly bars: number;
  readonly elapsedMs: number;
  readonly account: {
    readonly currency: string;
    readonly initial: Amount;
    readonly final: Amount;
    /** Positive: paid. */
    readonly fees: Amount;
    readonly funding: Amount;
    /** Positive: received. */
    readonly dividends: Amount;
    /** Value of everything that was bought and sold. */
    readonly turnover: Amount;
  };
  readonly record: RunRecord;
  /** By `InstrumentId`. */
  readonly instruments: readonly Instrument[];
  readonly refusals: Readonly<Record<string, number>>;
  readonly rejections: Readonly<Record<string, number>>;
  readonly liquidations: readonly PositionLiquidated[];
  readonly notices: readonly string[];
  /** Set only when it stopped the run for good. */
  readonly latch: ReportLatch | undefined;
  readonly brokenStrategies: readonly StatusBroken[];
}

/** Builds the document of CONTRACT from the facts. @throws InvariantBroken when an instrument is not in the list */
export function buildReport(input: ReportInput): BacktestReport {
  const { account, record, instruments } = input;
  const metrics = metricsByInstrument(record);
  assert(metrics.length === instruments.length, "every instrument has its benchmark");
  return {
    schema: "timonel.report/1",
    run: input.run,
    command: input.command,
    strategies: [...input.strategies],
    hash: input.hash,
    configHash: input.configHash,
    dataHash: input.dataHash,
    latch: input.latch ?? null,
    brokenStrategies: input.brokenStrategies.map((one) => ({ ...one })),
    notices: [...input.notices],
    data: input.data.map((series) => ({ ...series, warnings: [...series.warnings] })),
    bars: input.bars,
    elapsedMs: input.elapsedMs,
    barsPerSecond: input.elapsedMs > 0 ? (input.bars / input.elapsedMs) * 1_000 : 0,
    account: {
      currency: account.currency,
      initial: formatAmount(account.initial),
      final: formatAmount(account.final),
      fees: formatAmount(account.fees),
      funding: formatAmount(account.funding),
      dividends: formatAmount(account.dividends),
      turnover: formatAmount(account.turnover),
    },
    metrics: metricsOf(record),
    againstBenchmark: compareWithBenchmark(record),
    byInstrument: Object.fromEntries(metrics.map((own, id) => [symbolOf(instruments, id), own])),
    byStrategy: Object.fromEntries(metricsBy(record, ({ strategy }) => strategy)),
    bySide: Object.fromEntries(metricsBy(record, ({ side }) => side)),
    byExitReason: Object.fromEntries(metricsBy(record, exitReasonOf)),
    open: record.open.map((position) => openPosition(position, instruments)),
    trades: record.trades.map((trade) => closedTrade(trade, instruments)),
    equity: thinEquity(record.equityTime, record.equity),
    drawdowns: deepestDrawdowns(record),
    liquidations: input.liquidations.map((one) => liquidation(one, instruments)),
    refusals: { ...input.refusals },
    rejections: { ...input.rejections },
  };
}

const exitReasonOf = (held: ClosedTrade | OpenPosition): ExitReason | undefined =>
  "exitReason" in held ? held.exitReason : undefined;

function closedTrade(trade: ClosedTrade, instruments: readonly Instrument[]): ReportTrade {
  return {
    id: trade.id,
    instrument: symbolOf(instruments, trade.instrument),
    side: trade.side,
    quantity: formatQuantity(trade.quantity),
    entryTime: trade.entryTime,
    entryPrice: formatPrice(trade.entryPrice),
    exitTime: trade.exitTime,
    exitPrice: formatPrice(trade.exitPrice),
    fees: formatAmount(trade.fees),
    funding: formatAmount(trade.funding),
    pnl: formatAmount(trade.pnl),
    returnOnEntry: trade.entryValue === 0n ? 0 : amountToNumber(trade.pnl) / amountToNumber(trade.entryValue),
    mfe: trade.mfe,
    mae: trade.mae,
    exitReason: trade.exitReason,
    strategy: trade.strategy,
  };
}

function openPosition(position: OpenPosition, instruments: readonly Instrument[]): ReportOpenPosition {
  return {
    instrument: symbolOf(instruments, position.instrument),
    side: position.side,
    quantity: formatQuantity(position.quantity),
    entryTime: position.entryTime,
    entryPrice: formatPrice(position.entryPrice),
    markPrice: formatPrice(position.markPrice),
    fees: formatAmount(position.fees),
    funding: formatAmount(position.funding),
    pnl: formatAmount(position.pnl),
    mfe: position.mfe,
    mae: position.mae,
    strategy: position.strategy,
  };
}

const liquidation = (
  { instrument, fill, insured, at }: PositionLiquidated,
  instruments: readonly Instrument[],
): ReportLiquidation => ({
  instrument: symbolOf(instruments, instrument),
  side: fill.side === "sell" ? "long" : "short",
  quantity: formatQuantity(fill.quantity),
  price: formatPrice(fill.price),
  fee: formatAmount(fill.fee),
  insured: formatAmount(insured),
  at,
});

const symbolOf = (instruments: readonly Instrument[], id: number): string =>
  instrumentOf(instruments, id).symbol;

function instrumentOf(instruments: readonly Instrument[], id: number): Instrument {
  const instrument = instruments[id];
  assert(instrument !== undefined, `no instrument ${id} in the run`);
  return instrument;
}

/** Only what nobody but a person can lift has stopped the run for good. */
export function latchForGood(
  latches: readonly {
    readonly kind: string;
    readonly endsBy: string;
    readonly since: number;
    readonly reached: number;
    readonly allowed: number;
  }[],
): ReportLatch | undefined {
  const latch = latches.find(({ endsBy }) => endsBy === "resume");
  if (latch === undefined) return undefined;
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  // Whoever halts a run reaches no limit.
  const detail = Number.isNaN(latch.reached)
    ? `${latch.kind} halted it, and nobody resumed`
    : `${latch.kind} reached ${percent(latch.reached)}, the limit is ${percent(latch.allowed)}`;
  return { kind: latch.kind, at: latch.since, detail };
}
