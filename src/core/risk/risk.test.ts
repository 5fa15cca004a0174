/** The judge beside entries: what only reduces, what stands for an approved order, new terms, moved stops, what is noted. */
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { DAY, listed, MINUTE, perpetual, START } from "../../../tests/builders/instrument.ts";
import { amendment, type OrderTerms, order } from "../../../tests/builders/order.ts";
import { type RiskTerms, riskSettings } from "../../../tests/builders/settings.ts";
import {
  amount,
  InvariantBroken,
  type Price,
  price,
  type Quantity,
  quantity,
  ratio,
  type UnixMs,
} from "../base/index.ts";
import type { Amendment, ExitReason, Instrument, InstrumentId, OrderDraft } from "../domain/index.ts";
import { LatestPrices } from "../market/index.ts";
import { Portfolio } from "../portfolio/index.ts";
import { breakEvenOf } from "./break-even.ts";
import type { EntryProposal } from "./index.ts";
import { Risk } from "./risk.ts";

const INSTRUMENTS = listed([perpetual()]);
const ID = 0 as InstrumentId;

/** 10,000 of equity, a price of 100, and no collar. */
function judging(terms: RiskTerms = {}) {
  const settings = riskSettings(1, {
    ...terms,
    own: { collar: ratio("0"), positionSizeMax: undefined, ...terms.own },
  });
  const prices = new LatestPrices(INSTRUMENTS);
  prices.note(ID, 100, START);
  const valuation = { priceOf: (): Price | undefined => undefined };
  const book = { instruments: INSTRUMENTS, currency: "USDT", balance: amount("10000"), valuation };
  const portfolio = new Portfolio(book);
  const risk = new Risk({
    instruments: INSTRUMENTS,
    settings,
    portfolio,
    prices,
    equity: 10_000,
    barMs: [0],
  });
  const trade = (text: string): void =>
    void portfolio.apply(fill(text, { instrument: INSTRUMENTS[0] as Instrument }), {
      strategy: "test",
      exitReason: "signal",
    });
  const enter = (wanted: OrderTerms, more: Partial<EntryProposal> = {}, at: number = START) =>
    risk.judgeEntry({
      draft: { ...order(wanted), at: at as UnixMs } as OrderDraft,
      ...{
        reference: 100,
        quantity: quantity(wanted.quantity ?? "1"),
        stop: undefined,
        target: undefined,
        atr: 1,
      },
      ...more,
    });
  return { risk, portfolio, prices, trade, enter };
}

describe("an order that only reduces", () => {
  test("is approved up to all that is held, on the other side, and nothing else is", () => {
    const { risk, trade } = judging();
    const leave = (terms: OrderTerms) => () => risk.approveReducing(order({ reduceOnly: true, ...terms }));
    expect(leave({ side: "sell" })).toThrow(InvariantBroken); // Nothing is held.
    trade("buy 2 at 100");
    expect(leave({ side: "sell", quantity: "2" })()).toMatchObject({ quantity: quantity("2") });
    expect(leave({ side: "sell", quantity: "2.001" })).toThrow("an order is larger than the position");
    expect(leave({ side: "buy" })).toThrow("an order would not reduce");
    expect(leave({ side: "sell", reduceOnly: false })).toThrow("an order is not reduce-only");
    trade("sell 5 at 100");
    expect(leave({ side: "buy", quantity: "3" })()).toMatchObject({ quantity: quantity("3") });
    expect(leave({ side: "sell" })).toThrow("an order would not reduce");
  });

  test("is re-sized, and only such a one", () => {
    const { risk } = judging();
    expect(risk.approveResize(order({ reduceOnly: true }), quantity("3"))).toEqual({
      quantity: quantity("3"),
    });
    expect(() => risk.approveResize(order(), quantity("3"))).toThrow("an order is not reduce-only");
  });
});

describe("an addition", () => {
  test("is what goes further in the direction of what is held, long or short", () => {
    const { risk, trade } = judging();
    const adds = (): readonly boolean[] =>
      (["buy", "sell"] as const).map((side) => risk.isAddition({ instrument: ID, side }));
    expect(adds()).toEqual([false, false]);
    trade("buy 2 at 100");
    expect(adds()).toEqual([true, false]);
    trade("sell 5 at 100");
    expect(adds()).toEqual([false, true]);
  });

  test("without a stop of its own risks what it may lose to the stop of the position", () => {
    const { risk, trade, enter } = judging({ portfolio: { sameDirection: "allow" } });
    trade("buy 10 at 100");
    risk.exposure.setStop(ID, price("80"));
    expect(enter({ id: 1, limit: "90", quantity: "10" }).kind).toBe("approved");
    expect(risk.exposure.riskOfAll()).toBe(amount("300")); // 10 from 100, and 10 from 90, to 80.
  });
});

