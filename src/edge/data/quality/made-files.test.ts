/** Files made for one defect each: it is found, told with its place, and nothing else is. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Interval } from "../../../core/domain/index.ts";
import { writeColumns } from "../columns-file.ts";
import { dataQuality, loadBars } from "../index.ts";
import { changeText, readRepairedBars } from "./repair.ts";

const { checkPaths, coverageOfBars, repairFiles } = await dataQuality();
const directory = mkdtempSync(join(tmpdir(), "timonel-check-"));
afterAll(() => rmSync(directory, { recursive: true }));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 1);
const NOW = Date.UTC(2025, 0, 1);

type Row = readonly (number | string)[];
const bar = (hour: number, price = 100): Row => [START + hour * HOUR, price, price + 1, price - 1, price, 5];
const hours = (n: number): Row[] => Array.from({ length: n }, (_, hour) => bar(hour));

function write(
  rows: readonly Row[],
  name = "binance-spot_BTCUSDT_1h.csv",
  header = "time,open,high,low,close,volume",
): string {
  const file = join(directory, name);
  writeFileSync(file, `${[header, ...rows.map((row) => row.join(","))].join("\n")}\n`);
  return file;
}

const check = (file: string, options: { symbol?: string; timeframe?: string; now?: number } = {}) =>
  checkPaths([file], { now: NOW, ...options }).files[0];
const told = (file: string, options = {}) =>
  (check(file, options)?.findings ?? []).map(({ kind, line, found }) => [kind, line, found]);

describe("rows", () => {
  test("a sound file has no findings", () => {
    const found = check(write(hours(48)));
    expect(found).toMatchObject({ symbol: "BTC/USDT", interval: "1h", rows: 48, bars: 48, findings: [] });
    expect(found?.coverage?.present).toEqual(found?.coverage?.due);
  });

  test("a header without rows is no table of bars: a run refuses it", () => {
    expect(told(write([]))).toEqual([["unreadable", null, "a header and no rows"]]);
  });

  test("cells that are no numbers, short rows, prices, highs, volumes and times are told one by one", () => {
    const rows = hours(12);
    rows[1] = [START + HOUR, "abc", 101, 99, 100, 5];
    rows[2] = [START + 2 * HOUR, 100, 101];
    rows[3] = [START + 3 * HOUR, 0, 101, 99, 100, 5];
    rows[4] = [START + 4 * HOUR, 100, 98, 99, 100, 5];
    rows[5] = [START + 5 * HOUR, 100, 101, 99, 100, -5];
    rows[6] = ["yesterday", 100, 101, 99, 100, 5];
    expect(told(write(rows))).toEqual([
      ["cell", 3, 'open is "abc"'],
      ["cell", 4, "the row has 3 cells"],
      ["cell", 8, 'time is "yesterday"'],
      ["price", 5, "open of open 0, high 101, low 99, close 100"],
      ["ohlc", 6, "open 100, high 98, low 99, close 100"],
      ["volume", 7, "volume -5"],
      ["gap", 9, "6 bars missing until 2024-01-01 07:00Z"],
    ]);
  });

  test("duplicates repeat, conflicts contradict", () => {
    const rows = hours(10);
    rows.splice(4, 0, bar(3));
    rows.splice(7, 0, [START + 5 * HOUR, 100, 101, 99, 100.5, 9]);
    expect(told(write(rows))).toEqual([
      ["conflict", 9, "close 100.5, but 100 on line 8"],
      ["duplicate", 6, "the same as line 5"],
    ]);
  });

  test("rows out of order, and a file upside down", () => {
    const rows = hours(10);
    [rows[3], rows[4]] = [bar(4), bar(3)];
    expect(told(write(rows))).toEqual([
      ["unsorted", 5, "2 rows of 2024-01-01 03:00Z to 2024-01-01 04:00Z stand out of order"],
    ]);
    expect(told(write([...hours(10)].reverse()))).toEqual([
      ["unsorted", 2, "newest first: 9 steps of 9 go back in time"],
    ]);
  });
});

describe("stamps", () => {
  test("another interval than the name or the option says", () => {
    const rows = hours(30);
    expect(told(write(rows, "BTCUSDT_5m.csv"))[0]?.[0]).toBe("interval");
    expect(told(write(rows), { timeframe: "4h" })[0]).toEqual([
      "interval",
      2,
      "4h is said, but most rows are 1h apart",
    ]);
  });

  test("off the grid, and a last bar that has not ended", () => {
    const rows = hours(30);
    rows[7] = [START + 7 * HOUR + 60_000, 100, 101, 99, 100, 5];
    expect(told(write(rows), { now: START + 30 * HOUR - 1 })).toEqual([
      ["off-grid", 9, "1 row, the first at 2024-01-01 07:01Z"],
      ["unfinished", 31, "it ends at 2024-01-02 06:00Z"],
    ]);
  });

  test("bars that are dated after now are counted, and are more than a last bar that has not ended", () => {
    expect(told(write(hours(30)), { now: START + 20 * HOUR })).toEqual([
      ["future", 23, "until 2024-01-02 06:00Z, and this machine says it is 2024-01-01 20:00Z"],
    ]);
  });

  test("days of a market that never closes begin at midnight UTC", () => {
    const rows = Array.from(
      { length: 10 },
      (_, i): Row => [START + i * DAY + 16 * HOUR, 100, 101, 99, 100, 5],
    );
    expect(told(write(rows, "BTCUSDT_1d.csv"))).toEqual([
      ["zone", null, "days begin at 16:00Z, those of venues at 00:00Z"],
    ]);
  });

  /** Two weeks of minutes of a session in summer and winter time of New York, with most volume at open and close. */
  const session = (openUtc: number, minutes = 390): Row[] =>
    [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]
      .flatMap((day) =>
        Array.from({ length: minutes }, (_, minute): Row => {
          const volume = minute < 60 || minute > 330 ? 50 : 5;
          return [Date.UTC(2024, 6, day) + openUtc + minute * 60_000, 100, 101, 99, 100, volume];
        }),
      )
      .filter((row) => new Date(Number(row[0])).getUTCDate() !== 4);

  test("a session on clocks of New York, of Berlin, and an hour off", () => {
    const at = (openUtc: number) =>
      told(write(session(openUtc), "SPY_1m.csv")).filter(([kind]) => kind === "zone");
    expect(at(13.5 * HOUR)).toEqual([]);
    expect(at(9.5 * HOUR)[0]?.[2]).toMatch(/if the stamps are New York time,/);
    expect(at(15.5 * HOUR)[0]?.[2]).toMatch(/if the stamps are UTC\+2,/);
    expect(at(14.5 * HOUR)[0]?.[2]).toMatch(/if the stamps are UTC\+1,/);
  });

  test("bars that carry the time of their end", () => {
    const kinds = told(write(session(13.5 * HOUR + 60_000), "SPY_1m.csv")).map(([kind]) => kind);
    expect(kinds).toContain("end-stamp");
    expect(kinds).not.toContain("gap");
  });
});

