import { statSync } from "node:fs";
import { parseSymbol } from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";
import { allocateBlock, viewColumns } from "../columns.ts";
import { count, damaged, moment } from "../data-problem.ts";
import { parseFileName } from "../file-name.ts";
import { distancesOf, mostCommon } from "../interval.ts";
import { midBars, viewQuotes } from "../quote-bars.ts";
import type { SourceBars } from "../read-bars.ts";
import { findSpikes } from "../spikes.ts";
import type { FindingKind } from "./findings.ts";
import { priceFindings } from "./price-check.ts";
import { type RawRows, readRawRows } from "./raw-rows.ts";
import { pricedRows, seriesOf } from "./series.ts";
import { type SoundRows, soundRows } from "./sound-rows.ts";

/** What becomes of bad prints: nothing unless it is asked for. */
export type SpikeChoice = "keep" | "mark" | "drop";

/** One kind of change that a repair made. */
export interface RepairChange {
  readonly what: "dropped" | "sorted" | "joined" | "chosen" | "marked";
  readonly rows: number;
  /** The first ones, in words. */
  readonly first: readonly string[];
}

/** Rows of a file as a repair leaves them, and everything it changed. */
export interface Repair {
  readonly raw: RawRows;
  /** Places of the rows that stay, in their new order. */
  readonly kept: Uint32Array;
  /** Places of rows that are marked as spikes. */
  readonly marked: ReadonlySet<number>;
  readonly changes: readonly RepairChange[];
}

const NAMED = 3;
const BROKEN: readonly FindingKind[] = ["cell", "price", "ohlc", "volume", "time"];

/**
 * Repairs the rows of a file: rows that are no bars are dropped, the others sorted by time, exact repetitions joined; of rows
 * that contradict each other the one with more volume stays, of equal ones the later in the file. Bad prints stay as they
 * are unless `spikes` says otherwise. Nothing is ever made up: what is dropped is missing.
 * @throws DataProblem, exit 5, where no sound row is left
 */
export function repairRows(raw: RawRows, spikes: SpikeChoice): Repair {
  const sound = soundRows(raw);
  if (sound.kept.length === 0)
    throw damaged({
      where: raw.file,
      message: "no row of the file is a bar: there is nothing to repair",
      found: sound.findings[0]?.found,
      fix: "download it again",
    });
  const strange = spikes === "keep" ? new Set<number>() : spikesOf(raw, sound.kept);
  const kept = spikes === "drop" ? sound.kept.filter((row) => !strange.has(row)) : sound.kept;
  return {
    raw,
    kept,
    marked: spikes === "mark" ? strange : new Set(),
    changes: [...rowChanges(sound), ...spikeChanges(raw, strange, spikes)],
  };
}

/** Rows that the check calls spikes, which leaves out what was traded. */
function spikesOf(raw: RawRows, kept: Uint32Array): Set<number> {
  const series = pricedRows(seriesOf(raw, kept));
  const spelling = raw.header?.symbol ?? parseFileName(raw.file)?.symbol;
  const kind = parseSymbol(spelling ?? "")?.kind ?? "spot";
  const interval = mostCommon(distancesOf(series.columns.time)) ?? 0;
  const found = priceFindings(series, kind, interval).filter((each) => each.kind === "spike");
  const lines = new Set(found.map(({ line }) => line));
  const rows = findSpikes(series.columns).map(({ row }) => series.lines[row] ?? 0);
  const spiked = new Set(rows.filter((line) => lines.has(line)));
  return new Set(kept.filter((row) => spiked.has(raw.lines[row] ?? -1)));
}

function rowChanges({ findings, counts }: SoundRows): RepairChange[] {
  const first = (kinds: readonly FindingKind[]): string[] =>
    findings
      .filter(({ kind }) => kinds.includes(kind))
      .slice(0, NAMED)
      .map(({ line, found }) => (line === null ? found : `line ${line}: ${found}`));
  const changes: RepairChange[] = [
    { what: "dropped", rows: counts.broken, first: first(BROKEN) },
    { what: "sorted", rows: counts.moved, first: first(["unsorted"]) },
    { what: "joined", rows: counts.duplicates, first: first(["duplicate"]) },
    { what: "chosen", rows: counts.conflicts, first: first(["conflict"]) },
  ];
  return changes.filter(({ rows }) => rows > 0);
}

function spikeChanges(raw: RawRows, strange: ReadonlySet<number>, spikes: SpikeChoice): RepairChange[] {
  if (strange.size === 0 || spikes === "keep") return [];
  const time = raw.values[0] as Float64Array; // Every file has times.
  const first = [...strange]
    .slice(0, NAMED)
    .map((row) => `line ${raw.lines[row]}: a bar of ${moment(at(time, row))} beyond the bars around it`);
  return [{ what: spikes === "drop" ? "dropped" : "marked", rows: strange.size, first }];
}

const WORDS: Readonly<Record<RepairChange["what"], string>> = {
  dropped: "dropped",
  sorted: "put into the order of time",
  joined: "dropped because another says the same",
  chosen:
    "settled between two that contradict each other: the one with more volume stays, of equal ones the later",
  marked: "marked as a spike",
};

/** A change in a sentence: `repaired: 3 rows dropped (line 7: ...)`. */
export function changeText({ what, rows, first }: RepairChange): string {
  const more = what !== "sorted" && first.length > 0 && rows > first.length ? "; ..." : "";
  const named = first.length === 0 ? "" : ` (${first.join("; ")}${more})`;
  return `${count(rows, "row")} ${WORDS[what]}${named}`;
}

/** Reads a file as `readBars` does, repaired first; what was changed is in its warnings. @throws DataProblem as `repairRows` does */
export function readRepairedBars(file: string): SourceBars {
  const raw = readRawRows(file);
  const { kept, changes } = repairRows(raw, "keep");
  const block = allocateBlock(kept.length, raw.names.length);
  raw.values.forEach((column, i) => {
    for (let row = 0; row < kept.length; row++)
      block[i * kept.length + row] = at(column, kept[row] as number);
  });
  const warnings = changes.map((change) => `repaired: ${changeText(change)}`);
  const common = { duplicates: 0, fileBytes: statSync(file).size, header: raw.header };
  if (raw.holds === "quotes") {
    const mid = midBars(viewQuotes(block, kept.length, kept.length));
    return { ...mid, ...common, hasVolume: false, warnings: [...warnings, ...mid.warnings] };
  }
  const columns = viewColumns({
    buffer: block.buffer,
    byteOffset: 0,
    stride: kept.length,
    rows: kept.length,
  });
  return { columns, ...common, hasVolume: raw.hasVolume, quotes: undefined, warnings };
}
