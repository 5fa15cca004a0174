import type { LoadedBars } from "../loaded-bars.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { holeFindings } from "./hole-check.ts";
import { phaseOf } from "./stamp-check.ts";
import { timetableOf } from "./timetable.ts";

/** How much of the bars of a run is there, in equal stretches of time, with halts; by the hours the run takes for its own. */
export function coverageOfBars(
  { columns, intervalMs, session, kind }: Pick<LoadedBars, "columns" | "intervalMs" | "session" | "kind">,
  cells: number,
): Coverage | undefined {
  const { time } = columns;
  const timetable = timetableOf(session, intervalMs, phaseOf(time, intervalMs));
  const hasVolume = columns.volume.some((volume) => volume > 0);
  const series = { columns, lines: new Uint32Array(time.length), hasVolume, oneSided: 0 };
  const findings = holeFindings(series, { kind, intervalMs, timetable });
  return coverageOf({ time, intervalMs, timetable, findings, cells });
}