describe("holes and prices", () => {
  test("a night, a weekend, a holiday and an early close are no gaps; a missing session is", () => {
    const week = ["06-24", "06-25", "06-26", "06-27", "06-28", "07-01", "07-02", "07-03", "07-05", "07-08"];
    const days = week.map((day) => `2024-${day}`);
    const daily = (list: readonly string[]) =>
      told(
        write(
          list.map((day): Row => [day, 100, 101, 99, 100, 5]),
          "SPY_1d.csv",
          "date,open,high,low,close,volume",
        ),
      );
    expect(daily(days)).toEqual([]);
    expect(daily(days.filter((day) => day !== "2024-07-02"))).toEqual([
      ["gap", 8, "1 bar missing until 2024-07-03 00:00Z"],
    ]);
  });

  test("the same hole in two markets of a venue is a halt", () => {
    const holed = hours(30).filter((_, hour) => hour !== 12 && hour !== 13);
    const other = mkdtempSync(join(directory, "two-"));
    for (const name of ["BTC", "ETH"]) {
      const from = write(holed, `binance-spot_${name}USDT_1h.csv`);
      writeFileSync(join(other, `binance-spot_${name}USDT_1h.csv`), readFileSync(from));
    }
    const { files } = checkPaths([other], { now: NOW });
    expect(files.map(({ findings }) => findings.map(({ kind, found }) => [kind, found]))).toEqual([
      [["halt", "2 bars missing until 2024-01-01 14:00Z; the same hole in ETH/USDT"]],
      [["halt", "2 bars missing until 2024-01-01 14:00Z; the same hole in BTC/USDT"]],
    ]);
    expect(told(write(holed))).toEqual([["gap", 14, "2 bars missing until 2024-01-01 14:00Z"]]);
  });

  test("prices of another pair are told by the files beside", () => {
    const place = mkdtempSync(join(directory, "pairs-"));
    const put = (name: string, price: number, n: number): void => {
      const rows = Array.from({ length: n }, (_, i) => bar(i, price + (i % 7)));
      writeFileSync(join(place, name), readFileSync(write(rows, "x.csv")));
    };
    put("binance-spot_BTCUSDT_1h.csv", 50_000, 60);
    put("binance-spot_BNBUSDT_1h.csv", 300, 60);
    put("binance-spot_BNBUSDT_1h_copy.csv", 50_000, 50);
    const found = checkPaths([place], { now: NOW }).files.flatMap(({ file, findings }) =>
      findings
        .filter(({ kind }) => kind === "symbol")
        .map((each) => [file.slice(file.lastIndexOf("/") + 1), each.found]),
    );
    expect(found).toEqual([
      [
        "binance-spot_BNBUSDT_1h_copy.csv",
        expect.stringMatching(
          /^prices are 16\d times those of binance-spot_BNBUSDT_1h.csv, and equal those of BTC\/USDT/,
        ),
      ],
    ]);
  });

  test("a bad print, and a wick that was traded", () => {
    const rows = hours(40);
    rows[15] = [START + 15 * HOUR, 100, 101, 20, 100, 5];
    rows[30] = [START + 30 * HOUR, 100, 101, 70, 100, 60];
    expect(told(write(rows)).map(([kind, line]) => [kind, line])).toEqual([
      ["spike", 17],
      ["wick", 32],
    ]);
  });

  test("a split of a share, a jump of anything else", () => {
    const days = (name: string) =>
      told(
        write(
          Array.from({ length: 20 }, (_, i): Row => [...bar(i * 24, i < 10 ? 400 : 100)]),
          name,
        ),
      ).filter(([kind]) => kind === "split" || kind === "jump");
    expect(days("AAPL_1d.csv")).toEqual([["split", 12, "x 0.25: a split 4:1"]]);
    expect(days("BTCUSDT_1d.csv")).toEqual([["jump", 12, "x 0.25"]]);
  });
});

