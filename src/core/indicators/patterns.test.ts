/**
 * Candle patterns against Tulip's marked candles and against their definitions over bars at random. Tulip's thresholds are
 * shares of an average of the bars before, ours of the bar itself: it is asked for what no average decides. It tells a
 * trend by the average, so of the hammer and the hanging man only the shape is compared. TA-Lib is only asked for engulfing
 * bars, beside the other cases: our build of it never sets the thresholds of its candles, so that they are all 0.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BarRow, columnsOf } from "../../../tests/builders/bars.ts";
import { valuesOver } from "../../../tests/builders/feed.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { InvariantBroken } from "../base/index.ts";
import * as indicators from "./index.ts";

type Candle = readonly [open: number, high: number, low: number, close: number];
type Make = (feed: indicators.Feed) => indicators.Indicator;

const { doji, engulfing, hammer, hangingMan, insideBar, invertedHammer, shootingStar } = indicators;
const { threeBlackCrows, threeWhiteSoldiers } = indicators;

const verdictsOf = (candles: readonly Candle[], make: Make): readonly number[] =>
  valuesOver(columnsOf(candles.map((candle, row): BarRow => [START + row * HOUR, ...candle])), make);

describeWithShared("Tulip's candles", () => {
  const MARKS: Readonly<Record<string, readonly [makes: readonly Make[], expected: number]>> = {
    engulfing_bull: [[engulfing], 1],
    engulfing_bear: [[engulfing], -1],
    three_white_soldiers: [[threeWhiteSoldiers], 1],
    three_black_crows: [[threeBlackCrows], -1],
    hammer: [[hammer, hangingMan], 1],
    hanging_man: [[hammer, hangingMan], 1],
    inverted_hammer: [[invertedHammer, shootingStar], 1],
  };
  const marked = readFileSync(sharedFile("data", "oracles", "indicators", "tulip", "candles.txt"), "utf8")
    .split(/^candle\r?\n/m)
    .slice(1)
    .flatMap((block, place) => {
      const lines = block.split(/\r?\n/).filter((line) => line !== "");
      const [opens = [], ...others] = lines
        .slice(0, 4)
        .map((line) => line.slice(1, -1).split(",").map(Number));
      const candles = opens.map((open, row): Candle => {
        const [high = 0, low = 0, close = 0] = others.map((column) => column[row] ?? 0);
        return [open, high, low, close];
      });
      return lines.slice(4).flatMap((line) => {
        const [name = "", ...rows] = line.split(" ");
        const mark = MARKS[name];
        return mark === undefined ? [] : [{ place, name, candles, rows: rows.map(Number), mark }];
      });
    });

  test.each(marked)("are ours too: $name of block $place", ({ candles, rows, mark: [makes, expected] }) => {
    const each = makes.map((make) => verdictsOf(candles, make));
    const both = (row: number): number => each.reduce((sum, found) => sum + (found[row] ?? 0), 0);
    for (const row of rows) expect(each.length === 2 ? Math.abs(both(row)) : both(row)).toBe(expected);
  });

  test("are at least one of each", () => {
    expect([...new Set(marked.map(({ name }) => name))].sort()).toEqual(Object.keys(MARKS).sort());
  });
});

describe("over bars at random", () => {
  const candle = fc
    .tuple(fc.integer({ min: 100, max: 112 }), fc.integer({ min: -8, max: 8 }), fc.nat(9), fc.nat(9))
    .map(([open, body, up, down]): Candle => {
      const close = open + body;
      return [open, Math.max(open, close) + (up % 5) * up, Math.min(open, close) - (down % 5) * down, close];
    });
  const NONE: Candle = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  const body = ([open, , , close]: Candle): number => Math.abs(close - open);
  const above = ([open, high, , close]: Candle): number => high - Math.max(open, close);
  const below = ([open, , low, close]: Candle): number => Math.min(open, close) - low;
  const range = ([, high, low]: Candle): number => high - low;
  const flipped = ([open, high, low, close]: Candle): Candle => [-open, -low, -high, -close];

  const isHammer = (one: Candle): boolean =>
    range(one) > 0 && below(one) >= 2 * body(one) && above(one) <= range(one) / 10;
  const isSoldier = (one: Candle, before: Candle): boolean =>
    one[0] >= before[0] && one[0] <= before[3] && one[3] > before[3];
  const areSoldiers = ([c, b, a]: readonly Candle[]): boolean =>
    a !== undefined &&
    b !== undefined &&
    c !== undefined &&
    [a, b, c].every((one) => one[3] > one[0] && above(one) <= range(one) / 4) &&
    isSoldier(b, a) &&
    isSoldier(c, b);
  const engulfs = ([one = NONE, before = NONE]: readonly Candle[]): boolean =>
    before[3] < before[0] &&
    one[3] > one[0] &&
    one[0] <= before[3] &&
    one[3] >= before[0] &&
    body(one) > body(before);
  const move = (newestFirst: readonly Candle[]): number =>
    (newestFirst[1]?.[3] ?? Number.NaN) - (newestFirst[6]?.[3] ?? Number.NaN);

  /** Newest bar first. */
  type Rule = (bars: readonly Candle[]) => number;
  const RULES: Readonly<Record<string, readonly [make: Make, warmUp: number, rule: Rule]>> = {
    engulfing: [engulfing, 2, (bars) => +engulfs(bars) - +engulfs(bars.map(flipped))],
    insideBar: [insideBar, 2, ([a = NONE, b = NONE]) => +(a[1] < b[1] && a[2] > b[2])],
    doji: [(feed) => doji(feed), 1, ([a = NONE]) => +(body(a) <= range(a) / 10)],
    threeWhiteSoldiers: [threeWhiteSoldiers, 3, (bars) => +areSoldiers(bars)],
    threeBlackCrows: [threeBlackCrows, 3, (bars) => -areSoldiers(bars.map(flipped))],
    hammer: [(feed) => hammer(feed), 7, (bars) => +(isHammer(bars[0] ?? NONE) && move(bars) < 0)],
    hangingMan: [(feed) => hangingMan(feed), 7, (bars) => -(isHammer(bars[0] ?? NONE) && move(bars) > 0)],
    invertedHammer: [
      (feed) => invertedHammer(feed),
      7,
      (bars) => +(isHammer(flipped(bars[0] ?? NONE)) && move(bars) < 0),
    ],
    shootingStar: [
      (feed) => shootingStar(feed),
      7,
      (bars) => -(isHammer(flipped(bars[0] ?? NONE)) && move(bars) > 0),
    ],
  };

  test.each(Object.entries(RULES))(
    "%s is what it is said to be, and does occur",
    (_name, [make, warmUp, rule]) => {
      let count = 0;
      fc.assert(
        fc.property(fc.array(candle, { minLength: 60, maxLength: 60 }), (candles) => {
          verdictsOf(candles, make).forEach((verdict, row) => {
            const bars = candles.slice(0, row + 1).reverse();
            const expected = row + 1 < warmUp ? Number.NaN : rule(bars) + 0; // No -0.
            expect([row, verdict]).toEqual([row, expected]);
            if (verdict !== 0 && row + 1 >= warmUp) count++;
          });
        }),
        { seed: 7 },
      );
      expect(count).toBeGreaterThan(0);
    },
  );
});

test("a trend without a bar is refused", () => {
  for (const make of [hammer, hangingMan, invertedHammer, shootingStar])
    expect(() => verdictsOf([[1, 1, 1, 1]], (feed) => make(feed, 0))).toThrow(InvariantBroken);
});
