import { at, type BarColumns } from "../../src/core/market/index.ts";
import { COLUMN_NAMES } from "../../src/edge/data/index.ts";
import { requireSame } from "../digest.ts";

/** What was read is what was made, value by value. @throws WrongDigest */
export function requireSameColumns(read: BarColumns, made: BarColumns): void {
  requireSame("rows", read.time.length, made.time.length);
  for (const name of COLUMN_NAMES) {
    for (let row = 0; row < made.time.length; row++) {
      if (at(read[name], row) === at(made[name], row)) continue;
      requireSame(`${name} of row ${row}`, at(read[name], row), at(made[name], row));
    }
  }
}
