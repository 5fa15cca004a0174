/** The page of the benchmarks says what the run found, and nothing about whose machine it was. */
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { benchDocument } from "./document.ts";
import { renderPage } from "./page.ts";
import { judge, type Measured, type Row } from "./row.ts";
import { ROWS_TO_COME } from "./rows.ts";

const MEASURED: Measured = {
  value: 7_654_321,
  unit: "bars/s",
  reference: "fused loop",
  referenceValue: 123_400_000,
  ratio: 16.13,
  spread: { min: 15.2, max: 17.9 },
  digest: "seed 42: 17759 trades",
};
const row = (name: string): Row => ({
  name,
  about: "a row of a test",
  limit: { of: "ratio", goal: 16, floor: 32 },
  run: () => Promise.resolve(MEASURED),
});
const PEER: Measured = {
  ...MEASURED,
  reference: "debut 5.0.8",
  version: "5.0.8",
  ratio: 61.3,
  equalsReference: false,
  differs: "final equity off by 3.08",
  peakMb: 512,
  lines: ["differs: final equity off by 3.08"],
};

const page = renderPage(
  benchDocument([judge(row("bars-ema"), MEASURED), judge(row("peer:debut"), PEER)], [], ROWS_TO_COME),
);

test("the page has every row with its figures, its goal and what was checked", () => {
  expect(page).toContain(
    "| `bars-ema` | 7.65 M bars/s | fused loop | 123 M bars/s | 16.1 | 15.2 to 17.9 | ratio <= 16 | ratio <= 32 | missed |",
  );
  expect(page).toContain("* `bars-ema` checked: seed 42: 17759 trades.");
  expect(page).toMatch(/^\| `peer:debut` \| 7\.65 M bars\/s \| 5\.0\.8 \|.* no, see below \| 512 \|/m);
  expect(page).toContain("  * differs: final equity off by 3.08");
  for (const { name, reason } of ROWS_TO_COME) expect(page).toContain(`* \`${name}\`: ${reason}`);
});

test("the page names neither the machine nor a folder of it", () => {
  expect(page).not.toContain(hostname());
  expect(page).not.toContain(process.cwd());
});

test("every table of the page is whole: as many cells in each line as in its head", () => {
  const cells = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split(" | ").length);
  expect(new Set(cells.slice(0, 3))).toEqual(new Set([9]));
  expect(new Set(cells.slice(3))).toEqual(new Set([10]));
});
