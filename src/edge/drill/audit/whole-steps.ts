import { STEP } from "../storm/market.ts";

/** What is held is counted in the units of the ledger, of which so many are one of an order's. */
export const LEDGER_UNITS = 10n ** 12n;

/** What of it can be traded: a fee that was taken out of what was bought may leave less than a step, which is dust. */
export const wholeSteps = (there: bigint): bigint => there - (there % STEP);
