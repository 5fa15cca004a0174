/** Sizes that follow confidence: up through risk, down in proportion, and never because of a price alone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import { closes, flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, prepare, type Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  recklessScenarios,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import { every } from "../../../tests/builders/script.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { quantity, ratio } from "../base/index.ts";
import type { OpenIntent } from "../domain/index.ts";
import { close, none, open, order, type Strategy } from "../strategy/index.ts";
import type { Explanation } from "./explanation.ts";

const automation = { level: "scaled", confidenceStep: 0.1 } as const;
const instrument = perpetual();

/** What is held after each close, when the strategy says these confidences one after another; undefined: nothing. */
function heldAfter(
  confidences: readonly (number | undefined)[],
  prices: readonly number[] = [],
  terms: PlayTerms = {},
): { readonly held: readonly string[]; readonly run: Run } {
  const strategy = every("sure", ({ feeds: { main } }) => {
    const confidence = confidences[main.bars - 1];
    return confidence === undefined ? none : open("long", { why: `${confidence}`, stop: 50, confidence });
  });
  const [first = 100, ...rest] = Array.from({ length: confidences.length + 1 }, (_, i) => prices[i] ?? 100);
  const run = prepare(closes(first, ...rest), strategy, { instrument, automation, ...terms }).play(1);
  const held = confidences.map(() => run.play(1).held());
  return { held, run };
}

describe("a position", () => {
  test("gets the share of its size that its confidence is", () => {
    expect(heldAfter([1]).held).toEqual(["100"]);
    expect(heldAfter([0.25]).held).toEqual(["25"]);
    expect(heldAfter([0]).run.record.refusals).toEqual(["BelowMinimum"]);
  });

  test("is raised to what the new confidence is worth, and cut in proportion", () => {
    const { held, run } = heldAfter([0.5, 0.8, 0.4, 0.1, 0]);
    expect(held).toEqual(["50", "79.998", "39.999", "10", "0"]); // Fees cost a thousandth of a unit.
    expect(run.record.refusals).toEqual([]);
    expect(run.trades).toHaveLength(1);
    const exits = run.record.orders.filter(({ role }) => role === "exit");
    expect(exits.map(({ reduceOnly }) => reduceOnly)).toEqual([true, true, true]);
  });

  test("stays where confidence has hardly moved, and a tenth is a tenth", () => {
    const { held, run } = heldAfter([0.3, 0.35, 0.25, 0.39, 0.2]);
    expect(held).toEqual(["30", "30", "30", "30", "20.001"]);
    expect(run.record.refusals).toEqual(Array(3).fill("ConfidenceUnchanged"));
  });

  test("small moves add up: they are held against the confidence that its size stands for", () => {
    expect(heldAfter([0.3, 0.36, 0.42, 0.48]).held).toEqual(["30", "30", "41.999", "41.999"]);
  });

  test("is not moved by prices", () => {
    const { held } = heldAfter([0.5, 0.5, 0.5, 0.5], [100, 100, 200, 60, 150]);
    expect(held).toEqual(["50", "50", "50", "50"]);
  });

  test("is raised within the limits, and not beyond", () => {
    const terms = { risk: { own: { positionQuantityMax: quantity("60") } } };
    expect(heldAfter([0.5, 1, 0.5], [], terms).held).toEqual(["50", "60", "30"]);
    const small = { risk: { portfolio: { exposureMax: ratio("0.055") } } };
    expect(heldAfter([1, 0.5], [], small).held).toEqual(["50", "25"]);
  });

  test("is not raised while no risk is taken, and is cut all the same", () => {
    const { run } = heldAfter([0.5]);
    const strategy = every("sure", ({ feeds: { main } }) => {
      const confidence = [0.5, 1, 0.2][main.bars - 1];
      return confidence === undefined ? none : open("long", { why: "x", stop: 50, confidence });
    });
    const halted = prepare(closes(100, 100, 100, 100, 100), strategy, { instrument, automation }).play(2);
    halted.command("TradingHalted").play(1);
    expect([run.held(), halted.held(), halted.record.refusals]).toEqual(["50", "50", ["TradingHalted"]]);
    expect(halted.play(1).held()).toBe("20");
  });

  test("keeps its stop for all of it", () => {
    const { run } = heldAfter([0.5, 0.8, 0.4]);
    expect(run.resting()).toEqual(["sell stop 39.999 @ 50"]);
  });

  test("that is over is sized anew", () => {
    const strategy = every("sure", ({ feeds: { main } }) => {
      if (main.bars === 2) return close("out");
      return main.bars === 1 || main.bars === 3
        ? open("long", { why: "x", stop: 50, confidence: main.bars === 1 ? 0.9 : 0.5 })
        : none;
    });
    const run = prepare(closes(100, 100, 100, 100, 100), strategy, { instrument, automation });
    expect([run.play(2).held(), run.play(1).held(), run.play(1).held()]).toEqual(["90", "0", "49.996"]);
  });
});

