import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { DataProblem, type LoadOptions, loadBars } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-damaged-"));
afterAll(() => rmSync(directory, { recursive: true }));

const HOUR = 3_600_000;
const START = 1_704_067_200_000; // 2024-01-01 00:00Z
const T = [0, 1, 2, 3].map((i) => START + i * HOUR);
const HEADER = "time,open,high,low,close,volume";

/** The problem of a file with this content, its path in the message shortened to the name. */
function problemOf(
  content: string | Uint8Array,
  name = "BTCUSDT_1h.csv",
  options: LoadOptions = {},
): DataProblem {
  const file = join(directory, name);
  writeFileSync(file, content);
  return problemOfPath(file, options);
}

function problemOfPath(file: string, options: LoadOptions = {}): DataProblem {
  try {
    loadBars(file, options);
  } catch (problem) {
    if (problem instanceof DataProblem)
      return Object.assign(problem, { message: problem.message.replaceAll(`${directory}/`, "") });
    throw problem;
  }
  throw new Error("nothing was wrong");
}

/** A file of good rows with another third line. */
const withRow = (row: string): string => `${HEADER}\n${T[0]},10,12,9,11,1\n${row}\n${T[2]},10,12,9,11,1\n`;

describe("a file that cannot be read is exit 5", () => {
  test("missing", () => {
    const problem = problemOfPath(join(directory, "BTCUSDT_1h_none.csv"));
    expect(problem.exitCode).toBe(5);
    expect(problem.message).toBe(
      "BTCUSDT_1h_none.csv: there is no such file; fix: check the path, and the directory that it starts from",
    );
  });

  test("a directory", () => {
    mkdirSync(join(directory, "BTCUSDT_1h_folder.csv"));
    const problem = problemOfPath(join(directory, "BTCUSDT_1h_folder.csv"));
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      expect.stringMatching(/^BTCUSDT_1h_folder.csv: this is a directory, not a file; fix: /),
    ]);
  });

  test("not permitted", (context) => {
    if (process.getuid?.() === 0) return context.skip("whoever is root may read everything");
    const file = join(directory, "BTCUSDT_1h_secret.csv");
    writeFileSync(file, HEADER);
    chmodSync(file, 0o000);
    expect(problemOfPath(file).message).toMatch(
      /cannot be read; found: EACCES; fix: check its permissions and its size/,
    );
  });

  test.each([
    ["empty", "", "the file is empty"],
    ["blank lines only", "\n\r\n  \n", "the file is empty; found: blank lines only"],
    ["a byte order mark only", "\uFEFF", "the file is empty"],
    ["a header only", `${HEADER}\n`, "the file has a header but no rows"],
    ["a header and blank lines", `${HEADER}\n\n \n`, "the file has a header but no rows"],
  ])("%s", (_, content, message) => {
    const problem = problemOf(content);
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      `BTCUSDT_1h.csv: ${message}; fix: download it again`,
    ]);
  });

  const packed = gzipSync(
    `${HEADER}\n${Array.from({ length: 500 }, (_, i) => `${START + i * HOUR},${10 + i},1000,1,11,${i * 7}`).join("\n")}\n`,
  );

  test("gzip that is cut off", () => {
    const problem = problemOf(packed.subarray(0, packed.length - 20), "BTCUSDT_1h_cut.csv.gz");
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      "BTCUSDT_1h_cut.csv.gz: the gzip file is cut off; found: unexpected end of file; fix: download it again",
    ]);
  });

  test("gzip that is damaged inside", () => {
    const changed = Buffer.from(packed);
    changed.fill(0xff, 60, 90);
    expect(problemOf(changed, "BTCUSDT_1h_hurt.csv.gz").message).toMatch(
      /^BTCUSDT_1h_hurt.csv.gz: the gzip file is damaged; found: /,
    );
  });

  test("not gzip, whatever its name says", () => {
    const problem = problemOf(`${HEADER}\n`, "BTCUSDT_1h_plain.csv.gz");
    expect(problem.exitCode).toBe(5);
    expect(problem.message).toMatch(
      /^BTCUSDT_1h_plain.csv.gz: the file is not gzip; allowed: a gzip file, as its name says; fix: remove .gz/,
    );
  });

  test("an empty gzip", () => {
    expect(problemOf(gzipSync(""), "BTCUSDT_1h_e.csv.gz").message).toMatch(/: the file is empty;/);
    expect(problemOf("", "BTCUSDT_1h_e.csv.gz").message).toMatch(/: the file is empty;/);
  });
});

