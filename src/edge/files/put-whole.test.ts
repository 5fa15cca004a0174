import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { putWhole } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-put-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("takes the place of the file before, with its own rights", () => {
  const file = join(directory, "facts");
  putWhole(file, "first");
  putWhole(file, Buffer.from("second"), 0o600);
  expect(readFileSync(file, "utf8")).toBe("second");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("leaves nothing where it cannot be put", () => {
  const place = join(directory, "taken");
  mkdirSync(place);
  expect(() => putWhole(place, "text")).toThrow();
  expect(() => putWhole(join(directory, "missing", "file"), "text")).toThrow(/ENOENT/);
  expect(readdirSync(directory).sort()).toEqual(["facts", "taken"]);
});
