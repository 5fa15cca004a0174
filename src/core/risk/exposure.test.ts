/** Sums over an account, by hand: what is held, what works, what would be lost, and what is free. */
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { IB_FEES, listed, perpetual, START, share, spot } from "../../../tests/builders/instrument.ts";
import { type OrderTerms, order } from "../../../tests/builders/order.ts";
import { amount, type Price, price, quantity } from "../base/index.ts";
import type { InstrumentId, OrderId } from "../domain/index.ts";
import { LatestPrices } from "../market/index.ts";
import { Portfolio } from "../portfolio/index.ts";
import { Exposure } from "./exposure.ts";
import { Reservations } from "./reservations.ts";

const WHY = { strategy: "test", exitReason: "signal" } as const;
const INSTRUMENTS = listed([
  spot({ symbol: "AAA/USDT" }),
  perpetual({ symbol: "BBB/USDT:USDT", contractSize: "10" }),
  perpetual({ symbol: "CCC/USDT:USDT" }),
  share({ symbol: "DDD" }),
]);
const A = 0 as InstrumentId;
const B = 1 as InstrumentId;
const C = 2 as InstrumentId;
const D = 3 as InstrumentId;

/** 10,000 USDT at four times leverage; every price is 100 until a test says otherwise. */
function account() {
  const prices = new LatestPrices(INSTRUMENTS);
  const valuation = { priceOf: (): Price | undefined => undefined };
  const portfolio = new Portfolio({
    instruments: INSTRUMENTS,
    currency: "USDT",
    balance: amount("10000"),
    valuation,
  });
  const reservations = new Reservations(INSTRUMENTS.length);
  const exposure = new Exposure({ portfolio, prices, reservations, leverageUsed: 4 });
  const mark = (id: InstrumentId, at: number): void => prices.note(id, at, START);
  for (const id of [A, B, C, D]) mark(id, 100);
  const trade = (id: InstrumentId, text: string): void =>
    void portfolio.apply(fill(text, { instrument: INSTRUMENTS[id] as (typeof INSTRUMENTS)[number] }), WHY);
  let orders = 0;
  const hold = (
    terms: OrderTerms & { readonly instrument: InstrumentId },
    at: { worst: string; entry?: string; stop?: string },
  ): OrderId => {
    const request = order({ id: ++orders, ...terms });
    const stop = at.stop === undefined ? undefined : price(at.stop);
    const entry = price(at.entry ?? at.worst);
    reservations.hold(request, {
      worst: price(at.worst),
      entry,
      stop,
      bringsStop: stop !== undefined,
      isAddition: false,
      remaining: request.quantity,
    });
    return request.id;
  };
  return { exposure, reservations, portfolio, mark, trade, hold };
}

describe("the worst that an instrument may come to", () => {
  test("is what is held and what works on the same side, at the highest price", () => {
    const { exposure, trade, hold } = account();
    trade(C, "buy 2 at 100");
    hold({ instrument: C, quantity: "3" }, { worst: "90" });
    hold({ instrument: C, side: "sell", quantity: "4" }, { worst: "110" });
    expect([exposure.worstQuantity(C, "buy"), exposure.worstQuantity(C, "sell")]).toEqual([
      quantity("5"),
      quantity("4"),
    ]);
    expect([exposure.worstPrice(C), exposure.of(C)]).toEqual([price("110"), amount("550")]);
    expect([exposure.worstPrice(A), exposure.of(A)]).toEqual([price("100"), 0n]);
  });

  test("is not set off against what is held the other way", () => {
    const { exposure, trade, hold } = account();
    trade(C, "sell 3 at 100");
    hold({ instrument: C, quantity: "2" }, { worst: "100" });
    expect([exposure.worstQuantity(C, "buy"), exposure.worstQuantity(C, "sell")]).toEqual([
      quantity("2"),
      quantity("3"),
    ]);
    expect(exposure.of(C)).toBe(amount("300"));
  });

  test("is summed over the others, held or on its way, each once", () => {
    const { exposure, trade, hold } = account();
    trade(A, "buy 1 at 100");
    trade(B, "sell 2 at 100"); // Contracts of 10.
    hold({ instrument: B, side: "sell", quantity: "1" }, { worst: "100" });
    hold({ instrument: C, quantity: "5" }, { worst: "100" });
    expect([exposure.ofOthers(A), exposure.ofOthers(B), exposure.ofOthers(C), exposure.ofOthers(D)]).toEqual(
      ["3500", "600", "3100", "3600"].map((text) => amount(text)),
    );
    expect(exposure.ofOtherLeg(A)).toBe(0n);
  });

  test("is busy where something is held, or an entry works", () => {
    const { exposure, trade, hold } = account();
    trade(A, "buy 1 at 100");
    hold({ instrument: B, role: "exit" }, { worst: "100" });
    hold({ instrument: C }, { worst: "100" });
    expect([exposure.othersBusy(D), exposure.othersBusy(A), exposure.othersBusy(C)]).toEqual([2, 1, 1]);
  });
});

