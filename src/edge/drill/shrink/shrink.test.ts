import { describe, expect, test } from "vitest";
import { formatReduction } from "./reduced-text.ts";
import { Keeps, type Reduction } from "./reduction.ts";
import { type Played, shrink } from "./shrink.ts";

const MINUTE = 60_000;
const STORM_MS = 54 * MINUTE;
const CLASSES = ["kill", "cut", "clog", "dropReply", "reject"] as const;
/** Fifty strikes, one a minute, and as many wishes of two contracts. */
const STRIKES = Array.from({ length: 50 }, (_, i) => ({
  name: `${CLASSES[i % CLASSES.length] ?? ""}#${Math.floor(i / CLASSES.length) + 1}`,
  atMs: (i + 1) * MINUTE,
}));
const WISHES = Array.from({ length: 50 }, (_, i) => ({
  name: `D0${i % 2}#${Math.floor(i / 2) + 1}`,
  atMs: (i + 1) * MINUTE + 1,
}));

/** A drill that breaks L3 where all of `needed` have happened, told at the end of its calm. */
const drillThatNeeds = (
  needed: readonly string[],
  breaks: (names: readonly string[]) => string = () => "L3",
) => {
  const plays: Reduction[] = [];
  const play = (reduction: Reduction): Promise<Played> => {
    plays.push(reduction);
    const keeps = new Keeps(reduction);
    const { stormMs = STORM_MS, instruments = ["D00", "D01"] } = reduction;
    const timeline = [
      ...STRIKES.filter(({ name }) => keeps.strike(name)).map((one) => ({ ...one, kind: "strike" as const })),
      ...WISHES.filter(({ name }) => keeps.wish(name) && instruments.includes(name.slice(0, 3))).map(
        (one) => ({
          ...one,
          kind: "wish" as const,
        }),
      ),
    ]
      .filter(({ atMs }) => atMs < stormMs)
      .map((one) => ({ ...one, what: one.name }))
      .sort((a, b) => a.atMs - b.atMs);
    const names = timeline.map(({ name }) => name);
    const isBroken = needed.every((name) => names.includes(name));
    const invariant = breaks(names);
    return Promise.resolve({
      violations: isBroken ? [{ invariant, atMs: stormMs + MINUTE, what: "naked" }] : [],
      ...{ timeline, slice: [], stormMs, instruments },
    });
  };
  return { play, plays };
};

describe("a storm is reduced", () => {
  test("to the two strikes of fifty that matter, the wish they need, and no longer than it takes", async () => {
    const { play, plays } = drillThatNeeds(["cut#3", "dropReply#6", "D01#4"]);
    const shrunk = await shrink(play, { runsMax: 200 });
    expect(shrunk?.timeline.map(({ name }) => name)).toEqual(["D01#4", "cut#3", "dropReply#6"]);
    // The last of them strikes in minute 29.
    expect(formatReduction(shrunk?.reduction ?? {})).toMatch(
      /^strikes=cut#3\+dropReply#6 storm=17[45]\ds instruments=D01 wishes=D01#4$/,
    );
    expect(shrunk).toMatchObject({ eventsBefore: 100, runs: plays.length, isCutShort: false });
    expect(shrunk?.violation.invariant).toBe("L3");
  });

  test("to nothing at all where it breaks in a calm", async () => {
    const shrunk = await shrink(drillThatNeeds([]).play, { runsMax: 200 });
    expect(shrunk?.timeline).toEqual([]);
    expect(formatReduction(shrunk?.reduction ?? {})).toMatch(/^strikes=none storm=\ds/);
  });

  describe("to orders that fill in fewer parts", () => {
    /** A position that takes so many parts to be filled, and breaks L3 where it takes `least` at least. */
    const fillsIn = (least: number) => (reduction: Reduction) => {
      const { fills = 2 } = reduction;
      const parts = Math.max(1, Math.ceil(18 / fills));
      return Promise.resolve({
        violations: parts >= least ? [{ invariant: "L3", atMs: MINUTE, what: "naked" }] : [],
        timeline: Array.from({ length: parts }, () => ({ atMs: 0, kind: "venue", what: "filled" }) as const),
        ...{ slice: [], stormMs: STORM_MS, instruments: ["D00"] },
      });
    };
    const shrunkTo = async (least: number): Promise<readonly [string, number | undefined]> => {
      const shrunk = await shrink(fillsIn(least), { runsMax: 200 });
      const [fills = ""] = /fills=\w+/.exec(formatReduction(shrunk?.reduction ?? {})) ?? [];
      return [fills, shrunk?.timeline.length];
    };

    test("all at once, or as few as it takes", async () => {
      expect(await shrunkTo(1)).toEqual(["fills=whole", 1]);
      expect(await shrunkTo(3)).toEqual(["fills=6", 3]);
      expect(await shrunkTo(4)).toEqual(["fills=4", 5]);
      expect(await shrunkTo(9)).toEqual(["", 9]);
    });
  });

  test("and breaks the same invariant all the while", async () => {
    // Without the clogs something else comes first.
    const breaks = (names: readonly string[]) => (names.includes("clog#2") ? "L3" : "I7");
    const shrunk = await shrink(drillThatNeeds(["kill#1"], breaks).play, { runsMax: 200 });
    expect(shrunk?.timeline.map(({ name }) => name)).toEqual(["kill#1", "clog#2"]);
    expect(shrunk?.violation.invariant).toBe("L3");
  });

  test("in so many drills at most, and it says that there was more to try", async () => {
    const { play, plays } = drillThatNeeds(["cut#3", "dropReply#6", "D01#4"]);
    const told: number[] = [];
    const shrunk = await shrink(play, { runsMax: 12, onRun: (runs) => told.push(runs) });
    expect(plays).toHaveLength(12);
    expect(shrunk).toMatchObject({ runs: 12, isCutShort: true });
    expect(told).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const again = await play(shrunk?.reduction ?? {});
    expect(again.violations).toHaveLength(1); // The best so far breaks as well.
    expect(again.timeline).toEqual(shrunk?.timeline);
  });

  test("from where somebody has reduced it before", async () => {
    const from: Reduction = { strikes: new Map([["cut", "all"]]), stormMs: 20 * MINUTE };
    const shrunk = await shrink(drillThatNeeds(["cut#3"]).play, { from, runsMax: 200 });
    expect(shrunk?.timeline.map(({ name }) => name)).toEqual(["cut#3"]);
  });

  test("not at all where nothing breaks", async () => {
    expect(await shrink(drillThatNeeds(["kill#99"]).play, { runsMax: 200 })).toBeUndefined();
  });
});
