/** What venues can do by themselves. */
import type { OrderType, VenueAbilities } from "../../src/core/domain/index.ts";

/** A venue that takes nothing but market and limit orders. */
export const BARE_VENUE: VenueAbilities = {
  types: new Set(["market", "limit"]),
  goodTillDate: false,
  postOnly: false,
  reduceOnly: false,
  byValue: false,
  oneCancelsOther: false,
  oneTriggersOther: false,
  amend: false,
};

const TYPES: readonly OrderType[] = [
  "market",
  "limit",
  "stop",
  "stop-limit",
  "take-profit",
  "take-profit-limit",
  "trailing-stop",
];

/** A venue that takes everything. */
export const ABLE_VENUE: VenueAbilities = {
  types: new Set(TYPES),
  goodTillDate: true,
  postOnly: true,
  reduceOnly: true,
  byValue: true,
  oneCancelsOther: true,
  oneTriggersOther: true,
  amend: true,
};

/** Venues on which a trailing stop cannot simply be made smaller or larger. */
export const TRAIL_VENUES: Readonly<Record<string, VenueAbilities>> = {
  "takes nothing but market and limit orders": BARE_VENUE,
  "knows what only reduces": { ...BARE_VENUE, reduceOnly: true },
  "does not trail": { ...ABLE_VENUE, types: new Set(TYPES.filter((type) => type !== "trailing-stop")) },
  "trails, and does not know what only reduces": { ...ABLE_VENUE, reduceOnly: false },
  "trails, and takes no new terms": { ...ABLE_VENUE, amend: false },
  "trails, and does nothing else": { ...BARE_VENUE, types: new Set(["market", "limit", "trailing-stop"]) },
};
