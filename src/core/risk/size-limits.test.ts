/** Every limit on size, by hand: what just fits is approved, one step more is refused with the numbers behind it. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, share, spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { type Line, type PlayTerms, play, Run } from "../../../tests/builders/play.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { quantity, ratio } from "../base/index.ts";
import type { Instrument, Intent, OrderIntent, Refusal } from "../domain/index.ts";
import { open, order } from "../strategy/index.ts";

const ask = (units: number, terms: Partial<Omit<OrderIntent, "kind">> = {}): OrderIntent =>
  order({ side: "buy", type: "market", quantity: units, why: "test", ...terms });

/** Nothing else limits, and the collar is the price itself: 100 of an equity of 100,000. */
const risk = (terms: RiskTerms): RiskTerms => ({
  ...terms,
  own: { positionSizeMax: undefined, collar: ratio("0"), ...terms.own },
});

function judge(
  intent: OrderIntent,
  terms: RiskTerms,
  more: PlayTerms & { instrument?: Instrument } = {},
): Refusal | "approved" {
  const run = play(flat(100, 2), { 1: intent }, { instrument: perpetual(), ...more, risk: risk(terms) });
  const verdict = run.record.verdicts.at(-1)?.verdict;
  if (verdict === undefined) throw new Error("nothing was judged");
  return verdict.kind === "approved" ? "approved" : verdict.refusal;
}

describe("position size", () => {
  const terms: RiskTerms = { own: { positionSizeMax: ratio("0.1") } };

  test("is limited on notional as a share of equity", () => {
    expect(judge(ask(100), terms)).toBe("approved");
    expect(judge(ask(100.001), terms)).toEqual({ kind: "PositionSizeLimit", share: 0.100001, shareMax: 0.1 });
  });

  test("is judged at the collar, the worst price a purchase may fill at", () => {
    const wide: RiskTerms = { own: { ...terms.own, collar: ratio("0.1") } };
    expect(judge(ask(90.909), wide)).toBe("approved"); // 9,999.99 at 110
    expect(judge(ask(90.91), wide)).toMatchObject({ kind: "PositionSizeLimit" });
  });

  test("is judged at the limit of a limit order, and at the market where that is higher", () => {
    expect(judge(ask(80, { type: "limit", limit: 125 }), terms)).toBe("approved");
    expect(judge(ask(80.001, { type: "limit", limit: 125 }), terms)).toMatchObject({
      kind: "PositionSizeLimit",
    });
    expect(judge(ask(100.001, { type: "limit", limit: 90 }), terms)).toMatchObject({
      kind: "PositionSizeLimit",
    });
  });

  test("counts what is held and what still works", () => {
    const script = {
      1: ask(40),
      2: ask(40, { type: "limit", limit: 90 }),
      3: ask(20.001, { type: "limit", limit: 80 }),
      4: ask(20, { type: "limit", limit: 80 }),
    };
    const allow = risk({ ...terms, portfolio: { sameDirection: "allow" } });
    const run = play(flat(100, 5), script, { instrument: withoutFees(perpetual()), risk: allow });
    expect(run.record.refusals).toEqual(["PositionSizeLimit"]);
    expect(run.record.orders.map(({ quantity: units }) => units)).toEqual(
      [40, 40, 20].map((n) => quantity(String(n))),
    );
  });

  test("is not set off against a position the other way: its stop may take that away first", () => {
    const script = { 1: ask(60), 2: ask(160, { side: "sell" }) };
    const run = play(flat(100, 4), script, { instrument: perpetual(), risk: risk(terms) });
    expect(run.record.refusals).toEqual(["PositionSizeLimit"]);
  });

  test("in units counts what is held, for direct and for sized orders", () => {
    const own = { positionQuantityMax: quantity("50") };
    expect(judge(ask(50), { own })).toBe("approved");
    expect(judge(ask(50.001), { own })).toEqual({
      kind: "PositionQuantityLimit",
      quantity: 50.001,
      quantityMax: 50,
    });
    const sized = open("long", { why: "test", stop: 90 });
    const allow = risk({ own, portfolio: { sameDirection: "allow" } });
    const run = play(flat(100, 5), { 1: ask(30), 2: sized }, { instrument: perpetual(), risk: allow });
    expect(Number(run.held())).toBeLessThanOrEqual(50);
  });
});

test("a position that is sized at the fill is limited in units as well, wherever within its collar it fills", () => {
  const terms: RiskTerms = {
    own: { positionSizeMax: ratio("1"), collar: ratio("0.1"), positionQuantityMax: quantity("100") },
    sizing: { at: "fill" },
  };
  const held = (intent: Intent): string =>
    play(flat(100, 3), { 1: intent }, { instrument: withoutFees(perpetual()), risk: risk(terms) }).held();
  expect(held(open("long", { why: "test", stop: 50 }))).toBe("100");
  const spend = order({ side: "buy", type: "market", value: 11_000, why: "test" });
  expect(held(spend)).toBe("100");
});

