/** A journal that the first version of the format wrote, and every later one must read; it is never written anew. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { openJournal, readJournal, verifyJournal } from "./index.ts";

const FIXTURE = resolve(import.meta.dirname, "..", "..", "..", "tests", "fixtures", "journal", "version-1");
const RECORDS = Array.from({ length: 90 }, (_, i) => {
  const word = ["", "plain", "é ü", "日本語 🙂"][(i + 1) % 4];
  return { sequence: i + 1, record: `${i + 1} ${word} ${"=".repeat(i + 1)}` };
});

test("timonel.journal/1 is read as it was written", () => {
  expect([...readJournal(FIXTURE)]).toEqual(RECORDS);
  expect(verifyJournal(FIXTURE)).toEqual({
    records: 90,
    groups: 13,
    segments: 2,
    bytes: 5_344,
    lastSequence: 90,
    chain: "ae02ef367aa8f10e9a3d7abce18bd51df85bfc42b8450c9c930f807b28cc1248",
  });
});

test("timonel.journal/1 is continued", () => {
  const copy = mkdtempSync(join(tmpdir(), "timonel-version-"));
  try {
    cpSync(FIXTURE, copy, { recursive: true });
    const { journal, facts } = openJournal(copy, { segmentBytes: 8_192, build: "a later build" });
    expect(facts).toEqual({ run: "2026-11-21-fixture", build: "timonel 0.1.0" });
    expect(journal.append("91")).toBe(91);
    journal.close();
    expect([...readJournal(copy)].slice(89)).toEqual([RECORDS[89], { sequence: 91, record: "91" }]);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
