import { describe, expect, test } from "vitest";
import type { SeedCourse } from "./child.ts";
import type { Driller } from "./driller.ts";
import { type Edit, edited, type Mutant, MutantMisplaced } from "./mutant.ts";
import { runMutants } from "./run-mutants.ts";

const bug = (id: string, without?: readonly Edit[]): Mutant => ({
  ...{ id, what: `bug ${id}`, file: "a.js", find: id, replace: "" },
  ...(without !== undefined && { without }),
});
const sound = (seed: string): SeedCourse => ({ kind: "sound", hash: seed });
const caught = (by: string): SeedCourse => ({ kind: "caught", by, what: "it broke" });

/** Drills that come to what they are told: by the edits of the program, joined, and its seed. */
function fakeDrills(courseOf: (edits: string, seed: string) => SeedCourse) {
  const drilled: string[] = [];
  let open = 0;
  return {
    drilled,
    get open() {
      return open;
    },
    drillerOf: (edits: readonly Edit[]): Driller => {
      const name = edits.map(({ find }) => find).join("+");
      open++;
      return {
        drill: async (seed) => {
          drilled.push(`${name}/${seed}`);
          return courseOf(name, seed);
        },
        close: () => {
          open--;
        },
      };
    },
  };
}

describe("planted bugs", () => {
  test("one that breaks at once is caught by the first seed, one that does nothing is not", async () => {
    const drills = fakeDrills((edits, seed) => (edits === "M1" ? caught("I8") : sound(seed)));
    const { drillerOf } = drills;
    const document = await runMutants([bug("M1"), bug("M2")], {
      first: 5,
      seedsMax: 3,
      atOnce: 1,
      drillerOf,
    });
    expect(document).toMatchObject({ schema: "timonel.mutants/1", total: 2, caught: 1, firstSeed: 5 });
    expect(document.mutants).toMatchObject([
      { id: "M1", caught: true, seed: 5, seedsNeeded: 1, by: "I8", reached: 3 },
      { id: "M2", caught: false, seed: null, seedsNeeded: 3, by: null, reached: 0 },
    ]);
    expect(drills.open).toBe(0);
  });

  test("it goes on until a seed shows the bug, and counts where anything went otherwise", async () => {
    const { drillerOf } = fakeDrills((edits, seed) => {
      if (edits === "") return sound(seed);
      return seed === "3" ? caught("L5") : { kind: "sound", hash: seed === "2" ? "otherwise" : seed };
    });
    const { mutants } = await runMutants([bug("M1")], { first: 1, seedsMax: 9, atOnce: 2, drillerOf });
    expect(mutants).toMatchObject([{ caught: true, seed: 3, seedsNeeded: 3, by: "L5", reached: 2 }]);
    expect(mutants[0]?.rate).toEqual({ caught: 1, drilled: 9 });
  });

  test.each([
    ["ten at least are drilled", 30, "I8", { caught: 5, drilled: 10 }],
    ["but no more than are wanted", 4, "I8", { caught: 2, drilled: 4 }],
    ["and none behind one that came to no end", 30, "hang", { caught: 1, drilled: 2 }],
  ])("to tell how many seeds show a bug %s", async (_, seedsMax, by, rate) => {
    const { drillerOf } = fakeDrills((edits, seed) =>
      edits === "M1" && Number(seed) % 2 === 0 ? caught(by) : sound(seed),
    );
    const { mutants } = await runMutants([bug("M1")], { first: 1, seedsMax, atOnce: 1, drillerOf });
    expect(mutants[0]).toMatchObject({ seed: 2, seedsNeeded: 2, rate });
  });

  test("a seed that breaks without the bug shows nothing", async () => {
    const { drillerOf } = fakeDrills((edits, seed) =>
      seed === "1" || (edits === "M1" && seed === "4") ? caught("I7") : sound(seed),
    );
    const { mutants } = await runMutants([bug("M1"), bug("M2")], {
      ...{ first: 1, seedsMax: 4, atOnce: 1, drillerOf },
    });
    expect(mutants.map(({ id, seed }) => [id, seed])).toEqual([
      ["M1", 4],
      ["M2", null],
    ]);
  });

  test("layers that would hide a bug are off with and without it", async () => {
    const drills = fakeDrills((edits, seed) => (edits === "M1+layer" ? caught("I5") : sound(seed)));
    const layer = { file: "b.js", find: "layer", replace: "" };
    const { mutants } = await runMutants([bug("M1", [layer])], {
      ...{ first: 1, seedsMax: 1, atOnce: 1, drillerOf: drills.drillerOf },
    });
    expect(mutants[0]?.caught).toBe(true);
    expect(drills.drilled).toEqual(["M1+layer/1", "layer/1"]);
  });

  test("the program as it is drills each seed once, however many bugs are held against it", async () => {
    const drills = fakeDrills((_, seed) => sound(seed));
    await runMutants([bug("M1"), bug("M2"), bug("M3")], {
      ...{ first: 1, seedsMax: 2, atOnce: 3, drillerOf: drills.drillerOf },
    });
    expect(drills.drilled.filter((one) => one.startsWith("/"))).toEqual(["/1", "/2"]);
  });

  test("a seed that the bug changed is drilled again: it may come to something else each time", async () => {
    let times = 0;
    const { drillerOf } = fakeDrills((edits, seed) =>
      edits === "M1" ? { kind: "sound", hash: `${seed} ${times++}` } : sound(seed),
    );
    const { mutants } = await runMutants([bug("M1")], { first: 1, seedsMax: 2, atOnce: 1, drillerOf });
    expect(mutants).toMatchObject([{ seed: 1, by: "I3" }]);
  });

  test("one that cannot be planted ends it, and nothing is left running", async () => {
    const drills = fakeDrills((edits, seed) => {
      if (edits === "M2") throw new MutantMisplaced("it stands nowhere");
      return sound(seed);
    });
    const run = runMutants([bug("M1"), bug("M2"), bug("M3")], {
      ...{ first: 1, seedsMax: 2, atOnce: 1, drillerOf: drills.drillerOf },
    });
    await expect(run).rejects.toThrow("it stands nowhere");
    expect(drills.open).toBe(0);
    expect(drills.drilled.some((one) => one.startsWith("M3"))).toBe(false);
  });
});

describe("an edit", () => {
  const edit = { file: "src/a.js", find: "a < b", replace: "a <= b" };

  test("is made where its text stands once", () => {
    expect(edited(edit, "if (a < b) $&")).toBe("if (a <= b) $&");
  });

  test.each([
    ["nowhere", "if (a > b)", "0 times"],
    ["twice", "a < b || a < b", "2 times"],
  ])("is an error where its text stands %s", (_, text, times) => {
    expect(() => edited(edit, text)).toThrow(`stands ${times} in dist/src/a.js`);
  });
});
