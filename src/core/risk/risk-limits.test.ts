/** Limits on what may be lost: from the worst entry to the stop, fees included. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { play, Run } from "../../../tests/builders/play.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { amount, price, quantity, ratio } from "../base/index.ts";
import type { InstrumentId, OrderIntent } from "../domain/index.ts";
import { adjust, open, order, several } from "../strategy/index.ts";

const instrument = perpetual();
const ask = (units: number, terms: Partial<Omit<OrderIntent, "kind">> = {}): OrderIntent =>
  order({ side: "buy", type: "market", quantity: units, why: "test", stop: 95, ...terms });
const risk = (terms: RiskTerms): RiskTerms => ({
  ...terms,
  own: { positionSizeMax: undefined, collar: ratio("0"), ...terms.own },
});
const trade: RiskTerms = { own: { riskMax: ratio("0.01") } };
const refusals = (intent: OrderIntent, terms: RiskTerms): readonly string[] =>
  play(flat(100, 2), { 1: intent }, { instrument, risk: risk(terms) }).record.refusals;

describe("risk of one trade", () => {
  test("is the way to the stop and both fees", () => {
    // 5 to the stop, 4 bp of 100 and of 95: 5.078 a unit, 1,000 in all.
    expect(refusals(ask(196.927), trade)).toEqual([]);
    expect(refusals(ask(196.928), trade)).toEqual(["TradeRiskLimit"]);
  });

  test("of a short sale is the mirror image", () => {
    // 5 up to 105, 4 bp of 100 and of 105: 5.082 a unit.
    expect(refusals(ask(196.772, { side: "sell", stop: 105 }), trade)).toEqual([]);
    expect(refusals(ask(196.773, { side: "sell", stop: 105 }), trade)).toEqual(["TradeRiskLimit"]);
  });

  test("begins at the collar, the worst price of the entry", () => {
    const wide: RiskTerms = { own: { ...trade.own, collar: ratio("0.02") } };
    // From 102 to 95 and the fees of both: 7.0788.
    expect(refusals(ask(141.266), wide)).toEqual([]);
    expect(refusals(ask(141.267), wide)).toEqual(["TradeRiskLimit"]);
  });

  test("without a stop is the whole value", () => {
    expect(refusals(ask(9.996, { stop: "default" }), trade)).toEqual([]); // 100.04 a unit
    expect(refusals(ask(9.997, { stop: "default" }), trade)).toEqual(["TradeRiskLimit"]);
  });

  test("without a stop of its own does not count on that of an entry which may never fill", () => {
    const far = order({ side: "buy", type: "limit", quantity: 1, limit: 96, stop: 95, why: "far" });
    const bare = ask(20, { stop: "default" });
    expect(refusals(bare, trade)).toEqual(["TradeRiskLimit"]);
    const both = play(flat(100, 2), { 1: several(far, bare) }, { instrument, risk: risk(trade) });
    expect([both.record.refusals, both.record.orders.length]).toEqual([["TradeRiskLimit"], 1]);
  });

  test("holds for a short sale that is sized at the fill, at whatever price within its collar that is", () => {
    // 2,000 may be lost from 90, the end of the collar, to 120: 66.66 units, also where it fills at 91.
    const terms: RiskTerms = {
      own: { riskMax: ratio("0.02"), collar: ratio("0.1") },
      sizing: { method: "risk_per_stop", at: "fill" },
    };
    const bars = ["100 100 100 100", "91 91 91 91", "91 91 91 91"];
    const run = play(
      bars,
      { 1: open("short", { why: "test", stop: 120 }) },
      {
        instrument: withoutFees(instrument),
        risk: risk(terms),
      },
    );
    expect(run.fills).toEqual(["1 sell 66.666 @ 91"]);
  });

  test("counts what is held: an addition may not take a position over the limit", () => {
    const script = { 1: ask(150), 2: ask(60) };
    const allow = risk({ ...trade, portfolio: { sameDirection: "allow" } });
    expect(play(flat(100, 4), script, { instrument, risk: allow }).record.refusals).toEqual([
      "TradeRiskLimit",
    ]);
  });

  test("counts all of a position to the stop that an addition brings with it", () => {
    // The new stop will protect the held units too: 100 from 100 to 80 are 2,000 at risk already.
    const script = { 1: ask(100, { stop: 98 }), 2: ask(1, { stop: 80 }) };
    const allow = risk({ ...trade, portfolio: { sameDirection: "allow" } });
    expect(play(flat(100, 4), script, { instrument, risk: allow }).record.refusals).toEqual([
      "TradeRiskLimit",
    ]);
  });

  test("counts what rests already to the stop that a later entry would bring", () => {
    // Both fill on the way down. If the second brought its stop to the first, 10 units bought at 95 would lie 45 above it.
    const first = ask(10, { type: "limit", limit: 95, stop: 80 });
    const second = ask(1, { type: "limit", limit: 90, stop: 50 });
    const tight = risk({ own: { riskMax: ratio("0.002") } });
    const run = play(
      [...flat(100, 3), "100 100 88 89", "89 89 89 89"],
      { 1: first, 2: second },
      { instrument, risk: tight },
    );
    const { portfolio, risk: judge } = run.engine;
    const position = portfolio.position(0 as InstrumentId);
    const stop = judge.exposure.stopOf(0 as InstrumentId);
    const atStop = position.valueOf(position.quantity, stop ?? price("0"));
    expect(position.cost - atStop <= amount("200")).toBe(true);
  });

  test("cannot be raised beyond the limit by moving the stop away", () => {
    const script = { 1: ask(190), 2: adjust("give it room", { stop: 80 }) };
    const run = play(flat(100, 4), script, { instrument, risk: risk(trade) });
    expect(run.resting()).toEqual(["sell stop 190 @ 95"]);
    expect(run.record.refusals).toEqual(["TradeRiskLimit"]);
  });
});

describe("risk of the portfolio", () => {
  test("adds up the open risk of all symbols, orders on their way included", () => {
    const portfolio = { riskMax: ratio("0.02") };
    const lines = (units: number) =>
      [
        ["A/USDT:USDT", 200],
        ["B/USDT:USDT", units],
      ].map(([symbol, size]) => ({
        instrument: perpetual({ symbol: String(symbol) }),
        bars: flat(100, 3),
        strategy: { 1: ask(Number(size)) },
      }));
    expect(new Run(lines(190), { risk: risk({ portfolio }) }).play().record.refusals).toEqual([]);
    expect(new Run(lines(200), { risk: risk({ portfolio }) }).play().record.refusals).toEqual([
      "PortfolioRiskLimit",
    ]);
  });

  test("of a position whose stop locks in profit is nothing", () => {
    const data = [...flat(100, 2), "100 120 100 120", ...flat(120, 5)];
    const script = {
      1: ask(190),
      3: ask(1), // From 120 down to 95 the 190 have 4,750 at risk.
      4: adjust("lock in", { stop: 119.99 }),
      5: ask(1, { stop: 119.99 }),
    };
    const terms = risk({ portfolio: { sameDirection: "allow", riskMax: ratio("0.01") } });
    const run = play(data, script, { instrument, risk: terms });
    expect(run.record.refusals).toEqual(["PortfolioRiskLimit"]);
    expect(run.held()).toBe("191");
  });
});

describe("sizing", () => {
  test("fixed percent puts its share of equity into the position at the collar", () => {
    const run = play(flat(100, 3), { 1: open("long", { why: "x", stop: 90 }) }, { instrument });
    expect(run.held()).toBe("100"); // 11 % of 100,000 at 110
  });

  test("risk per stop loses its share of equity, fees included, when the stop is hit at its price", () => {
    const terms = risk({ ...trade, sizing: { method: "risk_per_stop" } });
    const data = [...flat(100, 2), "100 100 94 96"];
    const run = play(data, { 1: open("long", { why: "x", stop: 95 }) }, { instrument, risk: terms });
    expect(run.trades).toEqual(["long 196.927: 100 -> 95 stop-loss"]);
    const lost = amount("100000") - run.engine.portfolio.cash;
    expect(lost <= amount("1000")).toBe(true);
    expect(lost > amount("999.99")).toBe(true);
  });

  test("is cut by every other limit, and says by which", () => {
    const own = { riskMax: ratio("0.01"), positionQuantityMax: undefined };
    const portfolio = { symbolExposureMax: ratio("0.05") };
    const terms = risk({ own, portfolio, sizing: { method: "risk_per_stop" } });
    const run = play(flat(100, 3), { 1: open("long", { why: "x", stop: 95 }) }, { instrument, risk: terms });
    expect(run.held()).toBe("50");
    expect(run.record.verdicts[0]?.verdict).toMatchObject({
      kind: "approved",
      cappedBy: "SymbolExposureLimit",
      wanted: quantity("196.92792437"),
    });
  });

  test("lands on the step, never above what was allowed", () => {
    const coarse = perpetual({ step: "7" });
    expect(
      play(flat(100, 3), { 1: open("long", { why: "x", stop: 90 }) }, { instrument: coarse }).held(),
    ).toBe("98");
  });

  test("below the venue's minimum nothing is sent", () => {
    const large = spot({ minNotional: "20000" });
    const run = play(flat(100, 3), { 1: open("long", { why: "x", stop: 90 }) }, { instrument: large });
    expect(run.record.refusals).toEqual(["BelowMinimum"]);
    expect(run.record.orders).toEqual([]);
  });
});
