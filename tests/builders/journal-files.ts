/** Journals as files that tests write, break and open again. */
import type { Buffer } from "node:buffer";
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createJournal, type Disk, JournalDamaged, nodeDisk } from "../../src/edge/journal/index.ts";

/** A disk that is as fast as memory, and as forgetful: good enough where nobody pulls the plug. */
export const quick: Disk = {
  ...nodeDisk,
  open: (file, how) =>
    how === "claim" ? nodeDisk.open(file, how) : openSync(file, how === "new" ? "w+" : "r+"),
};

/** A place for the files of one test file, which is gone when its tests are over; `fresh` names one in it that does not exist yet. */
export function journalPlace(name: string): { readonly scratch: string; fresh(): string } {
  const scratch = mkdtempSync(join(tmpdir(), `timonel-${name}-`));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  let made = 0;
  return { scratch, fresh: () => join(scratch, String(++made)) };
}

/** An operation of a disk that fails. */
export const refusing = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

/** What is reported as damaged; fails where nothing is. */
export function damageOf(work: () => unknown): JournalDamaged["damage"] & { readonly message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof JournalDamaged) return { ...error.damage, message: error.message };
    throw error;
  }
  throw new Error("nothing was found damaged");
}

export interface Killed {
  readonly segmentBytes: number;
  readonly facts: { readonly run: string; readonly build: string };
  /** So many of its records the head tells of. */
  readonly headAfter?: number;
}

/** A journal as a process leaves it that is killed: a commit each, of the last ones perhaps not the head. */
export function killedJournal(
  fresh: () => string,
  records: readonly string[],
  { segmentBytes, facts, headAfter = records.length }: Killed,
): string {
  const directory = fresh();
  const journal = createJournal(directory, facts, { segmentBytes, disk: quick });
  const heads = [readFileSync(join(directory, "head"))];
  for (const record of records) {
    journal.append(record);
    journal.commit();
    heads.push(readFileSync(join(directory, "head")));
  }
  const left = fresh();
  cpSync(directory, left, { recursive: true });
  journal.close();
  writeFileSync(join(left, "head"), heads[headAfter] as Buffer);
  return left;
}
