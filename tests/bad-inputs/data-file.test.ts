/** Data that is missing, damaged or ambiguous: exit 5 where the data is at fault, 2 where the question is. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readReport } from "../cli/report-document.ts";
import { DEMO, demoFile, runCli } from "../cli/run-cli.ts";
import { type BadInput, eachIsRefused } from "./refused.ts";

const BACKTEST = ["backtest", "--strategy", "ema-cross", "--json", "--data"];
const HEADER = "time,open,high,low,close,volume";
const START = 1_704_067_200_000; // 2024-01-01 00:00 UTC.
const HOUR = 3_600_000;
const row = (hour: number, bar = "100,110,90,105,7"): string => `${START + hour * HOUR},${bar}\n`;
const ROWS = Array.from({ length: 60 }, (_, hour) => row(hour));
const csv = (rows: readonly string[]): string => `${HEADER}\n${rows.join("")}`;
/** Sixty good rows, the fourth line of the file being another one. */
const withRow = (bad: string): string => csv(ROWS.with(2, bad));

const FILE = "BTCUSDT_1h.csv";
const file = (
  what: string,
  content: string | Uint8Array,
  name: string,
  ...says: BadInput["says"]
): BadInput => ({
  what,
  args: [...BACKTEST, name],
  files: { [name]: content },
  code: 5,
  says,
});

describe("a file that cannot be read", () => {
  const packed = gzipSync(csv(ROWS));
  eachIsRefused([
    {
      what: "missing",
      args: [...BACKTEST, "BTCUSDT_1h_2024.csv.gz"],
      code: 5,
      says: ["BTCUSDT_1h_2024.csv.gz: there is no such file", "fix: check the path"],
    },
    {
      what: "missing, as a config names it",
      args: ["backtest", "--data", DEMO],
      files: {
        "timonel.yaml": "symbols: { BTC/USDT: { strategy: ema-cross, data: BTCUSDT_2023.csv.gz } }\n",
      },
      code: 5,
      says: ["symbols.BTC/USDT.data", "there is no file BTCUSDT_2023.csv.gz", "fix: "],
    },
    {
      what: "missing, each of several that a config names",
      args: ["backtest"],
      files: {
        "timonel.yaml": [
          "symbols:",
          "  BTC/USDT:USDT:",
          "    strategy: ema-cross",
          "    data: BTCUSDT_1h.csv",
          "    quotes: below/quotes.csv.gz",
          "    adjust: factors.csv",
          "    calendar: hours.json#Crypto-binance-[*]",
          "    funding: rates.csv",
          "    mark: marks.csv",
          "",
        ].join("\n"),
        "BTCUSDT_1h_2024.csv": "nothing",
      },
      code: 5,
      says: [
        /^timonel\.yaml:4:11: symbols\.BTC\/USDT:USDT\.data: there is no file BTCUSDT_1h\.csv in .*; allowed: a path relative to the config; fix: did you mean BTCUSDT_1h_2024\.csv\?$/m,
        /^timonel\.yaml:5:13: symbols\.BTC\/USDT:USDT\.quotes: there is no file quotes\.csv\.gz in .*below; allowed: .*; fix: check the path$/m,
        /^timonel\.yaml:6:13: symbols\.BTC\/USDT:USDT\.adjust: there is no file factors\.csv/m,
        /^timonel\.yaml:7:15: symbols\.BTC\/USDT:USDT\.calendar: there is no file hours\.json in/m,
        /^timonel\.yaml:8:14: symbols\.BTC\/USDT:USDT\.funding: there is no file rates\.csv/m,
        /^timonel\.yaml:9:11: symbols\.BTC\/USDT:USDT\.mark: there is no file marks\.csv/m,
      ],
    },
    {
      what: "a directory",
      args: [...BACKTEST, `BTC/USDT=${DEMO}`],
      code: 5,
      says: [`${DEMO}: this is a directory, not a file`, "fix: name a file in it"],
    },
    file(
      "truncated gzip",
      packed.subarray(0, -20),
      `${FILE}.gz`,
      `${FILE}.gz: the gzip file is cut off`,
      "fix: download it again",
    ),
    file(
      "no gzip, whatever its name says",
      csv(ROWS),
      `${FILE}.gz`,
      `${FILE}.gz: the file is not gzip`,
      "allowed: a gzip file",
      "fix: remove .gz",
    ),
    file("empty", "", FILE, `${FILE}: the file is empty`, "fix: download it again"),
    file("a header only", `${HEADER}\n`, FILE, `${FILE}: the file has a header but no rows`, "fix: "),
    file(
      "text in another encoding",
      Buffer.from(`\ufeff${csv(ROWS)}`, "utf16le"),
      FILE,
      `${FILE}:1: column time is missing`,
      /found: [^\0]*\\x00/,
      "fix: add a column named time",
    ),
    file(
      "a page of the web",
      "<!DOCTYPE html><html>404</html>\n",
      FILE,
      `${FILE}:1: column time is missing`,
      "found: <!DOCTYPE html><html>404</html>",
      "fix: ",
    ),
    file(
      "a column that is missing",
      csv(ROWS).replace(",close", ",last"),
      FILE,
      `${FILE}:1: column close is missing`,
      "allowed: ",
      "fix: add a column named close",
    ),
    file(
      "a column that is there twice",
      csv(ROWS).replace(",volume", ",close"),
      FILE,
      `${FILE}:1: column close appears twice`,
      "fix: remove or rename one of them",
    ),
    file("no header", ROWS.join(""), FILE, `${FILE}:1: the first line is data, not a header`, "fix: "),
  ]);
});

