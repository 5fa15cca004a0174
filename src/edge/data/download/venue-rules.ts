import type { FundingPages, PageLimits } from "./history.ts";

const DAY_MS = 86_400_000;

/** What is known of a venue beyond what ccxt says of itself. Checked against the venue's own documents and ccxt's source. */
interface VenueRules {
  readonly limits: (market: { readonly isContract: boolean; readonly intervalMs: number }) => PageLimits;
  /** Undefined: it keeps no history of what was paid. */
  readonly funding: { readonly pages: FundingPages; readonly rows: number } | undefined;
  /** Markets to load for spot and for perpetuals: listings are large, and one kind is wanted. */
  readonly marketTypes?: { readonly spot: string; readonly perpetual: string };
}

const binance: VenueRules = {
  limits: () => ({ rows: 1_000, reach: "next" }),
  funding: { pages: "forward", rows: 1_000 },
  marketTypes: { spot: "spot", perpetual: "linear" },
};

const RULES: Readonly<Record<string, VenueRules>> = {
  binance,
  bitget: {
    // 200 bars of history at a time, fewer where they are long; for contracts at most 90 days from start to end.
    limits: ({ isContract, intervalMs }) => {
      const rows = isContract ? Math.floor((90 * DAY_MS) / intervalMs) : intervalMs > DAY_MS ? 100 : 200;
      return { rows: Math.max(1, Math.min(rows, 200)), reach: "window" };
    },
    funding: { pages: "backward", rows: 100 },
    marketTypes: { spot: "spot", perpetual: "swap" },
  },
  bitfinex: {
    limits: () => ({ rows: 10_000, reach: "next" }),
    // Its history of derivatives is a sample every few minutes, not what was paid.
    funding: undefined,
  },
};

/** A venue nobody tried: small pages, and no conclusion from an empty one. */
const UNTRIED: VenueRules = { limits: () => ({ rows: 200, reach: "window" }), funding: undefined };

/** Other names of a venue that is kept under one: people know the two halves of Binance by the names of ccxt. */
const ALIASES: Readonly<Record<string, string>> = { binanceusdm: "binance" };

export const venueNamed = (name: string): string => ALIASES[name.toLowerCase()] ?? name.toLowerCase();

export const rulesOf = (venue: string): VenueRules => RULES[venue] ?? UNTRIED;

/** Whether the ways of this venue were tried against a look-alike of it. */
export const isTried = (venue: string): boolean => Object.hasOwn(RULES, venue);
