import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { readJournal } from "../../journal/index.ts";
import { decodeRecord } from "../../runner/index.ts";
import { checkWritable } from "../write-whole.ts";

/** Text that is gathered before it is written. */
const CHUNK_CHARS = 1 << 20;

/**
 * Writes the records of a journal as JSON, one a line, oldest first: `{"sequence":1,"kind":"moment",...}`. Exact numbers
 * are decimal texts of their smallest units. The file is there whole or not at all.
 * @returns how many records @throws JournalDamaged, exit 5; UserProblem, exit 2, where the file cannot be written
 */
export function exportJournal(journal: string, file: string): number {
  const partial = `${file}.partial`;
  checkWritable(file);
  const fd = openSync(partial, "w");
  let count = 0;
  let text = "";
  try {
    for (const { sequence, record } of readJournal(journal)) {
      count++;
      text += `${lineOf(sequence, record)}\n`;
      if (text.length < CHUNK_CHARS) continue;
      writeSync(fd, text);
      text = "";
    }
    writeSync(fd, text);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(partial, file);
  return count;
}

/** A record of another version is given as it stands. */
const lineOf = (sequence: number, record: string): string =>
  JSON.stringify(
    { sequence, ...(decodeRecord(record) ?? { kind: "unknown", record }) },
    (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value === Number.POSITIVE_INFINITY ? "Infinity" : value,
  );
