import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { damaged } from "../data-problem.ts";
import { unreadable } from "../read-file.ts";
import { isFresh, writeCache } from "./cache.ts";
import { type DatasetKey, instrumentDirectory, stemOf } from "./dataset-key.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { readParquet, storedColumns } from "./parquet.ts";
import type { Table } from "./table.ts";

/** A dataset that a store holds. */
export interface StoredDataset {
  readonly manifest: Manifest;
  readonly paths: DatasetPaths;
}

/** The files of a dataset. */
export interface DatasetPaths {
  readonly parquet: string;
  readonly manifest: string;
  /** Derived: see `freshen`. */
  readonly columns: string;
  /** A dataset that is about to take the place of the other one. */
  readonly nextParquet: string;
  readonly nextManifest: string;
  readonly lock: string;
}

export function pathsOf(directory: string, stem: string): DatasetPaths {
  const base = join(directory, stem);
  return {
    parquet: `${base}.parquet`,
    manifest: `${base}.json`,
    columns: `${base}.columns`,
    nextParquet: `${base}.next.parquet`,
    nextManifest: `${base}.next.json`,
    lock: `${base}.lock`,
  };
}

/** The dataset of a key, or undefined where the store has none. @throws DataProblem, exit 5, where its manifest is damaged */
export function openDataset(store: string, key: DatasetKey): StoredDataset | undefined {
  return openAt(instrumentDirectory(store, key), stemOf(key));
}

export function openAt(directory: string, stem: string): StoredDataset | undefined {
  const paths = pathsOf(directory, stem);
  finishInterrupted(paths);
  if (!existsSync(paths.manifest)) return undefined;
  return { manifest: readManifest(paths.manifest), paths };
}

/**
 * An import renames its Parquet file into place and then its manifest. One that was stopped between the two is finished
 * here; one that was stopped earlier has changed nothing, and what it left is overwritten by the next.
 */
function finishInterrupted({ nextManifest, nextParquet, manifest, parquet }: DatasetPaths): void {
  if (!existsSync(nextManifest) || existsSync(nextParquet) || !existsSync(parquet)) return;
  if (readManifest(nextManifest).sha256 === sha256Of(parquet)) renameSync(nextManifest, manifest);
  else rmSync(nextManifest, { force: true });
}

export function sha256Of(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** All rows of a dataset, from its Parquet file. @throws DataProblem, exit 5, where that is not the one of the manifest */
export async function readDataset({ manifest, paths }: StoredDataset): Promise<Table> {
  requireSize(paths.parquet, manifest);
  if (sha256Of(paths.parquet) !== manifest.sha256) throw notTheSame(paths.parquet, "its content differs");
  return readParquet(paths.parquet, storedColumns(manifest.columns));
}

/**
 * Makes sure that the raw columns of a dataset are there and are those of its Parquet file, and returns their file.
 * @throws DataProblem, exit 5, when they have to be made again and the Parquet file is missing or damaged
 */
export async function freshen(dataset: StoredDataset): Promise<string> {
  const { manifest, paths } = dataset;
  requireSize(paths.parquet, manifest);
  if (!isFresh(paths.columns, manifest)) writeCache(paths.columns, manifest, await readDataset(dataset));
  return paths.columns;
}

function requireSize(parquet: string, { bytes }: Manifest): void {
  let size: number;
  try {
    ({ size } = statSync(parquet));
  } catch {
    throw damaged({
      where: parquet,
      message: "the Parquet file of the dataset is missing",
      fix: "import it again: timonel data import FILE",
    });
  }
  if (size !== bytes) throw notTheSame(parquet, `${size} bytes, not ${bytes}`);
}

const notTheSame = (parquet: string, found: string): Error =>
  damaged({
    where: parquet,
    message: "the Parquet file is damaged or was changed: it is not the one of its manifest",
    found,
    allowed: "the file that `timonel data import` wrote",
    fix: "remove the dataset and import it again: timonel data import FILE",
  });
