import { describe, expect, test } from "vitest";
import { columns } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import type { DurationMs, Ratio } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { MarkPrices } from "./mark-prices.ts";

const HALF = (HOUR / 2) as DurationMs;
const marks = (rows: readonly string[], every: DurationMs) => ({
  instrument: 0 as InstrumentId,
  intervalMs: every,
  columns: columns(rows, { every }),
});

describe("mark prices", () => {
  test("of a moment are known where a mark bar began, stamped some milliseconds late or not", () => {
    const of = new MarkPrices(marks(["10 12 9 11", "20 22 19 21"], HOUR));
    expect([of.at(START), of.at(START + 7), of.at(START + HALF)]).toEqual([10, 10, undefined]);
    expect([of.at(START + HOUR + 10), of.at(START + 2 * HOUR)]).toEqual([20, undefined]);
  });

  test("give the extremes of a bar that they cover whole", () => {
    const of = new MarkPrices(marks(["10 12 9 11", "11 15 10 12", "12 13 8 9", "9 9 9 9"], HALF));
    expect(of.extreme("high", START, START + HOUR)).toBe(15);
    expect(of.extreme("low", START, START + HOUR)).toBe(9);
    expect(of.extreme("low", START + HOUR, START + 2 * HOUR)).toBe(8);
    expect(of.extreme("low", START + 2 * HOUR, START + 3 * HOUR)).toBeUndefined();
  });

  test("of longer bars say nothing about a part of them", () => {
    const of = new MarkPrices(marks(["10 12 9 11"], (8 * HOUR) as DurationMs));
    expect(of.extreme("low", START, START + HOUR)).toBeUndefined();
    expect(of.at(START + 5)).toBe(10);
  });

  test("decide about a liquidation, where the last trade went further or less far", () => {
    const play = (low: string, mark: string) => {
      const venue = new Venue(["100 100 100 100", "100 100 100 100", `100 100 ${low} 100`], {
        instrument: withoutFees(perpetual()),
        leverage: 10,
        margin: {
          liquidationFee: 0n as Ratio,
          marks: [marks(["100 100 100 100", "100 100 100 100", `100 100 ${mark} 100`], HOUR)],
        },
      });
      venue.submit({});
      venue.bar();
      return venue.bar();
    };
    expect(play("80", "95")).toEqual([]);
    expect(play("95", "80")).toEqual(["liquidated: sell 1 @ 90.45, fee 0"]); // Half a percent of maintenance: 90 / 0.995.
  });
});
