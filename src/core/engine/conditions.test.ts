/** Conditions for openings: each on both sides of its bound, not known at first, and worked out once more by hand. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, spot } from "../../../tests/builders/instrument.ts";
import { type Line, type PlayTerms, play, Run } from "../../../tests/builders/play.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import { every } from "../../../tests/builders/script.ts";
import type { InstrumentId } from "../domain/index.ts";
import { defineSessions } from "../domain/index.ts";
import { amend, close, none, open, order } from "../strategy/index.ts";
import type { Condition } from "./automation.ts";
import type { Explanation } from "./explanation.ts";

class Explained extends Recorder {
  readonly explanations: Explanation[] = [];
  explained(explanation: Explanation): void {
    this.explanations.push(explanation);
  }
}

const instrument = perpetual();
const long = open("long", { why: "up", stop: 1 });

/** Wants in at the close of each bar while it is flat, and out of every second one. */
const eager = every("eager", ({ position, feeds }) =>
  position.side === "flat" ? long : feeds.main.bars % 2 === 0 ? close("out") : none,
);

function judged(prices: readonly number[], conditions: readonly Condition[], terms: PlayTerms = {}) {
  const record = new Explained();
  const [first = 100, ...rest] = prices;
  const automation = { level: "conditional", conditions } as const;
  const run = play(closes(first, ...rest), eager, { instrument, automation, ...terms, record });
  const gates = record.explanations
    .filter(({ kind }) => kind === "open")
    .map(({ judgement }) => judgement?.gates.filter(({ limit }) => limit === "ConditionNotMet") ?? []);
  return { run, record, gates, found: gates.map(([gate]) => gate?.found) };
}
const refusals = (record: Recorder) =>
  record.verdicts.flatMap(({ verdict }) => (verdict.kind === "refused" ? [verdict.refusal] : []));

const FLAT = Array<number>(40).fill(100);
/** Quiet, then in larger and larger swings. */
const SWINGS = Array.from({ length: 40 }, (_, i) => 100 + (i % 2 === 0 ? 1 : -1) * (i < 20 ? 1 : i / 4));
const RISING = Array.from({ length: 40 }, (_, i) => 100 + i);

describe("a condition that does not hold", () => {
  test("refuses the opening, with what was found and what is allowed", () => {
    const { run, record } = judged(FLAT, [{ name: "price", above: 100 }]);
    expect(run.trades).toEqual([]);
    expect(refusals(record)[0]).toEqual({
      kind: "ConditionNotMet",
      condition: "price",
      found: 100,
      allowed: "above 100",
    });
  });

  test("lets what closes through, and what only reduces", () => {
    const strategy = every("once", ({ feeds: { main }, position }) => {
      if (main.bars === 2) return long;
      if (position.side === "flat") return none;
      return main.bars === 4
        ? order({ side: "sell", type: "market", quantity: 1, why: "part" })
        : main.bars === 6
          ? close("out")
          : none;
    });
    const automation = { level: "conditional", conditions: [{ name: "price", below: 101 }] } as const;
    const run = play(closes(100, 100, 100, 200, 200, 200, 200, 200), strategy, { instrument, automation });
    expect(run.held()).toBe("0");
    expect(run.trades).toHaveLength(1);
  });

  test("refuses more of an order that rests, and lets less of it through", () => {
    const rest = order({ side: "buy", type: "limit", quantity: 2, limit: 50, tag: "dip", why: "dip" });
    const strategy = every("dip", ({ feeds: { main } }) => {
      if (main.bars === 2) return rest;
      if (main.bars === 4) return amend("dip", { quantity: 3, why: "more" });
      return main.bars === 5 ? amend("dip", { quantity: 1, why: "less" }) : none;
    });
    const automation = { level: "conditional", conditions: [{ name: "price", below: 101 }] } as const;
    const run = play(closes(100, 100, 100, 200, 200, 200), strategy, { instrument, automation });
    expect(run.record.refusals).toEqual(["ConditionNotMet"]);
    expect(run.resting()).toEqual(["buy limit 1 @ 50"]);
  });

  test("of another symbol asks for nothing", () => {
    const other = judged(FLAT, [{ name: "price", instrument: 7 as InstrumentId, above: 1e9 }]);
    expect(other.run.trades.length).toBeGreaterThan(5);
  });
});

