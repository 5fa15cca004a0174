import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDirectory, makeDirectoryInTime } from "./make-directory.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "directory-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ways = [
  ["at once", async (directory: string): Promise<void> => makeDirectory(directory)],
  ["in time", makeDirectoryInTime],
] as const;

describe.each(ways)("a directory that is made %s", (_, make) => {
  test("is there, with those above it; a second time changes nothing", async () => {
    const directory = join(root, "a", "b", "c");
    await make(directory);
    writeFileSync(join(directory, "kept"), "kept");
    await make(directory);
    expect([statSync(directory).isDirectory(), existsSync(join(directory, "kept"))]).toEqual([true, true]);
  });

  test("is not made where a file is in the way, of it or of one above it", async () => {
    writeFileSync(join(root, "file"), "kept");
    await expect(make(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(make(join(root, "file", "a", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  test.skipIf(process.platform !== "linux")(
    "is refused where nothing can be made, and not tried for ever",
    async () => {
      await expect(make("/proc/timonel/runs")).rejects.toMatchObject({ code: "ENOENT" });
    },
  );
});

test("has the permissions that are asked for, with those that are made above it", () => {
  makeDirectory(join(root, "own", "inner"), 0o700);
  expect([join(root, "own"), join(root, "own", "inner")].map((one) => statSync(one).mode & 0o777)).toEqual([
    0o700, 0o700,
  ]);
  mkdirSync(join(root, "open"));
  chmodSync(join(root, "open"), 0o755);
  makeDirectory(join(root, "open"), 0o700);
  expect(statSync(join(root, "open")).mode & 0o777).toBe(0o755); // What is there stays as it is.
});
