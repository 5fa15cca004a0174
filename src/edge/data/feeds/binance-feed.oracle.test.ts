/**
 * The recorded streams of Binance, spot and perpetual, five minutes of one evening: every diff continues the book, the book
 * agrees with the best bid and ask that the exchange sent beside it, and its trades make the exchange's own bar.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { FEEDS, recordedFeed } from "../../../../tests/builders/recorded-feeds.ts";
import { describeWithShared, sharedFile, testWithShared } from "../../../../tests/shared-data.ts";
import type { DurationMs } from "../../../core/base/index.ts";
import {
  type BookUpdate,
  DepthBook,
  type TapeEvent,
  type TapeQuote,
  type TapeTrade,
  tradeBars,
} from "../../../core/market/index.ts";

const FIVE_MINUTES = 300_000 as DurationMs;
const AT_23_55 = Date.UTC(2024, 7, 8, 23, 55);
const COUNTS = {
  spot: { diff: 3_451, quote: 28_040, trade: 9_757, snapshot: 1 },
  usdm: { diff: 6_551, quote: 66_089, trade: 21_313, snapshot: 1 },
};

const isTrade = (event: TapeEvent): event is TapeTrade => event.kind === "trade";
const isQuote = (event: TapeEvent): event is TapeQuote => event.kind === "quote";

/** Keeps a book by a feed. @returns how often each thing became of a change */
function follow(events: readonly TapeEvent[], after?: (book: DepthBook) => void): Record<string, number> {
  const book = new DepthBook();
  const counts: Record<string, number> = {};
  for (const event of events) {
    if (event.kind === "trade" || event.kind === "quote") continue;
    const update: BookUpdate = event.kind === "diff" ? book.apply(event) : book.restore(event);
    counts[update] = (counts[update] ?? 0) + 1;
    if (book.isWhole) after?.(book);
  }
  return counts;
}

describeWithShared("a recorded feed of Binance", () => {
  test.each(FEEDS)("$name: every line is read, and time never runs back", (feed) => {
    const counts = { diff: 0, quote: 0, trade: 0, snapshot: 0 };
    const { events } = recordedFeed(feed);
    for (const { kind } of events) counts[kind]++;
    expect(counts).toEqual(COUNTS[feed.name]);
    expect(events.findIndex(({ at }, place) => at < (events[place - 1]?.at ?? 0))).toBe(-1);
  });

  test.each([
    [FEEDS[0], { waiting: 3, applied: 3_449 }], // The snapshot and 3,448 diffs; of the three before it one straddles it.
    [FEEDS[1], { waiting: 6, applied: 6_546 }],
  ] as const)("$name: every diff continues the book, no gap", (feed, expected) => {
    expect(follow(recordedFeed(feed).events)).toEqual(expected);
  });

  test.each(FEEDS)("$name: a diff that is missing is noticed at the next one", (feed) => {
    const { events } = recordedFeed(feed);
    const diffs = events.filter(({ kind }) => kind === "diff");
    for (const place of [500, 1_000, diffs.length - 2]) {
      const counts = follow(events.filter((event) => event !== diffs[place]));
      expect(counts["gap"], `without diff ${place}`).toBe(1);
      expect(follow(events)["waiting"]).toBe((counts["waiting"] ?? 0) - (diffs.length - place - 2));
    }
  });

  test.each(FEEDS)(
    "$name: after each whole diff the book is not crossed, and its best levels are those of the newest quote",
    (feed) => {
      const { events } = recordedFeed(feed);
      const quotes = events.filter(isQuote).sort((a, b) => a.id - b.id);
      let newest = -1;
      let compared = 0;
      let ofSameVersion = 0;
      follow(events, ({ bids, asks, last }) => {
        expect(bids.best).toBeLessThan(asks.best);
        // Quotes arrive before the diff that holds them, or after: their ids say which of them the book knows.
        while ((quotes[newest + 1]?.id ?? Number.POSITIVE_INFINITY) <= last) newest++;
        const quote = quotes[newest];
        if (quote === undefined) return;
        compared++;
        if (quote.id === last) ofSameVersion++;
        expect([bids.best, bids.size(bids.best), asks.best, asks.size(asks.best)]).toEqual([
          quote.bidTick,
          quote.bidSize,
          quote.askTick,
          quote.askSize,
        ]);
      });
      // All of them agree, in price and in size: the share is 100 %.
      expect({ compared, ofSameVersion }).toEqual(
        feed.name === "spot"
          ? { compared: 3_449, ofSameVersion: 564 }
          : { compared: 6_546, ofSameVersion: 629 },
      );
    },
  );
});

testWithShared("8,863 trades make the exchange's own bar of five minutes, volume to the last digit", () => {
  const { events, scale } = recordedFeed(FEEDS[0]);
  const trades = events.filter(isTrade);
  const inside = trades.filter(({ tradedAt }) => tradedAt >= AT_23_55 && tradedAt < AT_23_55 + FIVE_MINUTES);
  expect(inside).toHaveLength(8_863);
  const bars = tradeBars(trades, FIVE_MINUTES, scale);
  const row = bars.time.indexOf(AT_23_55);
  const made = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume].map(
    (column) => column[row],
  );
  const file = sharedFile("data", "candles", "crypto", "binance-spot_BTCUSDT_5m_2024.csv.gz");
  const lines = gunzipSync(readFileSync(file)).toString().split(/\r?\n/);
  const recorded = lines.find((line) => line.startsWith(String(AT_23_55)));
  expect(made.map(String)).toEqual(recorded?.split(",").slice(0, 6));
});
