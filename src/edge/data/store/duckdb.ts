import type { DuckDBConnection } from "@duckdb/node-api";
import { damaged, misused } from "../data-problem.ts";

/** The part of the library that is used here. */
type Library = typeof import("@duckdb/node-api");

/**
 * Runs `work` with a database in memory. The library is loaded here and nowhere else: who has fresh caches never pays for it.
 * @throws DataProblem, exit 2, where the library has no build for this machine
 */
export async function withDuckDb<T>(
  work: (connection: DuckDBConnection, library: Library) => Promise<T>,
): Promise<T> {
  const library = await load();
  // Nothing is fetched from the network behind the back of the person.
  const instance = await library.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection, library);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function load(): Promise<Library> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    throw misused({
      message: "Parquet cannot be read or written here: @duckdb/node-api does not load",
      found: error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error),
      allowed: "Linux, macOS or Windows on x64 or arm64",
      fix: "run npm ci without --omit=optional",
    });
  }
}

/** A name within SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A path within SQL, for writing. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path within SQL, for reading, where brackets and stars would be patterns. */
export const exactPath = (path: string): string => literal(path.replaceAll(/[[*?]/g, (sign) => `[${sign}]`));

/** What DuckDB said about a file, in words. */
export function unreadableParquet(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return damaged({
    where: file,
    message: "the Parquet file cannot be read",
    found: (reason.split("\n", 1)[0] ?? "").slice(0, 160),
    fix: "write or download it again",
  });
}
