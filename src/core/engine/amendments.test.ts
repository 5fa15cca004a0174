/** New terms of an order that rests: they hold to every limit that a new order would hold to. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { quantity, ratio } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { amend, close, order } from "../strategy/index.ts";

const ID = 0 as InstrumentId;
const WAIT = { type: "limit", why: "test", tag: "a" } as const;
const buy = (limit: number, units: number, more: object = {}) =>
  order({ ...WAIT, side: "buy", limit, quantity: units, ...more });
const sell = (limit: number, units: number, more: object = {}) =>
  order({ ...WAIT, side: "sell", limit, quantity: units, ...more });
const anew = (terms: Omit<Parameters<typeof amend>[1], "why">) => amend("a", { why: "anew", ...terms });

/** One order rests, and then its strategy wants new terms: what was refused of them. */
function refused(first: ReturnType<typeof order>, then: ReturnType<typeof amend>, risk: RiskTerms = {}) {
  const run = new WireRun(flat(100, 12), { 1: first, 4: then }, risk);
  run.bar();
  run.tell("OrderAccepted", 1);
  for (let i = 0; i < 3; i++) run.bar();
  return [...run.engine.refusals.keys()];
}

describe("a sale short at a higher price", () => {
  test("is worth more, and judged so", () => {
    const own = { own: { positionSizeMax: ratio("0.102") } };
    expect(refused(sell(101, 100, { stop: 300 }), anew({ limit: 101.5 }), own)).toEqual([]);
    expect(refused(sell(101, 100, { stop: 300 }), anew({ limit: 189 }), own)).toEqual(["PositionSizeLimit"]);
  });

  test("of what is held is nobody's risk", () => {
    const script = { 1: order({ ...WAIT, type: "market", side: "buy", quantity: 2, tag: "b" }) };
    const run = new WireRun(flat(100, 12), { ...script, 2: sell(110, 1), 3: anew({ limit: 120 }) });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.tell("OrderAccepted", run.sent.at(-1)?.id ?? 0);
    run.bar();
    expect([[...run.engine.refusals], run.amended.size]).toEqual([[], 1]);
  });
});

describe("the stop that its fills bring stays where it was planned", () => {
  const own = { stopLoss: 0.02, riskMax: ratio("0.005") };

  test("and the risk is judged to that", () => {
    expect(refused(buy(100, 100), anew({ limit: 102 }), { own })).toEqual([]);
    expect(refused(buy(100, 100), anew({ limit: 110 }), { own })).toEqual(["TradeRiskLimit"]);
  });

  test("and so does its target: beyond it there is nothing to gain", () => {
    const aims = { stop: 90, target: 105 };
    expect(refused(buy(100, 10, aims), anew({ limit: 104 }))).toEqual([]);
    expect(refused(buy(100, 10, aims), anew({ limit: 106 }))).toEqual(["TargetOnWrongSide"]);
  });
});

test("they are judged at their own time", () => {
  const session = { session: { minutesMax: 200 } };
  expect(refused(buy(95, 1), anew({ quantity: 50 }), session)).toEqual(["SessionTimeLimit"]);
  expect(refused(buy(95, 50), anew({ quantity: 1 }), session)).toEqual([]);
});

describe("the collar of a stop entry follows its trigger", () => {
  const stop = order({ ...WAIT, type: "stop", side: "buy", trigger: 120, quantity: 10, stop: 50 });
  const risk = { own: { collar: ratio("0.01") } };
  const terms = { instrument: withoutFees(perpetual()), risk };

  test("up, or it could never fill", () => {
    const bars = [...flat(100, 3), "100 130 100 130", ...flat(130, 2)];
    expect(play(bars, { 1: stop, 2: anew({ trigger: 125 }) }, terms).fills).toEqual(["3 buy 10 @ 125"]);
  });

  test("down, or it would fill at any price", () => {
    const bars = [...flat(100, 3), "119 119 119 119", ...flat(119, 2)];
    const run = play(bars, { 1: stop, 2: anew({ trigger: 105 }) }, terms);
    expect([run.fills, run.engine.rejections.get("PriceBeyondCollar")]).toEqual([[], 1]);
  });
});

describe("an order that has filled in part", () => {
  const half = (then: ReturnType<typeof amend>, risk: RiskTerms) => {
    const run = new WireRun(
      flat(100, 12),
      { 1: buy(95, 10, { stop: 90 }), 2: then, 3: close("enough") },
      risk,
    );
    run.bar();
    run.tell("OrderAccepted", 1);
    run.fill(1, "1", "95");
    run.bar();
    return run;
  };

  test("may be moved: what is held of it is its own", () => {
    const run = half(anew({ limit: 96 }), { portfolio: { sameDirection: "refuse" } });
    expect([[...run.engine.refusals], run.amended.get(1)?.limit]).toEqual([[], 96_000_000_000_000n]);
  });

  test("opens one trade of a day", () => {
    const run = half(anew({ limit: 96 }), { session: { dailyTradesMax: 2 } });
    const { risk } = run.engine;
    const draft = { ...(run.sent[0] as (typeof run.sent)[0]), instrument: ID, side: "sell" as const };
    expect([risk.watch.openedToday, risk.refuseNow({ ...draft, quantity: quantity("1") })]).toEqual([
      1,
      undefined,
    ]);
  });
});

test("what slips is measured from the price that was asked for last", () => {
  const risk = { own: { slippageMax: 0.01 } };
  const run = new WireRun(flat(100, 12), { 1: buy(95, 1), 2: anew({ limit: 99 }), 4: buy(95, 1) }, risk);
  run.bar();
  run.tell("OrderAccepted", 1);
  run.bar();
  run.replace(1);
  run.fill(1, "1", "99");
  expect(run.engine.risk.refuseNow({ ...(run.sent[0] as (typeof run.sent)[0]) })?.kind).not.toBe(
    "SymbolPaused",
  );
});
