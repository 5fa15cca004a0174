import { type Amount, assert, NO_AMOUNT, type Ratio, ratioFromNumber, shareUp } from "../base/index.ts";

/** One step of a venue's table of maintenance margin: the larger a position, the more of its value must be covered. */
export interface MarginTier {
  /** The value of a position, in quote units, from which the tier holds. */
  readonly notionalFrom: Amount;
  /** Share of the value that must stay covered. */
  readonly maintenanceRate: Ratio;
  /** Taken off again, so that the requirement does not jump where a tier begins; venues call it `cum`. */
  readonly maintenanceAmount: Amount;
  /** The highest leverage a position of this value may be opened at. */
  readonly leverageMax: number;
}

/** A tier as a venue's page prints it. */
type TierRow = Pick<MarginTier, "notionalFrom" | "maintenanceRate" | "leverageMax">;

/**
 * Tiers with their maintenance amounts: each takes off what its higher rate would ask more for the value below it,
 * `cum[n] = cum[n-1] + from[n] x (rate[n] - rate[n-1])`, as Binance computes them.
 */
export function marginTiers(rows: readonly TierRow[]): readonly MarginTier[] {
  let maintenanceAmount: Amount = NO_AMOUNT;
  let before: Ratio | undefined;
  return rows.map((row) => {
    if (before !== undefined) {
      const more = shareUp(row.notionalFrom, (row.maintenanceRate - before) as Ratio);
      maintenanceAmount = (maintenanceAmount + more) as Amount;
    }
    before = row.maintenanceRate;
    return { ...row, maintenanceAmount };
  });
}

/** At most this, where a venue publishes no tiers: what Binance's exchangeInfo of 2021-07 asks of every perpetual. */
const USUAL_MAINTENANCE = 0.025;

/**
 * The tiers of an instrument. Where it has none, one tier for every size: half of the initial margin at the
 * instrument's highest leverage, at most 2.5 % (which is that half at leverage 20).
 */
export function tiersOf(instrument: {
  readonly marginTiers?: readonly MarginTier[];
  readonly leverageMax: number;
}): readonly MarginTier[] {
  if (instrument.marginTiers !== undefined) return instrument.marginTiers;
  const maintenanceRate = ratioFromNumber(Math.min(USUAL_MAINTENANCE, 0.5 / instrument.leverageMax));
  const { leverageMax } = instrument;
  return [{ notionalFrom: NO_AMOUNT, maintenanceRate, maintenanceAmount: NO_AMOUNT, leverageMax }];
}

/** The tier that a position of this value lies in. */
export function tierAt(tiers: readonly MarginTier[], notional: Amount): MarginTier {
  for (let i = tiers.length - 1; i > 0; i--) {
    const tier = tiers[i] as MarginTier; // In range by the loop.
    if (notional >= tier.notionalFrom) return tier;
  }
  return tiers[0] as MarginTier; // Never empty: checked by defineInstrument.
}

/** What liquidation prices rely on: the requirement begins at zero and rises ever more steeply. @throws InvariantBroken */
export function assertTiers(symbol: string, tiers: readonly MarginTier[]): void {
  assert(tiers.length > 0, "no margin tier", symbol);
  assert(tiers[0]?.notionalFrom === 0n, "the first margin tier begins at 0", symbol);
  let before: MarginTier | undefined;
  for (const tier of tiers) {
    const { maintenanceRate, leverageMax } = tier;
    assert(maintenanceRate > 0n && maintenanceRate < ONE, "a maintenance rate is between 0 and 1", symbol);
    assert(leverageMax >= 1, "a leverage is at least 1", symbol);
    if (before !== undefined) {
      assert(tier.notionalFrom > before.notionalFrom, "margin tiers are sorted by value", symbol);
      assert(maintenanceRate > before.maintenanceRate, "maintenance rates rise with the value", symbol);
    }
    before = tier;
  }
}

const ONE = ratioFromNumber(1);
