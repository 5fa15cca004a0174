import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { hashColumns, loadBars } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-csv-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
/** Writes a file of BTC/USDT bars and gives its path. */
function written(content: string | Uint8Array, name = `BTCUSDT_1h_${files++}.csv`): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

const HOUR = 3_600_000;
const START = 1_704_067_200_000; // 2024-01-01 00:00Z
const HEADER = "time,open,high,low,close,volume";
const rowsOf = (times: readonly (string | number)[]): string =>
  times.map((time) => `${time},10,12,9,11,100\n`).join("");

describe("reading bars from CSV", () => {
  test("takes a plain file as it is", () => {
    const bars = loadBars(
      written(`${HEADER}\n${START},10,12.5,9,11,0.5\n${START + HOUR},11,11,10,10.25,0\n`),
    );
    expect([...bars.columns.time]).toEqual([START, START + HOUR]);
    expect([...bars.columns.open]).toEqual([10, 11]);
    expect([...bars.columns.high]).toEqual([12.5, 11]);
    expect([...bars.columns.low]).toEqual([9, 10]);
    expect([...bars.columns.close]).toEqual([11, 10.25]);
    expect([...bars.columns.volume]).toEqual([0.5, 0]);
    expect(bars).toMatchObject({ symbol: "BTC/USDT", kind: "spot", venue: "unknown", interval: "1h" });
    expect(bars).toMatchObject({
      intervalMs: HOUR,
      rows: 2,
      from: START,
      to: START + HOUR,
      gaps: 0,
      missing: 0,
    });
    expect(bars.bytes).toBe(
      `${HEADER}\n${START},10,12.5,9,11,0.5\n${START + HOUR},11,11,10,10.25,0\n`.length,
    );
  });

  test("keeps the columns in one shared block, for a worker", () => {
    const { columns } = loadBars(written(`${HEADER}\n${rowsOf([START, START + HOUR])}`));
    expect(columns.time.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(columns.volume.buffer).toBe(columns.time.buffer);
  });

  test("unpacks gzip, also where the name does not say so", () => {
    const packed = gzipSync(`${HEADER}\n${rowsOf([START, START + HOUR])}`);
    expect(loadBars(written(packed, "BTCUSDT_1h_z.csv.gz")).rows).toBe(2);
    expect(loadBars(written(packed)).rows).toBe(2);
  });

  test.each([
    ["Windows line ends", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll("\n", "\r\n")],
    ["line ends of old Macs", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll("\n", "\r")],
    ["a byte order mark", `\uFEFF${HEADER}\n${rowsOf([START, START + HOUR])}`],
    ["blank lines", `\n${HEADER}\n\n${rowsOf([START])}  \n\t\n${rowsOf([START + HOUR])}\n\n \n`],
    ["no last line end", `${HEADER}\n${rowsOf([START, START + HOUR])}`.trimEnd()],
    ["blanks around cells", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(",", " , ")],
    ["quoted cells", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(/[^,\n]+/g, '"$&"')],
    ["semicolons", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(",", ";")],
    ["tabs", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(",", "\t")],
    ["exponents", `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(",10,", ",1.0e+1,")],
    [
      "leading and trailing zeros",
      `${HEADER}\n${rowsOf([START, START + HOUR])}`.replaceAll(",10,", ",0010.000,"),
    ],
    ["capital names", `${HEADER.toUpperCase()}\n${rowsOf([START, START + HOUR])}`],
    [
      "another order",
      `volume,close,low,high,open,time\n100,11,9,12,10,${START}\n100,11,9,12,10,${START + HOUR}\n`,
    ],
    [
      "extra columns",
      `id,${HEADER},note\n${rowsOf([START, START + HOUR]).replaceAll(/^(.*)$/gm, (row) => (row ? `x,${row},"y"` : ""))}`,
    ],
  ])("tolerates %s", (_, text) => {
    const { columns } = loadBars(written(text));
    expect([...columns.time]).toEqual([START, START + HOUR]);
    expect([columns.open[1], columns.high[1], columns.low[1], columns.close[1], columns.volume[1]]).toEqual([
      10, 12, 9, 11, 100,
    ]);
  });

  test.each(["time", "Timestamp", "timestamp_utc", "Open Time", "open_time", "Date", "datetime", "unix", ""])(
    "understands a time column named '%s'",
    (name) => {
      const text = `${name},Open,High,Low,Close,Volume\n${rowsOf([START, START + HOUR])}`;
      expect(loadBars(written(text)).from).toBe(START);
    },
  );

  test("prefers a time column to an unnamed index and to a date", () => {
    const text = `,date,time,open,high,low,close\n0,x,${START},10,12,9,11\n1,y,${START + HOUR},10,12,9,11\n`;
    expect([...loadBars(written(text)).columns.time]).toEqual([START, START + HOUR]);
  });

  test("takes volume as 0 where there is none, and says so", () => {
    const bars = loadBars(written(`time,open,high,low,close\n${START},1,1,1,1\n${START + HOUR},1,1,1,1\n`));
    expect([...bars.columns.volume]).toEqual([0, 0]);
    expect(bars.warnings).toEqual(["no volume column: volume is taken as 0"]);
  });

  test.each([
    ["Unix milliseconds", START, START + HOUR],
    ["Unix seconds", START / 1_000, (START + HOUR) / 1_000],
    ["Unix seconds with decimals", `${START / 1_000}.0`, `${(START + HOUR) / 1_000}.000`],
    ["Unix microseconds", START * 1_000, (START + HOUR) * 1_000],
    ["milliseconds with an exponent", "1.7040672e12", "1.7040708E+12"],
    ["date-times", "2024-01-01 00:00", "2024-01-01 01:00"],
    ["ISO with T and Z", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"],
    ["seconds and their parts", "2024-01-01 00:00:00.000", "2024-01-01 01:00:00.000000000Z"],
    ["an offset", "2024-01-01T02:00:00+02:00", "2024-01-01T03:00:00+0200"],
    ["a negative offset", "2023-12-31 19:00:00-05:00", "2023-12-31 20:00-0500"],
    ["quoted date-times", '"2024-01-01 00:00:00"', ' "2024-01-01 01:00:00" '],
  ])("understands times as %s", (_, first, second) => {
    expect([...loadBars(written(`${HEADER}\n${rowsOf([first, second])}`)).columns.time]).toEqual([
      START,
      START + HOUR,
    ]);
  });

  test("takes dates as UTC midnight, over leap days and before 1970", () => {
    const days = [
      "1969-12-31",
      "1970-01-01",
      "1970-01-02",
      "2000-02-28",
      "2000-02-29",
      "2000-03-01",
      "2024-12-31",
    ];
    const bars = loadBars(written(`date,open,high,low,close,volume\n${rowsOf(days)}`, "BTCUSDT_1d_days.csv"));
    expect([...bars.columns.time]).toEqual(days.map((day) => Date.parse(`${day}T00:00:00Z`)));
  });
});

describe("what is read", () => {
  const start = fc.integer({ min: 28_000, max: 900_000 }).map((hours) => hours * HOUR);
  const price = fc.oneof(
    fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
    fc.integer({ min: 1, max: 10_000_000 }).map((cents) => cents / 100),
    fc.constantFrom(0.1, 1 / 3, 123_456_789_012_345_680, 5e-324, 1e21, 0.000001, 1e-7, 2 ** 53, 2 ** 53 - 1),
  );
  const bar = fc.record({ a: price, b: price, c: price, d: price, volume: fc.oneof(price, fc.constant(0)) });

  test("is the same double that was written, whatever its size", () => {
    fc.assert(
      fc.property(start, fc.array(bar, { minLength: 2, maxLength: 20 }), (first, bars) => {
        const rows = bars.map(({ a, b, c, d, volume }, i) => {
          const [low = 1, open = 1, close = 1, high = 1] = [a, b, c, d].toSorted((x, y) => x - y);
          return [first + i * HOUR, open, high, low, close, volume];
        });
        const text = `${HEADER}\n${rows.map((row) => row.join(",")).join("\n")}\n`;
        const { time, open, high, low, close, volume } = loadBars(
          written(text, "BTCUSDT_1h_property.csv"),
        ).columns;
        rows.forEach((row, i) => {
          expect([time, open, high, low, close, volume].map((column) => column[i])).toEqual(row);
        });
      }),
      { numRuns: 200 },
    );
  });

  test("is exact for every way to write a decimal", () => {
    const digits = fc.stringMatching(/^\d{1,20}$/);
    fc.assert(
      fc.property(digits, fc.option(fc.stringMatching(/^\d{0,25}$/)), (whole, fraction) => {
        const text = fraction === null ? whole : `${whole}.${fraction}`;
        fc.pre(Number(text) > 0);
        const row = (time: number): string => `${time},${text},${text},${text},${text},${text}\n`;
        const file = written(`${HEADER}\n${row(START)}${row(START + HOUR)}`, "BTCUSDT_1h_decimal.csv");
        expect(loadBars(file).columns.close[1]).toBe(Number(text));
      }),
      { numRuns: 300 },
    );
  });

  test("has a hash of its own: any changed value changes it", () => {
    const hash = (text: string): string => hashColumns(loadBars(written(text)).columns);
    const text = `${HEADER}\n${rowsOf([START, START + HOUR])}`;
    expect(hash(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(text.replaceAll("\n", "\r\n"))).toBe(hash(text));
    expect(hash(text.replace(",11,", ",11.0000001,"))).not.toBe(hash(text));
    expect(hash(text.replace("100", "101"))).not.toBe(hash(text));
  });
});