describe("a row that is no bar", () => {
  eachIsRefused([
    file(
      "NaN",
      withRow(row(2, "100,NaN,90,105,7")),
      FILE,
      `${FILE}:4:19: high NaN is not a number`,
      "allowed: a decimal number > 0",
      "fix: ",
    ),
    file(
      "an empty cell",
      withRow(row(2, "100,110,90,,7")),
      FILE,
      `${FILE}:4:26: close is missing`,
      "allowed: ",
      "fix: ",
    ),
    file(
      "negative volume",
      withRow(row(2, "100,110,90,105,-7")),
      FILE,
      `${FILE}:4:30: volume -7 is negative`,
      "allowed: ",
      "fix: ",
    ),
    file(
      "a price of zero",
      withRow(row(2, "100,110,0,105,7")),
      FILE,
      `${FILE}:4:23: low is zero`,
      "allowed: prices > 0",
      "fix: ",
    ),
    file(
      "a high below the low",
      withRow(row(2, "100,80,90,85,7")),
      FILE,
      `${FILE}:4:19: high 80 is below low 90`,
      "allowed: high >= open, close, low",
      "fix: ",
    ),
    file(
      "a negative price",
      withRow(row(2, "100,110,-90,105,7")),
      FILE,
      `${FILE}:4:23: low -90 is negative`,
      "allowed: prices > 0",
      "fix: ",
    ),
    file(
      "a price beyond every number",
      withRow(row(2, "100,Infinity,90,105,7")),
      FILE,
      `${FILE}:4:19: high Infinity is not a number`,
      "fix: ",
    ),
    file(
      "digits of another script",
      withRow(row(2, "\u0661\u0660\u0660,110,90,105,7")),
      FILE,
      `${FILE}:4:15: open \u0661\u0660\u0660 is not a number`,
      "fix: ",
    ),
    file(
      "a decimal comma",
      withRow(row(2, "100,110,90,105,7").replaceAll(",", ";").replace("105", "105,5")),
      FILE,
      `${FILE}:4:`,
      "fix: ",
    ),
    file(
      "a row with more cells than the header",
      withRow(row(2, "100,110,90,105,7,9")),
      FILE,
      `${FILE}:4:30: the row has 7 cells`,
      "fix: remove the extra cells",
    ),
    file(
      "seconds among milliseconds",
      withRow(`${(START + 2 * HOUR) / 1_000},100,110,90,105,7\n`),
      FILE,
      `${FILE}:4:1: time 1704074400 is no date and time`,
      "fix: write every time the same way",
    ),
    file(
      "a close outside its bar",
      withRow(row(2, "100,110,90,111,7")),
      FILE,
      `${FILE}:4:26: close 111 is above high 110`,
      "allowed: high >= open",
      "fix: ",
    ),
    file(
      "a row that ends too early",
      withRow(`${START + 2 * HOUR},100,110\n`),
      FILE,
      `${FILE}:4:`,
      "the row has 3 cells",
      "allowed: 6, as in the header",
      "fix: ",
    ),
    file(
      "a time that is none",
      withRow("yesterday,100,110,90,105,7\n"),
      FILE,
      `${FILE}:4:1: time yesterday`,
      "allowed: Unix milliseconds",
      "fix: ",
    ),
  ]);
});

