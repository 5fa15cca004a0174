import { dirname } from "node:path";
import { datasetsIn } from "./catalog.ts";
import { freshen, type StoredDataset } from "./dataset.ts";

/**
 * Makes the raw columns of a dataset fresh, and those of the funding and mark prices beside it, before a run reads them.
 * @throws DataProblem, exit 5, as `freshen` does
 */
export async function freshenForRun(dataset: StoredDataset): Promise<void> {
  await freshen(dataset);
  if (dataset.manifest.kind !== "linear-perpetual") return;
  for (const beside of datasetsIn(dirname(dataset.paths.parquet))) {
    const { content } = beside.manifest;
    if (content === "funding" || content === "mark") await freshen(beside);
  }
}
