/** Notes over space that is already there, for when nothing else can be recorded. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Disk, JournalFull, nodeDisk, openReserve } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-reserve-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
const fresh = (): string => join(scratch, String(++made));
const full = (): never => {
  throw Object.assign(new Error("full"), { code: "ENOSPC" });
};

describe("the reserve", () => {
  test("takes notes over space it already has, keeps them over a restart, and forgets them when told", () => {
    const directory = fresh();
    const reserve = openReserve(directory);
    const file = join(directory, "reserve");
    expect(statSync(file).size).toBe(65_536);
    const notes = ["cancel 1", "", "close é 🙂"];
    expect(notes.map((note) => reserve.note(note))).toEqual([true, true, true]);
    reserve.close();
    const again = openReserve(directory);
    expect(again.read()).toEqual(notes);
    expect(again.note("cancel 2")).toBe(true);
    expect(again.note("x".repeat(65_536))).toBe(false);
    expect(again.read()).toEqual([...notes, "cancel 2"]);
    expect(statSync(file).size).toBe(65_536);
    again.clear();
    expect(again.read()).toEqual([]);
    expect(again.note("new")).toBe(true);
    expect(again.read()).toEqual(["new"]);
    let fitted = 0;
    while (again.note("x".repeat(100))) fitted++;
    expect(fitted).toBe(Math.floor((65_536 - 11) / 108));
    again.close();
  });

  test("takes a note to its last byte, and reads it", () => {
    const reserve = openReserve(fresh());
    const largest = "x".repeat(65_536 - 8);
    expect(reserve.note(`${largest}x`)).toBe(false);
    expect(reserve.note(largest)).toBe(true);
    expect(reserve.read()).toEqual([largest]);
    expect(reserve.note("")).toBe(false);
    reserve.close();
  });

  test("ends with the last whole note: of a torn or changed one, and what stands behind it, nothing is given out", () => {
    const directory = fresh();
    const reserve = openReserve(directory);
    for (const note of ["one", "two", "three"]) reserve.note(note);
    reserve.close();
    const file = join(directory, "reserve");
    const whole = readFileSync(file);
    const second = 4 + 3 + 4;
    for (const at of [second, second + 4, second + 7]) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 1;
      writeFileSync(file, bytes);
      const opened = openReserve(directory);
      expect(opened.read(), `byte ${at}`).toEqual(["one"]);
      opened.close();
    }
    for (let cut = second; cut < second + 4 + 3 + 4; cut++) {
      writeFileSync(file, whole.subarray(0, cut));
      const opened = openReserve(directory);
      expect(opened.read(), `cut at ${cut}`).toEqual(["one"]);
      opened.close();
    }
    writeFileSync(file, whole.subarray(0, second + 4));
    const opened = openReserve(directory);
    expect([opened.read(), opened.note("more"), opened.read()]).toEqual([["one"], true, ["one", "more"]]);
    opened.close();
  });

  test("does not let an older note follow a newer one that ends where it began", () => {
    const directory = fresh();
    const reserve = openReserve(directory);
    for (const note of ["one", "two"]) reserve.note(note);
    reserve.close();
    const stale = readFileSync(join(directory, "reserve")).subarray(4 + 3 + 4); // "two" as it continued "one".
    const other = fresh();
    const next = openReserve(other);
    next.note("uno");
    next.close();
    writeFileSync(
      join(other, "reserve"),
      Buffer.concat([readFileSync(join(other, "reserve")).subarray(0, 11), stale]),
    );
    const opened = openReserve(other);
    expect(opened.read()).toEqual(["uno"]);
    opened.close();
  });

  test("says no where the disk takes nothing, and cannot be had or cleared where there is no space", () => {
    const directory = fresh();
    openReserve(directory).close();
    const broken: Disk = { ...nodeDisk, write: full };
    const reserve = openReserve(directory, { disk: broken });
    expect(reserve.note("cancel 1")).toBe(false);
    expect(reserve.note("half \ud83d")).toBe(false);
    expect(() => reserve.clear()).toThrow(JournalFull);
    reserve.close();
    expect(() => openReserve(fresh(), { disk: broken })).toThrow(JournalFull);
    const unreadable = openReserve(directory, { disk: { ...nodeDisk, write: full } });
    rmSync(join(directory, "reserve"));
    expect(() => unreadable.read()).toThrow(/the journal cannot be read/);
    unreadable.close();
  });

  test("has its space on the disk before it has its name", () => {
    const calls: string[] = [];
    const disk: Disk = {
      ...nodeDisk,
      sync: () => calls.push("sync"),
      rename: (from, to) => {
        calls.push(`rename after ${statSync(from).size} bytes`);
        nodeDisk.rename(from, to);
      },
      syncDirectory: () => calls.push("names"),
    };
    const directory = fresh();
    openReserve(directory, { disk }).close();
    openReserve(directory, { disk }).close(); // It has its space now.
    expect(calls).toEqual(["sync", "rename after 65536 bytes", "names"]);
  });
});
