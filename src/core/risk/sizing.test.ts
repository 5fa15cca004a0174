/** How large an entry gets: what its method wants, cut by every limit, on the step. */
import { describe, expect, test } from "vitest";
import { perpetual, rules, share } from "../../../tests/builders/instrument.ts";
import { riskSettings } from "../../../tests/builders/settings.ts";
import { type Amount, amount, type Price, price, quantity, ratio } from "../base/index.ts";
import type { Instrument } from "../domain/index.ts";
import type { WorstCase } from "./entry-limits.ts";
import { measured, type SizeLimit, type SizeLimitKind, shareLimit } from "./limits.ts";
import type { InstrumentLimits, SizingMethod } from "./settings.ts";
import { type SizingFacts, sizeEntry, sizingBasis } from "./sizing.ts";

const OWN = riskSettings(1).instruments[0] as InstrumentLimits;
const own = (terms: Partial<InstrumentLimits>): InstrumentLimits => ({
  ...OWN,
  positionSizeMax: undefined,
  ...terms,
});

/** 1,000 of equity, bought at 100 with a stop at 90. */
const worstCase = (terms: { instrument?: Instrument; equity?: string } = {}): WorstCase =>
  ({
    ...{ instrument: terms.instrument ?? perpetual(), side: "buy", worst: price("100"), entry: price("100") },
    ...{ stop: price("90"), heldStop: undefined, equity: measured(amount(terms.equity ?? "1000")) },
  }) as WorstCase;

/** "so much of 1,000, at so much apiece": what is left of it. */
const limit = (kind: SizeLimitKind, share: string, unit: string): SizeLimit => ({
  limit: shareLimit(kind, ratio(share)),
  of: measured(amount("1000")),
  used: measured(0n as Amount),
  unit: measured(price(unit)),
});

const size = (terms: Partial<SizingFacts>, of = worstCase()) =>
  sizeEntry(of, {
    method: "fixed_percent",
    limits: [],
    own: own({ positionSizeMax: ratio("0.5") }),
    rules: rules({ step: "0.1" }),
    held: quantity("0"),
    ...terms,
  });

describe("an entry", () => {
  test("wants its share of the equity, and gets whole steps of it", () => {
    const half = own({ positionSizeMax: ratio("0.555") });
    expect(size({ own: half })).toEqual({
      wanted: quantity("5.55"),
      quantity: quantity("5.5"),
      cappedBy: undefined,
    });
  });

  test("is cut by the limit that leaves least, whatever their order", () => {
    const limits = [
      limit("ExposureLimit", "0.4", "100"),
      limit("TradeRiskLimit", "0.03", "10"),
      limit("PortfolioRiskLimit", "0.35", "100"),
      limit("BalanceShareLimit", "1", "100"),
    ];
    for (const list of [limits, [...limits].reverse()])
      expect(size({ limits: list })).toMatchObject({ quantity: quantity("3"), cappedBy: "TradeRiskLimit" });
  });

  test("names the first of two limits that leave as much", () => {
    const limits = [limit("ExposureLimit", "0.3", "100"), limit("TradeRiskLimit", "0.03", "10")];
    expect(size({ limits })).toMatchObject({ quantity: quantity("3"), cappedBy: "ExposureLimit" });
  });

  test("is cut by the units that a position may have, less what is held", () => {
    const most = own({ positionSizeMax: ratio("0.5"), positionQuantityMax: quantity("4.05") });
    expect(size({ own: most })).toMatchObject({ quantity: quantity("4"), cappedBy: "PositionQuantityLimit" });
    expect(size({ own: most, held: quantity("1") }).quantity).toBe(quantity("3"));
    for (const held of ["4.05", "9"])
      expect(size({ own: most, held: quantity(held) })).toMatchObject({
        quantity: 0n,
        cappedBy: "PositionQuantityLimit",
      });
    const wide = own({ positionSizeMax: ratio("0.5"), positionQuantityMax: quantity("5") });
    expect(size({ own: wide }).cappedBy).toBeUndefined();
  });

  test("that follows confidence wants what is missing of its share", () => {
    expect(size({ confidence: 0.6, held: quantity("1") })).toMatchObject({
      wanted: quantity("2"),
      quantity: quantity("2"),
    });
    expect(size({ confidence: 0.2, held: quantity("1") }).wanted).toBe(0n);
    expect(size({ confidence: 0.1, held: quantity("1") }).wanted).toBe(0n);
    expect(size({ held: quantity("1") }).wanted).toBe(quantity("5"));
  });
});

describe("what a size is worked out from", () => {
  const basis = (method: SizingMethod, terms: Partial<InstrumentLimits>, of = worstCase()) =>
    sizingBasis(of, method, own(terms));

  test("is the share of the position, at its price", () => {
    expect(basis("fixed_percent", { positionSizeMax: ratio("0.2"), riskMax: ratio("0.01") })).toEqual({
      ...{ share: ratio("0.2"), budget: amount("200"), unit: price("100") },
    });
    const tens = worstCase({ instrument: perpetual({ contractSize: "10" }) });
    expect(basis("fixed_percent", { positionSizeMax: ratio("0.2") }, tens).unit).toBe(price("1000"));
  });

  test("is the share of the risk, at the way to the stop and the fees, after what an order costs by itself", () => {
    const risk = { positionSizeMax: ratio("0.2"), riskMax: ratio("0.01") };
    // 10 to the stop, 4 bp of 100 and of 90.
    expect(basis("risk_per_stop", risk)).toEqual({
      ...{ share: ratio("0.01"), budget: amount("10"), unit: price("10.076") },
    });
    const shares = worstCase({ instrument: share() });
    expect(basis("risk_per_stop", risk, shares)).toMatchObject({ budget: amount("8"), unit: price("10.01") });
    expect(basis("risk_per_stop", { riskMax: ratio("0.001") }, shares).budget).toBe(0n);
  });

  test("is all of the equity where its limit is off, and nothing where none is left", () => {
    for (const method of ["fixed_percent", "risk_per_stop"] as const) {
      expect(basis(method, {})).toEqual({
        share: undefined,
        budget: amount("1000"),
        unit: price("100") as Price,
      });
      expect(basis(method, {}, worstCase({ equity: "-5" })).budget).toBe(0n);
    }
  });
});
