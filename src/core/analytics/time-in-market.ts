import { at } from "../market/index.ts";
import type { RunRecord } from "./run-record.ts";

/** See `Metrics.exposure`. Steps say nothing of it: a run of several timeframes has more of them where its bars are short. */
export function timeInMarket({
  equityTime,
  trades,
  open,
}: Pick<RunRecord, "equityTime" | "trades" | "open">): number {
  if (equityTime.length === 0) return 0;
  const start = at(equityTime, 0);
  const end = at(equityTime, equityTime.length - 1);
  if (end === start) return 0;

  const spans = [
    ...trades.map(({ entryTime, exitTime }) => ({ from: entryTime as number, to: exitTime as number })),
    ...open.map(({ entryTime }) => ({ from: entryTime as number, to: end })),
  ].sort((a, b) => a.from - b.from);
  let held = 0;
  let covered = start; // What overlaps counts once.
  for (const span of spans) {
    const from = Math.max(span.from, covered);
    const to = Math.min(span.to, end);
    if (to <= from) continue;
    held += to - from;
    covered = to;
  }
  return held / (end - start);
}
