import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scanBare } from "./byte-scanner.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-scanner-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the bare scanner reads plain decimals into columns, each the double of its text", () => {
  const file = join(folder, "bars.csv");
  const rows = [
    ["1577836800000", "10.07", "12", "9.999", "11.000001", "0"],
    ["1577836860000", "11.1", "12.25", "0.1", "99999999.99", "3"],
  ];
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.map((row) => row.join()).join("\n")}\n`);
  const scanned = scanBare(file);
  expect(scanned.rows).toBe(2);
  const expected = [0, 1, 2, 3, 4, 5].flatMap((column) => rows.map((row) => Number(row[column])));
  expect([...scanned.block]).toEqual(expected);
});
