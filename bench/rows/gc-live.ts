/** gc-live: the longest pause in hours of trades, quotes and level-2 changes, played without a rest, much data loaded. */
import { requireSame } from "../digest.ts";
import { collectGarbage, quantile } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import type { Row } from "../row.ts";
import { TapeRun } from "../task/tape-run.ts";
import { type BenchTape, benchTapes } from "../task/tapes.ts";

const BARS = 10_000_000;
const HOUR_MS = 3_600_000;
/** Events between two looks at the clock: a pause is what such a handful takes. */
const HANDFUL = 32;
/** About as long as a pass over the tapes. */
const IDLE_MS = 1_000;

export const gcLive: Row = {
  name: "gc-live",
  about: "longest pause in an hour of mixed feed as fast as it goes, 10,000,000 bars loaded",
  limit: { of: "value", goal: 5, floor: 20 },
  run: async () => {
    const loaded = candles(BARS, 42);
    const { tapes, isRecorded } = benchTapes();
    const passes = Math.ceil(HOUR_MS / tapes.reduce((sum, tape) => sum + lengthOf(tape), 0));
    for (const tape of tapes) pausesOf(tape); // Warm.
    collectGarbage();
    const pauses: number[] = [];
    const bare: number[] = [];
    const fills = new Set<string>();
    for (let pass = 0; pass < passes; pass++) {
      const played = tapes.map((tape) => pausesOf(tape));
      pauses.push(...played.map(({ longest }) => longest));
      fills.add(played.map((one) => one.fills).join());
      bare.push(idlePause(IDLE_MS));
    }
    requireSame("outcomes of the passes", fills.size, 1);
    requireSame("bars that are loaded", loaded.close.length, BARS);
    const longest = Math.max(...pauses);
    const reference = Math.max(...bare);
    return {
      value: longest,
      unit: "ms",
      reference: "an idle loop",
      referenceValue: reference,
      ratio: longest / reference,
      spread: { min: Math.min(...pauses) / reference, max: longest / reference },
      digest: `${passes} passes over ${isRecorded ? "the recorded feeds" : "made tapes"}: the same fills each time`,
      lines: [
        `the median of the longest pauses of ${pauses.length} tapes is ${quantile(pauses, 0.5).toFixed(2)} ms`,
      ],
    };
  },
};

const lengthOf = ({ events }: BenchTape): number => (events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0);

/** Milliseconds of the longest handful. */
function pausesOf(tape: BenchTape): { readonly longest: number; readonly fills: number } {
  const run = new TapeRun(tape);
  const { length } = tape.events;
  let longest = 0;
  let before = performance.now();
  for (let first = 0; first < length; first += HANDFUL) {
    run.playFrom(first, Math.min(length, first + HANDFUL));
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  return { longest, fills: run.fills };
}

/** What the machine itself takes from a loop that does nothing but look at the clock, for so many milliseconds. */
function idlePause(ms: number): number {
  let longest = 0;
  const begun = performance.now();
  for (let before = begun; before < begun + ms; ) {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  return longest;
}
