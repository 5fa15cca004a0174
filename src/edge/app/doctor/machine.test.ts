import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkDirectory, checkNode } from "./machine.ts";
import { checkParts } from "./parts.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-machine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["18.20.4", "failed"],
  ["20.9.0", "failed"],
  ["20.18.3", "failed"],
  ["20.19.0", "ok"],
  ["20.20.2", "ok"],
  ["24.1.0", "ok"],
])("Node %s: %s", (version, result) => {
  expect(checkNode(version)).toMatchObject({ result });
});

describe("a directory", () => {
  test("that is not there yet is judged by what is above it", () => {
    const check = checkDirectory("runs", join(folder, "runs", "deep"));
    expect(check).toMatchObject({ name: "disk runs" });
    expect(check.detail).toContain("not there yet");
  });

  test("that is a file", () => {
    writeFileSync(join(folder, "file"), "");
    expect(checkDirectory("runs", join(folder, "file", "runs"))).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("is a file where a directory belongs") as string,
    });
  });

  test("that cannot be written to", (context) => {
    if (process.getuid?.() === 0) return context.skip("whoever is root may write everywhere");
    chmodSync(folder, 0o555);
    expect(checkDirectory("here", folder)).toMatchObject({ result: "failed" });
    chmodSync(folder, 0o755);
  });
});

test("a part that does not load is a warning that says what is lost and why", async () => {
  const checks = await checkParts(() => Promise.reject(new Error("invalid ELF header\nat x")));
  expect(checks).toMatchObject([
    {
      name: "part duckdb",
      result: "warning",
      detail: expect.stringMatching(/: invalid ELF header$/) as string,
    },
    { name: "part ccxt", result: "warning", fix: expect.stringContaining("npm ci") as string },
  ]);
});
