import { basename } from "node:path";
import { damaged, misused, moment } from "../../data-problem.ts";
import { type Assessment, assess } from "../assess.ts";
import { openDataset, readDataset, type StoredDataset } from "../dataset.ts";
import { type DatasetKey, nameOf, stemOf } from "../dataset-key.ts";
import { type Conflict, type Merged, type MergePolicy, mergeTables } from "../merge.ts";
import type { Table } from "../table.ts";
import { type Repair, type SoundRows, soundRows } from "./check-rows.ts";
import { filesIn } from "./files-in.ts";
import { type Identified, type Identity, identify } from "./identify.ts";
import { joinSides } from "./join-sides.ts";
import { readSources } from "./read-source.ts";
import type { ReadHints } from "./source.ts";

export interface ImportRequest {
  readonly store: string;
  /** Files, archives and directories of them. */
  readonly files: readonly string[];
  readonly identity: Identity;
  readonly hints: ReadHints;
  readonly policy: MergePolicy;
  /** Makes rows sound before they are checked; without it unsound rows are refused. */
  readonly repair?: Repair | undefined;
  /** Called as each file has been read. */
  readonly onFile?: (done: number, total: number) => void;
}

/** A file, or a pair of bid and ask files, as it was understood, with its sound rows. */
export interface PlannedSource extends SoundRows {
  readonly from: Identified;
}

/** One dataset as it would be after the import: nothing has been written yet. */
export interface PlannedDataset {
  readonly key: DatasetKey;
  readonly sources: readonly PlannedSource[];
  /** What is there now. */
  readonly before: StoredDataset | undefined;
  readonly table: Table;
  readonly added: number;
  readonly same: number;
  /** Rows that differed from those that were there: the new ones won, or the stored ones did. */
  readonly replaced: number;
  readonly kept: number;
  readonly assessment: Assessment;
}

/**
 * Reads, recognises and checks everything, and works out what the store would hold afterwards. Writes nothing.
 * @throws DataProblem at the first thing that is wrong: exit 5 for damaged rows or rows that differ from those that are
 * stored, exit 2 for what is not understood
 */
export async function planImport(request: ImportRequest): Promise<readonly PlannedDataset[]> {
  const files = request.files.flatMap(filesIn);
  const identified: Identified[] = [];
  for (const [i, file] of files.entries()) {
    for (const source of await readSources(file, request.hints))
      identified.push(identify(source, request.identity));
    request.onFile?.(i + 1, files.length);
  }
  const byDataset = new Map<string, Identified[]>();
  for (const one of joinSides(identified)) {
    const name = nameOf(one.key);
    byDataset.set(name, [...(byDataset.get(name) ?? []), one]);
  }
  const planned: PlannedDataset[] = [];
  for (const members of byDataset.values()) planned.push(await planDataset(request, members));
  return planned;
}

async function planDataset(request: ImportRequest, members: readonly Identified[]): Promise<PlannedDataset> {
  const { store, policy, repair } = request;
  const sources = members.map((from): PlannedSource => ({ from, ...soundRows(from, repair) }));
  const [first, ...others] = sources as [PlannedSource, ...PlannedSource[]]; // A group has members.
  const { key } = first.from;
  // Files of one import hold one truth: where they contradict each other no policy can know which is right.
  let now = first.table;
  for (const other of others) {
    requireSameColumns(other, now.names, sources[0]?.from.source.file ?? "");
    const merged = mergeTables(now, other.table, "refuse");
    if (merged.differing > 0) throw contradiction(merged, other, "an earlier file of this import");
    now = merged.table;
  }
  const before = openDataset(store, key);
  const merged = before === undefined ? undefined : await mergeWith(before, now, sources, policy);
  const table = merged?.table ?? now;
  const differing = merged?.differing ?? 0;
  return {
    key,
    sources,
    before,
    table,
    added: merged?.added ?? now.rows,
    same: merged?.same ?? 0,
    replaced: policy === "replace" ? differing : 0,
    kept: policy === "keep" ? differing : 0,
    assessment: assess(sources.map(({ from }) => basename(from.source.path)).join(", "), key, table),
  };
}

async function mergeWith(
  before: StoredDataset,
  now: Table,
  sources: readonly PlannedSource[],
  policy: MergePolicy,
): Promise<Merged> {
  const [first] = sources as readonly [PlannedSource]; // There is one at least.
  requireSameColumns(first, before.manifest.columns, before.paths.parquet);
  const merged = mergeTables(await readDataset(before), now, policy);
  if (merged.differing === 0 || policy !== "refuse") return merged;
  throw contradiction(merged, first, before.paths.parquet, sources.length === 1);
}

function requireSameColumns(
  { from, table }: PlannedSource,
  expected: readonly string[],
  other: string,
): void {
  const missing = expected.filter((name) => !table.names.includes(name));
  const more = table.names.filter((name) => !expected.includes(name));
  if (missing.length === 0 && more.length === 0) return;
  throw misused({
    where: from.source.file,
    message: `the columns are not those of ${other}`,
    found: table.names.join(", "),
    allowed: expected.join(", "),
    fix: `import it under another venue with --venue, or remove ${stemOf(from.key)} from the store first`,
  });
}

function contradiction(
  { differing, conflicts }: Merged,
  { from, duplicates, repairs }: PlannedSource,
  other: string,
  isAlone = true,
): Error {
  const [first] = conflicts as readonly [Conflict]; // Something differs.
  // Dropped rows shift the others: then only the file is sure.
  const isSure = isAlone && duplicates === 0 && repairs.length === 0;
  const named = conflicts.map(
    ({ time, column, before, now }) => `${moment(time)} ${column} ${before}, now ${now}`,
  );
  const more = differing > conflicts.length ? ", ..." : "";
  const inStore = other.endsWith(".parquet");
  return damaged({
    where: isSure ? from.source.locate(first.row, first.column) : from.source.file,
    message: `${differing} ${differing === 1 ? "row differs" : "rows differ"} from ${other}`,
    found: `${named.join("; ")}${more}`,
    allowed: "rows that are new, or the same as before",
    fix: inStore
      ? "add --replace to let the new rows win, or --keep to keep the stored ones"
      : "import them one after the other, with --replace or --keep for the second",
  });
}
