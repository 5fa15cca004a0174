import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { planImport } from "../../index.ts";
import { literal, withDuckDb } from "../duckdb.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-zone-"));
afterAll(() => rmSync(directory, { recursive: true }));

const MINUTES = 60_000;

/** The times of a file that is imported with `--time-zone`, as ISO text, and what the preview says of them. */
async function timesOf(file: string, timeZone: string | undefined) {
  const [planned] = await planImport({
    store: join(directory, "none"),
    files: [file],
    identity: { symbol: "BTC/USDT", venue: undefined, timeframe: undefined, fallbackVenue: "binance" },
    hints: { columns: undefined, timeZone, dateOrder: undefined, decimal: undefined },
    policy: "refuse",
  });
  const time = [...(planned?.table.columns[0] ?? [])].map((at) => new Date(at).toISOString().slice(0, 16));
  return { time, said: planned?.sources[0]?.from.source.times };
}

/** A Parquet file of bars whose times are these SQL expressions. */
async function parquetOf(name: string, times: readonly string[]): Promise<string> {
  const file = join(directory, name);
  const rows = times.map(
    (time) => `select ${time} as time, 1.0 as open, 1.0 as high, 1.0 as low, 1.0 as close`,
  );
  await withDuckDb((connection) =>
    connection.run(`copy (${rows.join(" union all ")}) to ${literal(file)} (format parquet)`),
  );
  return file;
}

/** A CSV file of bars; what is said twice is said with the same price. */
function csvOf(name: string, times: readonly (string | number)[]): string {
  const file = join(directory, name);
  const price = (time: string | number): string =>
    Array(4)
      .fill(times.indexOf(time) + 1)
      .join();
  const rows = times.map((time) => `${time},${price(time)}`);
  writeFileSync(file, ["time,open,high,low,close", ...rows, ""].join("\n"));
  return file;
}

test("timestamps of Parquet that name no zone are of the zone that is told", async () => {
  const file = await parquetOf("naive.parquet", [
    "timestamp '2024-01-02 09:30:00'",
    "timestamp '2024-01-02 09:31:00'",
  ]);
  expect(await timesOf(file, "America/New_York")).toEqual({
    time: ["2024-01-02T14:30", "2024-01-02T14:31"],
    said: "dates and times of America/New_York",
  });
});

test("texts of Parquet that name no zone are of the zone that is told, those that do are of their own", async () => {
  const local = await parquetOf("local.parquet", ["'2024-07-02 09:30:00'", "'2024-07-02 09:31:00'"]);
  expect((await timesOf(local, "America/New_York")).time).toEqual(["2024-07-02T13:30", "2024-07-02T13:31"]);
  const zoned = await parquetOf("zoned.parquet", [
    "'2024-07-02T09:30:00+02:00'",
    "'2024-07-02T09:31:00+02:00'",
  ]);
  expect((await timesOf(zoned, "America/New_York")).time).toEqual(["2024-07-02T07:30", "2024-07-02T07:31"]);
});

test("a text of Parquet is read with its offset, where no zone is told", async () => {
  const file = await parquetOf("offset.parquet", [
    "'2024-07-02 09:30:00-0530'",
    "'2024-07-02 09:31:00-0530'",
  ]);
  expect((await timesOf(file, undefined)).time).toEqual(["2024-07-02T15:00", "2024-07-02T15:01"]);
  const days = await parquetOf("text-days.parquet", ["'2024-07-02'", "'2024-07-03'"]);
  expect((await timesOf(days, "America/New_York")).time).toEqual(["2024-07-02T00:00", "2024-07-03T00:00"]);
});

test("moments and days of Parquet are in no zone", async () => {
  const moments = await parquetOf("moments.parquet", [
    "timestamptz '2024-01-02 09:30:00+00'",
    "timestamptz '2024-01-02 09:31:00+00'",
  ]);
  expect((await timesOf(moments, "America/New_York")).time).toEqual(["2024-01-02T09:30", "2024-01-02T09:31"]);
  for (const [i, type] of ["date", "timestamp"].entries()) {
    const days = await parquetOf(`days-${i}.parquet`, [`${type} '2024-01-02'`, `${type} '2024-01-03'`]);
    expect((await timesOf(days, "America/New_York")).time).toEqual(["2024-01-02T00:00", "2024-01-03T00:00"]);
  }
});

test("a row that is said twice is no second hour, where times are moments", async () => {
  // 05:00Z is 01:00 in New York, an hour that comes twice.
  const at = Date.UTC(2024, 10, 3, 5);
  const file = csvOf("BTCUSDT_1h.csv", [at, at, at + 60 * MINUTES, at + 120 * MINUTES]);
  expect((await timesOf(file, "America/New_York")).time).toEqual([
    "2024-11-03T05:00",
    "2024-11-03T06:00",
    "2024-11-03T07:00",
  ]);
});

test("a row that is said twice is no second hour, where days are labels", async () => {
  const file = csvOf("BTCUSDT_1d.csv", ["2024-10-26", "2024-10-27", "2024-10-27", "2024-10-28"]);
  expect((await timesOf(file, "Europe/Berlin")).time).toEqual([
    "2024-10-26T00:00",
    "2024-10-27T00:00",
    "2024-10-28T00:00",
  ]);
});

test("a row that is said twice is no second hour, where clocks are set forward", async () => {
  const file = csvOf("ETHUSDT_1h.csv", [
    "2024-03-10 00:00",
    "2024-03-10 01:00",
    "2024-03-10 01:00",
    "2024-03-10 03:00",
  ]);
  expect((await timesOf(file, "America/New_York")).time).toEqual([
    "2024-03-10T05:00",
    "2024-03-10T06:00",
    "2024-03-10T07:00",
  ]);
});
