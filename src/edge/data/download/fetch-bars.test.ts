import fc from "fast-check";
import { expect, test } from "vitest";
import { fetchBars } from "./fetch-bars.ts";
import { type BarsAsk, type PageLimits, type Row, VenueFault, type VenueHistory } from "./history.ts";
import type { FetchedPage } from "./partial-file.ts";
import { Patience } from "./patience.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A venue with bars at the given minutes, which sometimes loses rows, repeats them, or fails. */
function venueWith(
  minutes: readonly number[],
  limits: PageLimits,
  lose: (ask: number) => boolean,
): VenueHistory & { asks: number } {
  const venue = {
    asks: 0,
    venue: "alike",
    intervals: new Map([
      [MINUTE, "1m"],
      [DAY, "1d"],
    ]),
    hasMarks: false,
    hasFunding: false,
    fundingPages: "forward" as const,
    symbols: async () => ["BTC/USDT"],
    now: async () => 0,
    funding: async () => [],
    limitsOf: () => limits,
    close: async () => undefined,
    bars: async ({ from, rows, intervalMs }: BarsAsk): Promise<readonly Row[]> => {
      const ask = venue.asks++;
      if (ask % 7 === 3) throw new VenueFault("unreachable", "lost");
      const starts = [
        ...new Set(minutes.map((minute) => Math.floor((minute * MINUTE) / intervalMs) * intervalMs)),
      ];
      const end = limits.reach === "window" ? from + rows * intervalMs : Number.POSITIVE_INFINITY;
      const page = starts.filter((time) => time >= from && time < end).slice(0, rows);
      // What is lost the first time is there the second time: every other request is whole.
      const given = lose(ask) && ask % 2 === 0 ? page.filter((_, i) => i % 3 !== 1) : page;
      return [...given, ...given.slice(0, 2)].reverse().map((time) => [time, 5, 6, 4, 5, 1]);
    },
  };
  return venue;
}

const patience = (): Patience =>
  new Patience({
    venue: "alike",
    attempts: 3,
    signal: new AbortController().signal,
    pace: { now: () => 0, random: () => 0, sleep: async () => undefined },
    onWait: () => undefined,
  });

test.each<PageLimits["reach"]>(["next", "window"])(
  "pages of a venue that gives the %s cover the asked time once, and hold every bar of it",
  async (reach) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 6_000 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 6_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (found, rows, start, length) => {
          const minutes = [...found].sort((a, b) => a - b);
          const venue = venueWith(minutes, { rows, reach }, () => false);
          const span = { from: start * MINUTE, to: (start + length) * MINUTE };
          const pages: FetchedPage[] = [];
          const wanted = { symbol: "BTC/USDT", intervalMs: MINUTE, content: "bars", span } as const;
          await fetchBars(venue, wanted, patience(), (page) => void pages.push(page));
          expect(pages.flatMap((page) => page.rows.map(([time = 0]) => time / MINUTE))).toEqual(
            minutes.filter((minute) => minute >= start && minute < start + length),
          );
          expect(pages[0]?.from).toBe(span.from);
          expect(pages.at(-1)?.to).toBe(span.to);
          for (const [i, page] of pages.entries()) expect(page.from).toBe(pages[i - 1]?.to ?? span.from);
        },
      ),
      { numRuns: 150 },
    );
  },
);

test("rows that a page lost are there after the second request; a full page is asked for once", async () => {
  const minutes = Array.from({ length: 50 }, (_, i) => i);
  const wanted = {
    symbol: "BTC/USDT",
    intervalMs: MINUTE,
    content: "bars",
    span: { from: 0, to: 50 * MINUTE },
  } as const;
  const rowsFrom = async (lose: boolean): Promise<{ rows: number; asks: number }> => {
    const venue = venueWith(minutes, { rows: 100, reach: "next" }, () => lose);
    let rows = 0;
    await fetchBars(venue, wanted, patience(), (page) => {
      rows += page.rows.length;
    });
    return { rows, asks: venue.asks };
  };
  expect(await rowsFrom(true)).toEqual({ rows: 50, asks: 2 });
  expect(await rowsFrom(false)).toEqual({ rows: 50, asks: 1 });
});
