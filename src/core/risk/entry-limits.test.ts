/** From settings to the inequalities that an entry is judged by: which limit stands for which measure, and what a unit costs. */
import { describe, expect, test } from "vitest";
import { perpetual, share, spot } from "../../../tests/builders/instrument.ts";
import { type RiskTerms, riskSettings } from "../../../tests/builders/settings.ts";
import { amount, price, ratio } from "../base/index.ts";
import type { Instrument, Side } from "../domain/index.ts";
import {
  entryLimitsOf,
  feesOfBothOrders,
  perContract,
  refuseRisk,
  riskPerUnit,
  type WorstCase,
} from "./entry-limits.ts";

const limitsOf = (terms: RiskTerms, instruments = 1) => {
  const [limits] = entryLimitsOf(riskSettings(instruments, terms));
  if (limits === undefined) throw new Error("no instrument");
  return limits;
};

describe("of limits on one measure", () => {
  test("the tightest is judged, and knows those that it hides", () => {
    const limits = limitsOf({
      own: { positionSizeMax: ratio("0.3") },
      portfolio: { symbolExposureMax: ratio("0.2") },
    });
    expect([limits.position?.kind, limits.symbol?.kind]).toEqual([
      "SymbolExposureLimit",
      "SymbolExposureLimit",
    ]);
    const hidden = limits.position && limits.looser.get(limits.position);
    expect(hidden?.map(({ kind, near }) => [kind, near])).toEqual([["PositionSizeLimit", 0.3]]);
    expect(limits.looser.get(limits.balance)?.map(({ kind }) => kind)).toEqual(["InsufficientBalance"]);
  });

  test("those that are off are not judged; leverage and balance always are", () => {
    const limits = limitsOf({ own: { positionSizeMax: undefined } });
    expect([limits.position, limits.symbol, limits.tradeRisk, limits.portfolioRisk]).toEqual(
      Array(4).fill(undefined),
    );
    expect([limits.exposure.kind, limits.exposure.near]).toEqual(["LeverageLimit", 1_000]);
    expect(limits.balance).toMatchObject({ kind: "BalanceShareLimit", near: 1 });
    const tight = limitsOf({
      portfolio: { exposureMax: ratio("0.5") },
      sizing: { balanceShareMax: ratio("0.9") },
    });
    expect([tight.exposure.kind, tight.balance.near]).toEqual(["ExposureLimit", 0.9]);
    expect(tight.looser.get(tight.exposure)?.map(({ kind }) => kind)).toEqual(["LeverageLimit"]);
  });

  test("the spread over N symbols counts from N on, and not for one", () => {
    const own = { positionSizeMax: undefined };
    const spread = (diversificationMin: number, instruments: number) =>
      limitsOf({ own, portfolio: { diversificationMin } }, instruments).position;
    expect(spread(4, 4)).toMatchObject({ kind: "DiversificationLimit", share: ratio("0.25") });
    expect(spread(4, 5)?.share).toBe(ratio("0.25"));
    expect([spread(4, 3), spread(1, 1), spread(1, 5)]).toEqual([undefined, undefined, undefined]);
  });
});

describe("what one unit may lose", () => {
  const lost = (instrument: Instrument, side: Side, worst: string, entry: string, stop?: string) =>
    riskPerUnit({
      ...{ instrument, side, worst: price(worst), entry: price(entry) },
      stop: stop === undefined ? undefined : price(stop),
    } as WorstCase);

  test("is the way from the worst entry to the stop, and the fees of both, rounded up", () => {
    // 4 bp of 200 and of 190.
    expect(lost(perpetual(), "buy", "200", "200", "190")).toBe(price("10.156"));
    expect(lost(perpetual(), "sell", "200", "195", "205")).toBe(price("10.162"));
    expect(lost(perpetual(), "buy", "0.000000000001", "0.000000000001", "0")).toBe(price("0.000000000002"));
  });

  test("is the fees alone where the stop locks in a profit, and everything where there is none", () => {
    expect(lost(perpetual(), "buy", "200", "180", "190")).toBe(price("0.156"));
    expect(lost(perpetual(), "sell", "200", "200", "190")).toBe(price("0.156"));
    expect(lost(perpetual(), "buy", "200", "200")).toBe(price("200.08"));
  });

  test("is twice what is paid for each share, and beside it twice what is paid for each order", () => {
    // Half a cent a share, in and out; a dollar an order.
    expect(lost(share(), "buy", "200", "200", "190")).toBe(price("10.01"));
    expect(lost(share(), "buy", "200", "200")).toBe(price("200.01"));
    expect([feesOfBothOrders(share()), feesOfBothOrders(spot())]).toEqual([amount("2"), 0n]);
  });

  test("of a contract is that of what it stands for, rounded up", () => {
    expect(perContract(perpetual(), price("7"))).toBe(price("7"));
    expect(perContract(perpetual({ contractSize: "10" }), price("7"))).toBe(price("70"));
    const small = perpetual({ contractSize: "0.01" });
    expect([perContract(small, price("7")), perContract(small, price("0.000000000001"))]).toEqual([
      price("0.07"),
      price("0.000000000001"),
    ]);
  });
});

test("a risk that is over its limit is refused, that of the trade before that of all", () => {
  const limits = limitsOf({ own: { riskMax: ratio("0.01") }, portfolio: { riskMax: ratio("0.02") } });
  const judged = (own: string, all: string) => refuseRisk(limits, amount("1000"), amount(own), amount(all));
  expect(judged("10", "20")).toBeUndefined();
  expect(judged("10.01", "20.01")).toEqual({ kind: "TradeRiskLimit", share: 0.01001, shareMax: 0.01 });
  expect(judged("10", "20.01")).toMatchObject({ kind: "PortfolioRiskLimit", shareMax: 0.02 });
  expect(refuseRisk(limitsOf({}), amount("1000"), amount("999"), amount("999"))).toBeUndefined();
  expect(
    refuseRisk(limitsOf({ portfolio: { riskMax: ratio("0.02") } }), amount("1"), amount("1"), amount("1")),
  ).toMatchObject({ kind: "PortfolioRiskLimit" });
});
