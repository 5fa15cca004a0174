/** How protection follows a split: prices of new shares, on the tick, never nearer to the market than they were. */
import { describe, expect, test } from "vitest";
import { price, ratio } from "../base/index.ts";
import type { PositionRules, Trail } from "../domain/index.ts";
import { splitRules, splitTo } from "./split-plan.ts";

const THREE_FOR_ONE = { to: 3n, from: 1n };
const TICK = price("0.01");
const long = { ratio: THREE_FOR_ONE, tick: TICK, isLong: true };
const short = { ratio: THREE_FOR_ONE, tick: TICK, isLong: false };

describe("a price that was split", () => {
  test("ahead of a long is rounded up, behind it down; of a short the other way", () => {
    // 100 / 3 = 33.333...
    expect(splitTo(price("100"), long, true)).toBe(price("33.34"));
    expect(splitTo(price("100"), long, false)).toBe(price("33.33"));
    expect(splitTo(price("100"), short, true)).toBe(price("33.33"));
    expect(splitTo(price("100"), short, false)).toBe(price("33.34"));
  });

  test("is at least a tick", () => {
    expect(splitTo(price("0.02"), long, false)).toBe(TICK);
  });
});

describe("rules that were split", () => {
  const rules = (terms: Partial<PositionRules>): PositionRules => ({
    levels: [],
    trail: undefined,
    breakEven: undefined,
    hold: undefined,
    ...terms,
  });

  test("keep shares and times, and move prices", () => {
    const hold = { bars: 3 };
    const breakEven = { at: price("110"), offset: price("0.1") };
    const split = splitRules(rules({ levels: [{ price: price("110"), share: 0.5 }], breakEven, hold }), long);
    expect(split.levels).toEqual([{ price: price("36.67"), share: 0.5 }]); // 36.666...
    expect(split.breakEven).toEqual({ at: price("36.67"), offset: price("0.03") });
    expect(split.hold).toBe(hold);
    expect(split.trail).toBeUndefined();
  });

  test("keep a trail that is a share, and widen to the tick one that is an amount", () => {
    const share = { kind: "ratio", by: ratio("0.05") } as const;
    const trail = (distance: Trail["distance"], activation?: string): Trail => ({
      distance,
      activation: activation === undefined ? undefined : price(activation),
    });
    expect(splitRules(rules({ trail: trail(share) }), long).trail).toEqual(trail(share));
    const amount = { kind: "amount", by: price("1") } as const;
    expect(splitRules(rules({ trail: trail(amount, "110") }), long).trail).toEqual(
      trail({ kind: "amount", by: price("0.34") }, "36.67"),
    );
    const least = { kind: "amount", by: price("0.001") } as const;
    expect(splitRules(rules({ trail: trail(least) }), long).trail).toEqual(
      trail({ kind: "amount", by: TICK }),
    );
  });
});
