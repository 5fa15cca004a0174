import { type Interval, intervalMs } from "../../core/domain/index.ts";
import { damaged } from "./data-problem.ts";
import { parseSymbol, type SymbolParts } from "./symbols.ts";

export const COLUMNS_VERSION = 1;

/** What a `.columns` file says about itself. */
export interface ColumnsHeader {
  readonly version: number;
  readonly symbol: string;
  readonly venue: string;
  readonly kind: SymbolParts["kind"];
  readonly interval: Interval;
  readonly rows: number;
}

/** Reads the JSON header of a `.columns` file. @throws DataProblem for anything this version did not write */
export function parseColumnsHeader(file: string, json: string): ColumnsHeader {
  const bad = (message: string, found?: unknown, allowed?: string): Error =>
    damaged({
      where: file,
      message,
      found: found === undefined ? undefined : JSON.stringify(found),
      allowed,
      fix: "write the file again from its source",
    });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw bad("the header is not JSON");
  }
  if (typeof value !== "object" || value === null) throw bad("the header is not an object", value);
  const fields = new Map<string, unknown>(Object.entries(value));
  const field = (name: keyof ColumnsHeader): unknown => fields.get(name);
  const text = (name: "symbol" | "venue" | "interval"): string => {
    const found = field(name);
    if (typeof found !== "string" || found === "") throw bad(`the header names no ${name}`, found);
    return found;
  };
  const version = field("version");
  if (version !== COLUMNS_VERSION)
    throw bad("this version of the format is not known", version, `${COLUMNS_VERSION}`);
  const rows = field("rows");
  if (typeof rows !== "number" || !Number.isSafeInteger(rows) || rows < 1)
    throw bad("the header names no number of rows", rows, "an integer >= 1");
  const kind = field("kind");
  if (kind !== "spot" && kind !== "linear-perpetual" && kind !== "equity" && kind !== "fx")
    throw bad("the header names no known kind", kind, "spot, linear-perpetual, equity or fx");
  const symbol = text("symbol");
  const kindOfSymbol = parseSymbol(symbol)?.kind;
  if (kindOfSymbol !== undefined && kindOfSymbol !== kind) throw bad(`${symbol} is not ${kind}`);
  const interval = text("interval");
  if (intervalMs(interval) === undefined)
    throw bad("the header names no known interval", interval, "such as 1m, 1h, 1d");
  return {
    version,
    symbol,
    venue: text("venue"),
    kind,
    interval: interval as Interval,
    rows,
  }; // A brand is born: checked above.
}
