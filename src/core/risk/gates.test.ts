/** Reasons to refuse an entry before its size is looked at. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { DAY, perpetual, START } from "../../../tests/builders/instrument.ts";
import { type Line, play, Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import type { Intent, OrderIntent } from "../domain/index.ts";
import { close, open, order } from "../strategy/index.ts";

const instrument = perpetual();
const long = (terms: { stop: number | "default"; target?: number }): Intent =>
  open("long", { why: "x", ...terms });
const refusal = (intent: Intent, risk: RiskTerms, data: readonly string[] = flat(100, 2), at: number = 1) =>
  play(data, { [at]: intent }, { instrument, risk, needsAtr: at > 14 })
    .record.verdicts.map(({ verdict }) => (verdict.kind === "refused" ? verdict.refusal : verdict.kind))
    .at(-1);

describe("protection is refused", () => {
  test("with the stop at or beyond the price", () => {
    expect(refusal(long({ stop: 100 }), {})).toEqual({ kind: "StopOnWrongSide", stop: 100, reference: 100 });
    expect(refusal(open("short", { why: "x", stop: 99 }), {})).toMatchObject({ kind: "StopOnWrongSide" });
    expect(refusal(long({ stop: -3 }), {})).toMatchObject({ kind: "StopOnWrongSide" });
  });

  test("with the target at or behind the price", () => {
    expect(refusal(long({ stop: 90, target: 100 }), {})).toEqual({
      kind: "TargetOnWrongSide",
      target: 100,
      reference: 100,
    });
    expect(refusal(open("short", { why: "x", stop: 110, target: 101 }), {})).toMatchObject({
      kind: "TargetOnWrongSide",
    });
  });

  test("with the stop too near", () => {
    const own = { stopDistanceMin: 0.01 };
    expect(refusal(long({ stop: 99 }), { own })).toBe("approved");
    expect(refusal(long({ stop: 99.01 }), { own })).toMatchObject({ kind: "StopTooNear", distanceMin: 0.01 });
  });

  test("with too little to gain for what is risked", () => {
    const own = { rewardRiskMin: 1.5 };
    expect(refusal(long({ stop: 96, target: 106 }), { own })).toBe("approved");
    expect(refusal(long({ stop: 96, target: 105.99 }), { own })).toMatchObject({ kind: "RewardTooSmall" });
    expect(refusal(long({ stop: 96 }), { own })).toBe("approved"); // Not applicable without a target.
  });

  test("with the stop inside the noise, measured in average ranges", () => {
    const noisy = Array.from({ length: 17 }, () => "100 102 98 100"); // A true range of 4.
    const own = { stopAtrMin: 0.5 };
    expect(refusal(long({ stop: 98 }), { own }, noisy, 16)).toBe("approved");
    expect(refusal(long({ stop: 98.01 }), { own }, noisy, 16)).toMatchObject({
      kind: "StopWithinNoise",
      atrsMin: 0.5,
    });
  });

  test("measured from the limit or trigger of a resting entry, not from the market", () => {
    expect(refusal(open("long", { why: "x", stop: 95, limit: 94 }), {})).toMatchObject({
      kind: "StopOnWrongSide",
      reference: 94,
    });
    expect(refusal(open("long", { why: "x", stop: 93, limit: 94 }), {})).toBe("approved");
  });
});

describe("trades are counted", () => {
  const buy = order({ side: "buy", type: "market", quantity: 1, why: "x" });
  const day = (script: Script, risk: RiskTerms, bars: number = 30): Run =>
    play(flat(100, bars), script, { instrument, risk });

  test("by the day, from flat to held", () => {
    const risk: RiskTerms = { session: { dailyTradesMax: 2 } };
    const run = day({ 1: buy, 2: close("x"), 3: buy, 4: close("x"), 5: buy, 26: buy }, risk);
    expect(run.record.refusals).toEqual(["DailyTradesLimit"]);
    expect(run.fills.at(-1)).toBe("26 buy 1 @ 100");
  });

  test("also where the first event of a day is the fill that opens one", () => {
    const overMidnight = [...flat(100, 23), "-", "-", "-", ...flat(100, 5)];
    const script = { 23: buy, 24: close("x"), 25: buy }; // Fills at 02:00; nothing has closed at midnight.
    const run = play(overMidnight, script, { instrument, risk: { session: { dailyTradesMax: 1 } } });
    expect(run.record.refusals).toEqual(["DailyTradesLimit"]);
  });

  test("with the entries that are on their way", () => {
    const resting = (symbol: string): Line => ({
      instrument: perpetual({ symbol }),
      bars: flat(100, 3),
      strategy: { 1: order({ side: "buy", type: "limit", limit: 90, quantity: 1, why: "x" }) },
    });
    const lines = ["A/USDT:USDT", "B/USDT:USDT", "C/USDT:USDT"].map(resting);
    const daily = new Run(lines, { risk: { session: { dailyTradesMax: 2 } } }).play();
    expect(daily.record.refusals).toEqual(["DailyTradesLimit"]);
    const atOnce = new Run(lines, { risk: { portfolio: { concurrentTradesMax: 2 } } }).play();
    expect(atOnce.record.refusals).toEqual(["ConcurrentTradesLimit"]);
  });

  test("with every entry that rests on one symbol: each may become a trade once the one before was stopped out", () => {
    const rest = (limit: number): OrderIntent => ({ ...buy, type: "limit", limit, stop: limit - 1 });
    const data = [...flat(100, 4), "100 100 93 93", "93 93 88 88", "88 88 83 83", "83 83 83 83"];
    const risk: RiskTerms = { session: { dailyTradesMax: 2 } };
    const run = play(data, { 1: rest(95), 2: rest(90), 3: rest(85) }, { instrument, risk });
    expect(run.trades).toHaveLength(2);
    expect(run.record.refusals).toEqual(["DailyTradesLimit"]);
  });

  test("a flip opens a trade of its own", () => {
    const flip: OrderIntent = { ...buy, side: "sell", quantity: 2 };
    const run = day({ 1: buy, 2: flip, 3: close("x"), 4: buy }, { session: { dailyTradesMax: 2 } });
    expect(run.record.refusals).toEqual(["DailyTradesLimit"]);
    expect(run.held()).toBe("0");
  });

  test("an entry that has filled in part counts until it has opened its trade; what is left of one that was stopped out is gone", () => {
    const busy = (bars: number): string[] => Array.from({ length: bars }, () => "100 100 100 100 900");
    const line = (symbol: string, bars: readonly string[], script: Script): Line => ({
      instrument: perpetual({ symbol }),
      bars,
      strategy: script,
    });
    const terms = { risk: { session: { dailyTradesMax: 2 } }, volumeShareMax: 0.1 };
    const slow = "100 100 100 100 50";
    // Of 20 sold five have filled: the long is smaller, and the short is still to come.
    const flip: OrderIntent = { ...buy, side: "sell", quantity: 20 };
    const turning = line("A/USDT:USDT", [...busy(3), slow, slow, ...busy(2)], {
      1: { ...buy, quantity: 10 },
      3: flip,
    });
    const turned = new Run([turning, line("B/USDT:USDT", busy(7), { 4: buy })], terms).play();
    expect([turned.record.refusals, turned.held("A/USDT:USDT")]).toEqual([["DailyTradesLimit"], "-10"]);
    // Five of ten have filled and were stopped out: the rest opens no trade any more.
    const low = "100 100 85 90 50";
    const rest: OrderIntent = { ...buy, type: "limit", limit: 95, quantity: 10, stop: 88 };
    const stopped = line("A/USDT:USDT", [...busy(2), low, ...busy(4)], { 1: rest });
    const again = new Run([stopped, line("B/USDT:USDT", busy(7), { 4: buy })], terms).play();
    expect(again.fills).toEqual(["2 buy 5 @ 95", "3 sell 5 @ 100", "4 buy 1 @ 100"]);
    expect(again.record.refusals).toEqual([]);
  });

  test("an addition that fills after its position was stopped out is a trade of its own", () => {
    const data = [...flat(100, 3), "100 100 94 96", "96 96 89 90", "90 90 90 90"];
    const addition = order({ side: "buy", type: "limit", limit: 90, quantity: 1, why: "x" });
    const risk: RiskTerms = { session: { dailyTradesMax: 1 }, portfolio: { sameDirection: "allow" } };
    const run = play(data, { 1: { ...buy, stop: 95 }, 2: addition }, { instrument, risk });
    expect(run.fills).toEqual(["1 buy 1 @ 100", "3 sell 1 @ 95"]);
  });
});

describe("the session", () => {
  test("takes no new risk after its minutes, and again on the next day", () => {
    const buy = order({ side: "buy", type: "market", quantity: 1, why: "x" });
    const risk: RiskTerms = { session: { minutesMax: 120 } };
    const run = play(flat(100, 26), { 2: buy, 24: buy }, { instrument, risk });
    expect(run.record.refusals).toEqual(["SessionTimeLimit"]);
    expect(run.fills).toEqual(["24 buy 1 @ 100"]);
  });
});

describe("a fill that slipped too far", () => {
  const buy = order({ side: "buy", type: "market", quantity: 1, why: "x" });
  const data = ["100 100 100 100", "103 103 103 103", ...flat(103, 30)];

  test("pauses its symbol until the next day", () => {
    const risk: RiskTerms = { own: { slippageMax: 0.02 } };
    const run = play(data, { 1: buy, 2: close("x"), 4: buy, 24: buy }, { instrument, risk });
    expect(run.record.refusals).toEqual(["SymbolPaused"]);
    expect(run.fills.at(-1)).toBe("24 buy 1 @ 103");
  });

  test("within the bound pauses nothing", () => {
    const risk: RiskTerms = { own: { slippageMax: 0.03 } };
    const run = play(data, { 1: buy, 2: close("x"), 4: buy }, { instrument, risk });
    expect(run.record.refusals).toEqual([]);
  });

  test("leaves the other symbols alone", () => {
    const line = (symbol: string, bars: readonly string[], script: Script): Line => ({
      instrument: perpetual({ symbol }),
      bars,
      strategy: script,
    });
    const lines = [line("A/USDT:USDT", data, { 1: buy }), line("B/USDT:USDT", flat(50, 10), { 4: buy })];
    expect(new Run(lines, { risk: { own: { slippageMax: 0.02 } } }).play().record.refusals).toEqual([]);
  });
});

test("the day of the session is the UTC day", () => {
  expect(START % DAY).toBe(0);
});
