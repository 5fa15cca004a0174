/**
 * The books of contracts against books that never round. 220 runs of 100 fills for each contract size: with
 * `books-spot.test.ts` 100,000 fills. The seed is fixed, so that everybody runs the same fills.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Audit, type Tally } from "../../../tests/oracles/audit.ts";
import { lives } from "../../../tests/oracles/random-fills.ts";

const RUNS = { numRuns: 220, seed: 20_240_102 };

test.each(["1", "0.01", "10"])(
  "22,000 fills of contracts of %s keep the exact books of cost, cash, profit, fees and equity",
  (contractSize) => {
    const instrument = perpetual({ contractSize, step: "0.0001" });
    const tally: Tally = new Map();
    fc.assert(
      fc.property(lives(100), (moves) => {
        expect(new Audit(instrument, tally).run(moves)).toEqual([]);
      }),
      RUNS,
    );
    for (const what of ["long opened", "short opened", "added", "closed in part", "closed", "flipped"])
      expect([what, (tally.get(what) ?? 0) > 500]).toEqual([what, true]);
    for (const asset of ["quote", "base", "other"])
      expect(tally.get(`rebate in ${asset}`)).toBeGreaterThan(100);
    expect(tally.get("fill")).toBe(22_000);
  },
);
