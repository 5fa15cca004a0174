import { resolve } from "node:path";
import { readCatalog, type StoredDataset, stemOf } from "../../data/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { ListOptions } from "./data-options.ts";
import { grouped, placeOf, timeText } from "./preview.ts";

/** Some dataset of the store is damaged. */
const DAMAGED = 5;

/** `timonel data list`: a line for each dataset. @returns the exit code: 5 where something of the store is damaged */
export function listCommand(options: ListOptions, config: Config, terminal: Terminal): number {
  const store = resolve(config.store.directory);
  const { datasets, problems } = readCatalog(store);
  if (options.json)
    terminal.print(
      JSON.stringify({
        schema: "timonel.datasets/1",
        store,
        datasets: datasets.map(({ manifest }) => ({ ...manifest, file: placeOf(store, manifest) })),
        problems: problems.map(({ details }) => details),
      }),
    );
  else if (datasets.length > 0) terminal.print(tableText(datasets));
  else if (problems.length === 0)
    terminal.print(
      `no data in ${store}\nbring some in: timonel data import FILE, or timonel data download SYMBOL`,
    );
  for (const problem of problems) terminal.note(problem.message);
  return problems.length === 0 ? 0 : DAMAGED;
}

const HEAD = ["VENUE", "SYMBOL", "DATA", "ROWS", "FROM (UTC)", "TO (UTC)", "GAPS", "SIZE", "SOURCE"];
/** Columns of numbers end at one place. */
const RIGHT = new Set(["ROWS", "GAPS", "SIZE"]);

function tableText(datasets: readonly StoredDataset[]): string {
  const rows = [HEAD, ...datasets.map(cellsOf)];
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) =>
        RIGHT.has(HEAD[i] ?? "") ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

function cellsOf({ manifest }: StoredDataset): readonly string[] {
  const { venue, symbol, rows, from, to, gaps, bytes, sources } = manifest;
  const [first, ...others] = sources;
  const source =
    first === undefined ? "" : others.length === 0 ? first.file : `${first.file} and ${others.length} more`;
  return [
    venue,
    symbol,
    stemOf(manifest),
    grouped(rows),
    timeText(from),
    timeText(to),
    grouped(gaps),
    sizeText(bytes),
    source,
  ];
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