test("an order by value is judged by its value, not by the whole steps that it buys at its worst", () => {
  // At the collar of 505 it is one share, at 500 it is two: worth 1,000, and no more than 600 may be.
  const instrument = share();
  const spend = order({ side: "buy", type: "market", value: 1000, why: "test" });
  const terms = (most: string): RiskTerms => ({
    own: { positionSizeMax: ratio(most), collar: ratio("0.01") },
  });
  const held = (most: string): string =>
    play(flat(500, 3), { 1: spend }, { instrument, risk: risk(terms(most)) }).held();
  expect([held("0.006"), held("0.01")]).toEqual(["0", "2"]);
});

test("orders by value of one moment count by their values, whatever steps they buy at their worst", () => {
  // Two of 1,000 each, where no more than 1,900 may be held in all.
  const line = (symbol: string): Line => ({
    instrument: share({ symbol }),
    bars: flat(500, 3),
    strategy: { 1: order({ side: "buy", type: "market", value: 1000, why: "test" }) },
  });
  const all = { portfolio: { exposureMax: ratio("0.019") }, own: { collar: ratio("0.01") } };
  const run = new Run([line("AAA"), line("BBB")], { risk: risk(all) }).play();
  expect([run.record.refusals, run.held("AAA"), run.held("BBB")]).toEqual([["ExposureLimit"], "2", "0"]);
});

describe("exposure", () => {
  const two = (first: OrderIntent, second: OrderIntent, terms: RiskTerms): Run => {
    const line = (symbol: string, intent: OrderIntent): Line => ({
      instrument: perpetual({ symbol }),
      bars: flat(100, 4),
      strategy: { 1: intent },
    });
    return new Run([line("A/USDT:USDT", first), line("B/USDT:USDT", second)], {
      leverage: 10,
      risk: risk(terms),
    }).play();
  };

  test("of one symbol", () => {
    const portfolio = { symbolExposureMax: ratio("0.2") };
    expect(judge(ask(200), { portfolio })).toBe("approved");
    expect(judge(ask(200.001), { portfolio })).toMatchObject({ kind: "SymbolExposureLimit", shareMax: 0.2 });
  });

  test("of all symbols together, long and short alike, orders on their way included", () => {
    const portfolio = { exposureMax: ratio("0.5") };
    expect(two(ask(300), ask(200, { side: "sell" }), { portfolio }).record.refusals).toEqual([]);
    const over = two(ask(300), ask(200.001, { side: "sell" }), { portfolio });
    expect(over.record.refusals).toEqual(["ExposureLimit"]);
    expect(over.held("A/USDT:USDT")).toBe("300");
  });

  test("beyond the leverage of the account", () => {
    const more = { leverage: 10 };
    const terms: RiskTerms = { leverage: { max: 3 } };
    expect(judge(ask(3000), terms, more)).toBe("approved");
    expect(judge(ask(3000.001), terms, more)).toMatchObject({ kind: "LeverageLimit", leverageMax: 3 });
  });

  test("spread over N symbols as soon as N are configured", () => {
    const portfolio = { diversificationMin: 2 };
    expect(judge(ask(900), { portfolio })).toBe("approved"); // One symbol: nothing to spread.
    expect(two(ask(500), ask(500), { portfolio }).record.refusals).toEqual([]);
    expect(two(ask(500.001), ask(1), { portfolio }).record.refusals).toEqual(["DiversificationLimit"]);
  });

  test("of contracts counts the base asset they stand for", () => {
    const instrument = perpetual({ contractSize: "0.01", step: "1" });
    const portfolio = { symbolExposureMax: ratio("0.2") };
    expect(judge(ask(20_000), { portfolio }, { instrument })).toBe("approved");
    expect(judge(ask(20_001), { portfolio }, { instrument })).toMatchObject({ kind: "SymbolExposureLimit" });
  });
});

describe("balance", () => {
  const wide: RiskTerms = { sizing: { balanceShareMax: ratio("10") } };

  test("a purchase needs its value and the fee", () => {
    expect(judge(ask(999.6), wide, { instrument: spot() })).toBe("approved"); // 99,960 and 39.984
    expect(judge(ask(999.601), wide, { instrument: spot() })).toMatchObject({ kind: "InsufficientBalance" });
  });

  test("a contract needs its margin and the fee", () => {
    expect(judge(ask(9960.159), wide, { leverage: 10 })).toBe("approved");
    expect(judge(ask(9961), wide, { leverage: 10 })).toMatchObject({ kind: "InsufficientBalance" });
  });

  test("only a share of what is free may go into one order", () => {
    const sizing = { balanceShareMax: ratio("0.2") };
    expect(judge(ask(199.92), { sizing }, { instrument: spot() })).toBe("approved");
    expect(judge(ask(199.921), { sizing }, { instrument: spot() })).toMatchObject({
      kind: "BalanceShareLimit",
    });
  });

  test("what risk approves the exchange has the money for", () => {
    for (const leverage of [1, 3, 7, 10]) {
      const everything = open("long", { why: "test", stop: 50 });
      const run = play(
        flat(100, 3),
        { 1: everything },
        { instrument: perpetual(), leverage, risk: risk({}) },
      );
      expect([...run.engine.rejections]).toEqual([]);
      expect(run.fills).toHaveLength(1);
    }
  });
});
