/**
 * Years of minutes: what is said of a few rows is said of hundreds of thousands as well. A search through all findings for
 * each of them would not end within the time of a test, and so many are more than a call can have arguments.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Interval } from "../../../core/domain/index.ts";
import { writeColumns } from "../columns-file.ts";
import { checkPaths } from "./check-paths.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-large-"));
afterAll(() => rmSync(directory, { recursive: true }));

const MINUTE = 60_000;
const START = Date.UTC(2022, 0, 1);
/** Half of them are more than the arguments of a call, which end at some 126,000. */
const ROWS = 260_000;

/** Bars that say the same, but for the minute and the volume of each. */
interface Bars {
  readonly symbol?: string;
  readonly minuteOf: (row: number) => number;
  readonly volumeOf?: (row: number) => number;
}

let places = 0;
const newPlace = (): string => {
  const place = join(directory, String(places++));
  mkdirSync(place);
  return place;
};
const countsIn = (place: string) =>
  checkPaths([place], { now: Date.UTC(2025, 0, 1) }).files.map(({ counts }) => counts);

/** What is found in files of so many bars, by name. */
function found(files: Readonly<Record<string, Bars>>) {
  const place = newPlace();
  for (const [name, { symbol = "BTC/USDT", minuteOf, volumeOf = () => 5 }] of Object.entries(files)) {
    const column = (of: (row: number) => number) => Float64Array.from({ length: ROWS }, (_, row) => of(row));
    const [open, high, low] = [column(() => 100), column(() => 101), column(() => 99)];
    const time = column((row) => START + minuteOf(row) * MINUTE);
    const columns = { time, open, high, low, close: open, volume: column(volumeOf) };
    const interval = "1m" as Interval;
    writeColumns(join(place, name), { symbol, venue: "binance", kind: "spot", interval, columns });
  }
  return countsIn(place);
}

/** Two minutes are there, the third is missing. */
const holed = (row: number): number => row + Math.floor(row / 2);
const HOLES = ROWS / 2 - 1;
/** Every other bar has no volume. */
const thin = (row: number): number => row % 2;

test("the second half of a file stands before the first, and every other bar has no volume", () => {
  const minuteOf = (row: number): number => (row + ROWS / 2) % ROWS;
  expect(found({ "a.columns": { minuteOf, volumeOf: thin } })).toEqual([{ unsorted: 1, idle: 1 }]);
});

// Each hole is told, however many: each is to be filled, or lived through.
test("two markets lack every third minute, one of them beside bars without volume", () => {
  const counts = found({
    "a.columns": { minuteOf: holed, volumeOf: thin },
    "b.columns": { symbol: "ETH/USDT", minuteOf: holed },
  });
  // No hole stands before the first bar, which has no volume.
  expect(counts).toEqual([{ halt: HOLES, idle: 1 }, { halt: HOLES }]);
});

test("minutes without a trade are left out by a feed of futures: that is said once", () => {
  const minuteOf = (row: number): number => row + Math.floor((row * 4) / 5); // Some of the holes lie where nobody trades.
  const [counts] = found({ "6EH4_1m.columns": { symbol: "6EH4", minuteOf } });
  expect(counts).toMatchObject({ quiet: 1 });
  expect(counts?.gap).toBeUndefined();
});

test("no row of a text has a volume", () => {
  const place = newPlace();
  const rows = Array.from({ length: ROWS }, (_, row) => `${START + row * MINUTE},100,101,99,100,`);
  writeFileSync(join(place, "BTCUSDT_1m.csv"), `time,open,high,low,close,volume\n${rows.join("\n")}\n`);
  expect(countsIn(place)).toEqual([{ cell: 1 }]);
});
