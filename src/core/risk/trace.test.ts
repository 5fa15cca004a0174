/** What a judgement of an entry writes down, for whoever wants it explained: every number, worked out by hand. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, share, spot } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import type { Script } from "../../../tests/builders/script.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { quantity, ratio } from "../base/index.ts";
import type { Instrument } from "../domain/index.ts";
import type { Explanation } from "../engine/index.ts";
import { open, order } from "../strategy/index.ts";

class Hearing extends Recorder {
  readonly heard: Explanation[] = [];

  explained(explanation: Explanation): void {
    this.heard.push(explanation);
  }
}

const EVERY_LIMIT: RiskTerms = {
  own: {
    ...{ positionSizeMax: ratio("0.11"), positionQuantityMax: quantity("500"), riskMax: ratio("0.01") },
    ...{ stopDistanceMin: 0.01, rewardRiskMin: 1.5, collar: ratio("0") },
  },
  portfolio: {
    ...{ exposureMax: ratio("0.5"), symbolExposureMax: ratio("0.2"), riskMax: ratio("0.02") },
    ...{ concurrentTradesMax: 3, sameDirection: "refuse" },
  },
  session: { dailyTradesMax: 5, minutesMax: 300 },
  isStopRequired: true,
};

/** What was told of each judgement, a line a check: "found rule allowed unit" of gates, "used of share: room" of limits. */
function told(script: Script, risk: RiskTerms, instrument: Instrument = perpetual(), bars = flat(100, 6)) {
  const record = new Hearing();
  play(bars, script, { instrument, risk, record, needsAtr: bars.length > 14 });
  return record.heard.map(({ judgement }) => ({
    ...judgement,
    gates: judgement?.gates.map(({ limit, found, rule, allowed, unit, key, passed }) => {
      return `${passed ? "" : "FAILED "}${limit}: ${found} ${rule} ${allowed} ${unit}, ${key}`;
    }),
    limits: judgement?.limits.map(({ limit, key, share, of, measure, used, unit, room, allows, passed }) => {
      const words = `${limit}: ${used} + n x ${unit} of ${share} x ${of} ${measure}: ${room}, ${allows}`;
      return `${passed ? "" : "FAILED "}${words}, ${key?.split(".").at(-1)}`;
    }),
  }));
}

