import { at } from "../../../core/market/index.ts";
import { type Finding, type FindingKind, finding } from "./findings.ts";
import type { RawRows } from "./raw-rows.ts";

/** Times beyond the year 3000 come from a wrong unit. */
const TIME_MAX = 32_503_680_000_000;
/** More rows with one fault are one finding, with the first ones named. */
const NAMED = 3;

/** What is wrong with a row on its own. */
interface RowFault {
  readonly kind: FindingKind;
  readonly found: string;
}

/** Rows that are no bars, by their place. */
export type RowFaults = ReadonlyMap<number, RowFault>;

/** Looks at each row on its own: cells, prices, their order, volume, time. */
export function rowFaults(raw: RawRows): RowFaults {
  const faults = new Map<number, RowFault>();
  for (const { row, column, text } of raw.bad) {
    if (faults.has(row)) continue;
    const cell = text === "" ? "an empty cell" : JSON.stringify(text.slice(0, 40));
    const found = column === undefined ? `the row has ${text}` : `${column} is ${cell}`;
    faults.set(row, { kind: "cell", found });
  }
  const sides = sidesOf(raw);
  for (let row = 0; row < raw.rows; row++) {
    if (faults.has(row)) continue;
    const fault = faultOf(raw, row, sides);
    if (fault !== undefined) faults.set(row, fault);
  }
  return faults;
}

/** The prices of a bar; bid and ask have a set each. */
interface Side {
  readonly name: string;
  readonly prices: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

function sidesOf({ holds, values }: RawRows): readonly Side[] {
  const side = (name: string, from: number): Side => ({
    name,
    prices: values.slice(from, from + 4) as unknown as Side["prices"], // Open, high, low and close stand together.
  });
  return holds === "bars" ? [side("", 1)] : [side("bid ", 1), side("ask ", 5)];
}

const PRICE_NAMES = ["open", "high", "low", "close"] as const;

function faultOf(raw: RawRows, row: number, sides: readonly Side[]): RowFault | undefined {
  const time = at(raw.values[0] as Float64Array, row); // Every file has times.
  if (!(Math.abs(time) < TIME_MAX)) return { kind: "time", found: `time ${time}` };
  for (const { name, prices } of sides) {
    const [opens, highs, lows, closes] = prices;
    const [open, high, low, close] = [at(opens, row), at(highs, row), at(lows, row), at(closes, row)];
    if (low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity) continue;
    if (raw.holds === "quotes" && [open, high, low, close].every(Number.isNaN)) continue; // No quote on this side.
    const bad = [open, high, low, close].findIndex((price) => !(price > 0 && price < Infinity));
    const values = `open ${open}, high ${high}, low ${low}, close ${close}`;
    if (bad >= 0) return { kind: "price", found: `${name}${PRICE_NAMES[bad] ?? ""} of ${values}` };
    return { kind: "ohlc", found: `${name}${values}` };
  }
  const volume = raw.holds === "bars" ? at(raw.values[5] as Float64Array, row) : 0; // The sixth column of bars.
  return volume >= 0 && volume < Infinity ? undefined : { kind: "volume", found: `volume ${volume}` };
}

/** One finding for each kind of fault, with the first rows named. */
export function faultFindings(raw: RawRows, faults: RowFaults): Finding[] {
  const kinds = new Map<FindingKind, number[]>();
  for (const row of [...faults.keys()].sort((a, b) => a - b)) {
    const kind = faults.get(row)?.kind ?? "cell";
    const rows = kinds.get(kind);
    if (rows === undefined) kinds.set(kind, [row]);
    else rows.push(row);
  }
  return [...kinds].flatMap(([kind, rows]) => {
    const one = (row: number, bars: number, found: string): Finding =>
      finding(kind, { found, bars, at: at(raw.values[0] as Float64Array, row), line: raw.lines[row] });
    const what = (row: number): string => faults.get(row)?.found ?? "";
    if (rows.length <= NAMED) return rows.map((row) => one(row, 1, what(row)));
    const [first = 0] = rows;
    const found = `${rows.length} rows, lines ${lineRuns(rows.map((row) => raw.lines[row] ?? 0))}, the first: ${what(first)}`;
    return [one(first, rows.length, found)];
  });
}

const RUNS_MAX = 6;

/** `2, 4-7, 9`: lines rise. */
function lineRuns(lines: readonly number[]): string {
  const runs: [from: number, to: number][] = [];
  for (const line of lines) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run[1] === line - 1) run[1] = line;
    else runs.push([line, line]);
  }
  const named = runs.slice(0, RUNS_MAX).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return runs.length > RUNS_MAX ? `${named.join(", ")} and more` : named.join(", ");
}
