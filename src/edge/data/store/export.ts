import { renameSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { list, misused, moment } from "../data-problem.ts";
import { newFile } from "../new-file.ts";
import { discard, replaceFile, unwritable } from "./atomic.ts";
import { catalogOf, readCatalog } from "./catalog.ts";
import { readDataset, type StoredDataset } from "./dataset.ts";
import { nameOf, stemOf } from "./dataset-key.ts";
import { decimalText } from "./decimal-text.ts";
import { planImport } from "./import/plan.ts";
import { writeParquet } from "./parquet.ts";
import { neededColumn, sliceTable, type Table } from "./table.ts";

export type ExportFormat = "csv" | "json" | "parquet";

export interface ExportRequest {
  readonly store: string;
  /** A dataset: a unified symbol, perhaps a venue, and `1h`, `1m-quotes`, `mark-8h` or `funding`; or else a file. */
  readonly from:
    | { readonly venue: string | undefined; readonly symbol: string; readonly stem: string }
    | { readonly file: string; readonly fallbackVenue: string };
  readonly format: ExportFormat;
  /** A path, or undefined for the caller to print the text. */
  readonly out: string | undefined;
  /** Unix ms: rows from then on, and rows before then. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export interface Exported {
  readonly name: string;
  readonly rows: number;
  /** The text, where no file was named. */
  readonly text: string | undefined;
}

/**
 * Writes rows as others read them, every number as it is stored, and nothing over what is there.
 * @throws DataProblem for what is not there, and for a name that is taken
 */
export async function exportDataset(request: ExportRequest): Promise<Exported> {
  const { format } = request;
  const out = request.out === undefined ? undefined : newFile(request.out);
  const { name, table: all } = await tableOf(request);
  const table = within(name, all, request);
  if (format === "parquet") {
    if (out === undefined)
      throw misused({
        where: "--out",
        message: "Parquet is not text: it needs a file",
        fix: "write --out FILE.parquet",
      });
    const unfinished = `${out}.${process.pid}.part`;
    await writeParquet(unfinished, table);
    try {
      renameSync(unfinished, out);
    } catch (error) {
      discard(unfinished);
      throw unwritable(out, error);
    }
    return { name, rows: table.rows, text: undefined };
  }
  const text = format === "csv" ? csvText(table) : jsonText(table);
  if (out === undefined) return { name, rows: table.rows, text };
  replaceFile(out, out.toLowerCase().endsWith(".gz") ? gzipSync(text) : text);
  return { name, rows: table.rows, text: undefined };
}

async function tableOf({
  store,
  from,
}: ExportRequest): Promise<{ readonly name: string; readonly table: Table }> {
  if (!("file" in from)) {
    const dataset = stored(store, from);
    return { name: nameOf(dataset.manifest), table: await readDataset(dataset) };
  }
  const none = { symbol: undefined, venue: undefined, timeframe: undefined };
  const planned = await planImport({
    store: "", // Nothing of a store is looked at: what the file holds is all that counts.
    files: [from.file],
    identity: { ...none, fallbackVenue: from.fallbackVenue },
    hints: { columns: undefined, timeZone: undefined, dateOrder: undefined, decimal: undefined },
    policy: "replace",
  });
  const [first, ...others] = planned;
  if (first !== undefined && others.length === 0) return { name: from.file, table: first.table };
  throw misused({
    where: from.file,
    message: `it holds ${planned.length} datasets`,
    found: list(planned.map(({ key }) => nameOf(key))),
    allowed: "one dataset",
    fix: "import it, then export one of them",
  });
}

function stored(
  store: string,
  {
    venue,
    symbol,
    stem,
  }: { readonly venue: string | undefined; readonly symbol: string; readonly stem: string },
): StoredDataset {
  const { datasets, problems } = catalogOf(store, symbol);
  const ofSymbol = datasets.filter(({ manifest }) => venue === undefined || manifest.venue === venue);
  const found = ofSymbol.filter(({ manifest }) => stemOf(manifest) === stem);
  const [dataset] = found;
  if (dataset !== undefined && found.length === 1) return dataset;
  const names = (some: readonly StoredDataset[]): string =>
    list(some.map(({ manifest }) => nameOf(manifest)));
  if (found.length > 1)
    throw misused({
      message: `several venues have ${symbol} ${stem}`,
      found: names(found),
      fix: `name the venue: ${dataset?.manifest.venue}:${symbol}`,
    });
  if (problems[0] !== undefined) throw problems[0];
  throw misused({
    message: `the store ${store} has no ${venue === undefined ? "" : `${venue}:`}${symbol} ${stem}`,
    found: names(ofSymbol.length > 0 ? ofSymbol : readCatalog(store).datasets),
    fix:
      ofSymbol.length > 0
        ? "name one of these"
        : "timonel data list shows what there is; timonel data import FILE adds to it",
  });
}

function within(name: string, table: Table, { since, until }: ExportRequest): Table {
  const time = neededColumn(table, "time");
  const first = since === undefined ? 0 : time.findIndex((t) => t >= since);
  const behind = until === undefined ? -1 : time.findIndex((t) => t >= until);
  const slice =
    first < 0
      ? sliceTable(table, 0, 0)
      : sliceTable(table, first, Math.max(first, behind < 0 ? table.rows : behind));
  if (slice.rows > 0) return slice;
  throw misused({
    where: name,
    message: "no row lies between --from and --to",
    found: `rows from ${moment(time[0] ?? 0)} to ${moment(time[table.rows - 1] ?? 0)}`,
    fix: "choose dates within them; --to itself is not included",
  });
}

/** `time,open,...`: times in Unix ms, numbers as the shortest decimal text that reads back the same. */
function csvText({ names, columns, rows }: Table): string {
  const lines = [names.join(",")];
  for (let row = 0; row < rows; row++)
    lines.push(columns.map((column) => decimalText(column[row] as number)).join(",")); // In range by the loop.
  return `${lines.join("\n")}\n`;
}

/** `[[time,open,...],...]`, a row on each line: what freqtrade and ccxt read. */
function jsonText({ columns, rows }: Table): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row++)
    lines.push(`[${columns.map((column) => decimalText(column[row] as number) || "null").join(",")}]`); // As above.
  return `[\n${lines.join(",\n")}\n]\n`;
}
