/** What a killed run has too little or too much of, against what its venue wrote down. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clientOrderId } from "../../venues/index.ts";
import { compareWithVenue, type WrittenOrders } from "./kill-compare.ts";

const run = mkdtempSync(join(tmpdir(), "kill-compare-"));
afterAll(() => rmSync(run, { recursive: true, force: true }));

const written: WrittenOrders = {
  lines: new Map(),
  numbers: new Set([1]),
  absent: new Set(),
  fills: new Map([[1, 1]]),
  hash: undefined,
};
const id = clientOrderId({ epoch: 1, run: "testruns", ordinal: 1 });
const venueWrote = (...events: readonly object[]): void =>
  writeFileSync(join(run, "venue.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));

test("a venue that ended is compared order by order and fill by fill; one whose record is not whole with nothing", () => {
  const accepted = { no: 1, e: "accepted", id };
  const filled = { no: 2, e: "filled", id };
  venueWrote(accepted, filled, { e: "end", events: 2 });
  expect(compareWithVenue(run, written)).toEqual({ lost: 0, doubled: 0 });
  venueWrote(accepted, filled, { ...filled, no: 3 }, { e: "end", events: 3 });
  expect(compareWithVenue(run, written)).toEqual({ lost: 1, doubled: 0 });
  venueWrote(accepted, filled);
  expect(() => compareWithVenue(run, written)).toThrow("the truth of the venue is not whole");
});