/** Bars at 100 that trade so much each, and what is said at their closes, with the terms of the order. */
type Words = Readonly<Record<number, readonly [confidence: number, terms?: Partial<OpenIntent>]>>;
function said(words: Words, volumes: readonly number[], terms: PlayTerms = {}) {
  const strategy = every("sure", ({ feeds: { main } }) => {
    const [confidence, more] = words[main.bars] ?? [];
    return confidence === undefined ? none : open("long", { why: "x", stop: 50, confidence, ...more });
  });
  const bars = volumes.map((volume) => `100 100 100 100 ${volume}`);
  const run = prepare(bars, strategy, { instrument: withoutFees(instrument), automation, ...terms });
  const held = volumes.map(() => run.play(1).held());
  return { run, held, refusals: run.record.refusals, resting: run.resting() };
}
const often = (count: number, volume = 1e6): readonly number[] => Array<number>(count).fill(volume);
/** Bars of 100 units, of which an order gets a tenth. */
const thin = { volumeShareMax: 0.1 } as const;
const dip = { limit: 90 } as const;

describe("a fall of confidence", () => {
  test("is followed whatever refuses signals of so little, and 0 sells all", () => {
    const words: Words = { 1: [0.9], 2: [0.2], 3: [0.4], 4: [0] };
    for (const signals of [{ confidenceMin: 0.65 }, { strengthMin: "MODERATE" }] as const) {
      const { held, refusals } = said(words, often(6), { signals });
      expect(held).toEqual(["0", "90", "20", "20", "0", "0"]); // A rise to what is too little is none.
      expect(refusals).toEqual([signals.strengthMin === undefined ? "LowConfidence" : "WeakSignal"]);
    }
  });

  test("that asks for what the position has anyway is refused like any such signal", () => {
    const { refusals } = said({ 1: [0.9], 2: [0.2], 3: [0.2] }, often(4), {
      signals: { confidenceMin: 0.65 },
    });
    expect(refusals).toEqual(["LowConfidence"]);
  });

  test("takes back a raise that still works, and sells what it has lost", () => {
    const { held, refusals, resting } = said({ 1: [0.5], 2: [1, dip], 3: [0.2] }, often(5));
    expect([held.at(-1), resting, refusals]).toEqual(["20", ["sell stop 20 @ 50"], []]);
  });

  test("back to what is held takes the raise back, and sells nothing", () => {
    const { held, refusals, resting } = said({ 1: [0.5], 2: [1, dip], 3: [0.5], 4: [0.5] }, often(5));
    expect([held.at(-1), resting]).toEqual(["50", ["sell stop 50 @ 50"]]);
    expect(refusals).toEqual(["ConfidenceUnchanged"]);
  });

  test("that only takes a raise back is told with the order that it took back", () => {
    const told: unknown[] = [];
    class Explained extends Recorder {
      explained({ kind, order, at, judgement, verdict }: Explanation): void {
        told.push([kind, order, (at - START) / HOUR, judgement === null, verdict.kind]);
      }
    }
    said({ 1: [0.5], 2: [1, dip], 3: [0.5] }, often(4), { record: new Explained() });
    expect(told).toEqual([
      ["open", 1, 1, false, "approved"],
      ["open", 3, 2, false, "approved"],
      ["open", 3, 3, true, "approved"],
    ]);
  });

  test("leaves a raise alone that asks for hardly more", () => {
    const { refusals, resting } = said({ 1: [0.5], 2: [1, dip], 3: [0.95] }, often(5));
    expect(resting).toHaveLength(2);
    expect(refusals).toEqual(["DuplicateSignal"]);
  });

  test("leaves a direct order that adds alone", () => {
    const buy = order({ side: "buy", type: "limit", quantity: 7, limit: 80, why: "by hand" });
    const sure = (confidence: number) => open("long", { why: "x", stop: 50, confidence });
    const risk = { portfolio: { sameDirection: "allow" } } as const;
    const script = { 1: sure(0.8), 2: buy, 3: sure(0.4) };
    const run = prepare(closes(100, 100, 100, 100, 100), script, { instrument, automation, risk }).play();
    expect([run.held(), run.resting()]).toEqual(["40", ["buy limit 7 @ 80", "sell stop 40 @ 50"]]);
  });

  test("while a cut is on its way counts on it", () => {
    const latency = { orderMs: 1.5 * HOUR };
    const words: Words = { 1: [0.8], 5: [0.4], 6: [0.2] };
    expect(said(words, often(10), { latency }).held.at(-1)).toBe("20");
    expect(said({ ...words, 6: [0] }, often(10), { latency }).held.at(-1)).toBe("0");
    const again = said({ ...words, 6: [0], 7: [0] }, often(10), { latency });
    expect(again.refusals).toEqual(["DuplicateSignal"]);
    const less = said({ ...words, 6: [0], 7: [0.2] }, often(10), { latency });
    expect([less.held.at(-1), less.refusals]).toEqual(["0", ["DuplicateSignal"]]);
  });

  test("to 0 leaves what a raise fills before it is taken back as well", () => {
    const latency = { cancelMs: 2.5 * HOUR };
    const bars = ["100 100 100 100", "100 100 100 100", "100 100 100 100", "100 100 85 85", ...flat(85, 4)];
    const sure = (confidence: number, more = {}) => open("long", { why: "x", stop: 50, confidence, ...more });
    const script = { 1: sure(0.5), 2: sure(1, dip), 3: sure(0) };
    const run = prepare(bars, script, { instrument, automation, latency }).play();
    expect(run.fills.map((fill) => fill.split(" ")[1])).toContain("buy");
    expect([run.held(), run.resting()]).toEqual(["0", []]);
  });

  test("is not followed on data that are too old", () => {
    const strategy: Strategy = {
      ...every("sure", ({ feeds: { main } }) =>
        main.bars === 1 ? open("long", { why: "x", stop: 50 }) : none,
      ),
      timers: { late: "30m" },
      onTimer: ({ position, now }) =>
        position.side === "flat" || now % HOUR === 0
          ? none
          : open("long", { why: "x", stop: 50, confidence: 0 }),
    };
    const at = (dataAgeMsMax: number) =>
      prepare(flat(100, 3), strategy, { instrument, automation, signals: { dataAgeMsMax } }).play();
    expect([at(HOUR).held(), at(0).held()]).toEqual(["0", "100"]);
    expect(at(0).record.refusals).toContain("StaleMarketData");
  });
});

