import { renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory } from "../../files/index.ts";
import { DataProblem } from "../data-problem.ts";
import { replaceFile, unwritable, withLock } from "./atomic.ts";
import { writeCache } from "./cache.ts";
import { type DatasetPaths, type StoredDataset, sha256Of } from "./dataset.ts";
import { type Manifest, manifestText } from "./manifest.ts";
import { writeParquet } from "./parquet.ts";
import type { Table } from "./table.ts";

/**
 * Writes a dataset in the place of what was there. The new Parquet file and its manifest are complete on the disk before
 * the first of them is renamed, so that whoever is stopped at any moment leaves the old dataset or the new one.
 */
export async function writeDataset(
  paths: DatasetPaths,
  about: Omit<Manifest, "bytes" | "sha256" | "rows" | "columns">,
  table: Table,
): Promise<StoredDataset> {
  const { nextParquet, nextManifest } = paths;
  await writeParquet(nextParquet, table);
  try {
    const manifest: Manifest = {
      ...about,
      columns: table.names,
      rows: table.rows,
      bytes: statSync(nextParquet).size,
      sha256: sha256Of(nextParquet),
    };
    replaceFile(nextManifest, manifestText(manifest));
    renameSync(nextParquet, paths.parquet);
    renameSync(nextManifest, paths.manifest);
    cacheWhereItFits(paths.columns, manifest, table);
    return { manifest, paths };
  } catch (error) {
    rmSync(nextParquet, { force: true });
    throw unwritable(paths.parquet, error);
  }
}

/** The rows are stored: columns for which the disk has no room are made, or missed aloud, by whoever reads them next. */
function cacheWhereItFits(file: string, manifest: Manifest, table: Table): void {
  try {
    writeCache(file, manifest, table);
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
  }
}

/** Runs `work` as the only writer of a dataset, whose directory is made where it is missing. */
export async function asOnlyWriter<T>(paths: DatasetPaths, work: () => Promise<T>): Promise<T> {
  try {
    makeDirectory(dirname(paths.parquet));
  } catch (error) {
    throw unwritable(dirname(paths.parquet), error);
  }
  return withLock(paths.lock, work);
}
