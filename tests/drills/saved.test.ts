/** Storms that broke a promise once, reduced to the least that did: whatever was mended stays mended. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { drill, readReduction } from "../../src/edge/drill/index.ts";

/** As `timonel drill --shrink --save` writes it. */
interface SavedCase {
  readonly schema: string;
  readonly seed: string;
  readonly reduced: string;
  readonly invariant: string;
  readonly what: string;
  /** The planted bug that is the one it was found for: `mutants.test.ts` plays the case with it. */
  readonly bug: string;
}

const CASES = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".json"));

describe("what a storm broke once", () => {
  test.each(CASES)("is not broken again: %s", async (name) => {
    const saved = JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as SavedCase;
    const { schema, seed, reduced } = saved;
    expect(schema).toBe("timonel.drill-case/1");
    const { violations, counts } = await drill(seed, reduced === "" ? {} : readReduction(reduced, seed));
    expect(violations).toEqual([]);
    expect(counts["process done"]).toBe(1); // It was played to its end.
  });
});

test("there are cases", () => {
  expect(CASES.length).toBeGreaterThan(0);
});
