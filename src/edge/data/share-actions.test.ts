import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { price } from "../../core/base/index.ts";
import { readShareActions, splitRatioOf } from "./share-actions.ts";

const DAY = 86_400_000;
const FRIDAY = Date.UTC(2024, 0, 5);
/** Two weeks of workdays from that Friday on, labelled by the day. */
const time = Float64Array.from([0, 3, 4, 5, 6, 7, 10], (day) => FRIDAY + day * DAY);
const close = time.map(() => 100);

function read(rows: readonly string[], intervalMs = DAY) {
  const file = join(mkdtempSync(join(tmpdir(), "actions-")), "factors.csv");
  writeFileSync(file, rows.join("\n"));
  return readShareActions(file, { time, close, intervalMs });
}

describe("a factor file as splits and dividends", () => {
  test("its rows hold up to their day: what follows happens before the next bar", () => {
    const rows = ["20240102,0.49,0.5,90", "20240105,0.49,0.5,100", "20240109,0.5,1,50", "20501231,1,1,0"];
    const { actions, adjustedClose } = read(rows);
    expect(actions).toEqual([
      { kind: "dividend", at: FRIDAY + 3 * DAY, perShare: price("2") },
      { kind: "split", at: FRIDAY + 3 * DAY, ratio: { to: 2n, from: 1n } },
      { kind: "dividend", at: FRIDAY + 5 * DAY, perShare: price("25") },
    ]);
    expect([...adjustedClose.slice(0, 4)]).toEqual([24.5, 50, 50, 100]);
  });

  test("a change before the first bar or after the last one is in no price that is played", () => {
    expect(read(["20240102,0.9,1,100", "20240115,1,1,100", "20501231,1,0.5,1"]).actions).toEqual([]);
  });

  test.each([
    ["no reference price", ["20240105,0.98,1", "20501231,1,1"], /dividend needs a reference price/],
    ["factors that fall", ["20240105,1,1,100", "20501231,0.9,1,1"], /the price factor falls/],
  ])("%s is exit 5, at its line", (_what, rows, message) => {
    expect(() => read(rows)).toThrow(message);
    expect(() => read(rows)).toThrow(/factors\.csv:1/);
  });

  test("bars of a week are refused: they would hold both prices", () => {
    expect(() => read(["20501231,1,1,0"], 7 * DAY)).toThrow(/longer than a day/);
  });
});

test.each([
  [0.0357143, 0.25, 7, 1],
  [0.00892857, 0.0178571, 2, 1],
  [0.666667, 1, 3, 2],
  [8, 1, 1, 8],
  [1, 0.02, 1, 50],
  [0.997307, 1, 1_000_000, 997_307],
])("split factors %d, then %d are %d for %d", (before, after, to, from) => {
  expect(splitRatioOf(before, after)).toEqual({ to: BigInt(to), from: BigInt(from) });
});