describe("a header that does not fit is exit 5", () => {
  test.each([
    [
      "time,open,high,low,clsoe,volume",
      "column close is missing; found: time, open, high, low, clsoe and volume; allowed: close; fix: rename clsoe to close",
    ],
    [
      "tine,open,high,low,close",
      "column time is missing; found: tine, open, high, low and close; allowed: one of time, timestamp, timestamp utc, open time, unix, datetime, date time, date; fix: rename tine to time",
    ],
    [
      "time,price",
      "column open is missing; found: time and price; allowed: open; fix: add a column named open",
    ],
    ["time,open,high,low,close,close", "column close appears twice; fix: remove or rename one of them"],
    [
      `${T[0]},10,12,9,11,1`,
      `the first line is data, not a header; found: ${T[0]}, 10, 12, 9, 11 and 1; allowed: a first line such as time,open,high,low,close,volume; fix: put that line on top of the file`,
    ],
  ])("%s", (header, message) => {
    const problem = problemOf(`${header}\n${T[0]},10,12,9,11,1\n`);
    expect([problem.exitCode, problem.message]).toEqual([5, `BTCUSDT_1h.csv:1: ${message}`]);
  });

  test("names the line of the header after blank lines", () => {
    expect(problemOf(`\n\ntime,open\n${T[0]},10\n`).message).toMatch(
      /^BTCUSDT_1h.csv:3: column high is missing/,
    );
  });
});

