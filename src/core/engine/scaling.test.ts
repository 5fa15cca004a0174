/** Sizes that follow confidence: up through risk, down in proportion, and never because of a price alone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import { closes } from "../../../tests/builders/bars.ts";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, prepare, type Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  recklessScenarios,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import { every } from "../../../tests/builders/script.ts";
import { quantity, ratio } from "../base/index.ts";
import { close, none, open, order } from "../strategy/index.ts";

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
