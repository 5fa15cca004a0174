import { layoutWidth, painter, type TerminalOptions, type Tone } from "./ansi.ts";
import { headed, plainText, wrap } from "./layout.ts";

/** One thing that was looked at. */
export interface DoctorCheck {
  /** `node`, `data BTC/USDT`. */
  readonly name: string;
  readonly result: "ok" | "warning" | "failed";
  /** What was found. */
  readonly detail: string;
  /** What to do about it, where there is something to do. */
  readonly fix?: string;
}

/** `timonel doctor --json`. */
export interface DoctorDocument {
  readonly schema: "timonel.doctor/1";
  readonly version: string;
  /** Nothing failed; there may be warnings. */
  readonly healthy: boolean;
  readonly warnings: number;
  readonly failed: number;
  readonly checks: readonly DoctorCheck[];
}

const TONES: Readonly<Record<DoctorCheck["result"], Tone>> = { ok: "good", warning: "warn", failed: "bad" };
const RESULT_WIDTH = "warning".length;
const GAP = "  ";

/** The result of `timonel doctor`: a line a check, what to do below it, the verdict last. Reads nothing but the document. */
export function renderDoctor(document: DoctorDocument, options: TerminalOptions): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const nameWidth = Math.max(...document.checks.map(({ name }) => plainText(name).length));
  const room = width - RESULT_WIDTH - nameWidth - 3 * GAP.length;
  const margin = " ".repeat(RESULT_WIDTH + nameWidth + 3 * GAP.length);
  const lines = document.checks.flatMap(({ name, result, detail, fix }) => {
    const lead = `${GAP}${paint(TONES[result], result.padEnd(RESULT_WIDTH))}${GAP}${plainText(name).padEnd(nameWidth)}${GAP}`;
    const said = wrap(detail, room).map((line, i) => (i === 0 ? lead : margin) + line);
    const advice =
      fix === undefined ? [] : wrap(`> ${fix}`, room).map((line) => margin + paint("bold", line));
    return [...said, ...advice];
  });
  const title = headed(paint, "doctor", `timonel ${document.version}, and what it needs here`, width);
  return `${[...title, "", ...lines, "", verdictOf(document, paint)].join("\n")}\n`;
}

function verdictOf({ failed, warnings }: DoctorDocument, paint: ReturnType<typeof painter>): string {
  const minor = warnings === 0 ? "" : `, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return failed === 0
    ? paint("good", `${GAP}nothing failed${minor}`)
    : paint("bad", `${GAP}${failed} failed${minor}: what to do stands above, behind >`);
}