describe("what would be lost", () => {
  test("of what is held is the way to its stop; all of it without one, nothing where the stop locks in profit", () => {
    const { exposure, trade, mark } = account();
    trade(B, "buy 2 at 100");
    expect(exposure.riskOf(B)).toBe(amount("2000"));
    exposure.setStop(B, price("95"));
    expect([exposure.riskOf(B), exposure.stopOf(B)]).toEqual([amount("100"), price("95")]);
    mark(B, 90); // The market has passed it.
    expect(exposure.riskOf(B)).toBe(0n);
    trade(C, "sell 2 at 100");
    exposure.setStop(C, price("103"));
    expect([exposure.riskOf(C), exposure.riskOfAll()]).toEqual([amount("6"), amount("6")]);
    exposure.setStop(C, undefined);
    expect(exposure.riskOf(C)).toBe(amount("200"));
  });

  test("with another stop is asked of the side that it is for", () => {
    const { exposure, trade } = account();
    trade(C, "buy 2 at 100");
    exposure.setStop(C, price("95"));
    expect(exposure.riskOf(C, { side: "buy", stop: price("90") })).toBe(amount("20"));
    expect(exposure.riskOf(C, { side: "buy", stop: price("99") })).toBe(amount("2"));
    expect(exposure.riskOf(C, { side: "sell", stop: price("90") })).toBe(amount("10"));
    expect(exposure.riskOf(C, { side: "buy", stop: undefined })).toBe(amount("10"));
  });

  test("counts entries on their way from where they enter, to the looser of two stops, and no exits", () => {
    const { exposure, hold } = account();
    hold({ instrument: C, quantity: "3" }, { worst: "100", entry: "90", stop: "85" });
    hold({ instrument: C, side: "sell", quantity: "2" }, { worst: "100", entry: "110", stop: "114" });
    hold({ instrument: C, role: "exit", quantity: "9" }, { worst: "100" });
    expect([exposure.riskOf(C), exposure.riskOfAll()]).toEqual([amount("23"), amount("23")]);
    expect(exposure.riskOf(C, { side: "buy", stop: price("80") })).toBe(amount("38"));
    expect(exposure.riskOf(C, { side: "buy", stop: price("88") })).toBe(amount("23"));
    expect(exposure.riskOf(C, { side: "sell", stop: price("120") })).toBe(amount("35"));
    hold({ instrument: D, quantity: "1" }, { worst: "50" });
    expect(exposure.riskOfAll()).toBe(amount("73"));
  });
});

describe("the same in doubles", () => {
  const near = (of: ReturnType<typeof account>): void => {
    for (const id of [A, B, C, D]) {
      const { equity, free, others, risk } = of.exposure.estimate(id);
      const exact = [
        of.exposure.equity(),
        of.exposure.freeBalance(),
        of.exposure.ofOthers(id),
        of.exposure.riskOfAll() - of.exposure.riskOf(id),
      ];
      for (const [place, value] of [equity, free, others, risk].entries())
        expect(value).toBeCloseTo(Number(exact[place]) / 1e20, 6);
    }
  };

  test("comes to the same, with positions and with orders on their way, for every instrument that asks", () => {
    const of = account();
    near(of);
    of.trade(A, "buy 1 at 90");
    of.trade(B, "sell 2 at 95");
    of.trade(C, "buy 3 at 110");
    near(of);
    of.exposure.setStop(A, price("97"));
    of.exposure.setStop(B, price("104"));
    of.exposure.setStop(C, price("120")); // Locks in a profit.
    near(of);
    of.mark(B, 93.5);
    of.hold({ instrument: C, quantity: "2" }, { worst: "110", entry: "105", stop: "99" });
    near(of);
    of.hold({ instrument: D, quantity: "3" }, { worst: "120", stop: "90" });
    of.hold({ instrument: C, side: "sell" }, { worst: "100" });
    near(of);
    of.exposure.setStop(A, undefined);
    near(of);
    expect(of.exposure.estimate(D).others).toBeCloseTo(100 + 20 * 93.5 + 5 * 110, 6);
  });
});

describe("what an order ties up", () => {
  test("is cash for an asset and margin for a contract, and the fee of either; nothing for a sale of what is held", () => {
    const { exposure } = account();
    // 4 bp of 200; a quarter, and one last place that its share is rounded up by.
    expect(exposure.costPerUnit(A, "buy", price("200"))).toBe(price("200.08"));
    expect(exposure.costPerUnit(A, "sell", price("200"))).toBe(0n);
    expect(exposure.costPerUnit(C, "buy", price("200"))).toBe(price("50.0800000002"));
    expect(exposure.costPerUnit(C, "sell", price("200"))).toBe(price("50.0800000002"));
    expect([exposure.feePerOrder(A), exposure.feePerOrder(D)]).toEqual([0n, amount("1")]);
    expect(exposure.costPerUnit(D, "buy", price("200"))).toBe((price("200") + IB_PER_SHARE) as Price);
  });

  test("leaves the rest of the balance free", () => {
    const { exposure, trade, hold, mark } = account();
    trade(A, "buy 10 at 100"); // Paid.
    expect(exposure.freeBalance()).toBe(amount("9000"));
    trade(C, "buy 4 at 100"); // A quarter of 400, and 400 last places.
    expect(exposure.freeBalance()).toBe(amount("8899.9999999996"));
    mark(C, 90); // A loss is tied up too, a profit frees nothing.
    expect(exposure.freeBalance()).toBe(amount("8859.9999999996"));
    mark(C, 150);
    expect(exposure.freeBalance()).toBe(amount("8899.9999999996"));
    hold({ instrument: A, quantity: "2" }, { worst: "100" });
    hold({ instrument: A, side: "sell", quantity: "5" }, { worst: "100" });
    hold({ instrument: D, quantity: "1" }, { worst: "100" });
    const share = 100 + Number(IB_PER_SHARE) / 1e12 + 1;
    expect(Number(exposure.freeBalance()) / 1e20).toBeCloseTo(8_899.9999999996 - 200.08 - share, 6);
    expect(exposure.equity()).toBe(amount("10200"));
  });
});

const IB_PER_SHARE = IB_FEES.kind === "per-share" ? IB_FEES.perShare : price("0");
