import { faultInRows, isWithin } from "./rows.ts";

/** One line of a venue's table of margin tiers, as somebody types it. */
export interface TierSetting {
  /** Value of a position, in its quote asset, from which the line holds. */
  readonly from: number;
  /** Share of the value that must stay covered. */
  readonly maintenance: number;
  /** The highest leverage at this value. */
  readonly leverage: number;
}

const LEVERAGE_MAX = 1_000;

/** What is wrong with a list of tiers, in words; undefined when it can be used. */
export const faultInTiers = (value: unknown): string | undefined =>
  faultInRows(value, {
    list: "margin tiers",
    one: "tier",
    names: ["from", "maintenance", "leverage"],
    fault: ({ from, maintenance, leverage }, before) => {
      if (!isWithin(from, 0, 1e15, true)) return ": from is no value of a position";
      if (!isWithin(maintenance, 0, 1) || maintenance === 1)
        return ": maintenance is no ratio above 0 and below 1 (0.01 is 1 percent)";
      if (!isWithin(leverage, 1, LEVERAGE_MAX, true))
        return `: leverage is no number from 1 up to ${LEVERAGE_MAX}`;
      if (maintenance * leverage > 1) return ": at its leverage a position would be liquidated at once";
      if (before === undefined) return from === 0 ? undefined : " does not begin at 0";
      if (!(from > before.from)) return " does not begin above the one before";
      if (maintenance > before.maintenance) return undefined;
      return " asks no more maintenance margin than the one before";
    },
  });