describe("a cell or row that is wrong is exit 5, with its line and column", () => {
  test.each([
    [`${T[1]},ten,12,9,11,1`, "15: open ten is not a number; allowed: a decimal number > 0"],
    [`${T[1]},10,12,NaN,11,1`, "21: low NaN is not a number"],
    [`${T[1]},10,Infinity,9,11,1`, "18: high Infinity is not a number"],
    [`${T[1]},10,12,9,1e999,1`, "23: close 1e999 is not a number"],
    [`${T[1]},10,12,9,,1`, "23: close is missing"],
    [`${T[1]},10,12,9,1.2.3,1`, "23: close 1.2.3 is not a number"],
    [`${T[1]},10,12,9,.,1`, "23: close . is not a number"],
    [`${T[1]},10,12,9,-,1`, "23: close - is not a number"],
    [`${T[1]},10,12,9,0x10,1`, "23: close 0x10 is not a number"],
    [`${T[1]},10,12,9,11,x`, "26: volume x is not a number; allowed: a decimal number >= 0"],
    [
      `yesterday,10,12,9,11,1`,
      "1: time yesterday is no date and time; allowed: Unix milliseconds like the first one of the file",
    ],
    [
      `2024-01-01 01:00,10,12,9,11,1`,
      "1: time 2024-01-01 01:00 is no date and time; allowed: Unix milliseconds like the first one of the file",
    ],
    [
      `${START / 1_000 + 3_600},10,12,9,11,1`,
      "1: time 1704070800 is no date and time; allowed: Unix milliseconds",
    ],
    [`,10,12,9,11,1`, "1: time is missing"],
    [
      `${T[1]},10,12,9,11`,
      "23: the row has 5 cells; allowed: 6, as in the header; fix: complete or remove the row",
    ],
    [
      `${T[1]},10,12,9,11,1,`,
      "26: the row has 7 cells; allowed: 6, as in the header; fix: remove the extra cells",
    ],
    [`${T[1]}`, "1: the row has 1 cell; allowed: 6"],
    [`${T[1]},0,12,9,11,1`, "15: open is zero; allowed: prices > 0"],
    [`${T[1]},10,12,-9,11,1`, "21: low -9 is negative; allowed: prices > 0"],
    [`${T[1]},10,12,9,11,-1`, "26: volume -1 is negative; allowed: volume >= 0"],
    [
      `${T[1]},10,9,12,11,1`,
      "18: high 9 is below low 12; allowed: high >= open, close, low and low <= open, close",
    ],
    [`${T[1]},13,12,9,11,1`, "15: open 13 is above high 12"],
    [`${T[1]},10,12,9,8,1`, "23: close 8 is below low 9"],
    [`${T[1]},8,12,9,10,1`, "15: open 8 is below low 9"],
  ])("%s", (row, message) => {
    const problem = problemOf(withRow(row));
    expect(problem.exitCode).toBe(5);
    expect(problem.message).toMatch(`BTCUSDT_1h.csv:3:${message}`);
    expect(problem.message).toMatch(/; fix: /);
  });

  test.each([
    ["no time at all", "abc", "Unix time in ms, s or us since 1973, or an ISO date or date-time"],
    ["an index in place of a time", "0", "Unix time in ms, s or us since 1973"],
    ["nanoseconds", `${START}000000`, "Unix time in ms, s or us since 1973"],
    ["a day that does not exist", "2023-02-29", "Unix time"],
    ["an hour that does not exist", "2024-01-01 24:00", "Unix time"],
    ["a date with words", "2024-01-01 noon-ish", "Unix time"],
    ["a strange offset", "2024-01-01T00:00:00+2", "Unix time"],
  ])("the first time is %s", (_, time, allowed) => {
    const problem = problemOf(`${HEADER}\n${time},10,12,9,11,1\n`);
    expect(problem.message).toMatch(
      `BTCUSDT_1h.csv:2:1: time ${time} is no date and time; allowed: ${allowed}`,
    );
  });

  test("names the line in a file with blank lines, Windows line ends and quotes", () => {
    const text = `\r\n${HEADER}\r\n\r\n"${T[0]}","10","12","9","11","1"\r\n\r\n"${T[1]}","10","12","9","abc","1"\r\n`;
    expect(problemOf(text).message).toMatch("BTCUSDT_1h.csv:6:31: close abc is not a number");
    expect(problemOf(text.replace("abc", "99")).message).toMatch(
      "BTCUSDT_1h.csv:6:31: close 99 is above high 12",
    );
  });

  test("names the line in a gzip file", () => {
    expect(problemOf(gzipSync(withRow(`${T[1]},10,9,12,11,1`)), "BTCUSDT_1h.csv.gz").message).toMatch(
      "BTCUSDT_1h.csv.gz:3:18: high 9 is below low 12",
    );
  });

  test("does not print a whole broken file", () => {
    expect(problemOf(withRow("x".repeat(5_000))).message.length).toBeLessThan(300);
  });
});

describe("rows in a wrong order are exit 5", () => {
  const rowsAt = (...times: readonly (number | undefined)[]): string =>
    `${HEADER}\n${times.map((time) => `${time},10,12,9,11,1`).join("\n")}\n`;

  test("names the line that goes back in time", () => {
    const problem = problemOf(rowsAt(T[0], T[2], T[1], T[3]));
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      "BTCUSDT_1h.csv:4:1: rows are not sorted: 2024-01-01 01:00Z comes after 2024-01-01 02:00Z; " +
        "found: 1 of 3 steps go back in time; allowed: oldest first; fix: sort the rows by time, or let `timonel data check FILE --repair --out OTHER` do it",
    ]);
  });

  test("tells a file that is newest first", () => {
    expect(problemOf(rowsAt(...T.toReversed())).message).toMatch(
      "BTCUSDT_1h.csv:3:1: rows are not sorted: 2024-01-01 02:00Z comes after 2024-01-01 03:00Z; " +
        "found: a file that is newest first; allowed: oldest first; fix: reverse the rows, keeping the header line first, or let `timonel data check FILE --repair --out OTHER` do it",
    );
  });

  test("names two rows that contradict each other, after dropped ones too", () => {
    const text = `${HEADER}\n${T[0]},10,12,9,11,1\n${T[0]},10,12,9,11,1\n${T[1]},10,12,9,11,1\n${T[1]},10,12,9,11.5,1\n`;
    const problem = problemOf(text);
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      "BTCUSDT_1h.csv:5:23: two rows of 2024-01-01 01:00Z contradict each other: close 11.5 after 11; " +
        "allowed: one row for each time; fix: remove the wrong one of the two",
    ]);
  });
});

