import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columns, flat, seriesOf } from "../../../tests/builders/bars.ts";
import { closeBar, feedOf } from "../../../tests/builders/feed.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { InvariantBroken } from "../base/index.ts";
import type { BarColumns } from "../market/index.ts";
import { atr, ema, Feed, Indicator } from "./index.ts";

const FIELDS = ["open", "high", "low", "close", "volume"] as const;
const ROWS = 12;

/** Everything that can be asked of a feed and its lines, as one list of numbers. */
function everythingSeen(feed: Feed): readonly number[] {
  const lines = FIELDS.map((field) => feed[field]);
  const history = Array.from({ length: ROWS + 3 }, (_, bars) => lines.map((line) => line.ago(bars)));
  return [
    feed.bars,
    feed.time,
    feed.warmUp,
    ...lines.flatMap(({ now, prev }) => [now, prev]),
    ...history.flat(),
  ];
}

const column = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: ROWS, maxLength: ROWS });
const data: fc.Arbitrary<BarColumns> = fc
  .tuple(column, column, column, column, column, column)
  .map((all) => all.map((one) => Float64Array.from(one)))
  .map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume }) as BarColumns);

/** The past of one, the future of another. */
function spliced(past: BarColumns, future: BarColumns, at: number): BarColumns {
  const join = (name: keyof BarColumns): Float64Array =>
    Float64Array.from(past[name], (value, row) => (row < at ? value : (future[name][row] ?? Number.NaN)));
  return {
    ...{ time: join("time"), open: join("open"), high: join("high") },
    ...{ low: join("low"), close: join("close"), volume: join("volume") },
  };
}

describe("the future", () => {
  test("is not seen: change every row that has not closed, and nothing that can be asked changes", () => {
    fc.assert(
      fc.property(data, data, fc.integer({ min: 0, max: ROWS }), (past, future, visible) => {
        const seen = [past, spliced(past, future, visible)].map((columns) => {
          const feed = feedOf(columns);
          const indicators = [ema(feed.close, 2), atr(feed, 3), ema(atr(feed, 2), 2)];
          const answers: number[] = [...everythingSeen(feed)];
          while (feed.bars < visible) {
            closeBar(feed);
            answers.push(...everythingSeen(feed), ...indicators.flatMap(({ now, prev }) => [now, prev]));
          }
          return answers;
        });
        expect(seen[1]).toEqual(seen[0]);
      }),
    );
  });

  test("cannot be asked for: a line looks back by a whole number of bars", () => {
    const feed = feedOf(columns(flat(100, 3)), 2);
    for (const bars of [-1, -0.5, 0.5, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
      expect(() => feed.close.ago(bars)).toThrow(InvariantBroken);
  });
});

describe("the past", () => {
  test("is the row that many bars before the newest closed one, and no number before the first", () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 0, max: ROWS }), fc.nat(ROWS + 2), (bars, visible, back) => {
        const feed = feedOf(bars, visible);
        for (const field of FIELDS)
          expect(feed[field].ago(back)).toBe(back < visible ? bars[field][visible - 1 - back] : Number.NaN);
      }),
    );
  });

  test("is the same for a line that was asked for early, late or in between", () => {
    fc.assert(
      fc.property(data, fc.nat(ROWS), fc.nat(ROWS), (bars, first, more) => {
        const feed = feedOf(bars);
        const early = feed.close;
        while (feed.bars < Math.min(first, ROWS)) closeBar(feed);
        const late = feed.high;
        while (feed.bars < Math.min(first + more, ROWS)) closeBar(feed);
        for (const line of [early, late, feed.low]) {
          expect([line.now, line.prev]).toEqual([line.ago(0), line.ago(1)]);
        }
      }),
    );
  });

  test("says how many bars have closed and when the newest one opened", () => {
    const feed = feedOf(columns(flat(100, 2)));
    expect([feed.bars, feed.time]).toEqual([0, Number.NaN]);
    closeBar(feed);
    closeBar(feed);
    expect([feed.bars, feed.time]).toEqual([2, START + HOUR]);
  });
});

test("a line is one object, however often it is asked for", () => {
  const feed = new Feed(seriesOf(0, 0, columns(flat(100, 2))));
  for (const field of FIELDS) expect(feed[field]).toBe(feed[field]);
  expect(feed.close).not.toBe(feed.open);
  expect(feed.close.feed).toBe(feed);
});

describe("indicators that follow a feed", () => {
  /** Writes down that it was updated; `isOwn`: by a function that it gets only when it is made. */
  class Noting extends Indicator {
    protected override readonly state = {};
    readonly #log: string[];
    readonly #name: string;

    constructor(feed: Feed, name: string, log: string[], isOwn = false) {
      super(feed, 1);
      this.#log = log;
      this.#name = name;
      if (isOwn) this.update = () => void log.push(`${name} by itself`);
    }

    override update(): void {
      this.#log.push(this.#name);
    }
  }

  test.each([1, 3, 4, 5, 9])("%i of them are updated in the order they were made, later ones too", (many) => {
    const log: string[] = [];
    const feed = feedOf(columns(flat(100, 3)));
    const names = Array.from({ length: many }, (_, i) => `n${i}`);
    for (const [i, name] of names.entries()) new Noting(feed, name, log, i === 0);
    const all = ["n0 by itself", ...names.slice(1)];
    closeBar(feed);
    expect(log.splice(0)).toEqual(all);
    new Noting(feed, "late", log);
    closeBar(feed);
    expect(log).toEqual([...all, "late"]);
  });
});
