import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../tests/builders/bars.ts";
import { closeBar, feedOf, valuesOver } from "../../../tests/builders/feed.ts";
import { DAY, HOUR, START } from "../../../tests/builders/instrument.ts";
import type { UnixMs } from "../base/index.ts";
import type { BarColumns } from "../market/index.ts";
import { anchoredVwap, rollingVwap, sessionVwap } from "./index.ts";

interface Traded {
  readonly time: number;
  readonly price: number;
  readonly volume: number;
}

/** Hourly bars of which some are missing; high, low and close lie around a price. */
const traded = fc
  .array(
    fc.record({
      skip: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
      price: fc.integer({ min: 100, max: 200 }),
      volume: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1_000, noNaN: true })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all): readonly Traded[] => {
    let time: number = START;
    return all.map(({ skip, price, volume }) => {
      time += skip * HOUR;
      return { time, price, volume };
    });
  });

const columnsFrom = (rows: readonly Traded[]): BarColumns => ({
  ...columnsOf(rows.map(({ time, price }) => [time, price, price + 2, price - 1, price - 1])),
  volume: Float64Array.from(rows, ({ volume }) => volume),
});

/** The formula; the newest price where nothing was traded. */
function averageOf(rows: readonly Traded[]): number {
  const volume = rows.reduce((sum, row) => sum + row.volume, 0);
  const turnover = rows.reduce((sum, row) => sum + row.price * row.volume, 0);
  return volume === 0 ? (rows.at(-1)?.price ?? Number.NaN) : turnover / volume;
}

function expectEach(found: readonly number[], expected: (row: number) => number): void {
  found.forEach((value, row) => {
    const due = expected(row);
    if (Number.isNaN(due)) expect([row, value]).toEqual([row, due]);
    else expect(value, `row ${row}`).toBeCloseTo(due, 9);
  });
}

test("that of a session counts the bars of the same UTC day", () => {
  fc.assert(
    fc.property(traded, (rows) => {
      const dayOf = (row: Traded | undefined): string => new Date(row?.time ?? 0).toISOString().slice(0, 10);
      expectEach(valuesOver(columnsFrom(rows), sessionVwap), (row) =>
        averageOf(rows.slice(0, row + 1).filter((one) => dayOf(one) === dayOf(rows[row]))),
      );
    }),
  );
});

test("an anchored one counts the bars from its moment on, and is no number before", () => {
  fc.assert(
    fc.property(traded, fc.integer({ min: -HOUR, max: 10 * DAY }), (rows, after) => {
      const since = (START + after) as UnixMs;
      expectEach(
        valuesOver(columnsFrom(rows), (feed) => anchoredVwap(feed, since)),
        (row) => averageOf(rows.slice(0, row + 1).filter(({ time }) => time >= since)),
      );
    }),
  );
});

test("a rolling one counts the newest bars", () => {
  fc.assert(
    fc.property(traded, fc.integer({ min: 1, max: 9 }), (rows, n) => {
      expectEach(
        valuesOver(columnsFrom(rows), (feed) => rollingVwap(feed, n)),
        (row) => (row + 1 < n ? Number.NaN : averageOf(rows.slice(row + 1 - n, row + 1))),
      );
    }),
  );
});

describe("a bar that is peeked at", () => {
  const rows = Array.from({ length: 26 }, (_, row) => ({
    time: START + row * HOUR,
    price: 100 + row,
    volume: 1 + row,
  }));
  const bar = { open: 300, high: 300, low: 300, close: 300, volume: 7 };

  test("begins a session when the newest one was the last of its day, and never otherwise", () => {
    const feed = feedOf(columnsFrom(rows));
    const session = sessionVwap(feed);
    for (const [row] of rows.entries()) {
      closeBar(feed);
      const today = rows.slice(row < 24 ? 0 : 24, row + 1);
      const peeked = { time: 0, price: 300, volume: 7 };
      const expected = averageOf(row === 23 ? [peeked] : [...today, peeked]);
      expect(feed.peek(bar, () => session.now)).toBeCloseTo(expected, 9);
      expect(session.now).toBeCloseTo(averageOf(today), 9);
    }
  });

  test("is the first of an anchored one when it starts at the anchor", () => {
    const feed = feedOf(columnsFrom(rows));
    const anchored = anchoredVwap(feed, (START + 2 * HOUR) as UnixMs);
    closeBar(feed);
    expect(feed.peek(bar, () => anchored.now)).toBeNaN();
    closeBar(feed);
    expect(feed.peek(bar, () => anchored.now)).toBe(300);
    expect(anchored.now).toBeNaN();
  });

  test("has the time after the newest bar, and forgets it even when the reader fails", () => {
    const feed = feedOf(columnsFrom(rows));
    expect([feed.barTime, feed.peek(bar, () => feed.barTime)]).toEqual([Number.NaN, Number.NaN]);
    closeBar(feed);
    expect([feed.barTime, feed.peek(bar, () => feed.barTime)]).toEqual([START, START + HOUR]);
    const fail = (): never => {
      throw new Error("the reader");
    };
    expect(() => feed.peek(bar, fail)).toThrow("the reader");
    expect(feed.barTime).toBe(START);
  });
});
