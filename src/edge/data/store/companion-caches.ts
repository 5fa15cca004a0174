import { basename, dirname } from "node:path";
import { datasetsIn } from "./catalog.ts";
import { freshen, type StoredDataset } from "./dataset.ts";

/**
 * Makes the raw columns of a dataset fresh, and those of the funding and mark prices beside it, before a run reads them.
 * @throws DataProblem, exit 5, as `freshen` does
 */
export async function freshenForRun(dataset: StoredDataset): Promise<void> {
  await freshen(dataset);
  if (dataset.manifest.kind !== "linear-perpetual") return;
  const { datasets, problems } = datasetsIn(dirname(dataset.paths.parquet));
  // What is damaged is there: a run that took it for missing would pay a flat rate, or one that nobody vouches for.
  const damaged = problems.find(({ details }) => /^(?:funding|mark)\b/.test(basename(details.where ?? "")));
  if (damaged !== undefined) throw damaged;
  for (const beside of datasets) {
    const { content } = beside.manifest;
    if (content === "funding" || content === "mark") await freshen(beside);
  }
}
