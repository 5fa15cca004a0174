import { faultInRows, isWithin } from "./rows.ts";

/** One line of a venue's table of fees, as somebody types it. */
export interface FeeTierSetting {
  /** Value traded within 30 days, in the quote asset, from which the line holds. */
  readonly volume: number;
  /** Shares of the value of a fill; negative is a rebate. */
  readonly maker: number;
  readonly taker: number;
}

const RATE_MIN = -0.01;
const RATE_MAX = 0.1;

/** What is wrong with a list of fee tiers, in words; undefined when it can be used. */
export const faultInFees = (value: unknown): string | undefined =>
  faultInRows(value, {
    list: "fee tiers",
    one: "tier",
    names: ["volume", "maker", "taker"],
    brought: {
      maker_bps: "maker is a ratio here: 0.0002 for 2 basis points",
      taker_bps: "taker is a ratio here: 0.0005 for 5 basis points",
    },
    fault: ({ volume, maker, taker }, before) => {
      if (!isWithin(volume, 0, 1e15, true)) return ": volume is no value of what was traded";
      for (const [name, rate] of [
        ["maker", maker],
        ["taker", taker],
      ] as const)
        if (!isWithin(rate, RATE_MIN, RATE_MAX, true))
          return `: ${name} is no ratio from ${RATE_MIN} up to ${RATE_MAX} (0.0005 is 0.05 percent)`;
      if (before === undefined) return volume === 0 ? undefined : " does not begin at 0";
      return volume > before.volume ? undefined : " does not begin above the one before";
    },
  });
