/** Liquidation prices and tier tables of Binance itself. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { describeWithShared, sharedFile, testWithShared } from "../../../tests/shared-data.ts";
import { amount, multiply, price, priceToNumber, quantity, ratio } from "../base/index.ts";
import { marginTiers } from "../domain/index.ts";
import { liquidationPrice } from "./margin.ts";

interface Case {
  readonly pair?: string;
  readonly side: "long" | "short";
  readonly leverage?: number;
  readonly walletBalance: number | string;
  readonly maintenanceAmount: number;
  readonly amount: number;
  readonly entry: number;
  readonly mmr: number;
  readonly expected: number;
  readonly decimals?: number;
}

describeWithShared("isolated liquidation prices of Binance", () => {
  testWithShared("every case, to the precision it is given in", () => {
    const file = sharedFile("data", "oracles", "margin", "binance_isolated_liquidation.json");
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };
    expect(cases).toHaveLength(10);
    for (const one of cases) {
      const side = one.side === "long" ? 1 : -1;
      const units = quantity(String(side * one.amount));
      // Some balances are written as a formula: quantity x entry / leverage.
      const wallet =
        typeof one.walletBalance === "number"
          ? one.walletBalance
          : (one.amount * one.entry) / (one.leverage ?? 1);
      const of = {
        units,
        cost: multiply(price(String(one.entry)), units),
        margin: amount(wallet.toFixed(18)),
      };
      const tier = {
        notionalFrom: amount("0"),
        maintenanceRate: ratio(String(one.mmr)),
        maintenanceAmount: amount(String(one.maintenanceAmount)),
        leverageMax: 125,
      };
      const found = priceToNumber(liquidationPrice(of, [tier]));
      // The margin of 10 / 3 was cut to ten decimals where these numbers come from.
      if (one.decimals === undefined) expect(Math.abs(found - one.expected)).toBeLessThan(1e-10);
      else expect(found.toFixed(one.decimals)).toBe(one.expected.toFixed(one.decimals));
    }
  });
});

interface Row {
  readonly minNotional: number;
  readonly maintenanceMarginRate: number;
  readonly maxLeverage: number;
  readonly info: { readonly cum: string };
}

testWithShared("maintenance amounts of all tiers of Binance follow from their rates", () => {
  const file = sharedFile("data", "reference", "binance_leverage_tiers_2024-10.json.gz");
  const tables = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, readonly Row[]>;
  let tiers = 0;
  for (const rows of Object.values(tables)) {
    const ours = marginTiers(
      rows.map((row) => ({
        notionalFrom: amount(String(row.minNotional)),
        maintenanceRate: ratio(String(row.maintenanceMarginRate)),
        leverageMax: row.maxLeverage,
      })),
    );
    for (const [i, row] of rows.entries()) {
      expect(ours[i]?.maintenanceAmount).toBe(amount(String(Number(row.info.cum))));
      tiers++;
    }
  }
  expect(tiers).toBeGreaterThan(1_000);
});