describe("where all hold", () => {
  test("the trades are those of level full, and each verdict is told with its number", () => {
    const { run, gates } = judged(SWINGS, [
      { name: "price", above: 1, below: 1_000 },
      { name: "drawdown", below: 0.9 },
    ]);
    const full = play(closes(SWINGS[0] as number, ...SWINGS.slice(1)), eager, { instrument });
    expect(run.trades).toEqual(full.trades);
    expect(gates[0]?.map(({ about, rule, allowed, passed }) => [about, rule, allowed, passed])).toEqual([
      ["price", "above", 1, true],
      ["price", "below", 1_000, true],
      ["drawdown", "below", 0.9, true],
    ]);
  });

  test("the first that does not is the refusal, and all are told", () => {
    const { record, gates } = judged(FLAT, [
      { name: "drawdown", below: 0.5 },
      { name: "price", above: 200 },
      { name: "open_positions", above: 5 },
    ]);
    expect(refusals(record)[0]).toMatchObject({ condition: "price" });
    expect(gates[0]?.map(({ passed }) => passed)).toEqual([true, false, false]);
  });
});

describe("what is measured", () => {
  test("is not known before it is warm, does not hold then, and does not keep the strategy from being asked", () => {
    const { record, found } = judged(RISING, [{ name: "trend", by: "adx", length: 5, above: 20 }]);
    expect(found.slice(0, 9)).toEqual(Array(9).fill("not known yet"));
    expect(refusals(record)[0]).toMatchObject({ found: "not known yet", allowed: "above 20" });
    expect(found[9]).toBe(100); // Nothing but up: by Wilder's definition all of the movement.
  });

  test("slope: the rise a bar as a share of the end of the line", () => {
    const { found } = judged(RISING, [{ name: "trend", by: "slope", length: 5, above: -1 }]);
    expect(found.slice(0, 4)).toEqual(Array(4).fill("not known yet"));
    expect(found[4]).toBeCloseTo(1 / 104, 12);
    const falling = judged([...RISING].reverse(), [{ name: "trend", by: "slope", length: 5, above: 0 }]);
    expect(falling.run.trades).toEqual([]);
  });

  test.each(["atr", "returns"] as const)("volatility of %s: its rank among those before", (of) => {
    const { found } = judged(SWINGS, [{ name: "volatility", of, length: 3, window: 10, above: -1 }]);
    const known = found.filter((value) => typeof value === "number");
    expect(found.slice(0, 12)).toEqual(Array(12).fill("not known yet"));
    expect(known.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(Math.max(...known)).toBe(1); // Larger than all ten before.
  });

  test("spread: of bid and ask in basis points of their middle; without quotes it is not known", () => {
    const bars = closes(...([100, 100, 100, 100, 100, 100] as const));
    const column = (price: number) => new Float64Array(6).fill(price);
    const side = (price: number) => [column(price), column(price), column(price), column(price)] as const;
    const [bidOpen, bidHigh, bidLow, bidClose] = side(99.9);
    const [askOpen, askHigh, askLow, askClose] = side(100.1);
    const quotes = { bidOpen, bidHigh, bidLow, bidClose, askOpen, askHigh, askLow, askClose };
    const spread = (below: number, more: Partial<Line>): readonly string[] => {
      const automation = { level: "conditional", conditions: [{ name: "spread", below }] } as const;
      const line: Line = { instrument, bars, strategy: eager, ...more };
      return new Run([line], { automation }).play().record.refusals;
    };
    expect(spread(20.01, { quotes })).toEqual([]);
    expect(spread(19.99, { quotes })).toContain("ConditionNotMet");
    expect(spread(1e9, {})).toContain("ConditionNotMet");
  });

  /** How many of three markets are held in the end, all of which want in at the same close. */
  const heldOfThree = (
    conditions: readonly Condition[],
    when: readonly [number, number, number] = [1, 1, 1],
  ) =>
    new Run(
      when.map((bar, place): Line => {
        const instrument = spot({ symbol: `${["AAA", "BBB", "CCC"][place]}/USDT` });
        return { instrument, bars: closes(100, 100, 100, 100, 100), strategy: { [bar]: long } };
      }),
      { automation: { level: "conditional", conditions } },
    ).play().engine.portfolio.open.length;

  test("open positions and exposure: of the whole account", () => {
    expect(heldOfThree([])).toBe(3);
    expect(heldOfThree([{ name: "open_positions", above: 0 }])).toBe(0);
    expect(heldOfThree([{ name: "exposure", below: 0 }])).toBe(0);
    expect(heldOfThree([{ name: "exposure", below: 0.5 }])).toBe(3);
  });

  test("open positions and exposure: entries on their way count like those that have filled", () => {
    for (const when of [
      [1, 1, 1],
      [1, 2, 3],
    ] as const) {
      expect(heldOfThree([{ name: "open_positions", below: 1 }], when)).toBe(1);
      expect(heldOfThree([{ name: "open_positions", below: 2 }], when)).toBe(2);
      expect(heldOfThree([{ name: "open_positions", below: 3 }], when)).toBe(3);
      expect(heldOfThree([{ name: "exposure", below: 0.01 }], when)).toBe(1); // Each is a tenth of equity.
      expect(heldOfThree([{ name: "exposure", below: 0.15 }], when)).toBe(2);
    }
  });

  test("open positions and exposure: what is on its way is not there yet for what asks for more", () => {
    for (const name of ["open_positions", "exposure"] as const) {
      const afterFirst = { name, above: 0, instrument: 1 as InstrumentId };
      expect(heldOfThree([afterFirst], [1, 1, 1])).toBe(2);
      expect(heldOfThree([afterFirst], [1, 2, 1])).toBe(3);
    }
  });

  test("open positions: an order that rests does not stand in its own way", () => {
    const rest = order({ side: "buy", type: "limit", quantity: 2, limit: 50, tag: "dip", why: "dip" });
    const more = amend("dip", { quantity: 3, why: "more" });
    const automation = { level: "conditional", conditions: [{ name: "open_positions", below: 1 }] } as const;
    const run = play(closes(100, 100, 100, 100), { 1: rest, 2: more }, { instrument, automation });
    expect([run.record.refusals, run.resting()]).toEqual([[], ["buy limit 3 @ 50"]]);
  });

  test("exposure: the value of what is held as a share of equity", () => {
    const strategy = {
      1: order({ side: "sell", type: "market", quantity: 100, why: "x" }),
      3: order({ side: "sell", type: "market", quantity: 1, why: "x" }),
    };
    const record = new Explained();
    const automation = { level: "conditional", conditions: [{ name: "exposure", below: 9 }] } as const;
    const terms = {
      instrument,
      automation,
      record,
      risk: { portfolio: { sameDirection: "allow" as const } },
    };
    play(closes(100, 100, 50, 50, 50), strategy, terms);
    const [, second] = record.explanations;
    // 100 sold at 100, now worth 5,000 each way: equity is 105,000 less fees.
    expect(second?.judgement?.gates[0]?.found).toBeCloseTo(5_000 / 105_000, 4);
  });

  test("hours: within from the first moment on, not at the last", () => {
    const sessions = defineSessions({
      kind: "sessions",
      opens: Float64Array.of(START + 2 * HOUR),
      closes: Float64Array.of(START + 4 * HOUR),
      days: Float64Array.of(0),
      whenClosed: "queue",
    });
    const { gates } = judged(FLAT.slice(0, 6), [{ name: "hours", sessions, words: "02:00-04:00 UTC" }]);
    expect(gates.map(([gate]) => [gate?.found, gate?.passed])).toEqual([
      ["outside", false],
      ["02:00-04:00 UTC", true],
      ["outside", false],
      ["outside", false],
    ]);
  });
});
