import type { DuckDBConnection, DuckDBDoubleVector, DuckDBResult } from "@duckdb/node-api";
import { damaged } from "../data-problem.ts";
import { discard, syncFile, unwritable } from "./atomic.ts";
import { exactPath, identifier, literal, unreadableParquet, withDuckDb } from "./duckdb.ts";
import { allocateTable, type Table } from "./table.ts";

/** Rows that DuckDB takes at a time. */
const CHUNK = 2_048;

/**
 * Writes a table as a Parquet file: `time` as a timestamp in milliseconds, everything else as doubles, so that every
 * number comes back as it was; NaN becomes null. @throws DataProblem, exit 5, where it cannot be written, leaving nothing
 */
export async function writeParquet(file: string, table: Table): Promise<void> {
  try {
    await withDuckDb(async (connection, { DOUBLE, DuckDBDataChunk }) => {
      const types = table.names.map(() => DOUBLE);
      await connection.run(
        `create table rows (${table.names.map((name) => `${identifier(name)} double`).join(", ")})`,
      );
      const appender = await connection.createAppender("rows");
      for (let from = 0; from < table.rows; from += CHUNK) {
        const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK, table.rows - from));
        for (const [i, column] of table.columns.entries()) {
          const vector = chunk.getColumnVector(i) as DuckDBDoubleVector; // Of the type given above.
          for (let row = 0; row < chunk.rowCount; row++) {
            const value = column[from + row] as number; // In range by the loop.
            vector.setItem(row, Number.isNaN(value) ? null : value);
          }
          vector.flush();
        }
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
      const selected = table.names.map((name) => (name === "time" ? TIME_OUT : identifier(name)));
      await connection.run(
        `copy (select ${selected.join(", ")} from rows) to ${literal(file)} (format parquet, compression zstd)`,
      );
    });
    syncFile(file);
  } catch (error) {
    discard(file);
    const reason = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "";
    if (!reason.startsWith("IO Error")) throw unwritable(file, error);
    throw damaged({
      where: file,
      message: "the file cannot be written",
      found: reason.slice(0, 160),
      fix: "check the disk and that you may write there; nothing was changed",
    });
  }
}

const TIME_OUT = "make_timestamp_ms(cast(time as bigint))::timestamp_ms as time";

/** Column names and types of a Parquet file, and how many rows it has. @throws DataProblem when it is none */
export async function describeParquet(
  file: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  return withDuckDb(async (connection) => {
    try {
      const described = await connection.run(`describe select * from read_parquet(${exactPath(file)})`);
      const rows = await described.getRowsJS();
      return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
    } catch (error) {
      throw unreadableParquet(file, error);
    }
  });
}

/** A column to read: an SQL expression over the columns of the file that gives a double. */
export interface ParquetColumn {
  readonly name: string;
  readonly sql: string;
}

/** How a store's own columns are read: the inverse of `writeParquet`. */
export const storedColumns = (names: readonly string[]): readonly ParquetColumn[] =>
  names.map((name) => ({
    name,
    sql: name === "time" ? "cast(epoch_ms(time) as double)" : `cast(${identifier(name)} as double)`,
  }));

/** Reads columns of a Parquet file in the order of its rows; null becomes NaN. @throws DataProblem when it cannot */
export async function readParquet(file: string, columns: readonly ParquetColumn[]): Promise<Table> {
  return withDuckDb(async (connection) => {
    try {
      return await readAll(connection, file, columns);
    } catch (error) {
      throw unreadableParquet(file, error);
    }
  });
}

async function readAll(
  connection: DuckDBConnection,
  file: string,
  columns: readonly ParquetColumn[],
): Promise<Table> {
  const path = exactPath(file);
  const counted = await connection.run(`select count(*)::integer from read_parquet(${path})`);
  const rows = Number((await counted.getRowsJS())[0]?.[0] ?? 0);
  const table = allocateTable(
    columns.map(({ name }) => name),
    rows,
  );
  const selected = columns.map(({ name, sql }) => `${sql} as ${identifier(name)}`).join(", ");
  await fillFrom(await connection.stream(`select ${selected} from read_parquet(${path})`), table);
  return table;
}

async function fillFrom(result: DuckDBResult, table: Table): Promise<void> {
  let done = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    for (const [i, column] of table.columns.entries()) {
      const vector = chunk.getColumnVector(i) as DuckDBDoubleVector; // Every expression was cast to a double.
      for (let row = 0; row < chunk.rowCount; row++) column[done + row] = vector.getItem(row) ?? Number.NaN;
    }
    done += chunk.rowCount;
  }
}
