import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { at } from "../../../core/market/index.ts";
import { makeDirectory } from "../../files/index.ts";
import { writeColumns } from "../columns-file.ts";
import { misused } from "../data-problem.ts";
import { hasKnownExtension, isColumnsFile } from "../file-name.ts";
import { newFile } from "../new-file.ts";
import { replaceFile, unwritable } from "../store/atomic.ts";
import { barColumnsOf, rowText } from "./raw-rows.ts";
import type { Repair } from "./repair.ts";

/** Where the repaired form of each file goes: `out` itself for one file, else a directory that keeps their names. */
export function repairTargets(files: readonly string[], out: string): ReadonlyMap<string, string> {
  const isDirectory = statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const [only] = files;
  if (files.length === 1 && only !== undefined && !isDirectory && hasKnownExtension(out)) {
    requireSameForm(only, out);
    return new Map([[only, newFile(out)]]);
  }
  if (existsSync(out) && !isDirectory)
    throw misused({
      where: `--out ${out}`,
      message: "several files cannot be written into one",
      allowed: "a directory",
      fix: "name a directory that does not exist yet, or an empty one",
    });
  const names = files.map((file) => basename(file));
  if (new Set(names).size < files.length)
    throw misused({
      where: `--out ${out}`,
      message: "two of the files have the same name",
      fix: "repair one directory at a time",
    });
  return new Map(files.map((file) => [file, newFile(join(out, basename(file)))]));
}

/** Rows stay in the form they were in: text is no `.columns`, whatever it is called. */
function requireSameForm(file: string, out: string): void {
  if (isColumnsFile(file) === isColumnsFile(out)) return;
  throw misused({
    where: `--out ${out}`,
    message: "a repaired file keeps its form",
    found: basename(file),
    fix: `name a ${isColumnsFile(file) ? ".columns" : ".csv"} file`,
  });
}

/** Writes bytes under a temporary name first, so that nobody ever reads half of them. A name in .gz is packed. */
export function writeWhole(file: string, content: string): void {
  orUnwritable(file, () => makeDirectory(dirname(file)));
  replaceFile(file, file.toLowerCase().endsWith(".gz") ? gzipSync(content) : content);
}

/** @throws DataProblem, exit 5, for what the operating system says */
function orUnwritable(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Writes repaired rows: their text as it was, digit for digit; a mark for spikes is a column behind the others. */
export function writeRepaired(file: string, { raw, kept, marked }: Repair): void {
  if (raw.header !== undefined) {
    const values = raw.values.map((column) => Float64Array.from(kept, (row) => at(column, row)));
    const content = { ...raw.header, columns: barColumnsOf({ ...raw, values }) };
    orUnwritable(file, () => {
      makeDirectory(dirname(file));
      writeColumns(file, content);
    });
    return;
  }
  const { text } = raw;
  if (text === undefined) return;
  const isMarked = marked.size > 0;
  const separator = String.fromCharCode(text.layout.delimiter);
  const lines = Array.from(kept, (row) => {
    const mark = isMarked ? `${separator}${marked.has(row) ? 1 : 0}` : "";
    return `${rowText(text, row)}${mark}`;
  });
  const header = isMarked ? `${text.header}${separator}spike` : text.header;
  writeWhole(file, `${header}\n${lines.join("\n")}\n`);
}
