import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Interval } from "../../../core/domain/index.ts";
import { writeColumnsFile } from "../columns-file.ts";
import { resampleFile } from "./resample.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2030, 0, 1);
const directory = mkdtempSync(join(tmpdir(), "resample-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Hourly bars of a day, the first of them so many minutes after midnight. */
function hoursFrom(minutes: number): string {
  const start = Date.UTC(2024, 0, 2) + minutes * 60_000;
  const rows = Array.from({ length: 24 }, (_, hour) => `${start + hour * HOUR},100,101,99,100,5`);
  const file = join(directory, `BTCUSDT_1h_from-${minutes}.csv`);
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return file;
}

test("bars that lie whole in longer ones are made into them", () => {
  expect(resampleFile(hoursFrom(0), "4h", { now: NOW }).bars).toBe(6);
});

test("bars without a volume are made into bars without one, whatever form they have", () => {
  const text = join(directory, "SPY_1h.csv");
  const start = Date.UTC(2024, 0, 2, 16);
  writeFileSync(text, `time,open,high,low,close\n${start},100,101,99,100\n${start + HOUR},100,101,99,100\n`);
  const columns = join(directory, "SPY_1h.columns");
  const about = {
    symbol: "SPY",
    venue: "us",
    kind: "equity",
    interval: "1h" as Interval,
    holds: "bars",
  } as const;
  writeColumnsFile(columns, { ...about, columns: ["time", "open", "high", "low", "close"], source: "" }, [
    Float64Array.of(start, start + HOUR),
    ...[100, 101, 99, 100].map((price) => Float64Array.of(price, price)),
  ]);
  const options = { now: NOW, symbol: "BTC/USDT", timeframe: "1h" };
  const [ofText, ofColumns] = [text, columns].map((file) => resampleFile(file, "2h", options).csv);
  expect(ofText).toMatch(/^time,open,high,low,close\n\d+,100,101,99,100\n$/);
  expect(ofColumns).toBe(ofText);
});

test("a bar that reaches beyond its longer one is refused: that one would know what comes after it", () => {
  const file = hoursFrom(30);
  for (const to of ["2h", "4h"])
    expect(() => resampleFile(file, to, { now: NOW })).toThrow(
      /the bar of 2024-01-02 0[13]:30Z? reaches beyond the end of its [24]h bar.*resample to 1d/,
    );
});