describe("an interval that cannot be right is exit 5", () => {
  const hours = (step: number, n = 6): string =>
    `${HEADER}\n${Array.from({ length: n }, (_, i) => `${START + i * step * HOUR},10,12,9,11,1`).join("\n")}\n`;

  test("the name says another one than the rows", () => {
    const problem = problemOf(hours(1), "BTCUSDT_5m.csv");
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      "BTCUSDT_5m.csv: the name says 5m, but most rows are 1h apart; found: 0 rows of 6 5m after the one before; " +
        "allowed: rows at the interval in the name; fix: rename the file if it holds 1h bars, else download it again",
    ]);
    expect(problemOf(hours(1), "BTCUSDT_4h.csv").message).toMatch(
      "the name says 4h, but most rows are 1h apart",
    );
  });

  test("one row and no name", () => {
    const problem = problemOf(hours(1, 1), "bars.csv", { symbol: "BTC/USDT" });
    expect([problem.exitCode, problem.message]).toEqual([
      5,
      expect.stringMatching(/^bars.csv: one row does not tell its interval; fix: /),
    ]);
  });

  test("rows at distances that no interval has", () => {
    const text = `${HEADER}\n${[0, 1, 2, 3].map((i) => `${START + i * 1_234},10,12,9,11,1`).join("\n")}\n`;
    expect(problemOf(text, "bars.csv", { symbol: "BTC/USDT" }).message).toMatch(
      "bars.csv: most rows are 1234 ms apart, which is no interval",
    );
  });
});

describe("a file that is not what was asked for is exit 2", () => {
  const good = `${HEADER}\n${T.map((time) => `${time},10,12,9,11,1`).join("\n")}\n`;

  test.each([
    [
      "another timeframe",
      good,
      "BTCUSDT_1h.csv",
      { timeframe: "5m" },
      /: the file holds 1h bars, not 5m; allowed: 5m; fix: set the timeframe to 1h/,
    ],
    [
      "a timeframe that is none",
      good,
      "BTCUSDT_1h.csv",
      { timeframe: "5 min" },
      /: 5 min is no interval; allowed: such as 1m/,
    ],
    [
      "no symbol",
      good,
      "bars.csv",
      {},
      /: nothing says which instrument this is; allowed: BTC\/USDT, .*; fix: say SYMBOL=FILE/,
    ],
    [
      "a symbol that is none",
      good,
      "bars.csv",
      { symbol: "bitcoin!" },
      /: symbol bitcoin! is not understood/,
    ],
    ["a future", good, "6EH4_1h.csv", {}, /: 6EH4 looks like a future: these come in a later version/],
    [
      "funding by name",
      good,
      "binance-usdm_BTCUSDT_funding_8h_2025.csv",
      {},
      /: this file holds funding rates, which go with bars/,
    ],
    [
      "mark prices by name",
      good,
      "binance-usdm_BTCUSDT_mark_8h_2025.csv",
      {},
      /: this file holds mark prices, which go with bars/,
    ],
    [
      "months",
      good,
      "binance-spot_BTCUSDT_1Mo_2024.csv",
      {},
      /: months differ in length, so a month is no interval here; .*fix: use the 1d file/,
    ],
    ["quote ticks by header", "timestamp,bid,ask\n", "bars.csv", {}, /:1: this file holds single quotes/],
    ["funding by header", "time,funding_rate\n", "bars.csv", {}, /:1: this file holds funding rates/],
    [
      "another kind of file",
      "{}",
      "bars.json",
      {},
      /: this kind of file is not read; allowed: .csv, .csv.gz, .columns; fix: import it into the store/,
    ],
  ] as const)("%s", (_, content, name, options, message) => {
    const problem = problemOf(content, name, options);
    expect([problem.exitCode, problem.message]).toEqual([2, expect.stringMatching(message)]);
  });
});
