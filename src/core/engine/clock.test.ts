import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, spot } from "../../../tests/builders/instrument.ts";
import { type Line, Run } from "../../../tests/builders/play.ts";
import { every, scripted } from "../../../tests/builders/script.ts";
import { close, none, open, order } from "../strategy/index.ts";

const buy = order({ side: "buy", type: "market", quantity: 1, why: "test" });
const HOUR4 = (4 * HOUR) as typeof HOUR;

describe("series of several intervals in one run", () => {
  const slow: Line = {
    instrument: spot({ symbol: "AAA/USDT" }),
    bars: ["50 55 45 52", "53 56 50 55"],
    every: HOUR4,
    strategy: scripted({ 1: buy }, "slow"),
  };
  const fast: Line = {
    instrument: spot({ symbol: "BBB/USDT" }),
    bars: ["10 10 10 10", "11 11 11 11", "12 12 12 12", "13 13 13 13", "14 14 14 14", "15 15 15 15"],
    strategy: scripted({ 1: buy, 4: close("enough") }, "fast"),
  };

  test("are played in time order, each at its own opens", () => {
    const run = new Run([slow, fast]).play();
    expect([...run.fills].sort()).toEqual(["1 buy 1 @ 11", "4 buy 1 @ 53", "4 sell 1 @ 14"]);
    expect(run.times).toEqual([...run.times].sort((a, b) => a - b));
  });

  test("that close at one time are seen by every strategy of that time", () => {
    const seen: string[] = [];
    const prices: { of?: Run } = {};
    const look = (name: string) =>
      every(name, ({ now }) => {
        const { prices: latest } = (prices.of as Run).engine;
        const [a, b] = (prices.of as Run).instruments.map(({ id }) => latest.number(id));
        seen.push(`${(now - START) / HOUR} ${name} ${a} ${b}`);
        return none;
      });
    prices.of = new Run([
      { ...slow, strategy: look("slow") },
      { ...fast, strategy: look("fast") },
    ]);
    prices.of.play();
    expect(seen.slice(3, 5)).toEqual(["4 fast 52 13", "4 slow 52 13"]);
  });

  test("are the same run in whatever order their lines are given", () => {
    const stories = [new Run([slow, fast]), new Run([fast, slow])].map((run) => run.play().record.story);
    expect([...(stories[0] ?? [])].sort()).toEqual([...(stories[1] ?? [])].sort());
    expect(stories[0]?.filter((says) => says.includes("on"))).toEqual(
      stories[1]?.filter((says) => says.includes("on")),
    );
  });
});

describe("signals of instruments that close at one time", () => {
  const line = (symbol: string, name: string): Line => ({
    instrument: perpetual({ symbol }),
    bars: flat(100, 3),
    strategy: scripted({ 1: open("long", { why: "test", stop: 90 }) }, name),
  });
  const lines = [
    line("B/USDT:USDT", "zeta"),
    line("C/USDT:USDT", "alpha"),
    line("A/USDT:USDT", "zeta"),
    line("D/USDT:USDT", "Beta"),
  ];

  test("are judged as one batch: by strategy name, then symbol, in code-unit order", () => {
    const run = new Run(lines).play();
    const asked = run.record.entries.filter(({ what }) => what === "intent").map(({ says }) => says);
    expect(asked).toEqual([
      "Beta on D/USDT:USDT: open",
      "alpha on C/USDT:USDT: open",
      "zeta on A/USDT:USDT: open",
      "zeta on B/USDT:USDT: open",
    ]);
  });

  test("the first in that order take what a limit leaves", () => {
    const run = new Run(lines, { risk: { portfolio: { concurrentTradesMax: 2 } } }).play();
    const approved = run.record.verdicts.filter(({ verdict }) => verdict.kind === "approved");
    expect(approved.map(({ symbol }) => symbol)).toEqual(["D/USDT:USDT", "C/USDT:USDT"]);
    expect(run.record.refusals).toEqual(["ConcurrentTradesLimit", "ConcurrentTradesLimit"]);
  });

  test("every bar that closes is told before any strategy is asked", () => {
    const kinds: string[] = [];
    const noting = lines.map((one) => ({
      ...one,
      strategy: every("noting", () => {
        kinds.push("asked");
        return none;
      }),
    }));
    new Run(noting, { after: ({ kind }) => kinds.push(kind) }).play(2);
    expect(kinds).toEqual([...Array(4).fill("BarClosed"), ...Array(4).fill("asked"), "TimeClosed"]);
  });
});

describe("time inside the engine", () => {
  test("never runs backwards, also where one instrument's order ends at a close and another's fills inside that bar", () => {
    const expiring = order({
      side: "buy",
      type: "limit",
      limit: 50,
      quantity: 1,
      expiresAfterBars: 1,
      why: "test",
    });
    const resting = order({ side: "buy", type: "limit", limit: 95, quantity: 1, why: "test" });
    const run = new Run([
      { instrument: spot({ symbol: "AAA/USDT" }), bars: flat(100, 3), strategy: { 1: expiring } },
      {
        instrument: spot({ symbol: "BBB/USDT" }),
        bars: ["100 100 100 100", "100 100 90 100"],
        strategy: { 1: resting },
      },
    ]).play();
    expect(run.record.story).toContain("1 expired: time");
    expect(run.fills).toEqual(["1 buy 1 @ 95"]);
    expect(run.times).toEqual([...run.times].sort((a, b) => a - b));
  });

  test("nor where the operator steps in at a moment in which bars only open", () => {
    const resting = order({ side: "buy", type: "limit", limit: 50, quantity: 1, why: "test" });
    const run = new Run([
      { instrument: spot({ symbol: "AAA/USDT" }), bars: flat(100, 3), strategy: { 1: resting } },
      {
        instrument: spot({ symbol: "BBB/USDT" }),
        bars: flat(100, 3),
        start: START + 1.5 * HOUR,
        strategy: {},
      },
    ]);
    run.play(3).command("TradingHalted"); // Half past one: the second instrument has its first open.
    expect(run.record.story.at(-1)).toBe("1 cancelled");
    expect(run.times).toEqual([...run.times].sort((a, b) => a - b));
  });
});