describe("an entry that brings its quantity", () => {
  const buy = order({ side: "buy", type: "limit", limit: 99, quantity: 10, why: "x", stop: 95, target: 110 });

  test("tells every gate with what was found and what is allowed", () => {
    const [judged] = told({ 1: buy }, EVERY_LIMIT);
    expect(judged?.account).toEqual({ equity: "100000", free: "100000", held: "0" });
    expect(judged?.gates).toEqual([
      "PriceBelowTick: 99 at least 0.01 price, null",
      "TradingHalted: none is none words, null",
      "SessionTimeLimit: 60 below 300 minutes, risk_limits.session.max_session_time",
      "SameDirection: 0 is 0 quantity, risk_limits.portfolio.same_direction",
      "ConcurrentTradesLimit: 0 below 3 count, risk_limits.portfolio.max_concurrent_trades",
      "DailyTradesLimit: 0 below 5 count, risk_limits.session.max_daily_trades",
      "TargetOnWrongSide: 110 above 99 price, null",
      "NoProtectiveStop: a stop is a stop words, position_management.require_stop",
      "StopOnWrongSide: 95 below 99 price, null",
      `StopTooNear: ${4 / 99} at least 0.01 share, risk_limits.per_trade.min_stop_distance`,
      "RewardTooSmall: 2.75 at least 1.5 times, risk_limits.per_trade.min_risk_reward",
      "BelowMinimum: 10 at least 0.001 quantity, null",
      "BelowMinimum: 990 at least 0 money, null",
    ]);
    expect(judged?.protection).toEqual({
      stop: "95",
      target: "110",
      offers: [{ from: "strategy", price: 95 }],
    });
  });

  test("tells how its size was judged, and every limit, those too that a tighter one hides", () => {
    const [judged] = told({ 1: buy }, EVERY_LIMIT);
    expect(judged?.sizing).toEqual({
      ...{ method: "quantity", key: null, share: null, budget: null, unit: null, worst: "99", entry: "99" },
      ...{ step: "0.001", wanted: "10", quantity: "10", cappedBy: null },
    });
    expect(judged?.limits).toEqual([
      "PositionSizeLimit: 0 + n x 100 of 0.11 x 100000 equity: 11000, 110, max_position_size",
      "SymbolExposureLimit: 0 + n x 100 of 0.2 x 100000 equity: 20000, 200, max_symbol_exposure",
      "ExposureLimit: 0 + n x 100 of 0.5 x 100000 equity: 50000, 500, max_exposure",
      "LeverageLimit: 0 + n x 100 of 1000 x 100000 equity: 100000000, 1000000, max",
      // 4 to the stop, and 4 bp of 99 and of 95.
      "TradeRiskLimit: 0 + n x 4.0776 of 0.01 x 100000 equity: 1000, 245.242, max_risk",
      "PortfolioRiskLimit: 0 + n x 4.0776 of 0.02 x 100000 equity: 2000, 490.484, max_risk",
      // The value, the fee, and the margin share rounded up by its last place.
      "BalanceShareLimit: 0 + n x 99.039600000099 of 1 x 100000 free balance: 100000, 1009.697, max_balance_share",
      "InsufficientBalance: 0 + n x 99.039600000099 of 1 x 100000 free balance: 100000, 1009.697, undefined",
      "PositionQuantityLimit: 0 + n x 1 of 1 x 500 units: 500, 500, max_position_quantity",
    ]);
  });

  test("by value tells whether its value fits, not the whole steps of its worst price", () => {
    const told = (most: string): readonly (string | undefined)[] => {
      const record = new Hearing();
      const risk = { own: { positionSizeMax: ratio(most), collar: ratio("0.01") } };
      const spend = order({ side: "buy", type: "market", value: 1000, why: "x" });
      play(flat(500, 3), { 1: spend }, { instrument: share(), risk, record });
      const { judgement, verdict } = record.heard[0] as Explanation;
      const size = judgement?.limits.find(({ limit }) => limit === "PositionSizeLimit");
      return [verdict.kind, `${size?.passed} ${size?.allows}`, judgement?.sizing?.quantity];
    };
    // 1,000 at 505 are 1.98019801 shares; a limit of 600 allows 1.18811881.
    expect(told("0.01")).toEqual(["approved", "true 1.98019801", "1"]);
    expect(told("0.006")).toEqual(["refused", "false 1.18811881", "1"]);
  });

  test("tells which limits it does not fit, all of them", () => {
    const [judged] = told({ 1: { ...buy, quantity: 300 } }, EVERY_LIMIT);
    expect(
      judged?.limits?.filter((line) => line.startsWith("FAILED")).map((line) => line.split(":")[0]),
    ).toEqual(["FAILED PositionSizeLimit", "FAILED SymbolExposureLimit", "FAILED TradeRiskLimit"]);
    const [other] = told({ 1: { ...buy, quantity: 501 } }, { own: { positionQuantityMax: quantity("500") } });
    expect(other?.limits?.at(-1)).toMatch(/^FAILED PositionQuantityLimit/);
  });

  test("tells what is held and on its way, and what room that leaves", () => {
    const allow: RiskTerms = {
      ...EVERY_LIMIT,
      portfolio: { ...EVERY_LIMIT.portfolio, sameDirection: "allow" },
    };
    const more = order({ side: "buy", type: "limit", limit: 90, quantity: 5, why: "y", stop: 80 });
    const market = order({ side: "buy", type: "market", quantity: 20, why: "z", stop: 90 });
    const [, , judged] = told({ 1: market, 2: buy, 3: more }, allow);
    // 20 are held and 10 work, all worth 100 at most: 2,000 and 990 with the fees of both have left the free balance.
    expect(judged?.account?.held).toBe("20");
    expect(judged?.limits?.[0]).toBe(
      "PositionSizeLimit: 3000 + n x 100 of 0.11 x 99999.2 equity: 7999.912, 79.999, max_position_size",
    );
    // Held: 10 to the stop of 90 becomes 20 to 80; on its way: 99 to 80 rather than to 95.
    expect(judged?.limits?.find((line) => line.includes("TradeRiskLimit"))).toMatch(
      /^TradeRiskLimit: 590 \+ n x/,
    );
    expect(judged?.limits?.at(-1)).toMatch(/^PositionQuantityLimit: 30 .* 470, 470/);
    expect(judged?.gates?.some((line) => line.startsWith("Concurrent"))).toBe(false); // An addition is no trade.
  });
});

