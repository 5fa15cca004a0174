import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserProblem } from "../../problem/index.ts";
import { PERSON_CLASSES } from "../storm/person.ts";
import { drawScenario, FAULT_CLASSES } from "../storm/scenario.ts";
import { drawStrikes } from "../storm/strikes.ts";
import { formatReduction, readReduction } from "./reduced-text.ts";
import { type Kept, type Reduction, reduceScenario } from "./reduction.ts";

const SEED = "7";
const BASES = drawScenario(SEED).plan.instruments.map(({ symbol }) => symbol.slice(0, 3));

const numbers = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 })
  .map((list): ReadonlySet<number> => new Set(list));
const kept = (groups: readonly string[]): fc.Arbitrary<Kept> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...groups), fc.oneof(numbers, fc.constant("all" as const))), {
      selector: ([group]) => group,
    })
    .map((entries) => new Map(entries));
const reductions: fc.Arbitrary<Reduction> = fc
  .record(
    {
      strikes: kept([...FAULT_CLASSES, ...PERSON_CLASSES]),
      stormMs: fc
        .integer({ min: 0, max: drawScenario(SEED).stormMs / 1_000 })
        .map((seconds) => seconds * 1_000),
      instruments: fc.subarray([...BASES], { minLength: 1 }),
      fills: fc.constantFrom(6, 20, Number.POSITIVE_INFINITY),
      wishes: kept(BASES),
    },
    { requiredKeys: [] },
  )
  .filter((reduction) => Object.keys(reduction).length > 0);

describe("what is left of a storm, in a line", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(reductions, (reduction) => {
        const read = readReduction(formatReduction(reduction), SEED);
        expect(read).toEqual(reduction);
        expect(formatReduction(read)).toBe(formatReduction(reduction));
      }),
    );
  });

  test("is short", () => {
    const reduction: Reduction = {
      strikes: new Map<string, ReadonlySet<number> | "all">([
        ["reject", "all"],
        ["kill", new Set([7, 3, 5, 6])],
      ]),
      stormMs: 90_000,
      instruments: ["D00"],
      wishes: new Map(),
    };
    expect(formatReduction(reduction)).toBe(
      "strikes=kill#3,5-7+reject storm=90s instruments=D00 wishes=none",
    );
    expect(formatReduction({})).toBe("");
  });

  test.each([
    ["", "a part that is none; found: nothing"],
    ["kill#3", "a part that is none; found: kill#3"],
    ["storm=90s storm=80s", "storm is given twice"],
    ["storm=90", "storm is no length; found: 90"],
    ["storm=-1s", "storm is no length"],
    ["storm=9999s", "no such part; found: storm=9999s; allowed: up to 3180s"],
    [
      "fills=0",
      "fills is no number of contracts; found: 0; allowed: contracts that a bar fills, fills=6, or whole",
    ],
    ["fills=some", "fills is no number of contracts"],
    ["strikes=", "a part that is none"],
    ["strikes=kil#3", "no class of faults; found: kil; allowed: kill"],
    ["strikes=kill#0", "no numbers of strikes or wishes; found: kill#0"],
    ["strikes=kill#5,3", "no numbers"],
    ["strikes=kill#7-5", "no numbers"],
    ["strikes=kill#", "no numbers"],
    ["strikes=kill#1-99999999", "no numbers"],
    ["strikes=kill#1+kill#2", "kill is given twice"],
    ["strikes=kill#1#2", "two # in one name"],
    ["instruments=BTC", "no contract of a drill; found: BTC"],
    ["instruments=D00+D00", "D00 is given twice"],
    ["instruments=D09", "no such part; found: D09"],
    ["wishes=D09#1", "no such part; found: D09"],
  ])("%j is refused", (text, message) => {
    try {
      readReduction(text, SEED);
      expect.unreachable("it was read");
    } catch (error) {
      expect(error).toBeInstanceOf(UserProblem);
      expect((error as UserProblem).exitCode).toBe(2);
      expect((error as UserProblem).message).toContain(message);
    }
  });
});

describe("a storm that is reduced", () => {
  /** One of three contracts. */
  const seed = Array.from({ length: 50 }, (_, i) => String(i)).find(
    (one) => drawScenario(one).plan.instruments.length === 3,
  ) as string; // A third of all have.
  const drawn = drawScenario(seed);

  test("keeps the bars, the seed and the name of each contract that is left", () => {
    const { plan } = reduceScenario(drawn, { instruments: ["D01", "D02"], stormMs: 600_000 });
    expect(plan.instruments.map(({ id, symbol }) => `${id} ${symbol}`)).toEqual([
      "0 D01/USDT:USDT",
      "1 D02/USDT:USDT",
    ]);
    expect(plan.runs.map((run) => [run.instrument, run.series, run.seed])).toEqual([
      [0, 0, drawn.plan.runs[1]?.seed],
      [1, 1, drawn.plan.runs[2]?.seed],
    ]);
    expect(plan.risk.instruments).toHaveLength(2);
    for (const [place, { columns, instrument, intervalMs }] of plan.series.entries()) {
      const rows = (600_000 + drawn.calmMs) / intervalMs;
      expect(instrument).toBe(place);
      expect(columns.close).toEqual(drawn.plan.series[place + 1]?.columns.close.subarray(0, rows));
    }
  });

  test("strikes are of the seed alone: numbered by kind, in order, none behind the storm", () => {
    for (const one of ["1", "2", "3", "4", "5"]) {
      const scenario = drawScenario(one);
      const strikes = drawStrikes(scenario);
      expect(drawStrikes(scenario)).toEqual(strikes);
      expect(new Set(strikes.map(({ name }) => name)).size).toBe(strikes.length);
      const kinds = new Set(strikes.map(({ kind }) => kind));
      expect([...kinds].sort()).toEqual(
        Object.keys(scenario.every)
          .filter((kind) => kinds.has(kind as never))
          .sort(),
      );
      for (const kind of kinds) {
        const own = strikes.filter((strike) => strike.kind === kind);
        expect(own.map(({ name }) => name)).toEqual(own.map((_, i) => `${kind}#${i + 1}`));
        expect(own.map(({ at }) => at)).toEqual(own.map(({ at }) => at).sort((a, b) => a - b));
      }
    }
  });
});
