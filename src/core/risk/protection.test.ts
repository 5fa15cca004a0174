/** Stops, targets and rules of an entry, by hand: where they come from, how they are rounded, when they are not enough. */
import { describe, expect, test } from "vitest";
import { price, ratio } from "../base/index.ts";
import type { PositionRules } from "../domain/index.ts";
import { weightedReward } from "./position-rules.ts";
import { type ProtectionFacts, planProtection, refuseProtection } from "./protection.ts";
import type { InstrumentLimits, ManagementSettings } from "./settings.ts";

const OFF: InstrumentLimits = {
  ...{ positionSizeMax: undefined, positionQuantityMax: undefined, riskMax: undefined },
  ...{ stopDistanceMin: undefined, stopAtrMin: undefined, rewardRiskMin: undefined, slippageMax: undefined },
  ...{ collar: ratio("0"), defaultStop: undefined, stopLoss: undefined, stopLossAtr: undefined },
  ...{ takeProfit: undefined, takeProfitAtr: undefined },
};
const UNMANAGED: ManagementSettings = {
  ...{ takeProfitLevels: [], trail: undefined, activation: undefined, breakEven: undefined },
  ...{ holdMs: undefined, coolDownMs: undefined },
};
const facts = (terms: Partial<ProtectionFacts> = {}): ProtectionFacts => ({
  ...{ direction: "long", reference: 100, stop: undefined, target: undefined, atr: 3, tick: price("0.5") },
  wishes: undefined,
  ...terms,
});
const short = (terms: Partial<ProtectionFacts> = {}): ProtectionFacts =>
  facts({ direction: "short", ...terms });
const plan = (of: ProtectionFacts, limits: Partial<InstrumentLimits> = {}) =>
  planProtection(of, { ...OFF, ...limits });
const rules = (of: ProtectionFacts, management: Partial<ManagementSettings>): PositionRules | undefined =>
  plan(of, { management: { ...UNMANAGED, ...management } }).rules;
const refused = (of: ProtectionFacts, limits: Partial<InstrumentLimits> = {}, isStopRequired = false) =>
  refuseProtection(plan(of, limits), of, { ...OFF, ...limits }, isStopRequired);

