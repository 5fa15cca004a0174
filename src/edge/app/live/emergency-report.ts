import { join } from "node:path";
import { type EmergencyResult, livePlace } from "../../runner/index.ts";
import { shown } from "../play/keep-run.ts";
import { onDisk } from "./slow-disk.ts";

/** What the emergency of one run came to. */
export interface EmergencyOutcome extends EmergencyResult {
  readonly run: string;
  /** Why it could not be carried out; undefined: it was. */
  readonly problem: string | undefined;
}

/** `emergency --json`. */
export interface EmergencyDocument {
  readonly schema: "timonel.emergency/1";
  /** No process trades any more. */
  readonly stopped: boolean;
  readonly halted: boolean;
  readonly cancelled: number;
  readonly closed: number;
  readonly left: readonly string[];
  readonly flat: boolean;
  readonly elapsedMs: number;
  readonly latched: boolean;
  readonly report: string | null;
  readonly runs: readonly EmergencyOutcome[];
}

/** What the emergency of all runs came to. `elapsedMs`: since it was called. */
export function emergencyDocument(
  runs: readonly EmergencyOutcome[],
  { latched, elapsedMs }: Pick<EmergencyDocument, "latched" | "elapsedMs">,
): EmergencyDocument {
  const left = runs.flatMap(({ run, left: symbols, problem }) => [
    ...(problem === undefined ? [] : [`${run}: ${problem}`]),
    ...symbols.map((symbol) => `${symbol} of ${run}`),
  ]);
  return {
    schema: "timonel.emergency/1",
    stopped: runs.every(({ problem }) => problem === undefined),
    halted: true,
    cancelled: runs.reduce((sum, { cancelled }) => sum + cancelled, 0),
    closed: runs.reduce((sum, { closed }) => sum + closed, 0),
    left,
    flat: left.length === 0,
    elapsedMs,
    latched,
    report: null,
    runs,
  };
}

/** Writes it beside the runs. @returns the document with its file; null where it cannot be written: what was done is done */
export async function writeEmergency(
  document: EmergencyDocument,
  directory: string,
): Promise<EmergencyDocument> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const whole = { ...document, report: join(livePlace(directory), `emergency-${time}.json`) };
  const text = `${JSON.stringify(whole, undefined, 2)}\n`;
  const written = await onDisk({ do: "write", file: whole.report, text });
  return "done" in written ? whole : document;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** `1 position closed, 2 orders cancelled`. */
export const doneText = ({ closed, cancelled }: Pick<EmergencyDocument, "closed" | "cancelled">): string =>
  `${counted(closed, "position")} closed, ${counted(cancelled, "order")} cancelled`;

/** For a terminal. */
export function emergencyText({
  flat,
  left,
  cancelled,
  closed,
  runs,
  elapsedMs,
  latched,
  report,
}: EmergencyDocument): string {
  const lines = [
    flat ? "EMERGENCY: everything is stopped and flat" : "EMERGENCY: NOT everything is closed",
    ...left.map((what) => `  left: ${what}`),
    `  ${counted(runs.filter(({ problem }) => problem === undefined).length, "run")} ended, ${doneText({ closed, cancelled })}, ${(elapsedMs / 1_000).toFixed(1)} s`,
    latched
      ? "  latched: nothing trades here until `timonel resume`"
      : "  NOT LATCHED: a new run would trade",
    ...(report === null ? [] : [`  report: ${shown(report)}`]),
  ];
  return lines.join("\n");
}
