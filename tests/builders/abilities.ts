/** What venues can do by themselves. */
import type { VenueAbilities } from "../../src/core/domain/index.ts";

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
