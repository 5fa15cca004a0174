import fc from "fast-check";
import { expect, test } from "vitest";
import { Chance, MomentChance } from "./index.ts";

/** What is drawn at each of these moments. */
const drawsAt = (moments: readonly number[]): readonly number[] => {
  let now = 0;
  const chance = new MomentChance(new Chance("moments"), () => now);
  return moments.map((moment) => {
    now = moment;
    return chance.next();
  });
};

test("what is left out in one second does not shift what is drawn in another", () => {
  const seconds = fc.array(fc.record({ second: fc.nat(3_600), draws: fc.integer({ min: 1, max: 4 }) }));
  fc.assert(
    fc.property(seconds, fc.nat(), (all, out) => {
      const sorted = [...new Map(all.map((one) => [one.second, one])).values()].sort(
        (a, b) => a.second - b.second,
      );
      const left = sorted.filter((_, i) => i !== out % Math.max(1, sorted.length));
      const momentsOf = (list: typeof sorted): readonly number[] =>
        list.flatMap(({ second, draws }) => Array.from({ length: draws }, (_, i) => second * 1_000 + i));
      const [before, after] = [momentsOf(sorted), momentsOf(left)];
      const of = new Map(before.map((moment, i) => [moment, drawsAt(before)[i]]));
      expect(drawsAt(after)).toEqual(after.map((moment) => of.get(moment)));
    }),
  );
});

test("is even, within a second and over many: each tenth of the range gets a tenth of the draws", () => {
  for (const stepMs of [1, 10, 1_000]) {
    const bins = new Array<number>(10).fill(0);
    for (const draw of drawsAt(Array.from({ length: 100_000 }, (_, i) => i * stepMs))) {
      const place = Math.floor(draw * 10);
      bins[place] = (bins[place] ?? 0) + 1;
    }
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(420);
  }
});

test("streams of other names have nothing in common", () => {
  const [one, other] = [new Chance("a"), new Chance("b")];
  const places = Array.from({ length: 1_000 }, (_, i) => i);
  const same = places.filter((place) => Math.floor(one.at(place) * 10) === Math.floor(other.at(place) * 10));
  // A tenth of them by chance: 4.4 standard deviations.
  expect(Math.abs(same.length - 100)).toBeLessThan(42);
});
