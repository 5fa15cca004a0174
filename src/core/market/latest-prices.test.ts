import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listed, perpetual, rules, START, spot } from "../../../tests/builders/instrument.ts";
import { InvariantBroken, type Price, price, type UnixMs } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { LatestPrices } from "./index.ts";

const FIRST = 0 as InstrumentId;

describe("the exact price", () => {
  test.each([
    ["0.01", 2, 20_000_000],
    ["0.1", 1, 5_000_000],
    ["0.0001", 4, 1_000_000_000],
    ["0.00000001", 8, 1_000_000_000],
  ])("is the price that was traded, on a tick of %s", (tick, decimals, most) => {
    const prices = new LatestPrices([spot({ tick })]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), (steps) => {
        const text = `${steps}e-${decimals}`;
        prices.note(FIRST, Number(text), START);
        expect(prices.exact(FIRST)).toBe(price(text));
      }),
    );
  });

  test("is always on the grid, and no farther from the number than half a tick", () => {
    const tick = price("0.05");
    const prices = new LatestPrices([spot({ tick: "0.05" })]);
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1e6, noNaN: true }), (number) => {
        prices.note(FIRST, number, START);
        const exact = prices.exact(FIRST);
        expect(exact % tick).toBe(0n);
        expect(Math.abs(Number(exact) / 1e12 - number)).toBeLessThanOrEqual(0.025 * 1.000_001);
      }),
    );
  });

  test("is on the grid of the day it was noted", () => {
    const change = START + 1_000;
    const prices = new LatestPrices([spot({ tick: "0.01", later: [rules({ tick: "0.1" }, change)] })]);
    prices.note(FIRST, 100.04, (change - 1) as UnixMs);
    expect(prices.exact(FIRST)).toBe(price("100.04"));
    prices.note(FIRST, 100.04, change as UnixMs);
    expect(prices.exact(FIRST)).toBe(price("100"));
  });

  test("follows the newest number, also when asked twice", () => {
    const prices = new LatestPrices([spot()]);
    for (const number of [100.25, 100.5, 100.25]) {
      prices.note(FIRST, number, START);
      expect([prices.exact(FIRST), prices.exact(FIRST)]).toEqual([price(`${number}`), price(`${number}`)]);
      expect(prices.number(FIRST)).toBe(number);
    }
  });

  test("of what has no price yet is a bug, not a zero", () => {
    const prices = new LatestPrices([spot()]);
    expect(prices.number(FIRST)).toBeNaN();
    expect(() => prices.exact(FIRST)).toThrow(InvariantBroken);
  });
});

describe("the price of an asset", () => {
  const instruments = listed([
    spot({ symbol: "BNB/USDT" }),
    spot({ symbol: "BTC/USDT" }),
    perpetual({ symbol: "ETH/USDT:USDT" }),
  ]);

  test("comes from the instrument of the run that trades it in this currency", () => {
    const prices = new LatestPrices(instruments);
    prices.note(0 as InstrumentId, 300.5, START);
    prices.note(2 as InstrumentId, 2_000, START);
    const found: readonly (Price | undefined)[] = [
      prices.priceOf("BNB", "USDT"),
      prices.priceOf("ETH", "USDT"),
    ];
    expect(found).toEqual([price("300.5"), price("2000")]);
  });

  test("is unknown where nothing trades it, where it trades in something else, and before its first price", () => {
    const prices = new LatestPrices(instruments);
    prices.note(0 as InstrumentId, 300.5, START);
    expect(prices.priceOf("SOL", "USDT")).toBeUndefined();
    expect(prices.priceOf("BNB", "EUR")).toBeUndefined();
    expect(prices.priceOf("BTC", "USDT")).toBeUndefined();
  });
});