describe("a position stands for the confidence of what has filled", () => {
  test("of a raise that comes to nothing for none", () => {
    const words: Words = { 1: [0.4], 2: [0.8, { ...dip, expiresAfterBars: 1 }], 4: [0.4], 5: [0.8] };
    const { held, refusals } = said(words, often(7));
    expect(held).toEqual(["0", "40", "40", "40", "40", "80", "80"]);
    expect(refusals).toEqual(["ConfidenceUnchanged"]);
  });

  test("of a raise that its venue turns away for none either", () => {
    const words: Words = { 1: [0.4], 2: [0.8, { limit: 101, postOnly: true }], 3: [0.4], 4: [0.8] };
    const { held, run } = said(words, often(6));
    expect([...run.engine.rejections.keys()]).toEqual(["PostOnlyWouldCross"]);
    expect(held).toEqual(["0", "40", "40", "40", "80", "80"]);
  });

  test("of a raise that fills in part for that part", () => {
    // Of 40 more, 10 fill: that is 0.5.
    const words: Words = { 1: [0.4], 2: [0.8, { timeInForce: "IOC" }], 3: [0.5], 4: [0.25], 5: [0.8] };
    const { held, refusals } = said(words, [1e6, 1e6, 100, 1e6, 1e6, 1e6], thin);
    expect(held).toEqual(["0", "40", "50", "50", "25", "80"]);
    expect(refusals).toEqual(["ConfidenceUnchanged"]);
  });

  test("of an opening that fills in part for that part, and the rest is bought when it is said again", () => {
    const words: Words = { 1: [0.8, { timeInForce: "IOC" }], 2: [0.8], 3: [0.8] };
    const { held, refusals } = said(words, [1e6, 200, 1e6, 1e6], thin);
    expect(held).toEqual(["0", "20", "80", "80"]);
    expect(refusals).toEqual(["ConfidenceUnchanged"]);
    expect(said({ ...words, 2: [0] }, [1e6, 50, 1e6], thin).held).toEqual(["0", "5", "0"]); // 0.05 is less than a step.
  });

  test("of an opening that still works too: less takes back what is missing", () => {
    const words: Words = { 1: [0.8], 2: [0.8], 3: [0.3], 4: [0.3] };
    const { held, refusals, resting } = said(words, [1e6, 100, 200, 1e6, 1e6], thin);
    expect(held).toEqual(["0", "10", "30", "30", "30"]);
    expect([refusals, resting]).toEqual([["DuplicateSignal", "ConfidenceUnchanged"], ["sell stop 30 @ 50"]]);
  });

  test("of what a raise fills while it is being taken back as well", () => {
    const latency = { cancelMs: 1.5 * HOUR };
    const words: Words = { 1: [0.4], 2: [0.8], 3: [0.2], 6: [0.2] };
    // Of the raise 10 fill before the cut of 30, and 30 after it: that is 0.2, and 0.3 for what came late.
    const { held } = said(words, [1e6, 1e6, 100, 200, 1e6, 1e6, 1e6], { ...thin, latency });
    expect(held).toEqual(["0", "40", "50", "70", "50", "50", "20"]);
  });
});

