import { formatAmount, formatPrice, formatQuantity } from "../../../core/base/index.ts";
import { statusOf } from "../../../core/views/index.ts";
import { type LogEvent, type Logs, openLogs } from "../../logs/index.ts";
import { messageOf } from "../../problem/index.ts";
import { refusalWords } from "../../report/index.ts";
import { faultText, type LiveReport, type PlannedRun } from "../../research/index.ts";
import { changeText, type LiveListener, type RunNote } from "../../runner/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { FinishedRun } from "../play/finished-run.ts";

/** What is logged of a run besides what it tells itself. */
export interface RunLogs extends Pick<LiveListener, "onReport" | "onResumed"> {
  onNote(note: RunNote): void;
  write(event: LogEvent): void;
  started(facts: Readonly<Record<string, unknown>>): void;
  /** What the run has come to was written down; it stands for so many records. */
  snapshotKept(records: number): void;
  snapshotFailed(why: string): void;
  ended(run: Pick<FinishedRun, "report" | "isComplete">, isEmergency: boolean): void;
  failed(error: unknown): void;
  close(): Promise<void>;
}

const TRADE_COLUMNS = ["run_id", "symbol", "side", "quantity", "exit_time", "exit_price", "pnl", "reason"];

export interface LoggedRun {
  readonly id: string;
  readonly mode: string;
  readonly version: string;
  readonly loaded: LoadedRun;
  /** A line for a person. */
  note(text: string): void;
}

/** Opens the logs of a run where its config says so. What they cannot write costs the run nothing. */
export async function openRunLogs(run: LoggedRun): Promise<RunLogs> {
  const { directory, level } = run.loaded.config.logs;
  const logs = await openLogs({
    directory,
    level,
    run: run.id,
    version: run.version,
    tradeColumns: TRADE_COLUMNS,
    onNotice: (text) => run.note(`notice: ${text}`),
  });
  const runner = (type: string, data: LogEvent["data"], level: LogEvent["level"] = "INFO"): void =>
    logs.write({ level, component: "runner", type, data, also: ["live"] });
  return {
    started: (facts) => runner("run_started", facts),
    snapshotKept: (records) => runner("snapshot_kept", { records }),
    snapshotFailed: (why) => runner("snapshot_failed", { why }, "WARNING"),
    onResumed: ({ remembered, passedOver = null, replayed, changed, strategies, at }) => {
      const isStrange = changed > 0 || passedOver !== null || strategies.length > 0;
      runner(
        "run_resumed",
        { at, remembered, passedOver, replayed, changed, strategies: strategies.map(changeText) },
        isStrange ? "WARNING" : "INFO",
      );
    },
    onReport: (report) => logReport(logs, report, run),
    onNote: (note) => logs.write(eventOfNote(note)),
    write: (event) => logs.write(event),
    ended: ({ report: { hash, account, metrics }, isComplete: complete }, emergency) =>
      runner(
        "run_ended",
        { complete, emergency, hash, final: account.final, trades: metrics.trades },
        emergency ? "CRITICAL" : "INFO",
      ),
    failed: (error) => runner("run_failed", { message: messageOf(error) }, "CRITICAL"),
    close: () => logs.close(),
  };
}

function logReport(logs: Logs, report: LiveReport, { id, mode, loaded }: LoggedRun): void {
  logs.write({ ...eventOfReport(report, id, mode, loaded.plan.runs), also: ["live"] });
  if (report.kind !== "fill" || report.trade === undefined) return;
  const { side, quantity, exitTime, exitPrice, pnl, exitReason } = report.trade;
  const exit = [String(exitTime), formatPrice(exitPrice), formatAmount(pnl), exitReason];
  logs.trade([id, report.symbol, side, formatQuantity(quantity), ...exit]);
}

function eventOfReport(report: LiveReport, run: string, mode: string, runs: readonly PlannedRun[]): LogEvent {
  switch (report.kind) {
    case "fill": {
      const { fill, symbol, reason, trade } = report;
      const { order, at, side, price, quantity, fee, feeAsset, liquidity } = fill;
      const numbers = {
        quantity: formatQuantity(quantity),
        price: formatPrice(price),
        fee: formatAmount(fee),
        pnl: trade === undefined ? null : formatAmount(trade.pnl),
      };
      const data = { at, order, symbol, side, ...numbers, feeAsset, liquidity, reason };
      return { level: "INFO", component: "orders", type: "order_filled", data };
    }
    case "liquidation": {
      const data = { symbol: report.symbol, insured: formatAmount(report.insured) };
      return { level: "CRITICAL", component: "risk", type: "liquidated", data };
    }
    case "approval": {
      const { what, entry, at, detail } = report.told;
      const { instrument: _, ...about } = entry;
      const level = what === "asked" ? "WARNING" : "INFO"; // Somebody has to do something.
      return { level, component: "signals", type: `approval_${what}`, data: { at, ...about, detail } };
    }
    case "latch":
      return { level: "WARNING", component: "risk", type: "latched", data: { ...report.latch } };
    case "fault": {
      const data = { message: faultText(report.fault, runs) };
      return { level: "ERROR", component: "strategies", type: "strategy_stopped", data };
    }
    case "status": {
      const { schema: _, run: _run, mode: _mode, ...status } = statusOf({ ...report.status, run, mode });
      return { level: "INFO", component: "status", type: "status", data: { ...status } };
    }
  }
}

/** What a run told for its logs, as an event. */
function eventOfNote(note: RunNote): LogEvent {
  const { kind: _, ...data } = note;
  switch (note.kind) {
    case "signal":
      return { level: "INFO", component: "signals", type: "signal", data };
    case "refusal": {
      const about = { ...data, words: refusalWords(note.refusal) };
      return { level: "INFO", component: "signals", type: "signal_refused", data: about };
    }
    case "order":
      return {
        level: LEVELS[note.what] ?? "INFO",
        component: "orders",
        type: `order_${note.what}`,
        data: Object.fromEntries(Object.entries(data).filter(([key]) => key !== "what")),
      };
    case "command":
      return {
        level: note.command.do === "emergency" ? "CRITICAL" : "WARNING",
        component: "runner",
        type: "command",
        data: {
          at: note.at,
          ...note.command,
          ...(note.symbol && { symbol: note.symbol }),
          result: note.result,
        },
        also: ["live"],
      };
    case "alarm":
      return {
        level: "ERROR",
        component: "runner",
        type: note.symbol === undefined ? "halted" : "stopped",
        data,
        also: ["live"],
      };
    case "feed broken":
      return { level: "WARNING", component: "data", type: "feed_not_whole", data, also: ["live"] };
    case "feed mended":
      return { level: "INFO", component: "data", type: "feed_whole", data, also: ["live"] };
    case "ignored bars":
      return { level: "INFO", component: "data", type: "bars_ignored", data };
    case "day":
      return {
        level: "INFO",
        component: "runner",
        type: note.facts.whole ? "run_summary" : "daily_summary",
        data: { ...note.facts },
        also: ["daily", "live"],
      };
    case "untold":
      return { level: "WARNING", component: "runner", type: "not_logged", data };
  }
}

const LEVELS: Partial<Readonly<Record<string, LogEvent["level"]>>> = {
  accepted: "DEBUG",
  rejected: "WARNING",
  unknown: "WARNING",
  failed: "ERROR",
};
