/** A crash by examples: where the window begins, what a bar adds to it, and what is forgotten. */
import { describe, expect, test } from "vitest";
import type { InstrumentId } from "../domain/index.ts";
import { CrashWatch } from "./crash-watch.ts";

const A = 0 as InstrumentId;
const B = 1 as InstrumentId;
const MINUTE = 60_000;
const START = 1_700_000_040_000; // Where a part of the window begins, whether it lasts a minute or an hour.
const trigger = { drop: 0.25, withinMs: MINUTE, action: "halt" } as const;
const watching = (...barMs: readonly number[]): CrashWatch => new CrashWatch(trigger, barMs);

describe("a fall", () => {
  test("is a crash at its limit, not before", () => {
    const watch = watching(0);
    watch.see(A, 100, START);
    watch.see(A, 75.01, START + 1);
    expect(watch.take()).toBeUndefined();
    watch.see(A, 75, START + 2);
    expect(watch.take()).toEqual({ instrument: A, drop: 0.25 });
  });

  test("is measured from the highest price of the window, wherever in it that was", () => {
    const watch = watching(0);
    for (const [price, after] of [
      [90, 0],
      [100, 500],
      [95, 900],
      [80, 30_000],
    ] as const)
      watch.see(A, price, START + after);
    expect(watch.take()).toBeUndefined();
    watch.see(A, 75, START + MINUTE);
    expect(watch.take()?.drop).toBe(0.25);
    watch.see(A, 60, START + MINUTE + 1_000); // The 100 is forgotten now: 80 is left.
    expect(watch.take()?.drop).toBe(0.25);
    watch.see(A, 60, START + 3 * MINUTE); // And now everything is.
    expect(watch.take()).toBeUndefined();
  });

  test("is nothing where no price is known yet", () => {
    const watch = watching(0);
    watch.see(A, 1, START);
    expect(watch.take()).toBeUndefined();
  });

  test("of an instrument is not measured from the price of another", () => {
    const watch = watching(0, 0);
    watch.see(A, 100, START);
    watch.see(B, 50, START);
    watch.see(B, 40, START + 1);
    expect(watch.take()).toBeUndefined();
  });

  test("that is deepest is told, whichever came last", () => {
    const watch = watching(0);
    watch.see(A, 100, START);
    for (const price of [70, 60, 74]) watch.see(A, price, START + 1);
    expect(watch.take()?.drop).toBe(0.4);
  });
});

describe("a bar", () => {
  test("may have had its high with its first price", () => {
    const watch = watching(MINUTE);
    watch.seeBar(A, { high: 100, close: 75, from: START, to: START + MINUTE });
    expect(watch.take()?.drop).toBe(0.25);
  });

  test("that is longer than the window makes it as long as itself", () => {
    const watch = watching(60 * MINUTE);
    watch.seeBar(A, { high: 100, close: 90, from: START, to: START + 60 * MINUTE });
    expect(watch.take()).toBeUndefined();
    watch.seeBar(A, { high: 90, close: 67.5, from: START + 60 * MINUTE, to: START + 120 * MINUTE });
    expect(watch.take()?.drop).toBe(0.25); // From 90: the 100 is two hours old.
  });

  test("leaves a higher price of the same moment as it was", () => {
    const watch = watching(MINUTE);
    watch.see(A, 100, START);
    watch.seeBar(A, { high: 80, close: 75, from: START, to: START + 1 });
    expect(watch.take()?.drop).toBe(0.25);
  });
});

test("what is forgotten of one instrument stays known of the others", () => {
  const watch = watching(0, 0);
  for (const id of [A, B]) watch.see(id, 100, START);
  watch.see(A, 70, START + 1);
  watch.forget(A);
  expect(watch.take()).toBeUndefined(); // Also what was seen, and not taken yet.
  for (const id of [A, B]) watch.see(id, 60, START + 2);
  expect(watch.take()).toEqual({ instrument: B, drop: 0.4 });
  for (const id of [A, B]) watch.see(id, 100, START + 3);
  watch.forget(B);
  for (const id of [A, B]) watch.see(id, 60, START + 4);
  expect(watch.take()).toEqual({ instrument: A, drop: 0.4 });
});

test("what is forgotten of one instrument loses no crash of another", () => {
  const watch = watching(0, 0);
  for (const id of [A, B]) watch.see(id, 100, START);
  watch.see(A, 70, START + 1);
  watch.forget(B);
  expect(watch.take()).toEqual({ instrument: A, drop: expect.closeTo(0.3, 12) });
  // The deepest of those that are left, where the deepest of all is forgotten.
  for (const id of [A, B]) watch.see(id, 100, START + 2);
  watch.see(A, 70, START + 3);
  watch.see(B, 50, START + 3);
  watch.forget(B);
  expect(watch.take()).toEqual({ instrument: A, drop: expect.closeTo(0.3, 12) });
  expect(watch.take()).toBeUndefined();
});
