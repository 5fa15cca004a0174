import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE, START } from "../../../tests/builders/instrument.ts";
import { trade } from "../../../tests/builders/tape.ts";
import { price } from "../base/index.ts";
import type { BarColumns } from "./bar-series.ts";
import { TickScale } from "./tick-scale.ts";
import { TradeBars, tradeBars } from "./trade-bars.ts";

const CENT = new TickScale(price("0.01"));
const rows = ({ time, open, high, low, close, volume }: BarColumns): readonly number[][] =>
  Array.from(time, (start, row) => [
    (start - START) / MINUTE,
    ...[open, high, low, close, volume].map((column) => column[row] ?? Number.NaN),
  ]);

describe("bars out of trades", () => {
  const trades = [
    trade("buy", 100, 0.1, 10_000),
    trade("sell", 99.5, 0.2, 59_999),
    trade("buy", 101, 1, 60_000),
    trade("buy", 100.5, 2, 240_001),
    trade("buy", 100.25, 2, 240_002),
  ];

  test("open, high, low, close and the exact sum of what traded; no bar where nothing did", () => {
    expect(rows(tradeBars(trades, MINUTE, CENT))).toEqual([
      [0, 100, 100, 99.5, 99.5, 0.3], // 0.1 + 0.2 in doubles would be 0.30000000000000004.
      [1, 101, 101, 101, 101, 1],
      [4, 100.5, 100.5, 100.25, 100.25, 4],
    ]);
  });

  test("or a flat bar at the last close, when asked for", () => {
    expect(
      rows(tradeBars(trades, MINUTE, CENT, "flat")).map(([minute, , , , close, volume]) => [
        minute,
        close,
        volume,
      ]),
    ).toEqual([
      [0, 99.5, 0.3],
      [1, 101, 1],
      [2, 101, 0],
      [3, 101, 0],
      [4, 100.25, 4],
    ]);
  });

  test("a bar ends with the first trade beyond it, and what comes late belongs to none", () => {
    const bars = new TradeBars(MINUTE, CENT);
    expect(trades.map((one) => bars.add(one))).toEqual([false, false, true, true, false]);
    bars.add(trade("buy", 500, 1, 0));
    expect(bars.rows).toBe(2);
    bars.end();
    bars.end();
    expect(rows(bars.columns())[2]).toEqual([4, 100.5, 100.5, 100.25, 100.25, 4]);
  });

  test("prices are the doubles that their texts would be read as", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("0.01", "0.05", "0.1", "5", "0.00000001", "2.5"),
        fc.nat(2 ** 31 - 1),
        (text, ticks) => {
          const scale = new TickScale(price(text));
          const exact = scale.toPrice(ticks);
          expect(scale.toTicks(exact)).toBe(ticks);
          const digits = String(exact).padStart(13, "0");
          expect(scale.toNumber(ticks)).toBe(Number(`${digits.slice(0, -12)}.${digits.slice(-12)}`));
        },
      ),
    );
  });
});