describe("the stop of an entry", () => {
  test("is the nearest of those that are offered", () => {
    const limits = { stopLoss: 0.05, stopLossAtr: 2 };
    expect([plan(facts({ stop: 96 }), limits).stop, plan(short({ stop: 104 }), limits).stop]).toEqual([
      price("96"),
      price("104"),
    ]);
    expect([plan(facts({ stop: 90 }), limits).stop, plan(short({ stop: 110 }), limits).stop]).toEqual([
      price("95"),
      price("105"),
    ]);
    expect([plan(facts(), { stopLossAtr: 2 }).stop, plan(short(), { stopLossAtr: 2 }).stop]).toEqual([
      price("94"),
      price("106"),
    ]);
  });

  test("is the default one only where it is asked for and nothing else is offered", () => {
    const limits = { defaultStop: 0.1 };
    expect([
      plan(facts({ stop: "default" }), limits).stop,
      plan(short({ stop: "default" }), limits).stop,
    ]).toEqual([price("90"), price("110")]);
    expect(plan(facts({ stop: "default" }), { ...limits, stopLoss: 0.2 }).stop).toBe(price("80"));
    expect([plan(facts(), limits).stop, plan(facts({ stop: "default" })).stop]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("is rounded away from the price, and is none of a price at or below nothing", () => {
    expect([plan(facts({ stop: 95.7 })).stop, plan(short({ stop: 104.3 })).stop]).toEqual([
      price("95.5"),
      price("104.5"),
    ]);
    for (const stop of [0, -1, Number.NaN]) expect(plan(facts({ stop })).stop).toBe(0n);
  });
});

describe("the target of an entry", () => {
  test("of a short sale at or below nothing is none: no venue takes such an order", () => {
    const none = { kind: "TargetOnWrongSide", target: 0, reference: 100 };
    expect(refused(short(), { takeProfit: 1 })).toEqual(none);
    expect(refused(short(), { takeProfitAtr: 40 })).toEqual(none);
    expect(refused(short({ target: 0.4 }))).toEqual(none); // Less than one tick is left of it.
    expect(refused(short(), { takeProfit: 0.99 })).toBeUndefined();
    const staged = { management: { ...UNMANAGED, takeProfitLevels: [{ target: 1, share: 1 }] } };
    expect(refused(short(), staged)).toEqual(none);
  });

  test("is its own, else the configured one, by share or by range, rounded away from the price", () => {
    const limits = { takeProfit: 0.1, takeProfitAtr: 2 };
    expect([
      plan(facts({ target: 107.2 }), limits).target,
      plan(short({ target: 92.8 }), limits).target,
    ]).toEqual([price("107.5"), price("92.5")]);
    expect([plan(facts(), limits).target, plan(short(), limits).target]).toEqual([price("110"), price("90")]);
    const ranges = { takeProfitAtr: 2 };
    expect([plan(facts(), ranges).target, plan(short(), ranges).target]).toEqual([price("106"), price("94")]);
    expect(plan(facts()).target).toBeUndefined();
  });

  test("is left to the levels where there are any", () => {
    const management = { ...UNMANAGED, takeProfitLevels: [{ target: 0.2, share: 1 }] };
    for (const limits of [{ takeProfit: 0.1 }, { takeProfitAtr: 2 }])
      expect(plan(facts(), { ...limits, management }).target).toBeUndefined();
    expect(plan(facts(), { takeProfit: 0.1, management: { ...UNMANAGED, breakEven: 0.1 } }).target).toBe(
      price("110"),
    );
  });
});

describe("the rules of a position", () => {
  test("are none where nobody asks for any", () => {
    expect([plan(facts()).rules, rules(facts(), {}), rules(facts({ wishes: {} }), {})]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("have levels from the nearest to the furthest, rounded away from the price", () => {
    const takeProfitLevels = [
      { target: 0.2, share: 1 },
      { target: 0.101, share: 0.5 },
    ];
    expect(rules(facts(), { takeProfitLevels })?.levels).toEqual([
      { price: price("110.5"), share: 0.5 },
      { price: price("120"), share: 1 },
    ]);
    expect(rules(short(), { takeProfitLevels })?.levels).toEqual([
      { price: price("89.5"), share: 0.5 },
      { price: price("80"), share: 1 },
    ]);
    const wishes = { targets: [{ price: 130, share: 1 }] };
    expect(rules(facts({ wishes }), { takeProfitLevels })?.levels).toEqual([
      { price: price("130"), share: 1 },
    ]);
  });

  test("trail by a share, a distance, or ranges as they are now, from where it was said", () => {
    const trail = (of: ProtectionFacts, management: Partial<ManagementSettings> = {}) =>
      rules(of, management)?.trail;
    expect(trail(facts(), { trail: { share: 0.02 } })).toEqual({
      distance: { kind: "ratio", by: ratio("0.02") },
      activation: undefined,
    });
    const ranges = { trail: { atrs: 1.25 }, activation: 0.041 };
    const distance = { kind: "amount", by: price("4") }; // 3.75, to the tick above.
    expect(trail(facts(), ranges)).toEqual({ distance, activation: price("104.5") });
    expect(trail(short(), ranges)).toEqual({ distance, activation: price("95.5") });
    const wishes = { trail: { by: 0.1 } };
    expect(trail(facts({ wishes }), ranges)).toEqual({
      distance: { kind: "amount", by: price("0.5") }, // At least a tick.
      activation: undefined,
    });
    expect(trail(facts({ atr: Number.NaN }), ranges)).toBeUndefined();
    expect(trail(facts({ atr: 0 }), ranges)).toBeUndefined();
  });

  test("break even from a price on, and leave after so many bars or so long", () => {
    const settings = { breakEven: 0.041, holdMs: 5_000 };
    expect(rules(facts(), settings)).toMatchObject({
      breakEven: { at: price("104.5"), offset: 0n },
      hold: { ms: 5_000 },
    });
    expect(rules(short(), settings)?.breakEven).toEqual({ at: price("95.5"), offset: 0n });
    const wishes = { breakEven: { at: 103.2, offset: 0.7 }, exitAfterBars: 7 };
    expect(rules(facts({ wishes }), settings)).toMatchObject({
      breakEven: { at: price("103.5"), offset: price("0.5") },
      hold: { bars: 7 },
    });
    expect(rules(facts(), { holdMs: 5_000 })).toEqual({
      ...{ levels: [], trail: undefined, breakEven: undefined, hold: { ms: 5_000 } },
    });
  });
});

describe("protection is not enough", () => {
  test("with a stop at or behind the price, or at nothing", () => {
    expect(refused(facts({ stop: 100 }))).toEqual({ kind: "StopOnWrongSide", stop: 100, reference: 100 });
    expect(refused(short({ stop: 100 }))).toMatchObject({ kind: "StopOnWrongSide" });
    expect(refused(facts({ stop: 0 }))).toEqual({ kind: "StopOnWrongSide", stop: 0, reference: 100 });
    expect([refused(facts({ stop: 99.5 })), refused(short({ stop: 100.5 }))]).toEqual([undefined, undefined]);
  });

  test("without a stop, where one is required", () => {
    expect([refused(facts(), {}, true), refused(facts())]).toEqual([{ kind: "NoProtectiveStop" }, undefined]);
    expect(refused(facts({ stop: 95 }), {}, true)).toBeUndefined();
  });

  test("with a target or a level at or behind the price", () => {
    const wrong = { kind: "TargetOnWrongSide", target: 100, reference: 100 };
    expect([refused(facts({ target: 100 })), refused(short({ target: 100 }))]).toEqual([wrong, wrong]);
    expect([refused(facts({ target: 100.5 })), refused(short({ target: 99.5 }))]).toEqual([
      undefined,
      undefined,
    ]);
    const targets = [100, 120].map((at) => ({ price: at, share: 0.5 }));
    expect(refused(facts({ wishes: { targets } }))).toEqual(wrong);
  });

  test("with a trail by ranges that are not known", () => {
    const management = { ...UNMANAGED, trail: { atrs: 2 } };
    expect(refused(facts({ atr: Number.NaN }), { management })).toEqual({ kind: "TrailNotMeasured" });
    expect(refused(facts(), { management })).toBeUndefined();
  });

  test("with a stop nearer than is allowed, in shares or in ranges", () => {
    const near = { stopDistanceMin: 0.05 };
    expect(refused(facts({ stop: 95 }), near)).toBeUndefined();
    expect(refused(facts({ stop: 95.5 }), near)).toMatchObject({ kind: "StopTooNear", distanceMin: 0.05 });
    expect(refused(short({ stop: 104.5 }), near)).toEqual({
      kind: "StopTooNear",
      distance: 0.045,
      distanceMin: 0.05,
    });
    const noise = { stopAtrMin: 1 };
    expect(refused(facts({ stop: 97 }), noise)).toBeUndefined();
    expect(refused(short({ stop: 102.5 }), noise)).toEqual({
      kind: "StopWithinNoise",
      atrs: 2.5 / 3,
      atrsMin: 1,
    });
  });

  test("with too little to gain, from a target or from levels weighted by what they close", () => {
    const limits = { rewardRiskMin: 2 };
    expect(refused(facts({ stop: 95, target: 110 }), limits)).toBeUndefined();
    const poor = { kind: "RewardTooSmall", rewardToRisk: 1.9, rewardToRiskMin: 2 };
    expect([
      refused(facts({ stop: 95, target: 109.5 }), limits),
      refused(short({ stop: 105, target: 90.5 }), limits),
    ]).toEqual([poor, poor]);
    expect(refused(facts({ stop: 95 }), limits)).toBeUndefined(); // Nothing to weigh.
    const staged = (far: number) =>
      facts({
        stop: 95,
        wishes: {
          targets: [5, far].map((by, i) => ({ price: 100 + by, share: i === 0 ? 0.5 : 1 })),
        },
      });
    // Half at 105 and the other half at 115 are 10 on average.
    expect(refused(staged(15), limits)).toBeUndefined();
    expect(refused(staged(14.5), limits)).toEqual({
      kind: "RewardTooSmall",
      rewardToRisk: 1.95,
      rewardToRiskMin: 2,
    });
  });
});

test("the reward of levels is that of what they close", () => {
  const levels = (...of: readonly (readonly [string, number])[]) =>
    of.map(([at, share]) => ({ price: price(at), share }));
  expect(weightedReward(levels(["110", 0.5], ["120", 1]), 100, 1)).toBe(15);
  expect(weightedReward(levels(["90", 0.5], ["80", 0.5]), 100, -1)).toBeCloseTo(
    (0.5 * 10 + 0.25 * 20) / 0.75,
    12,
  );
  expect(weightedReward([], 100, 1)).toBe(0);
});
