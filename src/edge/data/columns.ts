import { createHash } from "node:crypto";
import { at, type BarColumns } from "../../core/market/index.ts";

/** Order of the columns wherever they lie one after the other: in memory, in `.columns` files, in the hash. */
export const COLUMN_NAMES = ["time", "open", "high", "low", "close", "volume"] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

export const BYTES_PER_VALUE = 8;

/** One shared block for `capacity` rows: column after column, so that a worker gets it without a copy. */
export function allocateBlock(capacity: number, columns: number = COLUMN_NAMES.length): Float64Array {
  return new Float64Array(new SharedArrayBuffer(capacity * columns * BYTES_PER_VALUE));
}

/** The first `rows` rows of a block of column after column, each `stride` values apart, as views. */
export function viewColumns(args: {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly stride: number;
  readonly rows: number;
}): BarColumns {
  const column = (index: number): Float64Array =>
    new Float64Array(args.buffer, args.byteOffset + index * args.stride * BYTES_PER_VALUE, args.rows);
  return {
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** The same columns with fewer rows: views, no copy. */
export function headOf(columns: BarColumns, rows: number): BarColumns {
  const { time, open, high, low, close, volume } = columns;
  return {
    time: time.subarray(0, rows),
    open: open.subarray(0, rows),
    high: high.subarray(0, rows),
    low: low.subarray(0, rows),
    close: close.subarray(0, rows),
    volume: volume.subarray(0, rows),
  };
}

/** Some rows of the columns, in this order: a copy. */
export function rowsOf(columns: BarColumns, rows: ArrayLike<number>): BarColumns {
  const { time, open, high, low, close, volume } = columns;
  return {
    time: picked(time, rows),
    open: picked(open, rows),
    high: picked(high, rows),
    low: picked(low, rows),
    close: picked(close, rows),
    volume: picked(volume, rows),
  };
}

/** Some values of a column, in this order: a copy. */
export function picked(column: Float64Array, rows: ArrayLike<number>): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = at(column, rows[i] as number); // In range by the loop.
  return values;
}

/** The bytes of a column, in place. */
export const bytesOf = (column: Float64Array): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

/** SHA-256, in hex, over the bytes of the six columns in the order of COLUMN_NAMES: equal data, equal hash. */
export function hashColumns(columns: BarColumns): string {
  const hash = createHash("sha256");
  for (const name of COLUMN_NAMES) hash.update(bytesOf(columns[name]));
  return hash.digest("hex");
}
