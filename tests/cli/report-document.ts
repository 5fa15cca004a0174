/** The report document of `backtest --json` and `run --json`, as the contract of the command line words it. */
import * as z from "zod";
import { exact } from "./exact.ts";

const decimal = z.string().refine((text) => {
  exact(text);
  return true;
});
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const unixMs = z.int().min(946_684_800_000).max(4_102_444_800_000); // 2000 to 2100.
const count = z.int().min(0);
const ratio = z.number();
/** A quotient without a divisor is null; JSON has no NaN. */
const ratioOrNull = z.number().nullable();

const METRICS = z.object({
  totalReturn: ratio,
  cagr: ratioOrNull,
  sharpe: ratioOrNull,
  sortino: ratioOrNull,
  calmar: ratioOrNull,
  probabilisticSharpe: z.number().min(0).max(1).nullable(),
  minTrackRecordDays: z.int().min(1).nullable(),
  maxDrawdown: z.number().min(0).max(1),
  maxDrawdownDurationMs: count,
  volatility: ratioOrNull,
  winRate: z.number().min(0).max(1).nullable(),
  profitFactor: z.number().min(0).nullable(),
  expectancy: ratioOrNull,
  trades: count,
  exposure: z.number().min(0).max(1),
  avgTradeDurationMs: z.number().min(0).nullable(),
  var95: ratioOrNull,
  cvar95: ratioOrNull,
  benchmarkReturn: ratioOrNull,
});

/** Of some trades only: the losses alone can be more than the run began with. */
const CUT = METRICS.extend({ maxDrawdown: z.number().min(0) });

const SIDE = z.enum(["long", "short"]);

const EXIT_REASON = z.literal([
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

const TRADE = z.object({
  id: z.int().min(1),
  instrument: z.string(),
  side: SIDE,
  quantity: decimal,
  entryTime: unixMs,
  entryPrice: decimal,
  exitTime: unixMs,
  exitPrice: decimal,
  fees: decimal,
  funding: decimal,
  pnl: decimal,
  returnOnEntry: ratio,
  mfe: ratio,
  mae: ratio,
  exitReason: EXIT_REASON,
  strategy: z.string(),
});

const OPEN = z.object({
  instrument: z.string(),
  side: SIDE,
  quantity: decimal,
  entryTime: unixMs,
  entryPrice: decimal,
  fees: decimal,
  funding: decimal,
  pnl: decimal,
  strategy: z.string(),
});

const LIQUIDATION = z.object({
  instrument: z.string(),
  side: z.enum(["long", "short"]),
  quantity: decimal,
  price: decimal,
  fee: decimal,
  insured: decimal,
  at: unixMs,
});

const REPORT = z.object({
  schema: z.literal("timonel.report/1"),
  run: z.string().min(1),
  command: z.enum(["backtest", "run"]),
  hash,
  configHash: hash,
  dataHash: hash,
  latch: z.object({ kind: z.string(), at: unixMs, detail: z.string() }).nullable(),
  notices: z.array(z.string()),
  data: z.array(
    z.object({
      instrument: z.string(),
      timeframe: z.string(),
      bars: z.int().min(1),
      from: unixMs,
      to: unixMs,
      gaps: count,
      missing: count,
      warnings: z.array(z.string()),
    }),
  ),
  bars: count,
  elapsedMs: z.number().positive(),
  barsPerSecond: z.number().positive(),
  account: z.object({
    currency: z.string(),
    initial: decimal,
    final: decimal,
    fees: decimal,
    funding: decimal,
    dividends: decimal,
  }),
  metrics: METRICS,
  againstBenchmark: z.object({
    alpha: ratioOrNull,
    beta: ratioOrNull,
    trackingError: ratioOrNull,
    informationRatio: ratioOrNull,
  }),
  byInstrument: z.record(z.string(), CUT),
  byStrategy: z.record(z.string(), CUT),
  bySide: z.partialRecord(SIDE, CUT),
  byExitReason: z.partialRecord(EXIT_REASON, CUT),
  open: z.array(OPEN),
  trades: z.array(TRADE),
  liquidations: z.array(LIQUIDATION),
  equity: z.array(z.tuple([unixMs, z.number()])).max(5_000),
  drawdowns: z
    .array(
      z.object({
        peakAt: unixMs,
        troughAt: unixMs,
        recoveredAt: unixMs.nullable(),
        depth: z.number().positive(),
      }),
    )
    .max(10),
  refusals: z.record(z.string(), z.int().min(1)),
});

export type Report = z.infer<typeof REPORT>;

/** Reads standard output that must be exactly one document. @throws Error naming every field that is missing or of another type */
export function readReport(stdout: string): Report {
  const read = REPORT.safeParse(JSON.parse(stdout));
  if (!read.success) throw new Error(z.prettifyError(read.error));
  return read.data;
}
