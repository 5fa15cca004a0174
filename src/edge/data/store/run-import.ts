import { basename } from "node:path";
import { UserProblem } from "../../problem/index.ts";
import { asOnlyWriter, writeDataset } from "./commit.ts";
import { openDataset, pathsOf, type StoredDataset } from "./dataset.ts";
import { instrumentDirectory, kindOf, stemOf } from "./dataset-key.ts";
import type { PlannedDataset, PlannedSource } from "./import/plan.ts";
import type { DatasetSource } from "./manifest.ts";
import { neededColumn } from "./table.ts";

/**
 * Writes a planned dataset into the store. What is there already is left alone where nothing would change.
 * @param now Unix ms, for the record of the source
 * @throws UserProblem, exit 3, while another process writes it or where it has changed since it was planned
 */
export async function commitImport(
  store: string,
  planned: PlannedDataset,
  now: number,
): Promise<StoredDataset> {
  const { key, before, table, assessment, sources } = planned;
  if (before !== undefined && !changes(planned)) return before;
  const paths = pathsOf(instrumentDirectory(store, key), stemOf(key));
  return asOnlyWriter(paths, async () => {
    if (openDataset(store, key)?.manifest.sha256 !== before?.manifest.sha256)
      throw new UserProblem({
        exitCode: 3,
        where: paths.parquet,
        message: "the dataset has changed while the files were read",
        fix: "run the import again",
      });
    const time = neededColumn(table, "time");
    const about = {
      ...key,
      kind: kindOf(key.symbol),
      from: time[0] as number, // A dataset has rows.
      to: time[table.rows - 1] as number, // As above.
      gaps: assessment.gaps,
      missing: assessment.missing,
      sources: sourcesOf(before, sources, now),
      repairs: [
        ...new Set([...(before?.manifest.repairs ?? []), ...sources.flatMap(({ repairs }) => repairs)]),
      ],
    };
    return writeDataset(paths, about, table);
  });
}

/** Whether an import changes what is stored. */
export const changes = ({ before, added, replaced }: PlannedDataset): boolean =>
  before === undefined || added > 0 || replaced > 0;

function sourcesOf(
  before: StoredDataset | undefined,
  sources: readonly PlannedSource[],
  now: number,
): readonly DatasetSource[] {
  const fresh = sources.map(({ from: { source }, table }) => ({
    file: basename(source.file),
    sha256: source.sha256,
    rows: table.rows,
    layout: source.format,
    importedAt: new Date(now).toISOString(),
  }));
  const known = before?.manifest.sources ?? [];
  return [
    ...known.filter(({ sha256, file }) => !fresh.some((one) => one.sha256 === sha256 && one.file === file)),
    ...fresh,
  ];
}
