import { createHash } from "node:crypto";
import { intervalMs } from "../../../core/domain/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { bytesOf } from "../columns.ts";
import { damaged, list, moment } from "../data-problem.ts";
import { assess } from "../store/assess.ts";
import { asOnlyWriter, writeDataset } from "../store/commit.ts";
import {
  type DatasetPaths,
  openDataset,
  pathsOf,
  readDataset,
  type StoredDataset,
} from "../store/dataset.ts";
import { type DatasetKey, instrumentDirectory, kindOf, nameOf, stemOf } from "../store/dataset-key.ts";
import type { DatasetSource } from "../store/manifest.ts";
import { mergeTables } from "../store/merge.ts";
import { neededColumn, type Table } from "../store/table.ts";

/** A dataset that a download can fill. */
export interface Dataset extends DatasetKey {
  readonly content: "bars" | "mark" | "funding";
}

/** Its columns as a venue fills them. */
export const COLUMNS_OF: Readonly<Record<Dataset["content"], readonly string[]>> = {
  bars: ["time", "open", "high", "low", "close", "volume"],
  mark: ["time", "open", "high", "low", "close"],
  funding: ["time", "funding_rate"],
};

/** What is kept of a dataset: its record and its rows. */
export interface Kept {
  readonly stored: StoredDataset;
  readonly table: Table;
}

/** The files of a dataset, and what a download keeps beside them while it is on its way. */
export function filesOf(
  store: string,
  dataset: Dataset,
): { readonly paths: DatasetPaths; readonly unfinished: string } {
  const paths = pathsOf(instrumentDirectory(store, dataset), stemOf(dataset));
  return { paths, unfinished: paths.parquet.replace(/\.parquet$/, ".download") };
}

/** What the store has; undefined where there is nothing yet. @throws DataProblem, exit 5, where it is damaged */
export async function readKept(store: string, dataset: Dataset): Promise<Kept | undefined> {
  const stored = openDataset(store, dataset);
  return stored === undefined ? undefined : { stored, table: await readDataset(stored) };
}

/**
 * Adds fetched rows to a dataset and writes it whole, unless nothing changes.
 * @throws DataProblem, exit 5, where kept and fetched rows contradict each other and `replace` does not decide
 */
export async function keepRows(
  store: string,
  dataset: Dataset,
  kept: Kept | undefined,
  fetched: Table,
  { replace, now }: { readonly replace: boolean; readonly now: number },
): Promise<Table> {
  if (fetched.rows === 0) return kept?.table ?? fetched;
  const { table, isNew } = merged(dataset, kept, fetched, replace);
  if (!isNew) return table;
  const { paths } = filesOf(store, dataset);
  const time = neededColumn(table, "time");
  const interval = dataset.content === "funding" ? usualDistance(time) : dataset.interval;
  const key = { ...dataset, interval };
  const { gaps, missing } = assess(paths.parquet, key, table);
  const about = {
    ...key,
    kind: kindOf(dataset.symbol),
    from: time[0] as number, // A dataset has rows.
    to: time[table.rows - 1] as number, // As above.
    gaps,
    missing,
    sources: sourcesOf(dataset, kept?.stored, fetched, now),
    repairs: kept?.stored.manifest.repairs ?? [],
  };
  await asOnlyWriter(paths, async () => {
    if (openDataset(store, dataset)?.manifest.sha256 !== kept?.stored.manifest.sha256)
      throw hasChanged(paths);
    await writeDataset(paths, about, table);
  });
  return table;
}

function merged(
  dataset: Dataset,
  kept: Kept | undefined,
  fetched: Table,
  replace: boolean,
): { readonly table: Table; readonly isNew: boolean } {
  if (kept === undefined) return { table: fetched, isNew: true };
  if (kept.table.names.join() !== fetched.names.join())
    throw damaged({
      where: nameOf(dataset),
      message: "what is kept has other columns than what the venue gives",
      found: list(kept.table.names),
      allowed: list(fetched.names),
      fix: "keep the two apart: name another --store",
    });
  const { table, added, differing, conflicts } = mergeTables(
    kept.table,
    fetched,
    replace ? "replace" : "refuse",
  );
  const [first] = conflicts;
  if (first !== undefined && !replace)
    throw damaged({
      where: nameOf(dataset),
      message: `what is kept differs from what the venue says of ${moment(first.time)}`,
      found: `${first.column} ${first.before} is kept, the venue says ${first.now}`,
      allowed: "the same numbers in both",
      fix: "add --replace --from DATE to download that time anew, or name another --store",
    });
  return { table, isNew: added > 0 || differing > 0 };
}

/** The most common distance of payments: stamps are some milliseconds off their hour. */
function usualDistance(time: Float64Array): string {
  const counts = new Map<number, number>();
  for (let row = 1; row < time.length; row++) {
    const hours = Math.round(((time[row] as number) - (time[row - 1] as number)) / HOUR_MS); // In range.
    counts.set(hours, (counts.get(hours) ?? 0) + 1);
  }
  const [hours] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [8, 0]);
  const text = `${hours}h`;
  return intervalMs(text) === undefined ? "8h" : text;
}

const HOUR_MS = 3_600_000;

/** One record for all downloads: a dataset that is made longer every day would collect hundreds. */
function sourcesOf(
  { venue }: Dataset,
  stored: StoredDataset | undefined,
  fetched: Table,
  now: number,
): readonly DatasetSource[] {
  const file = `download from ${venue}`;
  const known = stored?.manifest.sources ?? [];
  const before = known.filter((one) => one.file === file).reduce((sum, { rows }) => sum + rows, 0);
  const hash = createHash("sha256");
  for (const column of fetched.columns) hash.update(bytesOf(column));
  const fresh = {
    file,
    sha256: hash.digest("hex"),
    rows: before + fetched.rows,
    layout: "ccxt",
    importedAt: new Date(now).toISOString(),
  };
  return [...known.filter((one) => one.file !== file), fresh];
}

const hasChanged = ({ parquet }: DatasetPaths): UserProblem =>
  new UserProblem({
    exitCode: 3,
    where: parquet,
    message: "the dataset has changed while the download went on",
    fix: "run the same command again: what is fetched is kept",
  });
