/** The text in a file of real candles is the truth; a double is read from it, and must lead back to it. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import {
  type Price,
  price,
  priceToNumber,
  quantity,
  quantityFromNumber,
  type Rounding,
  stepsOf,
} from "./index.ts";

const ROUNDINGS: readonly Rounding[] = ["down", "up", "nearest"];

/** Cells of time, open, high, low, close, volume. */
function rowsOf(file: string): readonly (readonly string[])[] {
  const text = gunzipSync(readFileSync(sharedFile("data", "candles", "crypto", file))).toString("utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
}

/** The price that a double leads to, or a word where the three roundings do not agree. */
function throughDouble(text: string, tick: Price): Price | "torn" {
  const [down, up, nearest] = ROUNDINGS.map((rounding) =>
    stepsOf(Number(text), priceToNumber(tick), rounding),
  );
  return down === up && up === nearest && down !== undefined ? ((BigInt(down) * tick) as Price) : "torn";
}

describeWithShared("real prices", () => {
  test.each([
    ["0.01", "binance-spot_BTCUSDT_1h_2017-2024.csv.gz", 58_419],
    ["0.1", "binance-usdm_BTCUSDT_1h_2025.csv.gz", 719],
    ["0.0001", "binance-spot_SOLUSDT_1d_2020-2025.csv.gz", 1_825],
    ["0.00000001", "binance-spot_DASHUSDT_1m_2020-09_1week.csv.gz", 10_080],
    ["0.00000001", "binance-spot_BTCUSDT_1h_2017-2024.csv.gz", 58_419],
  ])("survive a double at a tick of %s, whichever way they are rounded: %s", (tick, file, rows) => {
    const cells = rowsOf(file).flatMap((row) => row.slice(1, 5));
    expect(cells).toHaveLength(rows * 4);
    expect(cells.filter((text) => throughDouble(text, price(tick)) !== price(text))).toEqual([]);
  });

  test("and real quantities survive a double on the grid of quantities", () => {
    const volumes = rowsOf("binance-spot_BTCUSDT_1h_2017-2024.csv.gz").map((row) => row[5] ?? "");
    const torn = volumes.filter((text) => quantityFromNumber(Number(text), "down") !== quantity(text));
    expect([volumes.length, torn]).toEqual([58_419, []]);
  });
});
