import { type Interval, intervalMs, parseSymbol, type SymbolParts } from "../../core/domain/index.ts";
import { COLUMN_NAMES } from "./columns.ts";
import { damaged } from "./data-problem.ts";

/** What `writeColumns` writes: the six columns of bars, and nothing about where they came from. */
export const COLUMNS_VERSION = 1;
/** What a store writes: any columns, a checksum, and the hash of the file they were made of. */
export const CACHE_VERSION = 2;

/** What a `.columns` file says about itself. */
export interface ColumnsHeader {
  readonly version: number;
  readonly symbol: string;
  readonly venue: string;
  readonly kind: SymbolParts["kind"];
  readonly interval: Interval;
  readonly rows: number;
  /** The columns in the order they lie in the file. */
  readonly columns: readonly string[];
  readonly holds: "bars" | "quotes" | "mark" | "funding";
  /** SHA-256 of the Parquet file it was made of; only in a store. */
  readonly source: string | undefined;
  /** CRC-32 of all columns; only in a store. */
  readonly crc32: number | undefined;
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
  if (version !== COLUMNS_VERSION && version !== CACHE_VERSION)
    throw bad("this version of the format is not known", version, `${COLUMNS_VERSION} or ${CACHE_VERSION}`);
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
    ...(version === COLUMNS_VERSION ? PLAIN : cacheFields(fields, bad)),
  }; // A brand is born: checked above.
}

const PLAIN = { columns: COLUMN_NAMES, holds: "bars", source: undefined, crc32: undefined } as const;

function cacheFields(
  fields: ReadonlyMap<string, unknown>,
  bad: (message: string, found?: unknown) => Error,
): Pick<ColumnsHeader, "columns" | "holds" | "source" | "crc32"> {
  const [columns, holds, source, crc32] = ["columns", "holds", "source", "crc32"].map((name) =>
    fields.get(name),
  );
  if (!Array.isArray(columns) || columns[0] !== "time" || columns.length > COLUMNS_MAX)
    throw bad("the header names no columns", columns);
  if (holds !== "bars" && holds !== "quotes" && holds !== "mark" && holds !== "funding")
    throw bad("the header does not say what the columns hold", holds);
  if (typeof source !== "string" || typeof crc32 !== "number")
    throw bad("the header has no checksum", { source, crc32 });
  return { columns: columns.map(String), holds, source, crc32 };
}

const COLUMNS_MAX = 16;