describe("an entry that is sized", () => {
  const short = open("short", { why: "x", stop: 105 });
  const perStop: RiskTerms = { ...EVERY_LIMIT, sizing: { method: "risk_per_stop" } };

  test("tells budget and unit, and what cut it", () => {
    const [judged, again] = told({ 1: short, 2: short }, perStop);
    expect(judged?.sizing).toEqual({
      ...{ method: "risk_per_stop", key: "risk_limits.per_trade.max_risk", share: "0.01", budget: "1000" },
      ...{ unit: "5.082", worst: "100", entry: "100", step: "0.001" }, // 5 up to 105, 4 bp of 100 and of 105.
      ...{ wanted: "196.77292404", quantity: "110", cappedBy: "PositionSizeLimit" },
    });
    expect(judged?.gates).toContain("StopOnWrongSide: 105 above 100 price, null");
    expect(again?.account).toMatchObject({ equity: "99995.6", held: "-110" });
    expect(again?.gates?.at(-1)).toBe(
      "FAILED SameDirection: -110 is 0 quantity, risk_limits.portfolio.same_direction",
    );
    expect([again?.protection, again?.sizing, again?.limits]).toEqual([null, null, []]);
  });

  test("by value tells the limit that it comes from", () => {
    const [judged] = told({ 1: open("long", { why: "x", stop: 95 }) }, EVERY_LIMIT);
    expect(judged?.sizing).toMatchObject({
      ...{ method: "fixed_percent", key: "risk_limits.per_trade.max_position_size", share: "0.11" },
      ...{ budget: "11000", unit: "100", wanted: "110", quantity: "110", cappedBy: null },
    });
  });

  test("passes a limit that leaves it anything, and fails one that leaves nothing", () => {
    const buy = order({ side: "buy", type: "market", quantity: 110, why: "x", stop: 95 });
    const allow: RiskTerms = { ...EVERY_LIMIT, portfolio: { sameDirection: "allow" } };
    const [, judged] = told({ 1: buy, 2: open("long", { why: "y", stop: 96 }) }, allow);
    expect(judged?.limits?.[0]).toMatch(/^FAILED PositionSizeLimit: 11000 .*: -0.484, 0/); // 4.4 were paid for 110.
    expect(judged?.limits?.[1]).toMatch(/^LeverageLimit/);
  });
});

describe("a gate that is shut is the last that is told", () => {
  const buy = order({ side: "buy", type: "market", quantity: 1, why: "x", stop: 95 });
  const last = (...args: Parameters<typeof told>) =>
    told(...args)
      .at(-1)
      ?.gates?.at(-1);

  test.each([
    [
      { session: { minutesMax: 60 } },
      "SessionTimeLimit: 60 below 60 minutes, risk_limits.session.max_session_time",
    ],
    [
      { own: { stopDistanceMin: 0.06 } },
      "StopTooNear: 0.05 at least 0.06 share, risk_limits.per_trade.min_stop_distance",
    ],
    [
      { session: { dailyTradesMax: 0 } },
      "DailyTradesLimit: 0 below 0 count, risk_limits.session.max_daily_trades",
    ],
    [
      { portfolio: { concurrentTradesMax: 0 } },
      "ConcurrentTradesLimit: 0 below 0 count, risk_limits.portfolio.max_concurrent_trades",
    ],
  ] as readonly [RiskTerms, string][])("%j", (risk, line) => {
    expect(last({ 1: buy }, risk)).toBe(`FAILED ${line}`);
  });

  test("of the order itself", () => {
    const { stop: _, ...bare } = buy;
    expect(last({ 1: bare }, { isStopRequired: true })).toMatch(
      /^FAILED NoProtectiveStop: none is a stop words/,
    );
    expect(last({ 1: { ...buy, stop: 100 } }, {})).toBe("FAILED StopOnWrongSide: 100 below 100 price, null");
    expect(last({ 1: { ...buy, target: 100 } }, {})).toBe(
      "FAILED TargetOnWrongSide: 100 above 100 price, null",
    );
    expect(last({ 1: { ...buy, target: 101 } }, { own: { rewardRiskMin: 1 } })).toBe(
      "FAILED RewardTooSmall: 0.2 at least 1 times, risk_limits.per_trade.min_risk_reward",
    );
    const sell = order({ side: "sell", type: "market", quantity: 1, why: "x" });
    expect(last({ 1: sell }, {}, spot())).toBe("FAILED ShortOnSpot: sell is buy words, null");
    expect(last({ 1: { ...buy, quantity: 0.004 } }, {}, spot({ minQuantity: "0.005" }))).toBe(
      "BelowMinimum: 0.4 at least 0 money, null",
    );
    expect(
      told({ 1: { ...buy, quantity: 0.004 } }, {}, spot({ minNotional: "5" }))[0]?.gates?.slice(-2),
    ).toEqual([
      "BelowMinimum: 0.004 at least 0.001 quantity, null",
      "FAILED BelowMinimum: 0.4 at least 5 money, null",
    ]);
  });

  test("of the range that prices move in", () => {
    const noisy = Array.from({ length: 17 }, () => "100 102 98 100"); // A true range of 4.
    const stop = { ...buy, stop: 98 };
    expect(last({ 16: stop }, { own: { stopAtrMin: 0.75 } }, perpetual(), noisy)).toBe(
      "FAILED StopWithinNoise: 0.5 at least 0.75 atr, risk_limits.per_trade.min_stop_atr",
    );
    const [judged] = told({ 16: stop }, { own: { stopAtrMin: 0.5 } }, perpetual(), noisy);
    expect(judged?.gates).toContain(
      "StopWithinNoise: 0.5 at least 0.5 atr, risk_limits.per_trade.min_stop_atr",
    );
  });
});
