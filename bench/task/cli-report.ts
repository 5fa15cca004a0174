/** What a bench requires of the JSON that a backtest printed. */
import { requireSame } from "../digest.ts";
import type { CliRun } from "./cli-run.ts";

export interface CliReport {
  readonly hash: string;
  readonly trades: number;
}

/** Ended well, one document of the contract, every bar played. @throws WrongDigest, or Error when it is no report */
export function requireReport(run: CliRun, bars: number): CliReport {
  if (run.code !== 0) throw new Error(`the backtest ended with ${run.code}: ${run.err.trim()}`);
  const report: unknown = JSON.parse(run.out);
  if (typeof report !== "object" || report === null) throw new Error("the backtest printed no report");
  const fields = new Map<string, unknown>(Object.entries(report));
  requireSame("schema of the report", String(fields.get("schema")), "timonel.report/1");
  requireSame("bars of the report", Number(fields.get("bars")), bars);
  const hash = fields.get("hash");
  const trades = fields.get("trades");
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) throw new Error("the report has no hash");
  if (!Array.isArray(trades) || trades.length === 0) throw new Error("the backtest made no trade");
  return { hash, trades: trades.length };
}
