import type { Told } from "../../drill/index.ts";

/** Things that are shown of a timeline: the first few, and the last before it breaks. */
const FIRST = 10;
const LAST = 40;
const RECORD_MAX = 240;
const WORDS_MAX = 160;

/** What happened, with the virtual seconds; nothing for nothing. */
export function timelineLines(timeline: readonly Told[]): readonly string[] {
  if (timeline.length === 0) return [];
  const lines = timeline.map(({ atMs, kind, what }) => {
    const seconds = (atMs / 1_000).toFixed(3).padStart(10);
    return `${seconds} s  ${kind.padEnd(7)}  ${what}`.slice(0, WORDS_MAX);
  });
  const hidden = lines.length - FIRST - LAST;
  return [
    "what happened before it broke",
    ...(hidden <= 1
      ? lines
      : [...lines.slice(0, FIRST), `  ... ${hidden} more: --json has them all`, ...lines.slice(-LAST)]),
  ];
}

/** Records of the journal. */
export const recordLines = (slice: readonly string[]): readonly string[] =>
  slice.length === 0
    ? []
    : ["what was written before it broke", ...slice.map((one) => `  ${one.slice(0, RECORD_MAX)}`)];
