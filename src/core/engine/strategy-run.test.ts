import { describe, expect, test } from "vitest";
import { closes, flat } from "../../../tests/builders/bars.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { play, prepare } from "../../../tests/builders/play.ts";
import { careless, every } from "../../../tests/builders/script.ts";
import type { Intent } from "../domain/index.ts";
import { ema } from "../indicators/index.ts";
import {
  adjust,
  bars,
  none,
  open,
  order,
  type PositionView,
  type Strategy,
  StrategyFault,
  strategy,
} from "../strategy/index.ts";

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

describe("a strategy that breaks its contract", () => {
  const faultOf = (of: Strategy): StrategyFault => {
    try {
      play(flat(100, 3), of);
    } catch (fault) {
      if (fault instanceof StrategyFault) return fault;
      throw fault;
    }
    throw new Error("no fault");
  };

  test("by throwing stops the run, with its name, symbol and bar", () => {
    const fault = faultOf(
      every("thrower", () => {
        throw new TypeError("no such thing");
      }),
    );
    expect(fault).toMatchObject({ strategy: "thrower", symbol: "BTC/USDT", at: START + HOUR });
    expect(fault.found).toBe("threw TypeError: no such thing");
    expect(fault.cause).toBeInstanceOf(TypeError);
  });

  test("by throwing something that is no error", () => {
    const fault = faultOf(
      every("thrower", () => {
        throw "a word"; // What careless authors do.
      }),
    );
    expect(fault.found).toBe("threw a word");
  });

  test("by throwing while its indicators are made", () => {
    const broken: Strategy = {
      ...every("broken", () => none),
      indicators: () => {
        throw new Error("no length");
      },
    };
    expect(faultOf(broken).found).toBe("threw Error: no length");
  });

  test.each([
    ["nothing", undefined, "return value"],
    ["null", null, "return value"],
    ["a word", "buy", "return value"],
    ["a promise", Promise.resolve(none), "return value"],
    ["an unknown kind", { kind: "buy" }, "kind"],
    ["an unknown key", { kind: "close", why: "x", when: "now" }, "when"],
    ["no reason", { kind: "close" }, "why"],
    ["an entry without a stop", { kind: "open", direction: "long", why: "x" }, "stop"],
    ["a stop that is no number", { kind: "open", direction: "long", why: "x", stop: Number.NaN }, "stop"],
    ["a direction there is not", { kind: "open", direction: "up", why: "x", stop: 1 }, "direction"],
    [
      "a negative quantity",
      { kind: "order", side: "buy", type: "market", quantity: -1, why: "x" },
      "quantity",
    ],
    [
      "a limit order without a limit",
      { kind: "order", side: "buy", type: "limit", quantity: 1, why: "x" },
      "limit",
    ],
  ])("by returning %s", (_, returned, key) => {
    expect(faultOf(careless(returned)).found).toContain(`returned ${key}`);
  });

  test("leaves nothing half done: what was sent before stands, nothing is sent after", () => {
    const run = prepare(flat(100, 5), {
      1: order({ side: "buy", type: "market", quantity: 1, why: "test" }),
      2: () => {
        throw new Error("late");
      },
    });
    expect(() => run.play()).toThrow(StrategyFault);
    expect(run.fills).toEqual(["1 buy 1 @ 100"]);
    expect(run.record.orders).toHaveLength(1);
    expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
  });
});

describe("numbers that no market knows", () => {
  const huge = 1e305;
  test.each<[string, Intent]>([
    ["a huge quantity", order({ side: "buy", type: "market", quantity: huge, why: "x" })],
    ["a huge limit", order({ side: "buy", type: "limit", limit: huge, quantity: 1, why: "x" })],
    ["a huge stop", open("short", { why: "x", stop: huge })],
    ["a tiny limit of a sized entry", open("long", { why: "x", stop: "default", limit: 1e-9 })],
    ["a tiny limit", order({ side: "buy", type: "limit", limit: 1e-9, quantity: 1, why: "x" })],
    ["a tiny trigger", order({ side: "sell", type: "stop", trigger: 1e-9, quantity: 1, why: "x" })],
    ["a tiny quantity", order({ side: "buy", type: "market", quantity: 1e-300, why: "x" })],
  ])("%s is refused, or is the strategy's fault, but never breaks the engine", (_, intent) => {
    const run = prepare(flat(100, 4), { 1: intent });
    try {
      run.play();
    } catch (fault) {
      expect(fault).toBeInstanceOf(StrategyFault);
    }
    expect(run.fills).toEqual([]);
  });

  test("a huge adjustment is refused, or is the strategy's fault, but never breaks the engine", () => {
    const run = prepare(flat(100, 5), {
      1: open("long", { why: "x", stop: 90 }),
      2: adjust("x", { target: huge }),
    });
    try {
      run.play();
    } catch (fault) {
      expect(fault).toBeInstanceOf(StrategyFault);
    }
    expect(run.resting().some((text) => text.startsWith("sell stop"))).toBe(true);
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
