import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InstrumentId } from "../domain/index.ts";
import { CrashWatch } from "./crash-watch.ts";

const A = 0 as InstrumentId;
const B = 1 as InstrumentId;
const DROP = 0.05;
const WINDOW = 60_000;
const START = 1_700_000_000_000;
const trigger = { drop: DROP, withinMs: WINDOW, action: "halt" } as const;

interface Tick {
  readonly at: number;
  readonly price: number;
}

/** The deepest fall to a price from any within so long before it. */
const deepest = (ticks: readonly Tick[], place: number, within: number): number => {
  const { at, price } = ticks[place] as Tick;
  const highest = ticks
    .slice(0, place + 1)
    .reduce((top, tick) => (tick.at >= at - within ? Math.max(top, tick.price) : top), 0);
  return 1 - price / highest;
};

const walk = fc
  .array(
    fc.record({ after: fc.integer({ min: 0, max: 40_000 }), price: fc.integer({ min: 80, max: 120 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let at = START;
    return steps.map(({ after, price }): Tick => {
      at += after;
      return { at, price };
    });
  });

describe("a crash", () => {
  test("is every fall within the window, and none that took a sixtieth longer", () => {
    fc.assert(
      fc.property(walk, (ticks) => {
        const watch = new CrashWatch(trigger, [0, 0]);
        for (const [place, { at, price }] of ticks.entries()) {
          watch.see(A, price, at);
          const drop = watch.take()?.drop ?? 0;
          const least = deepest(ticks, place, WINDOW);
          const most = deepest(ticks, place, WINDOW + WINDOW / 60);
          expect(drop).toBeGreaterThanOrEqual(least >= DROP ? least : 0);
          expect(drop).toBeLessThanOrEqual(most >= DROP ? most : 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is that of the instrument that fell furthest, and is taken once", () => {
    const watch = new CrashWatch(trigger, [0, 0]);
    for (const id of [A, B]) watch.see(id, 100, START);
    watch.see(A, 94, START + 1);
    watch.see(B, 90, START + 1);
    expect(watch.take()).toEqual({ instrument: B, drop: expect.closeTo(0.1, 12) });
    expect(watch.take()).toBeUndefined();
  });

  test("is none where what was before is forgotten, of one instrument or of all", () => {
    const watch = new CrashWatch(trigger, [0, 0]);
    for (const id of [A, B]) watch.see(id, 100, START);
    watch.forget(A);
    watch.see(A, 50, START + 1);
    expect(watch.take()).toBeUndefined();
    watch.forget();
    watch.see(B, 50, START + 1);
    expect(watch.take()).toBeUndefined();
  });
});