test("a position of a direct order has no confidence, whatever there was before it", () => {
  const buy = order({ side: "buy", type: "market", quantity: 7, why: "by hand" });
  const sure = (confidence: number) => open("long", { why: "x", stop: 50, confidence });
  const script = { 1: sure(0.9), 2: close("out"), 3: buy, 4: sure(0.2), 5: sure(1) };
  const run = prepare(closes(100, 100, 100, 100, 100, 100, 100), script, { instrument, automation }).play();
  expect([run.held(), run.record.refusals]).toEqual(["7", ["ConfidenceUnchanged", "ConfidenceUnchanged"]]);
});

describe("whatever a strategy wants", () => {
  const runs = fc.oneof(scenarios, recklessScenarios);

  test("one that is always sure trades as at level full, where adding is refused", () => {
    let trades = 0;
    const property = fc.property(runs, (scenario) => {
      const refusing = {
        ...scenario,
        risk: {
          ...scenario.risk,
          portfolio: { ...scenario.risk.portfolio, sameDirection: "refuse" as const },
        },
      };
      const [full, scaled] = [undefined, automation].map((level) => {
        const { run } = prepareScenario(
          refusing,
          new Audit(),
          level === undefined ? {} : { automation: level },
        );
        playThrough(refusing, run);
        return run;
      });
      expect(scaled?.engine.portfolio.trades).toEqual(full?.engine.portfolio.trades);
      trades += full?.engine.portfolio.trades.length ?? 0;
    });
    fc.assert(property, { numRuns: 60 });
    expect(trades).toBeGreaterThan(50);
  });

  test("more confidence never holds less, less never more, and each step is one order", () => {
    const confidences = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 12 });
    const property = fc.property(confidences, (said) => {
      const sure = said.map((one) => one / 20);
      const { held, run } = heldAfter(sure);
      let [before, at] = [0, 0];
      held.forEach((text, i) => {
        const [now, confidence] = [Number(text), sure[i] as number];
        if (now > before) expect(confidence).toBeGreaterThan(at);
        if (now < before) expect(confidence).toBeLessThan(at);
        if (now !== before) at = now === 0 ? 0 : confidence;
        before = now;
      });
      const orders = run.record.orders.filter(({ role }) => role !== "stop-loss").length;
      expect(orders).toBeLessThanOrEqual(said.length);
    });
    fc.assert(property, { numRuns: 60 });
  });
});

test("a position of somebody else has no confidence: that of the one before it is over", () => {
  const sure = (confidence: number) => open("long", { why: "up", stop: 50, confidence });
  const run = new WireRun(flat(100, 8), { 1: sure(0.8), 3: close("done"), 5: sure(0.4) }, {}, { automation });
  run.bar();
  run.fill(1, run.units(1), "100");
  run.bar();
  run.bar();
  run.fill(run.sent.at(-1)?.id ?? 0, run.held, "100");
  expect(run.held).toBe("0");
  run.fillOutside("buy", "3", "100");
  const { length } = run.sent;
  run.bar();
  run.bar();
  expect([run.held, run.sent.slice(length)]).toEqual(["3", []]);
});
