/**
 * Spot books against books that never round. 340 runs of 100 fills: together with the contracts of
 * `books-perpetual.test.ts` 100,000 fills, each followed by every check of the audit. The seed is fixed, so
 * that everybody runs the same fills; change it to look elsewhere.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { spot } from "../../../tests/builders/instrument.ts";
import { Audit, type Tally } from "../../../tests/oracles/audit.ts";
import { lives } from "../../../tests/oracles/random-fills.ts";

/** Every quantity is whole steps: what a fee takes in kind leaves no dust. */
const FINEST = spot({ step: "0.00000001" });

const RUNS = { numRuns: 340, seed: 20_240_101 };

test("34,000 spot fills keep the exact books of cost, cash, profit, fees and equity", () => {
  const tally: Tally = new Map();
  fc.assert(
    fc.property(lives(100), (moves) => {
      expect(new Audit(FINEST, tally).run(moves)).toEqual([]);
    }),
    RUNS,
  );
  for (const what of ["added", "closed in part", "closed", "fee in quote", "fee in base", "fee in other"])
    expect([what, (tally.get(what) ?? 0) > 2_000]).toEqual([what, true]);
  for (const asset of ["quote", "base", "other"])
    expect(tally.get(`rebate in ${asset}`)).toBeGreaterThan(500);
  expect(tally.get("fill")).toBe(34_000);
  expect(tally.has("short opened")).toBe(false);
});
