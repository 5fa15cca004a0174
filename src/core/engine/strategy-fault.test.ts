import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, START, spot } from "../../../tests/builders/instrument.ts";
import { play, prepare, Run } from "../../../tests/builders/play.ts";
import { careless, every } from "../../../tests/builders/script.ts";
import type { Intent } from "../domain/index.ts";
import { adjust, none, open, order, type Strategy, StrategyFault } from "../strategy/index.ts";

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

  test("stops alone where the account says so: no new risk, its protection stays, the others go on", () => {
    const calm = every("calm", ({ position, feeds }) =>
      feeds.main.bars === 4 && position.side === "flat"
        ? order({ side: "buy", type: "market", quantity: 1, why: "calm" })
        : none,
    );
    const wild = every("wild", ({ feeds, position }) => {
      if (feeds.main.bars === 3) throw new Error("out of hand");
      return position.side === "flat" ? open("long", { why: "wild", stop: 90 }) : none;
    });
    const lines = [
      { instrument: spot({ symbol: "BTC/USDT" }), bars: [...flat(100, 5), "100 100 89 95"], strategy: wild },
      { instrument: spot({ symbol: "ETH/USDT" }), bars: flat(10, 6), strategy: calm },
    ];
    const run = new Run(lines, { onFault: "stop strategy" }).play();
    expect(run.engine.faults).toMatchObject([{ strategy: "wild", symbol: "BTC/USDT", at: START + 3 * HOUR }]);
    expect(run.trades).toEqual([expect.stringMatching(/^long [\d.]+: 100 -> 90 stop-loss$/)]);
    expect(run.held("ETH/USDT")).toBe("1");
    expect(() => new Run(lines).play()).toThrow(StrategyFault);
  });

  test("by throwing something that is no error", () => {
    const fault = faultOf(
      every("thrower", () => {
        throw "a word"; // eslint-disable-line @typescript-eslint/only-throw-error -- what careless authors do
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
