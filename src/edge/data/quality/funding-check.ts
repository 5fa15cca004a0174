import { intervalMs } from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";
import { count, moment } from "../data-problem.ts";
import { type Finding, finding } from "./findings.ts";

/** Venues stamp a payment when they make it: up to seconds late. */
const LATE_MS = 60_000;

/** Holes in funding rates, and stamps further off the grid of their interval than a venue is late. */
export function fundingFindings(time: Float64Array, interval: string | null): Finding[] {
  const every = interval === null ? undefined : intervalMs(interval);
  if (every === undefined) return [];
  const findings: Finding[] = [];
  let off = 0;
  let first: number | undefined;
  for (let row = 0; row < time.length; row++) {
    const stamp = at(time, row);
    if (stamp % every > LATE_MS) {
      off++;
      first ??= row;
    }
    if (row === 0) continue;
    const missing = Math.round((stamp - at(time, row - 1)) / every) - 1;
    if (missing < 1) continue;
    const found = `${count(missing, "payment")} missing until ${moment(stamp)}`;
    findings.push(
      finding("gap", { found, bars: missing, at: at(time, row - 1) + every, until: stamp, line: row + 2 }),
    );
  }
  if (first === undefined) return findings;
  const found = `${count(off, "stamp")} more than a minute off, the first at ${moment(at(time, first))}`;
  return [...findings, finding("off-grid", { found, bars: off, at: at(time, first), line: first + 2 })];
}