test("what stands for an approved order does no more than that: same side, no larger, no worse a price", () => {
  const { risk } = judging();
  const parent = order({ limit: "90", collar: "91", quantity: "3" });
  const child = (terms: OrderTerms) => () =>
    risk.approveChild(parent, order({ limit: "90", collar: "91", quantity: "3", ...terms }));
  expect(child({ id: 101, quantity: "3" })()).toMatchObject({ id: 101 });
  expect(child({ quantity: "2" })()).toMatchObject({ quantity: quantity("2") });
  for (const more of [{ quantity: "3.001" }, { side: "sell" }, { instrument: 1 }] as const)
    expect(child(more)).toThrow("a child does more than its order");
  for (const dearer of [{ limit: "89" }, { limit: "90.01" }, { collar: "92" }])
    expect(child(dearer)).toThrow("a child pays more than its order");
});

describe("new terms of an order that rests", () => {
  const rests: OrderTerms = { id: 1, limit: "90", quantity: "10" };
  const half: RiskTerms = { portfolio: { exposureMax: ratio("0.5") } };
  const judge = (
    of: ReturnType<typeof judging>,
    to: Amendment,
    terms: OrderTerms = rests,
    remaining?: Quantity,
  ) => {
    const asked = order(terms);
    const protection = { stop: undefined, target: undefined, rules: undefined };
    const proposal = { to, at: START, reference: 100, atr: 1, protection };
    return of.risk.judgeAmendment(asked, remaining ?? asked.quantity, proposal);
  };

  test("that ask for less are approved whatever is latched, those that ask for more are not", () => {
    const of = judging(half);
    of.enter(rests);
    of.risk.watch.halt(START);
    expect(judge(of, amendment({ quantity: "9", limit: "89" })).kind).toBe("approved");
    expect(judge(of, amendment({ limit: "90.01" }))).toMatchObject({ refusal: { kind: "TradingHalted" } });
    expect(of.risk.exposure.of(ID)).toBe(amount("1000")); // Still reserved: 10 at the market.
  });

  test("are judged in the place of the old ones, and until the venue has answered the worse of both counts", () => {
    const of = judging(half);
    of.enter(rests);
    expect(judge(of, amendment({ quantity: "50" })).kind).toBe("approved"); // 5,000, not 6,000.
    expect(of.risk.exposure.of(ID)).toBe(amount("5000"));
    expect(judge(of, amendment({ quantity: "50.001" }))).toMatchObject({
      refusal: { kind: "ExposureLimit" },
    });
    expect(of.risk.exposure.of(ID)).toBe(amount("5000"));
    of.risk.noteReplaced(order(rests), quantity("20"));
    expect(of.risk.exposure.of(ID)).toBe(amount("2000"));
    of.risk.noteEnd(ID, order(rests).id);
    expect([of.risk.exposure.of(ID), of.risk.hasWorkingEntry(ID)]).toEqual([0n, false]);
  });

  test("are judged at the new price where there is one, and at the old one where there is not", () => {
    const of = judging(half);
    const stop: OrderTerms = { id: 1, trigger: "110", limit: "120", quantity: "30" };
    of.enter(stop);
    expect(judge(of, amendment({ limit: "166" }), stop).kind).toBe("approved"); // 4,980
    expect(judge(of, amendment({ limit: "167" }), stop)).toMatchObject({
      refusal: { kind: "ExposureLimit" },
    });
    expect(judge(of, amendment({ quantity: "41" }), stop).kind).toBe("approved"); // 4,920 at 120
    expect(judge(of, amendment({ quantity: "42" }), stop)).toMatchObject({
      refusal: { kind: "ExposureLimit" },
    });
  });

  test("of one that only reduces are approved up to what is held", () => {
    const of = judging();
    const exit: OrderTerms = { side: "sell", limit: "110", quantity: "2", reduceOnly: true };
    of.trade("buy 3 at 100");
    expect(judge(of, amendment({ quantity: "3" }), exit).kind).toBe("approved");
    expect(judge(of, amendment({ quantity: "3.001" }), exit)).toMatchObject({
      refusal: { kind: "NothingToClose" },
    });
  });

  test("beyond the stop that would protect them are refused before anything", () => {
    const of = judging();
    const protection = { stop: price("85"), target: undefined, rules: undefined };
    const proposal = { to: amendment({ limit: "80" }), at: START, reference: 100, atr: 1, protection };
    expect(of.risk.judgeAmendment(order(rests), quantity("10"), proposal)).toMatchObject({
      refusal: { kind: "StopOnWrongSide" },
    });
  });
});

