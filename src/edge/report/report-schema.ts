import * as z from "zod";

/** `timonel.report/1` as it is read back. Only this file of the room loads the schema library: making a report never does. */
const SIDE = z.enum(["long", "short"]);
const REASON = z.enum([
  "stop-loss",
  "take-profit",
  "trailing-stop",
  "signal",
  "timeout",
  "session-end",
  "manual",
  "liquidation",
  "emergency",
  "reversal",
]);
const time = z.number().min(-8.64e15).max(8.64e15); // What a calendar can show.
const number = z.number();
const ratio = z.number().nullable();
const decimal = z.string().regex(/^-?\d+(?:\.\d+)?$/);
const counts = z.record(z.string(), number);

const METRICS = z.object({
  totalReturn: number,
  cagr: ratio,
  sharpe: ratio,
  sortino: ratio,
  calmar: ratio,
  probabilisticSharpe: ratio,
  minTrackRecordDays: ratio,
  maxDrawdown: number,
  maxDrawdownDurationMs: number,
  volatility: ratio,
  winRate: ratio,
  profitFactor: ratio,
  expectancy: ratio,
  trades: number,
  exposure: number,
  avgTradeDurationMs: ratio,
  var95: ratio,
  cvar95: ratio,
  benchmarkReturn: ratio,
});

const HELD = {
  instrument: z.string(),
  side: SIDE,
  quantity: decimal,
  entryTime: time,
  entryPrice: decimal,
  fees: decimal,
  funding: decimal,
  pnl: decimal,
  mfe: number,
  mae: number,
  strategy: z.string(),
};

const DATA = z.object({
  instrument: z.string(),
  timeframe: z.string(),
  bars: number,
  from: time,
  to: time,
  gaps: number,
  missing: number,
  warnings: z.array(z.string()),
});

const LIQUIDATION = z.object({
  instrument: z.string(),
  side: SIDE,
  quantity: decimal,
  price: decimal,
  fee: decimal,
  insured: decimal,
  at: time,
});

const REPORT = z.object({
  schema: z.literal("timonel.report/1"),
  run: z.string(),
  command: z.string(),
  strategies: z.array(z.string()),
  hash: z.string(),
  configHash: z.string(),
  dataHash: z.string(),
  latch: z.object({ kind: z.string(), at: time, detail: z.string() }).nullable(),
  brokenStrategies: z
    .array(z.object({ symbol: z.string(), strategy: z.string(), found: z.string(), since: time }))
    .optional(),
  notices: z.array(z.string()),
  data: z.array(DATA),
  bars: number,
  elapsedMs: number,
  barsPerSecond: number,
  account: z.object({
    currency: z.string(),
    initial: decimal,
    final: decimal,
    fees: decimal,
    funding: decimal,
    dividends: decimal,
    turnover: decimal,
  }),
  metrics: METRICS,
  againstBenchmark: z.object({
    alpha: ratio,
    beta: ratio,
    trackingError: ratio,
    informationRatio: ratio,
  }),
  byInstrument: z.record(z.string(), METRICS),
  byStrategy: z.record(z.string(), METRICS),
  bySide: z.partialRecord(SIDE, METRICS),
  byExitReason: z.partialRecord(REASON, METRICS),
  open: z.array(z.object({ ...HELD, markPrice: decimal })),
  trades: z.array(
    z.object({
      ...HELD,
      id: number,
      exitTime: time,
      exitPrice: decimal,
      returnOnEntry: number,
      exitReason: REASON,
    }),
  ),
  equity: z.array(z.tuple([time, number])),
  drawdowns: z.array(z.object({ peakAt: time, troughAt: time, recoveredAt: time.nullable(), depth: number })),
  liquidations: z.array(LIQUIDATION),
  refusals: counts,
  rejections: counts,
});

/** What is wrong with a document, in one sentence; undefined when everything that is shown of a run is there. */
export function faultInReport(raw: unknown): string | undefined {
  const read = REPORT.safeParse(raw);
  if (read.success) return undefined;
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "the document" : issue.path.join(".");
  return `${where}: ${issue?.message ?? "not understood"}`;
}
