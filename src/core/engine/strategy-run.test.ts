import { describe, expect, test } from "vitest";
import { closes, flat } from "../../../tests/builders/bars.ts";
import { play } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";
import type { Intent } from "../domain/index.ts";
import { ema } from "../indicators/index.ts";
import { bars, none, open, order, type PositionView, type Strategy, strategy } from "../strategy/index.ts";

const CLOSES = closes(...([100, 101, 102, 103, 104, 105, 106, 107, 108, 109] as [number, ...number[]]));

describe("warm-up", () => {
  const withLength = (length: number, seen: number[][]): Strategy =>
    strategy({
      name: "warm",
      version: "1.0.0",
      params: {},
      feeds: { main: bars() },
      indicators: ({ feeds }) => ({ line: ema(feeds.main.close, length) }),
      onBar({ feeds, ind }) {
        seen.push([feeds.main.bars, ind.line.prev, ind.line.now]);
        return none;
      },
    });

  test.each([1, 3, 5])(
    "of %i bars: the strategy is first asked one bar later, with a present and a past value",
    (length) => {
      const seen: number[][] = [];
      play(CLOSES, withLength(length, seen));
      expect(seen[0]?.[0]).toBe(length + 1);
      expect(seen[0]?.every(Number.isFinite)).toBe(true);
      expect(seen).toHaveLength(10 - length);
    },
  );

  test("without indicators there is none", () => {
    const asked: number[] = [];
    const eager = every("eager", ({ feeds }) => {
      asked.push(feeds.main.bars);
      return none;
    });
    play(flat(100, 3), eager);
    expect(asked).toEqual([1, 2, 3]);
  });

  test("an average true range that limits need lengthens it", () => {
    const asked: number[] = [];
    const eager = every("eager", ({ feeds }) => {
      asked.push(feeds.main.bars);
      return none;
    });
    play(flat(100, 17), eager, { needsAtr: true });
    expect(asked).toEqual([15, 16, 17]);
  });
});

describe("what a strategy sees of its position", () => {
  const watch = (script: Readonly<Record<number, Intent>>, data: readonly string[]): PositionView[] => {
    const views: PositionView[] = [];
    const watcher = every("watcher", ({ feeds, position }) => {
      views.push({ ...position });
      return script[feeds.main.bars] ?? none;
    });
    play(data, watcher);
    return views;
  };

  test("is flat before the first fill and held after it", () => {
    const views = watch({ 1: open("long", { why: "x", stop: 90, target: 120 }) }, flat(100, 3));
    expect(views[0]).toMatchObject({ side: "flat", state: "CLOSED", quantity: 0, entryPrice: Number.NaN });
    expect(views[1]).toMatchObject({
      side: "long",
      state: "OPEN",
      quantity: 100,
      entryPrice: 100,
      stop: 90,
      target: 120,
    });
  });

  test("is opening while an entry works, scaling while an addition does, closing while an exit does", () => {
    const limit = (side: "buy" | "sell", price: number) =>
      order({ side, type: "limit", limit: price, quantity: 1, why: "x" });
    const opening = watch({ 1: limit("buy", 90) }, flat(100, 2));
    expect(opening[1]?.state).toBe("OPENING");
    const entry = order({ side: "buy", type: "market", quantity: 2, why: "x" });
    const closing = watch({ 1: entry, 2: limit("sell", 120) }, flat(100, 3));
    expect(closing[2]?.state).toBe("CLOSING");
  });

  test("shows that protection went with the position", () => {
    const views = watch({ 1: open("long", { why: "x", stop: 90 }) }, [
      ...flat(100, 2),
      "100 100 80 85",
      "85 85 85 85",
    ]);
    expect(views[2]).toMatchObject({ side: "flat", stop: Number.NaN, target: Number.NaN, quantity: 0 });
  });
});