describe("protection that is moved", () => {
  const moved = (side: "buy" | "sell", to: { stop?: string; target?: string }, terms: RiskTerms = {}) => {
    const { risk, trade } = judging(terms);
    trade(`${side} 10 at 100`);
    risk.exposure.setStop(ID, price(side === "buy" ? "95" : "105"));
    const at = (text: string | undefined) => (text === undefined ? undefined : price(text));
    return risk.judgeAdjustment(ID, { stop: at(to.stop), target: at(to.target) }, START);
  };
  const tight: RiskTerms = { own: { riskMax: ratio("0.006") }, portfolio: { riskMax: ratio("0.008") } };

  test("to a target at or behind the market is refused", () => {
    const refused = { kind: "TargetOnWrongSide", target: 100, reference: 100 };
    expect([moved("buy", { target: "100" }), moved("sell", { target: "100" })]).toEqual([refused, refused]);
    expect([moved("buy", { target: "100.01" }), moved("sell", { target: "99.99" })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("to a target at nothing is refused", () => {
    expect(moved("sell", { target: "0" })).toEqual({ kind: "TargetOnWrongSide", target: 0, reference: 100 });
  });

  test("away from the price is refused while no new risk is taken; towards it is not", () => {
    const { risk, trade } = judging();
    trade("buy 10 at 100");
    risk.exposure.setStop(ID, price("95"));
    risk.watch.halt(START);
    const to = (stop: string) => risk.judgeAdjustment(ID, { stop: price(stop), target: undefined }, START);
    expect([to("94")?.kind, to("96")]).toEqual(["TradingHalted", undefined]);
    risk.watch.resume();
    expect(to("94")).toBeUndefined();
    risk.feeds.hear({
      kind: "FeedBroken",
      instrument: ID,
      fault: "missing",
      found: "",
      expected: "",
      at: START,
    });
    expect([to("94")?.kind, to("96")]).toEqual(["DataNotWhole", undefined]);
  });

  test("to a stop at nothing is refused", () => {
    expect(moved("buy", { stop: "0" })).toEqual({ kind: "StopOnWrongSide", stop: 0, reference: 100 });
  });

  test("towards the price is always right; away from it only as far as the risk may go", () => {
    expect([moved("buy", { stop: "97" }, tight), moved("sell", { stop: "103" }, tight)]).toEqual([
      undefined,
      undefined,
    ]);
    expect([moved("buy", { stop: "94" }, tight), moved("sell", { stop: "106" }, tight)]).toEqual([
      undefined,
      undefined,
    ]);
    for (const [side, stop] of [
      ["buy", "93.99"],
      ["sell", "106.01"],
    ] as const)
      expect(moved(side, { stop }, tight)).toMatchObject({ kind: "TradeRiskLimit", shareMax: 0.006 });
    expect(moved("buy", { stop: "91" }, { portfolio: { riskMax: ratio("0.008") } })).toMatchObject({
      kind: "PortfolioRiskLimit",
    });
    // A stop that stands too far already, and is not moved further, is not held against its limit.
    expect(moved("buy", { stop: "95" }, { own: { riskMax: ratio("0.001") } })).toBeUndefined();
  });
});

describe("what is noted of a fill", () => {
  test("pauses the instrument where it slipped too far against us, and not for us", () => {
    const paused = (side: "buy" | "sell", paid: number): boolean => {
      const { risk, enter } = judging({ own: { slippageMax: 0.02 } });
      risk.noteFill(fill(`${side} 1 at 100`, { instrument: INSTRUMENTS[0] as Instrument }), paid, 100);
      const verdict = enter({}, {}, START + MINUTE);
      return verdict.kind === "refused" && verdict.refusal.kind === "SymbolPaused";
    };
    expect([paused("buy", 102), paused("buy", 102.01), paused("buy", 90)]).toEqual([false, true, false]);
    expect([paused("sell", 98), paused("sell", 97.99), paused("sell", 110)]).toEqual([false, true, false]);
    const { risk, enter } = judging();
    risk.noteFill(fill("buy 1 at 100", { instrument: INSTRUMENTS[0] as Instrument }), 200, 100);
    expect(enter({}).kind).toBe("approved");
  });

  test("frees what was reserved for it", () => {
    const { risk, enter } = judging();
    enter({ id: 1, quantity: "3" });
    risk.noteFill({ ...fill("buy 2 at 100"), order: order({ id: 1 }).id }, 100, 100);
    expect(risk.exposure.of(ID)).toBe(amount("100"));
  });

  test("after a stop lets nothing in for a while, whichever stop that was", () => {
    const management = {
      ...{ takeProfitLevels: [], trail: undefined, activation: undefined, breakEven: undefined },
      ...{ holdMs: undefined, coolDownMs: 2 * MINUTE },
    };
    const cooled = (reason: ExitReason, terms: RiskTerms = { own: { management } }): boolean => {
      const { risk, enter } = judging(terms);
      risk.noteClosed(ID, reason, START);
      expect(enter({}, {}, START + 2 * MINUTE).kind).toBe("approved");
      return enter({ id: 2 }, {}, START + 2 * MINUTE - 1).kind === "refused";
    };
    expect((["stop-loss", "trailing-stop", "liquidation"] as const).map((reason) => cooled(reason))).toEqual([
      true,
      true,
      true,
    ]);
    expect([cooled("take-profit"), cooled("signal"), cooled("stop-loss", {})]).toEqual([false, false, false]);
  });
});

describe("break even", () => {
  test("is the entry price and the offset, once the price has come far enough, on the tick behind", () => {
    const at = (side: "buy" | "sell", seen: number, terms: { at: string; offset: string }) => {
      const { portfolio, trade } = judging();
      trade(`${side} 1 at 100.005`);
      portfolio.position(ID).observe(Math.max(seen, 100.005), Math.min(seen, 100.005));
      return breakEvenOf(portfolio.position(ID), { at: price(terms.at), offset: price(terms.offset) });
    };
    expect([
      at("buy", 104.99, { at: "105", offset: "1" }),
      at("sell", 95.01, { at: "95", offset: "1" }),
    ]).toEqual([undefined, undefined]);
    expect([at("buy", 105, { at: "105", offset: "1" }), at("sell", 95, { at: "95", offset: "1" })]).toEqual([
      price("101"), // 101.005, down.
      price("99.01"), // 99.005, up.
    ]);
  });
});

describe("the size of an entry", () => {
  test("is refused by the limit that leaves nothing of it", () => {
    const { enter, trade } = judging({
      own: { positionQuantityMax: quantity("2"), positionSizeMax: ratio("0.5") },
      portfolio: { sameDirection: "allow" },
    });
    trade("buy 2 at 100");
    expect(enter({}, { quantity: undefined })).toEqual({
      kind: "refused",
      refusal: { kind: "PositionQuantityLimit", quantity: 2.001, quantityMax: 2 },
    });
    const full = judging({
      own: { positionSizeMax: ratio("0.02") },
      portfolio: { exposureMax: ratio("0.01"), sameDirection: "allow" },
    });
    full.trade("buy 1 at 100");
    expect(full.enter({}, { quantity: undefined })).toMatchObject({
      refusal: { kind: "ExposureLimit", shareMax: 0.01 },
    });
  });

  test("by value is as many units as that pays for, and keeps its value", () => {
    const { enter } = judging({ own: { collar: ratio("0.2") } });
    const verdict = enter({}, { value: amount("1000") });
    // The collar is 120, so 8.333 are judged; where the market falls to 80 it comes to 12.5 at most.
    expect(verdict).toMatchObject({
      kind: "approved",
      wanted: quantity("8.33333333"),
      order: { quantity: quantity("12.5"), conditions: { notional: amount("1000") } },
    });
    const plain = enter({ id: 2 });
    expect(plain.kind === "approved" && plain.order.conditions).toBeUndefined();
  });

  test("of nothing, or at no price, is refused", () => {
    const { enter } = judging();
    expect(enter({ quantity: "0.001" }).kind).toBe("approved");
    expect(enter({ quantity: "0" })).toMatchObject({ refusal: { kind: "BelowMinimum" } });
    expect(enter({ limit: "0" })).toEqual({
      kind: "refused",
      refusal: { kind: "PriceBelowTick", tick: 0.01 },
    });
  });
});

test("the account's day is that of its instruments", () => {
  const { risk } = judging();
  risk.watch.observe(10_000, START);
  expect(risk.watch.session).toBe(START / DAY);
  expect([risk.latches, risk.isSizedAtFill]).toEqual([[], false]);
  expect(judging({ sizing: { at: "fill" } }).risk.isSizedAtFill).toBe(true);
});
