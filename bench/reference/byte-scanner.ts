/**
 * The bare answer to "a CSV file of bars into columns": reads the file, counts its lines, allocates the columns, turns
 * digits into doubles. It knows one layout (time,open,high,low,close,volume; plain decimals; line feeds) and checks
 * nothing: the floor that a reader of real files is measured against.
 */
import { readFileSync } from "node:fs";

const LF = 10;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLUMNS = 6;

export interface BareRows {
  /** Column after column, `rows` values each. */
  readonly block: Float64Array;
  readonly rows: number;
}

export function scanBare(file: string): BareRows {
  const bytes = readFileSync(file);
  const from = bytes.indexOf(LF) + 1;
  let rows = 0;
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) rows++;
  const block = new Float64Array(rows * COLUMNS);
  fill(bytes, from, block, rows);
  return { block, rows };
}

function fill(bytes: Uint8Array, from: number, block: Float64Array, rows: number): void {
  let at = from;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      let mantissa = 0;
      let power = 1;
      let byte = bytes[at++] as number; // Here and below: in range, for the file ends with a line feed.
      for (; byte >= ZERO && byte <= NINE; byte = bytes[at++] as number)
        mantissa = mantissa * 10 + (byte - ZERO);
      if (byte === DOT) {
        byte = bytes[at++] as number;
        for (; byte >= ZERO && byte <= NINE; byte = bytes[at++] as number) {
          mantissa = mantissa * 10 + (byte - ZERO);
          power *= 10;
        }
      }
      block[column * rows + row] = mantissa / power;
    }
  }
}
