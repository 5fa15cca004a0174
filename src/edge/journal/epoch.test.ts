/** The number that fences writers, within one process; many at once take it in `threaded.test.ts`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { type Disk, JournalFull, nextEpoch, nodeDisk, readEpoch } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-epoch-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
const fresh = (): string => join(scratch, String(++made), "account");
const said = (epoch: number): string => `${epoch} ${crc32(String(epoch)).toString(16).padStart(8, "0")}\n`;

/** A directory whose epoch reads like this. */
function saying(text: string): string {
  const directory = fresh();
  nextEpoch(directory);
  writeFileSync(join(directory, "epoch"), text);
  return directory;
}

describe("the epoch", () => {
  test("is none before the first, rises by one, and leaves nothing of the older ones", () => {
    const directory = fresh();
    expect(readEpoch(directory)).toBe(0);
    for (const epoch of [1, 2, 3])
      expect([nextEpoch(directory), readEpoch(directory)]).toEqual([epoch, epoch]);
    expect(readFileSync(join(directory, "epoch"), "utf8")).toBe(said(3));
    expect(readdirSync(directory).sort()).toEqual(["epoch", "epoch-3"]);
  });

  test("stands behind its checksum, whatever its digits come to", () => {
    // The checksum of 13 begins with a zero, in hex as in the file.
    for (const epoch of [12, 13, 999_999_999_999_999]) expect(readEpoch(saying(said(epoch)))).toBe(epoch);
    expect(
      Array.from({ length: 40 }, (_, i) => said(i).split(" ")[1]).some((sum) => sum?.startsWith("0")),
    ).toBe(true);
  });

  test.each(["2 12345678\n", "", "2", said(2).trim(), ` ${said(2)}`, `${said(2)}x`, said(1e15), "x"])(
    "that reads %j lets nobody send",
    (text) => {
      const directory = saying(text);
      expect(() => readEpoch(directory)).toThrow(/the epoch cannot be read, so nobody may send orders/);
      expect(() => nextEpoch(directory)).toThrow(/the epoch cannot be read/);
    },
  );

  test("that cannot be read names what was found, and never begins anew", () => {
    const directory = saying("2 12345678\n");
    expect(() => readEpoch(directory)).toThrow(
      expect.objectContaining({ exitCode: 5, message: expect.stringContaining('"2 12345678\\n"') }),
    );
    for (const _ of [1, 2]) {
      rmSync(join(directory, "epoch"));
      nextEpoch(directory);
    }
    expect(readEpoch(directory)).toBe(3); // The claim beside it has kept the count.
    const unreadable = fresh();
    mkdirSync(join(unreadable, "epoch"), { recursive: true });
    expect(() => readEpoch(unreadable)).toThrow(/EISDIR/);
  });

  test("is above every claim, also of one who died before publishing it, and of one who is faster", () => {
    const directory = fresh();
    nextEpoch(directory);
    writeFileSync(join(directory, "epoch-7"), "");
    writeFileSync(join(directory, "epoch-x"), "");
    expect([nextEpoch(directory), readEpoch(directory)]).toEqual([8, 8]);
    // Somebody claims 9 between our look and our claim, then 11 before we publish our 10.
    const racing: Disk = {
      ...nodeDisk,
      open: (file, how) => {
        if (file.endsWith("epoch-9") && how === "claim") writeFileSync(file, "");
        if (file.includes("epoch.10.")) writeFileSync(join(directory, "epoch-11"), "");
        return nodeDisk.open(file, how);
      },
    };
    expect(nextEpoch(directory, racing)).toBe(10);
    expect(readEpoch(directory)).toBe(11); // The late one publishes what it sees: nobody takes it for less.
    expect(readdirSync(directory).sort()).toEqual(["epoch", "epoch-10", "epoch-11", "epoch-x"]);
  });

  test("is on the disk before it is taken: its bytes, its name, and the names that lead to it", () => {
    const calls: string[] = [];
    const directory = fresh();
    const told: Disk = {
      ...nodeDisk,
      sync: () => calls.push("sync"),
      rename: (from, to) => {
        calls.push("rename");
        nodeDisk.rename(from, to);
      },
      syncDirectory: (name) => calls.push(name === directory ? "names" : "names above"),
    };
    nextEpoch(directory, told);
    expect(calls.slice(0, 3)).toEqual(["names", "names above", "names above"]);
    expect(calls.slice(-3)).toEqual(["sync", "rename", "names"]);
    calls.length = 0;
    nextEpoch(directory, told);
    expect(calls).toEqual(["sync", "rename", "names"]);
  });

  test("that cannot be recorded is not taken", () => {
    const full = (): never => {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    };
    const directory = fresh();
    nextEpoch(directory);
    expect(() => nextEpoch(directory, { ...nodeDisk, write: full })).toThrow(JournalFull);
    expect(() => nextEpoch(directory, { ...nodeDisk, open: full })).toThrow(JournalFull);
    expect(readEpoch(directory)).toBe(1);
  });
});
