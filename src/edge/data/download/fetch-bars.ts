import { type CheckedPage, checkBarsPage, mergePages } from "./check-page.ts";
import type { BarsAsk, VenueHistory } from "./history.ts";
import type { FetchedPage } from "./partial-file.ts";
import type { Patience } from "./patience.ts";
import type { Span } from "./spans.ts";

const DAY_MS = 86_400_000;
/** After so many second requests in a row that filled no hole the market is taken as thin: its holes are real. */
const FRUITLESS_MAX = 5;

/** Bars of one instrument that are wanted. */
export interface BarsWanted extends Pick<BarsAsk, "symbol" | "intervalMs" | "content"> {
  readonly span: Span;
}

/**
 * Pages through a stretch of time, oldest first, and hands over page after page: together they cover all of it. A page
 * with holes or rows that cannot be kept is asked for a second time; what is missing then, the venue does not have.
 */
export async function fetchBars(
  history: VenueHistory,
  wanted: BarsWanted,
  patience: Patience,
  keep: (page: FetchedPage) => void,
): Promise<void> {
  const { symbol, intervalMs, content, span } = wanted;
  const { rows: rowsMax, reach } = history.limitsOf(wanted);
  let fruitless = 0;

  const askFor = async (from: number): Promise<CheckedPage> => {
    const rows = Math.min(rowsMax, Math.ceil((span.to - from) / intervalMs));
    const ask = { symbol, intervalMs, content, from, rows: Math.max(rows, 1) };
    const page = await patience.ask(() => history.bars(ask));
    return checkBarsPage(page, { from, to: span.to, intervalMs, cells: content === "mark" ? 5 : 6 });
  };

  const pageFrom = async (from: number): Promise<CheckedPage> => {
    const first = await askFor(from);
    const isSuspect = hasHoles(first, from, intervalMs) && fruitless < FRUITLESS_MAX;
    if (first.flaws.size === 0 && !isSuspect) return first;
    const both = mergePages(first, await askFor(from));
    fruitless = both.rows.length > first.rows.length ? 0 : fruitless + 1;
    return both;
  };

  for (let from = span.from; from < span.to; ) {
    const { rows, flaws } = await pageFrom(from);
    const last = Math.max(rows.at(-1)?.[0] ?? -1, ...flaws);
    const to = last >= 0 ? last + intervalMs : reach === "next" ? span.to : await emptyUntil(from);
    const end = Math.min(Math.max(to, from + 1), span.to);
    keep({ from, to: end, rows, flaws: [...flaws] });
    from = end;
  }

  /** Nothing in a whole page: bars of a day tell where there is something again, in far fewer requests. */
  async function emptyUntil(from: number): Promise<number> {
    const after = from + rowsMax * intervalMs;
    if (intervalMs >= DAY_MS || !history.intervals.has(DAY_MS)) return after;
    const { rows: days } = history.limitsOf({ symbol, intervalMs: DAY_MS });
    for (let day = after - (after % DAY_MS); day < span.to; day += days * DAY_MS) {
      const ask = { symbol, intervalMs: DAY_MS, content, from: day, rows: days };
      const page = await patience.ask(() => history.bars(ask));
      const times = page.flatMap(([start = -1]) => (start >= day ? [start] : []));
      if (times.length > 0) return Math.max(Math.min(...times), after);
    }
    return span.to;
  }
}

/** Whether intervals between `from` and the last row have no bar. */
function hasHoles({ rows }: CheckedPage, from: number, intervalMs: number): boolean {
  const last = rows.at(-1)?.[0];
  if (last === undefined) return true;
  return Math.floor((last - from) / intervalMs) + 1 > rows.length;
}
