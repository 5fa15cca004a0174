/** What an instrument does must not hang on another one in the same account: where nothing joins them, each trades as if alone. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { type Line, type PlayTerms, Run } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";
import { formatPrice, formatQuantity, quantity } from "../base/index.ts";
import { adjust, close, none, open, order } from "../strategy/index.ts";

const BARS = 14;
const PRICE = 100;

/** Bars that gap and turn, on a grid so coarse that prices meet. */
const walked = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.nat(3), fc.nat(3)), {
    minLength: BARS,
    maxLength: BARS,
  })
  .map((rows) => {
    let last = PRICE;
    return rows.map(([gap, body, above, below]) => {
      const opens = last + gap;
      last = opens + body;
      return `${opens} ${Math.max(opens, last) + above} ${Math.min(opens, last) - below} ${last} 40`;
    });
  });
const wishes = fc.array(fc.nat(7), { minLength: BARS, maxLength: BARS });

const restless = (name: string, wished: readonly number[]) =>
  every(name, ({ feeds, position }) => {
    const { bars, close: line } = feeds.main;
    const price = line.now;
    const units = { quantity: 3, why: "test" };
    switch (wished[bars - 1] ?? 7) {
      case 0:
        return open("long", { why: "test", stop: price - 3, target: price + 2 });
      case 1:
        return open("short", { why: "test", stop: price + 3, target: price - 2 });
      case 2:
        return order({ ...units, side: "buy", type: "limit", limit: price - 1, stop: price - 6 });
      case 3:
        return order({ ...units, side: "sell", type: "stop", trigger: price - 1, stop: price + 5 });
      case 4:
        return close("enough");
      case 5:
        return position.side === "flat" ? none : adjust("on", { trail: { by: 2 } });
      case 6:
        return open("long", { why: "test", stop: price - 4, trail: { by: 1 }, exitAfterBars: 2 });
      default:
        return none;
    }
  });

const line = (symbol: string, bars: readonly string[], wished: readonly number[]): Line => ({
  ...{ instrument: perpetual({ symbol }), bars },
  strategy: restless(symbol, wished),
});

/** So much that neither asks for what the other has taken, and the same units for each. */
const TERMS: PlayTerms = {
  balance: "100000000",
  risk: {
    sizing: { method: "fixed_percent" },
    own: { positionQuantityMax: quantity("7") },
    portfolio: { sameDirection: "allow" },
  },
};

const fillsOf = ({ record }: Run, symbol: string): readonly string[] =>
  record.fills
    .filter(({ instrument }) => instrument.symbol === symbol)
    .map(({ fill, order: { role } }) => {
      const { at, side, quantity: units, price } = fill;
      return `${at} ${role} ${side} ${formatQuantity(units)} @ ${formatPrice(price)}`;
    });

test.each([
  ["as much as is wanted", {}],
  ["in parts", { volumeShareMax: 0.05 }],
])("two markets of one account trade as each of them does alone, where orders fill %s", (_, more) => {
  let filled = 0;
  const property = fc.property(walked, wishes, walked, wishes, (bars, wished, others, wishedThere) => {
    const terms = { ...TERMS, ...more };
    for (const other of ["AAA/USDT:USDT", "ZZZ/USDT:USDT"]) {
      const own = "MID/USDT:USDT";
      const alone = new Run([line(own, bars, wished)], terms).play();
      const beside = new Run([line(own, bars, wished), line(other, others, wishedThere)], terms).play();
      expect(fillsOf(beside, own)).toEqual(fillsOf(alone, own));
      filled += fillsOf(alone, own).length;
    }
  });
  fc.assert(property, { numRuns: 200 });
  expect(filled).toBeGreaterThan(200);
});
