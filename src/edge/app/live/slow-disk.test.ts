import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { workOnDisk } from "./disk-work.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-slow-disk-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("what an emergency wants of a disk", () => {
  test("is done, each piece", () => {
    const file = join(scratch, "report.json");
    expect(workOnDisk({ do: "write", file, text: "whole" })).toEqual({ done: null });
    expect(readFileSync(file, "utf8")).toBe("whole");
    const directory = join(scratch, "run");
    expect(workOnDisk({ do: "epoch", directory })).toEqual({ done: 1 });
    expect(workOnDisk({ do: "epoch", directory })).toEqual({ done: 2 });
  });

  test("says in words why it was not", () => {
    const file = join(scratch, "nowhere", "report.json");
    expect(workOnDisk({ do: "write", file, text: "" })).toEqual({
      failed: expect.stringContaining("ENOENT"),
    });
  });
});
