import type { BacktestReport } from "../../core/views/index.ts";

/** A document that was read back, or what is wrong with it in one sentence. */
export type ReadReport =
  | { readonly ok: true; readonly report: BacktestReport }
  | { readonly ok: false; readonly fault: string };

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
  return fault === undefined ? { ok: true, report: raw as BacktestReport } : { ok: false, fault }; // Just checked.
}
