/** Storms that broke a promise once, reduced to the least that did: whatever was mended stays mended. */
import { describe, expect, test } from "vitest";
import { drill, readReduction } from "../../src/edge/drill/index.ts";
import { CASES, readCase } from "./saved-cases.ts";

describe("what a storm broke once", () => {
  test.each(CASES)("is not broken again: %s", async (name) => {
    const { schema, seed, reduced } = readCase(name);
    expect(schema).toBe("timonel.drill-case/1");
    const { violations, counts } = await drill(seed, reduced === "" ? {} : readReduction(reduced, seed));
    expect(violations).toEqual([]);
    expect(counts["process done"]).toBe(1); // It was played to its end.
  });
});

test("there are cases", () => {
  expect(CASES.length).toBeGreaterThan(0);
});