describe("rows that do not fit together", () => {
  eachIsRefused([
    file(
      "unsorted rows",
      withRow(row(0.5)),
      FILE,
      `${FILE}:4:1: rows are not sorted`,
      "found: ",
      "allowed: oldest first",
      "fix: sort the rows by time",
    ),
    file(
      "newest first",
      csv(ROWS.toReversed()),
      FILE,
      `${FILE}:3:1: rows are not sorted`,
      "found: a file that is newest first",
      "fix: reverse the rows",
    ),
    file(
      "two bars of one time that differ",
      csv([...ROWS.slice(0, 3), row(2, "100,110,90,106,7"), ...ROWS.slice(3)]),
      FILE,
      `${FILE}:5:26: two rows of 2024-01-01 02:00Z contradict each other: close 106 after 105`,
      "allowed: one row for each time",
      "fix: ",
    ),
    file(
      "bars of another length than its name says",
      csv(ROWS),
      "BTCUSDT_4h.csv",
      "BTCUSDT_4h.csv",
      "1h",
      "fix: ",
    ),
  ]);
});

describe("a question that has more than one answer, or none", () => {
  const args = ["backtest", "--strategy", "ema-cross", "--data", "."];
  eachIsRefused([
    {
      what: "a directory with several files for one instrument",
      args,
      files: {
        "BTCUSDT_1h_2023.csv": csv(ROWS),
        "BTCUSDT_1h_2024.csv": csv(ROWS),
        "ETHUSDT_1h.csv": csv(ROWS),
      },
      code: 2,
      says: [
        "several files hold bars of BTC/USDT",
        "BTCUSDT_1h_2023.csv and BTCUSDT_1h_2024.csv",
        "fix: pick one with symbols.BTC/USDT.data",
      ],
    },
    {
      what: "a directory without bars",
      args,
      files: { "notes.txt": "nothing" },
      code: 5,
      says: ["the directory holds no file of bars", "allowed: names such as ", "fix: "],
    },
    {
      what: "a timeframe the file does not have",
      args: ["backtest", "--strategy", "ema-cross", "--timeframe", "1h", "--data", demoFile("BTC")],
      code: 2,
      says: [
        "there are no 1h bars of BTC/USDT",
        "fix: set the timeframe to one of 15m, or make such bars: timonel data resample",
        "--to 1h --out FILE",
      ],
    },
    {
      what: "a file of another symbol than was asked for",
      args: ["backtest", "--strategy", "ema-cross", "--symbols", "ETH/USDT", "--data", demoFile("BTC")],
      code: 2,
      says: ["the file is BTC/USDT, which is not among the symbols of this run", "found: ETH/USDT", "fix: "],
    },
    {
      what: "a name that does not tell the instrument",
      args: ["backtest", "--strategy", "ema-cross", "--data", "bars.csv"],
      files: { "bars.csv": csv(ROWS) },
      code: 2,
      says: [
        "bars.csv: the name does not tell the instrument",
        "allowed: names such as ",
        "fix: say SYMBOL=FILE",
      ],
    },
  ]);
});

test("a bar that is written twice the same counts once, and the report says so", async () => {
  const files = { [FILE]: csv([...ROWS.slice(0, 3), ...ROWS.slice(2)]) };
  const { code, stdout, written } = await runCli([...BACKTEST, FILE], { files });
  expect({ code, written }).toEqual({ code: 0, written: [] });
  const { data, bars } = readReport(stdout);
  expect(bars).toBe(ROWS.length);
  expect(data[0]?.warnings.join()).toMatch(/duplicate|twice|repeat/);
});
