import { existsSync, rmSync } from "node:fs";
import type { Interval } from "../../../core/domain/index.ts";
import { checkColumnsFile, readColumnsHeader, writeColumnsFile } from "../columns-file.ts";
import { DataProblem } from "../data-problem.ts";
import type { Manifest } from "./manifest.ts";
import { COLUMNS_OF, neededColumn, type Table } from "./table.ts";

/**
 * The raw columns beside a Parquet file, made for reading: derived, so that it may be thrown away at any time. It names
 * the Parquet file it was made of by its hash, and carries a checksum of its own.
 */
export function writeCache(file: string, manifest: Manifest, table: Table): void {
  const { symbol, venue, kind, interval, content, sha256 } = manifest;
  if (kind === "future") return; // Kept, but never played.
  const names = cachedColumns(manifest);
  writeColumnsFile(
    file,
    { symbol, venue, kind, interval: interval as Interval, holds: content, columns: names, source: sha256 }, // A brand is born: an interval of a manifest is one.
    names.map((name) => neededColumn(table, name)),
  );
}

/** What a run reads: sizes of quotes stay in the Parquet file. */
const cachedColumns = ({ content, columns }: Manifest): readonly string[] =>
  columns.filter((name) => name === "volume" || COLUMNS_OF[content].needed.includes(name));

/** Whether the cache holds what the manifest says, to the last bit. A damaged one is removed. */
export function isFresh(file: string, manifest: Manifest): boolean {
  if (!existsSync(file)) return false;
  try {
    const header = readColumnsHeader(file);
    if (header.source === manifest.sha256 && header.rows === manifest.rows && checkColumnsFile(file))
      return true;
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
  }
  rmSync(file, { force: true });
  return false;
}
