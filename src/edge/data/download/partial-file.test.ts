import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataProblem } from "../data-problem.ts";
import { PartialFile } from "./partial-file.ts";

const NAME = "binance:BTC/USDT 1h";
const PAGES = [
  {
    from: 20,
    to: 30,
    rows: [
      [20, 1.1],
      [25, 0.1 + 0.2],
    ],
    flaws: [],
  },
  { from: 0, to: 10, rows: [], flaws: [5] },
];

let directory = "";
let path = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "timonel-partial-"));
  path = join(directory, "deep", "1h.download");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function written(): void {
  const partial = new PartialFile(path, NAME);
  for (const page of PAGES) partial.append(page);
  partial.close();
}

test("pages come back value for value, in the order of their times", () => {
  written();
  const again = new PartialFile(path, NAME);
  expect(again.rows).toBe(2);
  expect(again.spans).toEqual([
    { from: 20, to: 30 },
    { from: 0, to: 10 },
  ]);
  expect([...again.pages()]).toEqual([PAGES[1], PAGES[0]]);
  again.discard();
  expect(existsSync(path)).toBe(false);
});

test("cut off anywhere, it holds the pages that were whole, and can be gone on with", () => {
  written();
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += 3) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    const partial = new PartialFile(path, NAME);
    const kept = partial.spans.length;
    expect(kept).toBe(Math.max(whole.subarray(0, length).toString().split("\n").length - 2, 0));
    partial.append({ from: 40, to: 50, rows: [], flaws: [] });
    partial.close();
    const again = new PartialFile(path, NAME);
    expect([...again.pages()]).toHaveLength(kept + 1);
    again.close();
  }
});

test("a line that was damaged ends what is believed", () => {
  written();
  writeFileSync(path, readFileSync(path, "utf8").replace("1.1", "1.2"));
  const partial = new PartialFile(path, NAME);
  expect(partial.spans).toEqual([]);
  partial.close();
});

test("a file of another dataset is refused, and stays", () => {
  written();
  expect(() => new PartialFile(path, "bitget:BTC/USDT 1h")).toThrow(DataProblem);
  expect(() => new PartialFile(path, "bitget:BTC/USDT 1h")).toThrow(
    /no unfinished download of the dataset.*binance:BTC/,
  );
  appendFileSync(path, "");
  expect(existsSync(path)).toBe(true);
});
