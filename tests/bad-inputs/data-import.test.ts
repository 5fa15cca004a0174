/** Files that cannot be imported, and questions to the store that have no answer: what is wrong, where, and what to do. */
import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import { type BadInput, eachIsRefused } from "./refused.ts";

const T = 1_704_067_200_000; // 2024-01-01 00:00 UTC.
const HOUR = 3_600_000;
const HEADER = "time,open,high,low,close,volume";
const row = (hour: number, bar = "100,110,90,105,7"): string => `${T + hour * HOUR},${bar}`;
const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join("\n")}\n`;

const FILE = "BTCUSDT_1h.csv";
const bad = (
  what: string,
  code: 2 | 5,
  content: string | Uint8Array,
  says: BadInput["says"],
  more: { readonly name?: string; readonly args?: readonly string[] } = {},
): BadInput => {
  const { name = FILE, args = [] } = more;
  return { what, args: ["data", "import", name, "--json", ...args], files: { [name]: content }, code, says };
};

describe("a file that cannot be read", () => {
  const packed = gzipSync(csv(row(0), row(1)));
  eachIsRefused([
    {
      what: "missing",
      args: ["data", "import", "nothing.csv"],
      code: 5,
      says: ["nothing.csv: there is no such file", "fix: check the path"],
    },
    bad("empty", 5, "", [`${FILE}: the file is empty`]),
    bad("blank", 5, "\n\n", [`${FILE}: the file is empty`, "blank lines only"]),
    bad("gzip, cut off", 5, packed.subarray(0, packed.length - 12), ["the gzip file is cut off"], {
      name: `${FILE}.gz`,
    }),
    bad("zip, cut off", 5, "PK\u0003\u0004 and no more", ["bars.zip: the zip archive is cut off"], {
      name: "bars.zip",
    }),
    bad("Parquet, damaged", 5, "PAR1 and no more", ["bars.parquet: the Parquet file cannot be read"], {
      name: "bars.parquet",
      args: ["--symbol", "BTC/USDT"],
    }),
    bad(
      "feather",
      2,
      "ARROW1\0\0....",
      ["BTC_USDT-1h.feather: this is a feather file", "fix: convert it: freqtrade convert-data"],
      { name: "BTC_USDT-1h.feather" },
    ),
    bad("HDF5", 2, Buffer.from([0x89, 0x48, 0x44, 0x46]), [
      "this is an HDF5 file",
      "fix: export the bars as CSV or Parquet",
    ]),
    bad("a web page", 2, "<!DOCTYPE html><html></html>", [
      "this is a web page",
      "fix: download the data file itself",
    ]),
    bad("UTF-16", 2, Buffer.from(`\uFEFF${csv(row(0), row(1))}`, "utf16le"), [
      "the text is UTF-16",
      "allowed: UTF-8",
    ]),
    bad("a header and no rows", 5, `${HEADER}\n`, [`${FILE}:1: the file has a header but no rows`]),
    bad("no rows with prices", 5, csv(`${T},,,,,`, `${T + HOUR},null,null,null,null,null`), [
      `${FILE}: no row holds prices`,
    ]),
  ]);
});

describe("columns that are not understood", () => {
  eachIsRefused([
    bad("names that say nothing", 5, "a,b,c,d,e\n1,2,3,4,5\n", [
      `${FILE}:1:1: the columns are not recognised; found: a, b, c, d and e`,
      "fix: name them: --columns time=NAME",
    ]),
    bad(
      "names that say nothing above rows that look like bars",
      5,
      `Datum,Schluss,Hoch,Tief,Start\n${T},105,110,90,100\n`,
      [`${FILE}:1:1: the columns are not recognised`],
    ),
    bad("too few", 5, `${T},1,2,3\n`, [`${FILE}:1:1: the rows have too few columns`]),
    bad(
      "a column that is not there",
      2,
      csv(row(0), row(1)),
      [`${FILE}:1: there is no column Hgih`, "found: time, open, high", "fix: did you mean high?"],
      { args: ["--columns", "high=Hgih"] },
    ),
    bad(
      "a column number that is not there",
      2,
      csv(row(0), row(1)),
      ["allowed: a name of the header, or a number from 1 to 6"],
      { args: ["--columns", "high=7"] },
    ),
    bad("bids without asks", 5, "time,bid_open,bid_high,bid_low,bid_close\n1,2,3,4,5\n", [
      `${FILE}:1:1: quotes need all of bid and ask`,
    ]),
    bad(
      "JSON without rows",
      5,
      '{"ok":true}',
      [`bars.json:1:1: the JSON holds no rows; found: an object with ok`],
      { name: "bars.json" },
    ),
    bad(
      "JSON that is cut off",
      5,
      `[[${T},1,2,0.5,1,1],\n[${T + HOUR},1,2`,
      ["bars.json:2:", "the JSON is cut off"],
      { name: "bars.json" },
    ),
    bad(
      "several instruments",
      2,
      `time,symbol,open,high,low,close\n${T},BTCUSDT,1,1,1,1\n${T + HOUR},ETHUSDT,1,1,1,1\n`,
      [`${FILE}:3:15: the file holds several instruments; found: BTCUSDT and ETHUSDT`],
    ),
  ]);
});

describe("rows that are unsound", () => {
  eachIsRefused([
    bad("a price that is none", 5, csv(row(0), row(1, "100,11o,90,105,7")), [
      `${FILE}:3:19: high 11o is not a number; allowed: a decimal number > 0`,
    ]),
    bad("a price that is missing", 5, csv(row(0), row(1, "100,,90,105,7")), [
      `${FILE}:3:19: high is missing`,
    ]),
    bad(
      "a price in JSON that is none",
      5,
      `[[${T},1,2,1,1,1],\n [${T + HOUR},1,"x",1,1,1]]`,
      ["BTCUSDT_1h.json:2:19: high x is not a number"],
      { name: "BTCUSDT_1h.json" },
    ),
    bad("a time that is none", 5, csv(row(0), "yesterday,100,110,90,105,7"), [
      `${FILE}:3:1: time yesterday is not like the others; allowed: Unix milliseconds`,
    ]),
    bad("seconds among milliseconds", 5, csv(row(0), `${(T + HOUR) / 1000},100,110,90,105,7`), [
      `${FILE}:3:1: time 1704070800 is not like the others`,
    ]),
    bad(
      "a day that no calendar has",
      5,
      "date,open,high,low,close\n2024-02-28,1,1,1,1\n2024-02-30,1,1,1,1\n",
      ["SPY.csv:3:1: time 2024-02-30 is not like the others"],
      { name: "SPY.csv" },
    ),
    bad(
      "days that could be months",
      2,
      "date,open,high,low,close\n01/02/2024,1,1,1,1\n02/02/2024,1,1,1,1\n",
      [
        "SPY.csv:2:1: days and months cannot be told apart; found: 01/02/2024",
        "fix: add --date-order dmy or --date-order mdy",
      ],
      { name: "SPY.csv" },
    ),
    bad(
      "decimals that could be thousands",
      2,
      'time,open,high,low,close\n1704067200000,"145,120","145,260","145,010","145,130"\n',
      [
        `${FILE}:2:15: decimals and thousands cannot be told apart; found: 145,120`,
        "fix: add --decimal point for 145120, or --decimal comma for 145.12",
      ],
    ),
    bad("too few cells", 5, csv(row(0), `${T + HOUR},100,110`), [
      `${FILE}:3:1: the row has 3 cells; allowed: 6, as in the rows before`,
    ]),
    bad("too many cells", 5, csv(row(0), `${row(1)},8,9`), [
      "the row has 8 cells",
      "fix: remove the extra cells",
    ]),
    bad("a high below a low", 5, csv(row(0), row(1, "100,80,90,85,7")), [
      `${FILE}:3:19: high 80 is below low 90`,
    ]),
    bad("a price of zero", 5, csv(row(0), row(1, "100,110,0,105,7")), [
      `${FILE}:3:23: low is zero; allowed: prices > 0`,
    ]),
    bad("a volume below zero", 5, csv(row(0), row(1, "100,110,90,105,-7")), [
      `${FILE}:3:30: volume -7 is negative; allowed: volume >= 0`,
    ]),
    bad("unsorted", 5, csv(row(0), row(2), row(1), row(3)), [
      `${FILE}:4:1: rows are not sorted: 2024-01-01 01:00Z comes after 2024-01-01 02:00Z`,
    ]),
    bad("two rows of one time that differ", 5, csv(row(0), row(1), row(1, "100,110,90,106,7")), [
      `${FILE}:4:26: two rows of 2024-01-01 01:00Z contradict each other: close 106 after 105`,
    ]),
    bad(
      "newest first, in which the wrong row is still named",
      5,
      csv(row(2), row(1, "100,80,90,85,7"), row(0)),
      [`${FILE}:3:19: high 80 is below low 90`],
    ),
    bad(
      "a funding rate in percent",
      5,
      `time,funding_rate\n${T},0.01\n${T + 8 * HOUR},0.5\n`,
      ["funding_8h.csv:3:15: a funding rate of 0.5; allowed: a ratio from -0.1 up to 0.1"],
      { name: "binance-usdm_BTCUSDT_funding_8h.csv" },
    ),
    bad("the interval of the name is not that of the rows", 5, csv(row(0), row(4), row(8)), [
      "BTCUSDT_1h.csv: the name says 1h, but most rows are 4h apart",
    ]),
  ]);
});

describe("instruments and options that are not understood", () => {
  const rows = csv(row(0), row(1));
  eachIsRefused([
    bad(
      "no instrument",
      2,
      rows,
      ["bars.csv: nothing says which instrument this is", "fix: add --symbol BTC/USDT"],
      { name: "bars.csv" },
    ),
    bad("a symbol that is none", 2, rows, ["--symbol: symbol BTC!USDT is not understood"], {
      args: ["--symbol", "BTC!USDT"],
    }),
    bad(
      "a venue that would leave the store",
      2,
      rows,
      ["--venue: no name of a venue; found: ../etc", "allowed: small letters"],
      { args: ["--venue", "../etc"] },
    ),
    bad("an interval that is none", 2, rows, ["--timeframe: 1q is no interval"], {
      args: ["--timeframe", "1q"],
    }),
    bad(
      "an interval that the rows do not have",
      2,
      rows,
      [`${FILE}: --timeframe says 5m, but no two rows are that far apart`],
      { args: ["--timeframe", "5m"] },
    ),
    bad(
      "a zone that is none",
      2,
      rows,
      ["--time-zone: no time zone has this name; found: Berlin", "Europe/Berlin"],
      { args: ["--time-zone", "Berlin"] },
    ),
    bad("a month", 2, rows, ["months differ in length", "fix: import the 1d bars"], {
      name: "BTCUSDT_1Mo.csv",
    }),
    bad(
      "single quotes without an interval",
      2,
      `time,bid,ask\n${T},1,2\n`,
      ["EURUSD_ticks.csv: the file holds single quotes", "fix: add --timeframe 1m"],
      { name: "EURUSD_ticks.csv" },
    ),
    bad("--columns of no form", 2, rows, ["--columns is not of the form name=column; found: close"], {
      args: ["--columns", "close"],
    }),
    bad(
      "--columns of a name that is none",
      2,
      rows,
      ["--columns knows no clsoe", "fix: did you mean close=Last?"],
      { args: ["--columns", "clsoe=Last"] },
    ),
    bad("--date-order of no order", 2, rows, ["--date-order is no order; found: ymd"], {
      args: ["--date-order", "ymd"],
    }),
    bad("--decimal of no sign", 2, rows, ["--decimal is neither point nor comma; found: ,"], {
      args: ["--decimal", ","],
    }),
    bad("two ways to merge", 2, rows, ["only one of these can hold; found: --replace and --keep"], {
      args: ["--replace", "--keep"],
    }),
    {
      what: "no file",
      args: ["data", "import"],
      code: 2,
      says: ["`timonel data import` what?", "fix: write timonel data import FILE"],
    },
    {
      what: "a verb that is none",
      args: ["data", "improt", "x"],
      code: 2,
      says: ["unknown verb of `timonel data`; found: improt", "did you mean `timonel data import`?"],
    },
    {
      what: "an option that is none",
      args: ["data", "import", "x", "--symbl", "y"],
      code: 2,
      says: ["unknown option; found: --symbl", "fix: did you mean --symbol?"],
    },
    {
      what: "a path that the system refuses",
      args: ["data", "import", "p".repeat(300)],
      code: 5,
      says: [/^p+: the file cannot be read; found: ENAMETOOLONG; fix: check/],
    },
    {
      what: "a directory without data",
      args: ["data", "import", "."],
      code: 5,
      says: [".: the directory holds no file that could be imported"],
    },
    {
      what: "a directory of freqtrade as it comes",
      args: ["data", "import", "."],
      files: { "BTC_USDT-1h.feather": "", "ETH_USDT-1h.feather": "" },
      code: 5,
      says: [
        "found: BTC_USDT-1h.feather and ETH_USDT-1h.feather",
        "fix: freqtrade convert-data --format-from feather --format-to json",
      ],
    },
  ]);
});

describe("questions that the store cannot answer", () => {
  eachIsRefused([
    {
      what: "a store that cannot be read",
      args: ["data", "list", "--store", "p".repeat(300)],
      code: 5,
      says: [
        /p+: the directory cannot be read; found: ENAMETOOLONG; fix: check its path and its permissions/,
      ],
    },
    {
      what: "export of what is not there",
      args: ["data", "export", "BTC/USDT", "1h"],
      code: 2,
      says: [/the store .*data has no BTC\/USDT 1h; found: nothing/, "timonel data list"],
    },
    {
      what: "export without an interval",
      args: ["data", "export", "BTC/USDT"],
      code: 2,
      says: ["which bars of it?; found: BTC/USDT", "fix: write timonel data export BTC/USDT 1h"],
    },
    {
      what: "export of no symbol",
      args: ["data", "export", "B!C", "1h"],
      code: 2,
      says: ["this is no symbol; found: B!C"],
    },
    {
      what: "export in no format",
      args: ["data", "export", "BTC/USDT", "1h", "--format", "xls"],
      code: 2,
      says: ["--format is no format; found: xls; allowed: csv, json or parquet"],
    },
    {
      what: "export from no date",
      args: ["data", "export", "BTC/USDT", "1h", "--from", "yesterday"],
      code: 2,
      says: ["--from is no date; found: yesterday"],
    },
    {
      what: "export as a document without a file",
      args: ["data", "export", "BTC/USDT", "1h", "--json"],
      code: 2,
      says: ["--json is a document about the export, so the rows need a file"],
    },
    {
      what: "Parquet on standard output",
      args: ["data", "export", FILE, "--format", "parquet"],
      files: { [FILE]: csv(row(0), row(1)) },
      code: 2,
      says: ["--out: Parquet is not text: it needs a file"],
    },
    {
      what: "rows of a time that a file does not have",
      args: ["data", "export", FILE, "--from", "2025-01-01"],
      files: { [FILE]: csv(row(0), row(1)) },
      code: 2,
      says: [
        `${FILE}: no row lies between --from and --to; found: rows from 2024-01-01 00:00Z to 2024-01-01 01:00Z`,
      ],
    },
    {
      what: "a backtest of a symbol that is not stored",
      args: ["backtest", "--strategy", "ema-cross", "--symbols", "BTC/USDT"],
      code: 2,
      says: [
        /there is no data for BTC\/USDT.*found: an empty store.*timonel data import FILE, or timonel data download BTC\/USDT/,
      ],
    },
    {
      what: "an empty name of a store",
      args: ["data", "list", "--store", " "],
      code: 2,
      says: ["--store has an empty value"],
    },
  ]);
});
