/** Positions, balances and profit: fills become exact books. */
export { EquityCurve } from "./equity-curve.ts";
export { ACCOUNTS, type Account, type AssetId, Ledger, type LedgerListener } from "./ledger.ts";
export { Portfolio } from "./portfolio.ts";
export { type Extremes, Position } from "./position.ts";
