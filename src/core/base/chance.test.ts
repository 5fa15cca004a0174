import fc from "fast-check";
import { expect, test } from "vitest";
import { Chance } from "./index.ts";

const draws = (chance: Chance, count = 20): readonly number[] =>
  Array.from({ length: count }, () => chance.next());

test("the same name, the same numbers", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(draws(new Chance(name))).toEqual(draws(new Chance(name)));
    }),
  );
  expect(draws(new Chance("run/1"), 3)).toEqual([0.7682760781608522, 0.8842708899173886, 0.6378568632062525]);
});

test("another name, other numbers", () => {
  expect(draws(new Chance("a"))).not.toEqual(draws(new Chance("b")));
});

test("a fork does not depend on what was drawn before it, and disturbs nothing", () => {
  const drawn = new Chance("seed");
  draws(drawn, 7);
  expect(draws(drawn.fork("BTC/USDT"))).toEqual(draws(new Chance("seed").fork("BTC/USDT")));
  const [one, other] = [new Chance("seed"), new Chance("seed")];
  one.fork("x").next();
  expect(draws(one)).toEqual(draws(other));
});

test("is even: each tenth of the range gets a tenth of the draws", () => {
  const chance = new Chance("even");
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const place = chance.int(10);
    bins[place] = (bins[place] ?? 0) + 1;
  }
  // 4.4 standard deviations of a binomial count.
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(420);
});

test("stays within its range", () => {
  const chance = new Chance("range");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (below) => {
      const drawn = chance.int(below);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < below).toBe(true);
    }),
  );
});