describe("a repair", () => {
  test("gives back what was shuffled, repeated and spoilt, and says what it did", () => {
    const spoilt = fc.record({
      order: fc.shuffledSubarray([...Array(30).keys()], { minLength: 2 }),
      repeats: fc.array(fc.nat(29), { maxLength: 6 }),
      broken: fc.array(fc.nat(29), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(spoilt, ({ order, repeats, broken }) => {
        const rows = order.map((hour) => bar(hour));
        for (const hour of repeats) if (order.includes(hour)) rows.push(bar(hour));
        const bad = broken.map((hour): Row => [START + hour * HOUR, 100, 90, 99, 100, 5]);
        const { columns, warnings } = readRepairedBars(write([...bad, ...rows]));
        const sorted = [...order].sort((a, b) => a - b);
        expect([...columns.time]).toEqual(sorted.map((hour) => START + hour * HOUR));
        expect(warnings.some((text) => text.includes("dropped"))).toBe(
          bad.length > 0 || rows.length > order.length,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("keeps the row with more volume, of equal ones the later", () => {
    const rows = hours(6);
    rows.splice(3, 0, [START + 2 * HOUR, 100, 101, 99, 99.5, 3]);
    rows.push([START + 5 * HOUR, 100, 101, 99, 99.5, 5]);
    const { columns, warnings } = readRepairedBars(write(rows));
    expect([...columns.close]).toEqual([100, 100, 100, 100, 100, 99.5]);
    expect(warnings).toEqual([
      expect.stringMatching(/^repaired: 2 rows settled between two that contradict/),
    ]);
  });

  test("writes the rows as they were written, leaves the original, and touches nothing that exists", () => {
    const rows = [bar(2), bar(0), ["1704070800000", "100.500", "101.0", "99", "100", "5e-05"]] as Row[];
    const file = write(rows);
    const before = readFileSync(file, "utf8");
    const out = join(directory, "repaired.csv");
    const { files } = repairFiles([file], out, "keep");
    expect(files[0]).toMatchObject({ rows: 3, kept: 3, out });
    expect(readFileSync(out, "utf8").split("\n")[2]).toBe("1704070800000,100.500,101.0,99,100,5e-05");
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(() => repairFiles([file], out, "keep")).toThrow(/exists already; nothing was written/);
  });

  test("marks or drops bad prints only when asked", () => {
    const rows = hours(40);
    rows[15] = [START + 15 * HOUR, 100, 101, 20, 100, 5];
    const file = write(rows);
    expect(repairFiles([file], join(directory, "kept.csv"), "keep").files[0]?.out).toBeNull();
    const dropped = repairFiles([file], join(directory, "dropped.csv"), "drop");
    expect(dropped.files[0]).toMatchObject({ rows: 40, kept: 39 });
    repairFiles([file], join(directory, "marked.csv"), "mark");
    const marked = readFileSync(join(directory, "marked.csv"), "utf8").trim().split("\n");
    expect([marked[0], marked[16]]).toEqual([
      "time,open,high,low,close,volume,spike",
      `${START + 15 * HOUR},100,101,20,100,5,1`,
    ]);
  });

  test("is refused where the copy would have another form than its name says, or no room for a mark", () => {
    const file = write([bar(1), bar(0)]);
    const target = join(directory, "sound.columns");
    expect(() => repairFiles([file], target, "keep")).toThrow(/sound\.columns: .*fix: name a \.csv file/);
    expect(existsSync(target)).toBe(false);
    const columns = join(directory, "binance-spot_BTCUSDT_1h.columns");
    const bars = readRepairedBars(file).columns;
    const about = { symbol: "BTC/USDT", venue: "binance", kind: "spot", interval: "1h" as Interval } as const;
    writeColumns(columns, { ...about, columns: bars });
    expect(() => repairFiles([columns], join(directory, "text.csv"), "drop")).toThrow(
      /text\.csv: .*fix: name a \.columns file/,
    );
    expect(() => repairFiles([columns], join(directory, "marked.columns"), "mark")).toThrow(
      /a \.columns file has no room for a mark/,
    );
  });

  test("says nothing of what it did not do", () => {
    expect(changeText({ what: "dropped", rows: 1, first: ["line 3: x"] })).toBe("1 row dropped (line 3: x)");
  });
});

describe("coverage of the bars of a run", () => {
  test("counts what is due by its hours, and marks halts", () => {
    const rows = hours(1000).map(
      (each, hour): Row => (hour > 118 && hour < 126 ? [each[0] ?? 0, 100, 100, 100, 100, 0] : each),
    );
    const file = write(rows.filter((_, hour) => hour < 500 || hour > 699));
    expect(coverageOfBars(loadBars(file), 10)).toEqual({
      from: START,
      to: START + 1000 * HOUR,
      due: Array(10).fill(100),
      present: [100, 100, 100, 100, 100, 0, 0, 100, 100, 100],
      halts: [1],
    });
  });

  test("of shares is whole over nights and weekends, and in months over all of them", () => {
    const days = ["2024-07-01", "2024-07-02", "2024-07-03", "2024-07-05", "2024-07-08", "2024-07-09"];
    const rows = days.map((day): Row => [day, 100, 101, 99, 100, 5]);
    const shares = check(write(rows, "SPY_1d.csv", "date,open,high,low,close,volume"))?.coverage;
    expect(shares?.present).toEqual(shares?.due);
    const months = Array.from(
      { length: 9 },
      (_, month): Row => [Date.UTC(2024, month, 1), 100, 101, 99, 100, 5],
    );
    const found = check(write(months, "BTCUSDT_1Mo.csv"));
    expect(found).toMatchObject({ interval: "1Mo", findings: [] });
    expect(found?.coverage?.due).not.toContain(0);
    expect(
      check(
        write(
          months.filter((_, month) => month !== 4),
          "BTCUSDT_1Mo.csv",
        ),
      )?.counts,
    ).toEqual({ gap: 1 });
  });
});
