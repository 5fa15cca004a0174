import { firstWhere } from "../../../core/base/index.ts";
import { at } from "../../../core/market/index.ts";
import { list } from "../data-problem.ts";
import type { FileCheck } from "./check-file.ts";
import { type Finding, finding } from "./findings.ts";

/** When a market was silent, told by the holes and halts of its file. */
export interface Silences {
  readonly venue: string | null;
  readonly symbol: string | null;
  /** Where each begins, rising. */
  readonly starts: Float64Array;
  /** The latest end of those that begin there or before. */
  readonly ends: Float64Array;
}

type Dated = Finding & { readonly at: number; readonly until: number };

const isSilence = (each: Finding): each is Dated =>
  (each.kind === "gap" || each.kind === "halt") && each.at !== null && each.until !== null;

/** The silences of a file, in an order in which the one at a given time is found without looking at all of them. */
export function silencesOf({ venue, symbol, findings }: FileCheck): Silences {
  const dated = findings.filter(isSilence).sort((a, b) => a.at - b.at);
  let latest = Number.NEGATIVE_INFINITY;
  const ends = Float64Array.from(dated, ({ until }) => {
    latest = Math.max(latest, until);
    return latest;
  });
  return { venue, symbol, starts: Float64Array.from(dated, (each) => each.at), ends };
}

/** The findings of a file, its holes as halts where other markets of the venue have them as well. */
export function asHalts({ findings, venue, symbol }: FileCheck, silences: readonly Silences[]): Finding[] {
  const neighbours = silences.filter((other) => other.venue === venue && other.symbol !== symbol);
  if (venue === null || neighbours.length === 0) return [...findings];
  return findings.map((each) => asHalt(each, neighbours));
}

function asHalt(gap: Finding, neighbours: readonly Silences[]): Finding {
  if (gap.kind !== "gap" || !isSilence(gap)) return gap;
  const { at: from, until } = gap;
  const others = neighbours.filter((other) => isSilentWithin(other, from, until));
  if (others.length === 0) return gap;
  const symbols = [...new Set(others.map(({ symbol }) => symbol ?? ""))].sort();
  return finding("halt", {
    found: `${gap.found}; the same hole in ${list(symbols)}`,
    bars: gap.bars,
    at: from,
    until,
    line: gap.line ?? undefined,
  });
}

/** Whether a silence begins before `until` and ends after `from`. */
function isSilentWithin({ starts, ends }: Silences, from: number, until: number): boolean {
  const later = firstWhere(starts.length, (place) => at(starts, place) >= until);
  return later > 0 && at(ends, later - 1) > from;
}
