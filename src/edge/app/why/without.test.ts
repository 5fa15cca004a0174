/** Limits that a run can be played without: every name finds its switch, and each switch touches its own limit alone. */
import { describe, expect, test } from "vitest";
import { spot } from "../../../../tests/builders/instrument.ts";
import { riskSettings } from "../../../../tests/builders/settings.ts";
import { quantity, ratio } from "../../../core/base/index.ts";
import { LIMIT_KEYS } from "../../../core/risk/index.ts";
import type { RunPlan } from "../../research/index.ts";
import { KEYS } from "../config/index.ts";
import { SYMBOL_KEYS } from "../config/keys.ts";
import { SWITCHABLE, withoutLimit } from "./without.ts";

/** Everything is in force. */
const PLAN = {
  instruments: [spot()],
  runs: [
    {
      source: { name: "x", url: new URL("file:///x.ts") },
      params: {},
      instrument: 0,
      series: 0,
      signals: { confidenceMin: 0.5, strengthMin: "STRONG", dataAgeMsMax: 60_000 },
      needsAtr: false,
    },
  ],
  automation: { level: "conditional", conditions: [{ name: "drawdown", below: 0.1 }] },
  risk: riskSettings(1, {
    own: {
      positionSizeMax: ratio("0.1"),
      positionQuantityMax: quantity("5"),
      riskMax: ratio("0.01"),
      stopDistanceMin: 0.001,
      stopAtrMin: 1,
      rewardRiskMin: 2,
      slippageMax: 0.01,
      exitBeforeCloseMs: 60_000,
      management: {
        takeProfitLevels: [],
        trail: undefined,
        activation: undefined,
        breakEven: 0.01,
        holdMs: undefined,
        coolDownMs: 1_000,
      },
    },
    portfolio: {
      drawdownMax: 0.2,
      exposureMax: ratio("1"),
      symbolExposureMax: ratio("0.5"),
      riskMax: ratio("0.06"),
      concurrentTradesMax: 3,
      diversificationMin: 2,
    },
    session: { dailyLossMax: 0.1, weeklyLossMax: 0.1, dailyTradesMax: 5, minutesMax: 100 },
    sizing: { balanceShareMax: ratio("0.9") },
    isStopRequired: true,
  }),
} as unknown as RunPlan; // The rest is not touched.

/** The places of a plan that differ, dotted. */
function changed(before: unknown, after: unknown, path = ""): readonly string[] {
  if (Object.is(before, after)) return [];
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null)
    return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changed(Reflect.get(before, key), Reflect.get(after, key), path === "" ? key : `${path}.${key}`),
  );
}

describe.each(SWITCHABLE)("%s", (limit) => {
  test("is switched off alone, and twice is refused", () => {
    const { plan } = withoutLimit(PLAN, limit);
    const places = changed(PLAN, plan);
    expect(places).toHaveLength(limit === "TradingHalted" ? 3 : 1);
    expect(() => withoutLimit(plan, limit)).toThrow(/is off in this run already/);
  });

  test("goes by its key too, and by its name in any case", () => {
    const key = Object.hasOwn(LIMIT_KEYS, limit) ? Reflect.get(LIMIT_KEYS, limit) : undefined;
    const { plan } = withoutLimit(PLAN, limit);
    for (const word of [limit.toLowerCase(), ...(typeof key === "string" ? [key] : [])])
      expect(withoutLimit(PLAN, word)).toMatchObject({ limit, key: key ?? null, plan: { risk: plan.risk } });
  });
});

test("each key of a limit is one that a config knows", () => {
  for (const key of Object.values(LIMIT_KEYS)) {
    const own = key.replace(/^symbols\.\*\./, "");
    expect(Object.keys(own === key ? KEYS : SYMBOL_KEYS)).toContain(own);
  }
});

test.each([
  ["risk_limits.portfolio.max_drawdown", "risk.portfolio.drawdownMax"],
  ["risk_limits.session.max_daily_loss", "risk.session.dailyLossMax"],
  ["risk_limits.session.max_weekly_loss", "risk.session.weeklyLossMax"],
  ["symbols.*.max_position_size", "risk.instruments.0.positionSizeMax"],
  ["symbols.BTC/USDT.max_position_quantity", "risk.instruments.0.positionQuantityMax"],
  ["symbols.BTC/USDT.session.overnight", "risk.instruments.0.exitBeforeCloseMs"],
  ["position_management.cool_down_minutes", "risk.instruments.0.management.coolDownMs"],
])("%s is one limit", (key, place) => {
  expect(changed(PLAN, withoutLimit(PLAN, key).plan)).toEqual([place]);
});

test.each([
  ["LeverageLimit", /cannot be switched off: an account without a bound on leverage/],
  ["InsufficientBalance", /cannot be switched off: what is not there cannot be spent/],
  ["BelowMinimum", /the venue's rule/],
  ["StopTooNeer", /there is no such limit.*did you mean StopTooNear\?/],
  ["risk_limits.portfolio.max_exposur", /did you mean risk_limits.portfolio.max_exposure\?/],
  ["constructor", /there is no such limit/],
  ["qwertyuiopasdfghjklzxcvbnm", /write it as `timonel why` prints it/],
])("%s is refused with what to do", (word, message) => {
  expect(() => withoutLimit(PLAN, word)).toThrow(message);
});
