import type { PlannedDataset, StoredDataset } from "../../data/index.ts";
import { changes } from "../../data/index.ts";
import { placeOf } from "./preview.ts";

/** The document of `timonel data import --json`. */
export const importDocument = (
  store: string,
  planned: readonly PlannedDataset[],
  stored: readonly (StoredDataset | undefined)[],
  isDryRun: boolean,
): object => ({
  schema: "timonel.import/1",
  store,
  dryRun: isDryRun,
  datasets: planned.map((one, i) => {
    const { key, sources, table, added, same, replaced, kept, assessment } = one;
    const time = table.columns[0] ?? new Float64Array();
    return {
      ...key,
      file: placeOf(store, key),
      rows: table.rows,
      from: time[0],
      to: time[table.rows - 1],
      ...{ added, same, replaced, kept },
      written: stored[i] !== undefined && changes(one),
      gaps: assessment.gaps,
      missing: assessment.missing,
      warnings: assessment.warnings,
      sha256: stored[i]?.manifest.sha256 ?? null,
      sources: sources.map(({ from: { source, notes }, duplicates, repairs, table: { rows } }) => ({
        file: source.file,
        sha256: source.sha256,
        layout: source.format,
        columns: source.columns,
        times: source.times,
        order: source.order,
        rows,
        duplicates,
        repairs,
        notes: [...notes, ...source.notes],
      })),
    };
  }),
});
