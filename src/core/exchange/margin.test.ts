import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Amount,
  amount,
  formatAmount,
  formatPrice,
  multiply,
  type Price,
  price,
  priceToNumber,
  type Quantity,
  quantity,
  ratio,
} from "../base/index.ts";
import { marginTiers, tierAt, tiersOf } from "../domain/index.ts";
import { bankruptcyPrice, liquidationPrice, maintenanceMargin, nearLiquidationPrice } from "./margin.ts";

const TIERS = marginTiers([
  { notionalFrom: amount("0"), maintenanceRate: ratio("0.004"), leverageMax: 125 },
  { notionalFrom: amount("50000"), maintenanceRate: ratio("0.005"), leverageMax: 100 },
  { notionalFrom: amount("250000"), maintenanceRate: ratio("0.01"), leverageMax: 50 },
]);

describe("maintenance margin", () => {
  test("does not jump where a tier begins", () => {
    expect(TIERS.map((tier) => formatAmount(tier.maintenanceAmount))).toEqual(["0", "50", "1300"]);
    expect(formatAmount(maintenanceMargin(TIERS, amount("50000")))).toBe("200");
    expect(formatAmount(maintenanceMargin(TIERS, amount("250000")))).toBe("1200");
    expect(formatAmount(maintenanceMargin(TIERS, amount("300000")))).toBe("1700");
  });

  test("the tier in force is the one that asks most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (units) => {
        const notional = amount(String(units));
        const { maintenanceRate, maintenanceAmount } = tierAt(TIERS, notional);
        const asked = (notional * maintenanceRate) / 10n ** 12n - maintenanceAmount;
        expect(maintenanceMargin(TIERS, notional)).toBe(asked);
      }),
    );
  });

  test("without a table one tier asks half of the initial margin, at most 2.5 %", () => {
    expect(tiersOf({ leverageMax: 20 })[0]).toMatchObject({ maintenanceRate: ratio("0.025") });
    expect(tiersOf({ leverageMax: 1 })[0]).toMatchObject({ maintenanceRate: ratio("0.025") });
    expect(tiersOf({ leverageMax: 100 })[0]).toMatchObject({ maintenanceRate: ratio("0.005") });
    expect(tiersOf({ leverageMax: 20, marginTiers: TIERS })).toBe(TIERS);
  });
});

const held = (units: string, entry: string, margin: string) => ({
  units: quantity(units),
  cost: multiply(price(entry), quantity(units)),
  margin: amount(margin),
});

describe("bankruptcy", () => {
  test("is where the margin is gone", () => {
    expect(formatPrice(bankruptcyPrice(held("2", "100", "20")))).toBe("90");
    expect(formatPrice(bankruptcyPrice(held("-2", "100", "20")))).toBe("110");
    expect(bankruptcyPrice(held("2", "100", "200"))).toBe(0n); // Fully paid.
  });
});

describe("the liquidation price, whatever is held,", () => {
  const position = fc
    .record({
      units: fc.integer({ min: 1, max: 5_000_000 }),
      ticks: fc.integer({ min: 1, max: 10_000_000 }),
      leverage: fc.integer({ min: 1, max: 125 }),
      paid: fc.integer({ min: 0, max: 100 }),
      isLong: fc.boolean(),
    })
    .map(({ units, ticks, leverage, paid, isLong }) => {
      const size = BigInt(units) * 100_000n;
      const entry = BigInt(ticks) * 10_000_000_000n;
      const cost = size * entry;
      const margin = ((cost / BigInt(leverage)) * BigInt(100 - paid)) / 100n;
      const side = isLong ? 1n : -1n;
      return { units: (side * size) as Quantity, cost: (side * cost) as Amount, margin: margin as Amount };
    });
  const balanceLeft = (of: { units: bigint; cost: bigint; margin: bigint }, at: bigint): bigint =>
    of.margin + of.units * at - of.cost - maintenanceMargin(TIERS, (abs(of.units) * at) as Amount);
  const abs = (value: bigint): bigint => (value < 0n ? -value : value);

  test("is never later than the tier says: one unit further the requirement is broken, at it not yet by more than a unit's worth", () => {
    fc.assert(
      fc.property(position, (of) => {
        const at = liquidationPrice(of, TIERS);
        if (at <= 0n) return;
        const isLong = of.units > 0n;
        const before = isLong ? at + 1n : at - 1n;
        const beyond = isLong ? at - 1n : at + 1n;
        if (before > 0n) expect(balanceLeft(of, before) >= 0n).toBe(true);
        if (beyond > 0n) expect(balanceLeft(of, beyond) <= 0n).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("comes before bankruptcy, and a close at bankruptcy loses no more than the margin", () => {
    fc.assert(
      fc.property(position, (of) => {
        const at = liquidationPrice(of, TIERS);
        const bankrupt = bankruptcyPrice(of);
        expect(of.units > 0n ? at >= bankrupt || at <= 0n : at <= bankrupt).toBe(true);
        if (bankrupt > 0n) expect(of.cost - of.units * bankrupt <= of.margin).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is the same in doubles, but for the last digits", () => {
    const near = TIERS.map((tier) => ({
      rate: Number(tier.maintenanceRate) / 1e12,
      amount: Number(tier.maintenanceAmount) / 1e20,
    }));
    fc.assert(
      fc.property(position, (of) => {
        const at = priceToNumber(liquidationPrice(of, TIERS) as Price);
        if (at <= 0.01) return;
        const { units, cost, margin } = of;
        const told = { units: Number(units) / 1e8, cost: Number(cost) / 1e20, margin: Number(margin) / 1e20 };
        // The exact one is rounded to a whole unit of a price, 1e-12: at a price of 0.01 that is as much as the rest.
        expect(Math.abs(nearLiquidationPrice(told, near) - at)).toBeLessThan(at * 1e-10 + 1e-12);
      }),
      { numRuns: 2_000 },
    );
  });
});
