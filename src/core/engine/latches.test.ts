import { describe, expect, test } from "vitest";
import { closes, flat } from "../../../tests/builders/bars.ts";
import { DAY, HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { hourOf, play, prepare, Run } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { none, open, order, type Strategy } from "../strategy/index.ts";

const instrument = perpetual();
const own = { positionSizeMax: undefined };
const buyAll = order({ side: "buy", type: "market", quantity: 900, why: "test" });
/** Wants in at every close. */
const eager: Strategy = every("eager", ({ position }) =>
  position.side === "flat" ? order({ side: "buy", type: "market", quantity: 1, why: "again" }) : none,
);

describe("a drawdown beyond its limit", () => {
  const risk: RiskTerms = { own, portfolio: { drawdownMax: 0.1 } };

  test("latches at the very close that breaks it, and not before", () => {
    const run = play(closes(100, 100, 100, 90, 88.8, 88), { 1: buyAll }, { risk });
    expect(run.record.latches).toHaveLength(1);
    const [latch] = run.record.latches;
    expect(latch).toMatchObject({ kind: "drawdown", allowed: 0.1, endsBy: "resume" });
    expect(hourOf(latch?.since ?? START)).toBe(5); // 900 units lost 11.2 each: 10.08 % and the fee.
    expect(latch?.reached).toBeGreaterThanOrEqual(0.1);
  });

  test("counts from the highest equity, not from the start", () => {
    const run = play(closes(100, 100, 120, 110, 109), { 1: buyAll }, { risk, balance: "100000" });
    expect(run.record.latches).toEqual([]); // 118,000 to 108,100 is 8.4 %.
    const deeper = play(closes(100, 100, 120, 110, 106), { 1: buyAll }, { risk });
    expect(deeper.record.latches).toHaveLength(1);
  });

  test("is reached inside a bar where a stop fills there", () => {
    const entry = { ...buyAll, stop: 85 };
    const run = play(["100 100 100 100", "100 100 100 100", "100 100 80 100"], { 1: entry }, { risk });
    expect(hourOf(run.record.latches[0]?.since ?? START)).toBeCloseTo(3 - 1 / HOUR, 6);
  });

  test("ends only by resume, and the peak starts anew", () => {
    const run = prepare(
      closes(100, 100, 88, 88, 88, 88, 88, 88),
      {
        1: buyAll,
        3: order({ side: "sell", type: "market", quantity: 900, why: "out" }),
        5: buyAll,
        6: buyAll,
      },
      { risk },
    );
    run.play(6);
    expect(run.record.refusals).toEqual(["TradingHalted"]);
    run.command("TradingResumed").play();
    expect(run.record.refusals).toEqual(["TradingHalted"]);
    expect(run.held()).toBe("900");
    expect(run.record.latches).toHaveLength(1);
  });

  test("stops nothing that only reduces", () => {
    const script = {
      1: { ...buyAll, stop: 50 },
      4: order({ side: "sell", type: "market", quantity: 100, why: "less" }),
    };
    const run = play(closes(100, 100, 85, 85, 85, 85, 85), script, { risk });
    expect(run.record.latches).toHaveLength(1);
    expect(run.held()).toBe("800");
    expect(run.resting()).toEqual(["sell stop 800 @ 50"]);
  });

  test("takes back entries that still work, and keeps what protects", () => {
    const run = new Run(
      [
        { instrument, bars: closes(100, 100, 85, 85), strategy: { 1: { ...buyAll, stop: 50 } } },
        {
          instrument: perpetual({ symbol: "ETH/USDT:USDT" }),
          bars: flat(10, 4),
          strategy: { 1: order({ side: "buy", type: "limit", limit: 5, quantity: 1, why: "test" }) },
        },
      ],
      { risk },
    ).play();
    expect(run.resting("ETH/USDT:USDT")).toEqual([]);
    expect(run.resting("BTC/USDT:USDT")).toEqual(["sell stop 900 @ 50"]);
  });
});

describe("a daily loss beyond its limit", () => {
  const risk: RiskTerms = { own, session: { dailyLossMax: 0.02 } };
  const day = (count: number, price: number): readonly string[] => flat(price, count);

  test("latches for the rest of the UTC day and is over at midnight", () => {
    const script = { 1: { ...buyAll, stop: 97 } };
    const data = [...day(3, 100), "100 100 96 96", ...day(30, 96)];
    const run = new Run(
      [{ instrument, bars: data, strategy: { ...script, 10: buyAll, 20: buyAll, 26: buyAll } }],
      { risk },
    ).play();
    expect(run.record.latches.map(({ kind, endsBy }) => `${kind} ${endsBy}`)).toEqual([
      "daily-loss next session day",
    ]);
    expect(run.record.refusals).toEqual(["TradingHalted", "TradingHalted"]);
    expect(run.held()).toBe("900");
  });

  test("starts each day from the equity of midnight", () => {
    const data = [...closes(100, 100, 98.5), ...day(22, 98.5), ...closes(98.5, 97), ...day(4, 97)];
    const run = play(data, { 1: buyAll }, { instrument, risk });
    expect(run.record.latches).toEqual([]); // 1.4 % on each of two days.
  });

  test("an entry is possible at the first close of the new day", () => {
    const data = [...day(3, 100), "100 100 96 96", ...day(30, 96)];
    const run = new Run(
      [{ instrument, bars: data, strategy: { 1: { ...buyAll, stop: 97 }, 23: buyAll, 24: buyAll } }],
      { risk },
    ).play();
    expect(run.record.refusals).toEqual(["TradingHalted"]);
    expect(run.fills.at(-1)).toBe("24 buy 900 @ 96");
  });
});

describe("a weekly loss beyond its limit", () => {
  test("lasts over the days and ends on Monday", () => {
    const risk: RiskTerms = { own, session: { weeklyLossMax: 0.02 } };
    const entry = { ...buyAll, stop: 97 };
    const script = Object.fromEntries([2, 3, 4, 5, 6, 7].map((bar) => [bar, buyAll]));
    const data = ["100 100 100 100", "100 100 96 96", ...flat(96, 8)];
    const run = play(data, { ...script, 1: entry }, { instrument, risk, every: DAY });
    expect(run.record.latches.map(({ kind }) => kind)).toEqual(["weekly-loss"]);
    expect(run.record.refusals).toEqual(Array(5).fill("TradingHalted")); // Closes of Tuesday to Saturday.
    expect(run.fills.at(-1)).toBe(`${7 * 24} buy 900 @ 96`); // The close of Sunday is Monday's first moment.
  });
});

describe("the operator", () => {
  test("halts new risk at once and lifts the halt", () => {
    const run = prepare(flat(100, 8), eager, { instrument });
    run.command("TradingHalted").play(4);
    expect(run.record.refusals).toEqual(["TradingHalted", "TradingHalted", "TradingHalted"]);
    run.command("TradingResumed").play();
    expect(run.held()).toBe("1");
  });

  test("does not forgive a drawdown by halting and resuming", () => {
    const risk: RiskTerms = { own, portfolio: { drawdownMax: 0.1 } };
    const run = prepare(closes(100, 100, 92, 92, 84, 84), { 1: buyAll }, { instrument, risk });
    run.play(4).command("TradingHalted").command("TradingResumed").play();
    expect(run.record.latches.map(({ kind }) => kind)).toEqual(["operator", "drawdown"]);
  });
});

test("two limits that one event breaks are both told", () => {
  const risk: RiskTerms = { own, portfolio: { drawdownMax: 0.05 }, session: { dailyLossMax: 0.05 } };
  const run = play(closes(100, 100, 80), { 1: buyAll }, { instrument, risk });
  expect(run.engine.risk.latches.map(({ kind }) => kind)).toEqual(["drawdown", "daily-loss"]);
  expect(run.record.latches.map(({ kind }) => kind)).toEqual(["drawdown", "daily-loss"]);
});

test("a limit that is never reached never latches, whatever the market does", () => {
  const risk: RiskTerms = {
    portfolio: { drawdownMax: 0.5 },
    session: { dailyLossMax: 0.5, weeklyLossMax: 0.5 },
  };
  const run = play(
    closes(100, 100, 80, 110, 70, 120),
    { 1: open("long", { why: "x", stop: 60 }) },
    { instrument, risk },
  );
  expect(run.record.latches).toEqual([]);
});
