/** Equity of an account with several positions. Each position by itself is audited in `books-*.test.ts`. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { listed, perpetual, spot } from "../../../tests/builders/instrument.ts";
import { amount, amountToNumber, InvariantBroken, type Price, price } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { Portfolio } from "./index.ts";

const INSTRUMENTS = listed([
  spot({ symbol: "BTC/USDT" }),
  spot({ symbol: "ETH/USDT" }),
  perpetual({ symbol: "SOL/USDT:USDT", contractSize: "10" }),
]);
const WHY = { strategy: "test", exitReason: "signal" } as const;

const account = (): Portfolio =>
  new Portfolio({
    instruments: INSTRUMENTS,
    currency: "USDT",
    balance: amount("1000"),
    valuation: { priceOf: (): Price | undefined => undefined },
  });

/** "buy 1 at 100" of the instrument at a place in the list. */
const trade = (portfolio: Portfolio, place: number, text: string): unknown => {
  const instrument = INSTRUMENTS[place];
  return instrument === undefined ? undefined : portfolio.apply(fill(text, { instrument }), WHY);
};

const marks = (...prices: readonly string[]) => {
  return (instrument: InstrumentId): Price => price(prices[instrument] ?? "0");
};

describe("equity", () => {
  test("is the balance while nothing is held", () => {
    expect(account().equityAt(marks())).toBe(amount("1000"));
  });

  test("is cash, assets at their marks, and what contracts have gained", () => {
    const portfolio = account();
    trade(portfolio, 0, "buy 1 at 100");
    trade(portfolio, 1, "buy 20 at 10");
    trade(portfolio, 2, "sell 3 at 5");
    expect(portfolio.cash).toBe(amount("700"));
    // 700 + 1 x 110 + 20 x 9 + 3 contracts of 10 x (5 - 4)
    expect(portfolio.equityAt(marks("110", "9", "4"))).toBe(amount("1020"));
  });

  test("does not change by trading at the mark, whatever is traded", () => {
    const place = fc.integer({ min: 0, max: 2 });
    const part = fc.record({ place, isBuy: fc.boolean(), steps: fc.integer({ min: 1, max: 9_999 }) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const portfolio = account();
        const unit = ["16541.77", "1196.31", "21.4567"];
        for (const { place, isBuy, steps } of parts) {
          const canSell =
            place === 2 || portfolio.position(place as InstrumentId).quantity >= BigInt(steps) * 100_000n;
          trade(portfolio, place, `${isBuy || !canSell ? "buy" : "sell"} ${steps / 1_000} at ${unit[place]}`);
          expect(portfolio.equityAt(marks(...unit))).toBe(amount("1000"));
        }
      }),
    );
  });
});

describe("the list of open positions", () => {
  test("holds what is not flat, in the order of instruments, whatever order they were opened in", () => {
    const portfolio = account();
    const open = (): readonly number[] => portfolio.open.map(({ instrument }) => instrument.id);
    for (const place of [2, 0, 1]) trade(portfolio, place, "buy 1 at 10");
    expect(open()).toEqual([0, 1, 2]);
    trade(portfolio, 1, "sell 1 at 10");
    expect(open()).toEqual([0, 2]);
    trade(portfolio, 2, "sell 2 at 10"); // Flips: it never stops being open.
    expect(open()).toEqual([0, 2]);
    trade(portfolio, 1, "buy 1 at 10");
    trade(portfolio, 0, "sell 1 at 10");
    expect(open()).toEqual([1, 2]);
  });

  test("is in that order also where each is opened behind the others", () => {
    const portfolio = account();
    for (const place of [0, 1, 2]) trade(portfolio, place, "buy 1 at 10");
    expect(portfolio.open.map(({ instrument }) => instrument.id)).toEqual([0, 1, 2]);
  });
});

describe("what marking reads on every bar", () => {
  /** Equity by floats alone, as it is watched bar by bar. */
  const approximate = (portfolio: Portfolio, prices: readonly number[]): number =>
    portfolio.open.reduce(
      (sum, { instrument, units, marginOffset }) => sum + units * (prices[instrument.id] ?? 0) - marginOffset,
      portfolio.cashNumber,
    );

  test("gives the same equity as the exact books, to the last bits", () => {
    const portfolio = account();
    const isSame = (...prices: readonly [string, string, string]): void => {
      const exact = amountToNumber(portfolio.equityAt(marks(...prices)));
      expect(approximate(portfolio, prices.map(Number))).toBeCloseTo(exact, 10);
    };
    trade(portfolio, 2, "sell 3 at 5.5");
    isSame("0", "0", "6.5");
    trade(portfolio, 0, "buy 0.5 at 100.5");
    isSame("110", "0", "4.75");
    trade(portfolio, 2, "buy 5 at 5");
    isSame("90", "0", "7");
    trade(portfolio, 0, "sell 0.25 at 120");
    trade(portfolio, 2, "sell 2 at 7");
    isSame("90", "0", "7");
    expect(portfolio.position(2 as InstrumentId)).toMatchObject({ units: 0, marginOffset: 0 });
  });
});

test("a position of an instrument that is not in the account is a bug", () => {
  expect(() => account().position(3 as InstrumentId)).toThrow(InvariantBroken);
});
