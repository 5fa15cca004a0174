import { describe, expect, test } from "vitest";
import { drillOptions } from "./drill-options.ts";

describe("what a drill is told", () => {
  test("a hundred storms from the first on, of the program as it is", () => {
    expect(drillOptions({})).toMatchObject({ first: 1, seeds: 100, mutants: undefined });
  });

  test.each([
    [{ mutants: true }, "all"],
    [{ mutant: "M7" }, ["M7"]],
    [{ mutant: "m7, n12" }, ["M7", "N12"]],
    [{ mutants: true, mutant: "M7" }, ["M7"]],
  ])("%j plants %j", (values, mutants) => {
    expect(drillOptions({ ...values, seeds: "20", from: "5" })).toMatchObject({
      ...{ first: 5, seeds: 20, mutants },
    });
    expect(drillOptions(values).seeds).toBe(400); // The rarest take about three hundred.
  });

  test.each([[{ seeds: "0" }], [{ seed: "-1" }], [{ from: "1.5" }], [{ seeds: "9", seed: "1" }]])(
    "%j is refused",
    (values) => {
      expect(() => drillOptions(values)).toThrow(/seed/);
    },
  );

  test.each([
    [{ mutants: true, seed: "1", shrink: true }, /--mutants beside --shrink/],
    [{ mutant: "M7", seed: "1", reduced: "storm=10s" }, /--mutants beside --reduced/],
    [{ save: true }, /--save without --shrink/],
    [{ shrink: true }, /--shrink without --seed/],
  ])("%j do not go together", (values, why) => {
    expect(() => drillOptions(values)).toThrow(why);
  });
});
