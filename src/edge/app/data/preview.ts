import { relative } from "node:path";
import { nameOf, type PlannedDataset, stemOf } from "../../data/index.ts";

const LABEL = 10;
/** Rows shown from the beginning and from the end. */
const ROWS_SHOWN = 2;

const line = (label: string, text: string): string => `  ${label.padEnd(LABEL)}${text}`;

/** Digits in groups of three. */
export const grouped = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");

/** `2024-01-01 00:00`, with seconds only where there are any. */
export const timeText = (at: number): string => {
  const text = new Date(at).toISOString();
  return `${text.slice(0, 10)} ${at % 60_000 === 0 ? text.slice(11, 16) : text.slice(11, 19)}`;
};

const plural = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;

/** What was recognised in the files of one dataset, before anything is written. */
export function previewText(planned: PlannedDataset): string {
  const { key, table, assessment, before } = planned;
  const time = table.columns[0] ?? new Float64Array();
  const defects = [
    ...(assessment.gaps === 0
      ? []
      : [`${plural(assessment.gaps, "gap")}, ${plural(assessment.missing, "row")} missing`]),
    ...assessment.warnings,
  ];
  const whole = [
    line(
      "dataset",
      `${nameOf(key)}${before === undefined ? "" : ` (in the store already: ${plural(before.manifest.rows, "row")})`}`,
    ),
    line(
      "rows",
      `${grouped(table.rows)} from ${timeText(time[0] ?? 0)} to ${timeText(time[table.rows - 1] ?? 0)} UTC`,
    ),
    ...rowLines(planned),
    ...(defects.length === 0
      ? [line("defects", "none found")]
      : defects.map((text, i) => line(i === 0 ? "defects" : "", text))),
  ];
  return [...planned.sources.flatMap((source) => sourceLines(source)), ...whole, ""].join("\n");
}

function sourceLines({ from, duplicates, repairs }: PlannedDataset["sources"][number]): readonly string[] {
  const { source, notes } = from;
  const all = [
    ...notes,
    ...source.notes,
    ...(duplicates === 0 ? [] : [`${plural(duplicates, "row")} repeated the row before and dropped`]),
    ...repairs,
  ];
  return [
    source.file,
    line("layout", source.format),
    line("columns", source.columns.join(", ")),
    line("times", `${source.times}; ${source.order}`),
    ...all.map((text, i) => line(i === 0 ? "notes" : "", text)),
  ];
}

/** The first and the last rows, each number as it will be stored. */
function rowLines({ table }: PlannedDataset): readonly string[] {
  const { names, columns, rows } = table;
  const shown = [
    ...new Set([
      ...Array(ROWS_SHOWN).keys(),
      ...[...Array(ROWS_SHOWN).keys()].map((i) => rows - ROWS_SHOWN + i),
    ]),
  ].filter((row) => row >= 0 && row < rows);
  const cells = shown.map((row) =>
    columns.map((column, i) =>
      i === 0 ? timeText(column[row] ?? 0) : Number.isNaN(column[row]) ? "-" : String(column[row]),
    ),
  );
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const joined = (texts: readonly string[]): string =>
    texts
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join("  ");
  const body = cells.map((row) => line("", joined(row)));
  const gap = rows > 2 * ROWS_SHOWN ? [line("", "...")] : [];
  return [line("", joined(names)), ...body.slice(0, ROWS_SHOWN), ...gap, ...body.slice(ROWS_SHOWN)];
}

/** The last word on a dataset: what was done. */
export function writtenText(
  planned: PlannedDataset,
  store: string,
  done: "stored" | "would be" | "nothing",
): string {
  const { key, added, replaced, kept, same } = planned;
  const parts = [
    `${plural(added, "new row")}`,
    ...(same === 0 ? [] : [`${grouped(same)} as before`]),
    ...(replaced === 0 ? [] : [`${grouped(replaced)} replaced`]),
    ...(kept === 0 ? [] : [`${grouped(kept)} that differ kept as they were`]),
  ];
  const word =
    done === "stored" ? "stored" : done === "would be" ? "would be stored (--dry-run)" : "unchanged";
  return `${word}: ${nameOf(key)}: ${parts.join(", ")}${done === "nothing" ? "" : ` in ${placeOf(store, key)}`}`;
}

/** The Parquet file of a dataset, as short as it can be said from here. */
export function placeOf(store: string, key: PlannedDataset["key"]): string {
  const path = `${store}/${key.venue}/${key.symbol.replaceAll(/[/:]/g, "-")}/${stemOf(key)}.parquet`;
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}
