/** What a person may get wrong with `timonel data`. */
import { describe } from "vitest";
import { type BadInput, eachIsRefused } from "./refused.ts";

const rows = [0, 1, 2, 3].map((hour) => `${1_704_067_200_000 + hour * 3_600_000},100,101,99,100,5`);
const bars = `time,open,high,low,close,volume\n${rows.join("\n")}\n`;
const broken = bars.replace("101", "1");
const files = { "BTCUSDT_1h.csv": bars };
const check = ["data", "check"];
const LONG = `${"p".repeat(247)}.csv`;
const resample = ["data", "resample"];

const BAD: readonly BadInput[] = [
  {
    what: "a slip of the hand",
    args: ["data", "chekc", "x"],
    code: 2,
    says: ["did you mean `timonel data check`?"],
  },
  {
    what: "a path that is not there",
    args: [...check, "nowhere"],
    code: 5,
    says: ["nowhere: there is no such file"],
  },
  {
    what: "an unknown option",
    args: [...check, "x.csv", "--covrage"],
    code: 2,
    says: ["did you mean --coverage?"],
  },
  {
    what: "a timeframe that is none",
    args: [...check, "BTCUSDT_1h.csv", "--timeframe", "1x"],
    files,
    code: 2,
    says: ["--timeframe is no interval", "found: 1x"],
  },
  {
    what: "a symbol that is none",
    args: [...check, "BTCUSDT_1h.csv", "--symbol", "??"],
    files,
    code: 2,
    says: ["--symbol: symbol ?? is not understood"],
  },
  {
    what: "a calendar that is not there",
    args: [...check, "BTCUSDT_1h.csv", "--calendar", "hours.json"],
    files,
    code: 5,
    says: ["hours.json: there is no such file"],
  },
  {
    what: "a calendar without the entry",
    args: [...check, "BTCUSDT_1h.csv", "--calendar", "hours.json#Crypto-x"],
    files: { ...files, "hours.json": '{"entries":{"Crypto-y":{"exchangeTimeZone":"UTC"}}}' },
    code: 2,
    says: ["has no entry Crypto-x", "did you mean #Crypto-y?"],
  },
  {
    what: "a repair to nowhere",
    args: [...check, "x.csv", "--repair"],
    code: 2,
    says: ["needs a place", "--out"],
  },
  {
    what: "--out without --repair",
    args: [...check, "BTCUSDT_1h.csv", "--out", "y.csv"],
    files,
    code: 2,
    says: ["--out goes with --repair"],
  },
  {
    what: "an unknown choice for bad prints",
    args: [...check, "BTCUSDT_1h.csv", "--repair", "--out", "y.csv", "--spikes", "clip"],
    files,
    code: 2,
    says: ["--spikes is not understood", "allowed: keep, mark, drop"],
  },
  {
    what: "a repair under a name that has no room for the ending of what is half-written",
    args: [...check, "BTCUSDT_1h.csv", "--repair", "--out", LONG],
    files: { "BTCUSDT_1h.csv": broken },
    code: 5,
    says: ["the file cannot be written; found: ENAMETOOLONG", "nothing was changed"],
  },
  {
    what: "an export of a file that is not there",
    args: ["data", "export", "nosuch"],
    code: 5,
    says: ["nosuch: there is no such file; allowed: VENUE:SYMBOL INTERVAL, or FILE"],
  },
  {
    what: "an export under such a name",
    args: ["data", "export", "BTCUSDT_1h.csv", "--out", LONG],
    files,
    code: 5,
    says: ["the file cannot be written; found: ENAMETOOLONG"],
  },
  {
    what: "an export to Parquet under such a name",
    args: ["data", "export", "BTCUSDT_1h.csv", "--out", LONG, "--format", "parquet"],
    files,
    code: 5,
    says: ["the file cannot be written"],
  },
  ...[
    ["x.feather", ".feather", "x.csv"],
    ["x.XLSX", ".XLSX", "x.csv"],
    ["x.tsv.gz", ".tsv.gz", "x.csv"],
    ["x.parquet.gz", ".parquet.gz", "x.parquet"],
  ].map(([out = "", ending, better]) => ({
    what: `an export to ${out}`,
    args: ["data", "export", "BTCUSDT_1h.csv", "--out", out],
    files,
    code: 2 as const,
    says: [
      `${ending} is no format that rows are written in; found: --out ${out}`,
      "allowed: .csv, .csv.gz, .json, .json.gz or .parquet",
      `fix: write --out ${better}`,
    ],
  })),
  {
    what: "an export in the place of a directory",
    args: ["data", "export", "BTCUSDT_1h.csv", "--out", ".", "--format", "parquet"],
    files,
    code: 2,
    says: [".: a directory stands there; nothing was written", "fix: name a file in it"],
  },
  ...["csv", "parquet"].map((format) => ({
    what: `an export to ${format} over a file that exists`,
    args: ["data", "export", "BTCUSDT_1h.csv", "--out", "mine.csv", "--format", format],
    files: { ...files, "mine.csv": "precious" },
    code: 2 as const,
    says: ["mine.csv: the file exists already; nothing was written"],
  })),
  {
    what: "a repair over a file that exists",
    args: [...check, "BTCUSDT_1h.csv", "--repair", "--out", "BTCUSDT_1h.csv"],
    files,
    code: 2,
    says: ["the file exists already; nothing was written"],
  },
  {
    what: "several repairs into one file",
    args: [...check, "BTCUSDT_1h.csv", "ETHUSDT_1h.csv", "--repair", "--out", "one.csv"],
    files: { ...files, "ETHUSDT_1h.csv": bars, "one.csv": bars },
    code: 2,
    says: ["several files cannot be written into one"],
  },
  {
    what: "a repair of a file without a sound row",
    args: [...check, "BTCUSDT_1h.csv", "--repair", "--out", "y.csv"],
    files: { "BTCUSDT_1h.csv": "time,open,high,low,close,volume\n1704067200000,0,0,0,0,0\n" },
    code: 5,
    says: ["no row of the file is a bar"],
  },
  { what: "no length to resample to", args: [...resample, "BTCUSDT_1h.csv"], files, code: 2, says: ["--to"] },
  {
    what: "a length that is none",
    args: [...resample, "BTCUSDT_1h.csv", "--to", "weekly"],
    files,
    code: 2,
    says: ["--to weekly: weekly is no interval"],
  },
  {
    what: "shorter bars",
    args: [...resample, "BTCUSDT_1h.csv", "--to", "15m"],
    files,
    code: 2,
    says: ["15m bars cannot be made of 1h bars", "choose a longer interval"],
  },
  {
    what: "no multiple",
    args: [...resample, "BTCUSDT_1h.csv", "--to", "90m"],
    files,
    code: 2,
    says: ["90m bars cannot be made of 1h bars", "allowed: multiples of 1h"],
  },
  {
    what: "damaged bars",
    args: [...resample, "BTCUSDT_1h.csv", "--to", "4h"],
    files: { "BTCUSDT_1h.csv": broken },
    code: 5,
    says: ["BTCUSDT_1h.csv:2: high and low do not enclose open and close", "--repair"],
  },
  {
    what: "resampling over a file that exists",
    args: [...resample, "BTCUSDT_1h.csv", "--to", "4h", "--out", "BTCUSDT_1h.csv"],
    files,
    code: 2,
    says: ["the file exists already; nothing was written"],
  },
  {
    what: "a file that holds no bars",
    args: [...resample, "notes.csv", "--to", "4h"],
    files: { "notes.csv": "a,b\n1,2\n" },
    code: 5,
    says: ["notes.csv:1: column time is missing"],
  },
];

describe("timonel data", () => eachIsRefused(BAD));
