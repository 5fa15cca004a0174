import type { BacktestReport } from "../../core/views/index.ts";

/** A document that was read back, or what is wrong with it in one sentence. */
export type ReadReport =
  | { readonly ok: true; readonly report: BacktestReport }
  | { readonly ok: false; readonly fault: string };

/** Of older versions. */
type Written = Omit<BacktestReport, "brokenStrategies"> & { readonly brokenStrategies?: undefined };

/** Reads the text of a document of `timonel.report/1`, which may be of any origin. */
export async function readReport(text: string): Promise<ReadReport> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, fault: "it is no JSON" };
  }
  const { faultInReport } = await import("./report-schema.ts");
  const fault = faultInReport(raw);
  if (fault !== undefined) return { ok: false, fault };
  const report = raw as BacktestReport | Written; // Just checked.
  return { ok: true, report: { ...report, brokenStrategies: report.brokenStrategies ?? [] } };
}
