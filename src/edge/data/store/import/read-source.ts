import type { Locate } from "../../check-bars.ts";
import { COLUMN_NAMES } from "../../columns.ts";
import { readColumns } from "../../columns-file.ts";
import { misused } from "../../data-problem.ts";
import { refuseFeed } from "../../kinds-to-come.ts";
import { neededColumn, type Table } from "../table.ts";
import { readCsv } from "./csv-read.ts";
import { readJson } from "./json-read.ts";
import { readParquetRows } from "./parquet-read.ts";
import type { RawRows, ReadHints, ReadSource } from "./source.ts";
import { straightenRepeatedHour } from "./times.ts";
import { type Told, toldByName } from "./told.ts";
import { type Piece, unpack } from "./unpack.ts";

/** Reads a file, or every member of an archive. @throws DataProblem, exit 5 or 2, at the first thing that cannot be read */
export async function readSources(file: string, hints: ReadHints): Promise<readonly ReadSource[]> {
  refuseFeed(file);
  const sources: ReadSource[] = [];
  for (const piece of unpack(file)) sources.push(await readPiece(piece, hints));
  return sources;
}

async function readPiece(piece: Piece, hints: ReadHints): Promise<ReadSource> {
  const { file, path, sha256 } = piece;
  const { rows, told } = await readRows(piece, hints);
  const { table, locate, isTurned } = oldestFirst(rows.table, rows.locate);
  if (rows.zone !== undefined) straightenRepeatedHour(neededColumn(table, "time"), rows.zone);
  const format = [rows.format, ...(piece.packing === undefined ? [] : [piece.packing])].join(", ");
  const order = isTurned ? "newest first, turned around" : "oldest first";
  return { ...rows, table, locate, format, told, order, file, path, sha256 };
}

async function readRows(
  piece: Piece,
  hints: ReadHints,
): Promise<{ readonly rows: RawRows; readonly told: Told }> {
  const { file, name, path, bytes, packing } = piece;
  const told = { ...toldByName(path), ...definedOf(toldByName(name)) };
  switch (piece.form) {
    case "text":
      return { rows: readCsv(file, bytes, hints), told };
    case "json":
      return { rows: readJson(file, bytes, hints), told };
    case "parquet":
      if (packing !== undefined)
        throw misused({
          where: file,
          message: "a packed Parquet file is not read",
          fix: `unpack it first: it is as small without ${packing}`,
        });
      return { rows: await readParquetRows(path, hints), told };
    case "columns": {
      if (packing !== undefined)
        throw misused({ where: file, message: "a packed .columns file is not read", fix: "unpack it first" });
      const { header, columns } = readColumns(path);
      const table = {
        names: [...header.columns],
        columns: header.columns.map((_, i) => columns[COLUMN_NAMES[i] ?? "time"]),
        rows: header.rows,
      };
      const locate: Locate = (row, column) => `${file}:row ${row + 1}:${column}`;
      const rows: RawRows = {
        ...{
          content: "bars",
          table,
          format: ".columns",
          columns: header.columns,
          times: "Unix milliseconds, UTC",
          zone: undefined,
        },
        ...{ notes: [], symbol: undefined, locate },
      };
      return { rows, told: { venue: header.venue, symbol: header.symbol, interval: header.interval } };
    }
  }
}

const definedOf = (told: Told): Told =>
  Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));

/** Venues that answer newest first are turned around; single rows out of order are left for the check to name. */
function oldestFirst(
  table: Table,
  locate: Locate,
): { readonly table: Table; readonly locate: Locate; readonly isTurned: boolean } {
  const time = neededColumn(table, "time");
  let [falling, rising] = [0, 0];
  for (let row = 1; row < table.rows; row++) {
    const step = (time[row] as number) - (time[row - 1] as number); // In range by the loop.
    if (step < 0) falling++;
    else if (step > 0) rising++;
  }
  if (falling <= rising) return { table, locate, isTurned: false };
  for (const column of table.columns) column.reverse();
  const last = table.rows - 1;
  return { table, locate: (row, column) => locate(last - row, column), isTurned: true };
}
