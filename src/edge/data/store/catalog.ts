import { readdirSync } from "node:fs";
import { join } from "node:path";
import { intervalMs } from "../../../core/domain/index.ts";
import { DataProblem } from "../data-problem.ts";
import { unreadable } from "../read-file.ts";
import { openAt, type StoredDataset } from "./dataset.ts";
import { isVenueName, symbolDirectory } from "./dataset-key.ts";

/** What a store holds, and what of it is damaged. */
export interface Catalog {
  /** By venue, symbol, content and interval. */
  readonly datasets: readonly StoredDataset[];
  readonly problems: readonly DataProblem[];
}

/** Reads the manifests of a store; a directory that is not there is an empty store. */
export function readCatalog(store: string): Catalog {
  const datasets: StoredDataset[] = [];
  const problems: DataProblem[] = [];
  for (const venue of namesIn(store, "isDirectory", problems).filter(isVenueName))
    for (const instrument of namesIn(join(store, venue), "isDirectory", problems))
      readInstrument(join(store, venue, instrument), datasets, problems);
  return { datasets: datasets.sort(byKey), problems };
}

/** The datasets of one symbol, at any venue. */
export function catalogOf(store: string, symbol: string): Catalog {
  const datasets: StoredDataset[] = [];
  const problems: DataProblem[] = [];
  for (const venue of namesIn(store, "isDirectory", problems).filter(isVenueName))
    readInstrument(join(store, venue, symbolDirectory(symbol)), datasets, problems);
  // BTC/USDT:USDT and BTC/USDT/USDT would share a directory: the manifest decides.
  const ofSymbol = datasets.filter(({ manifest }) => manifest.symbol === symbol);
  return { datasets: ofSymbol.sort(byKey), problems };
}

/** The datasets of the directory of one instrument. */
export function datasetsIn(directory: string): Catalog {
  const datasets: StoredDataset[] = [];
  const problems: DataProblem[] = [];
  readInstrument(directory, datasets, problems);
  return { datasets, problems };
}

function readInstrument(directory: string, datasets: StoredDataset[], problems: DataProblem[]): void {
  for (const name of namesIn(directory, "isFile", problems)) {
    const stem = /^((?!.*\.next\.)[^.]+)\.json$/.exec(name)?.[1];
    if (stem === undefined) continue;
    try {
      const dataset = openAt(directory, stem);
      if (dataset !== undefined) datasets.push(dataset);
    } catch (error) {
      if (!(error instanceof DataProblem)) throw error;
      problems.push(error);
    }
  }
}

/** Names in code-unit order. A directory that is not there holds nothing; one that cannot be read is a problem. */
function namesIn(
  directory: string,
  kind: "isDirectory" | "isFile",
  problems: DataProblem[],
): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry[kind]())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
    if (!isMissing) problems.push(unreadable(directory, error, "directory"));
    return [];
  }
}

function byKey({ manifest: a }: StoredDataset, { manifest: b }: StoredDataset): number {
  return (
    compare(a.venue, b.venue) ||
    compare(a.symbol, b.symbol) ||
    compare(a.content, b.content) ||
    (intervalMs(a.interval) ?? 0) - (intervalMs(b.interval) ?? 0)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
