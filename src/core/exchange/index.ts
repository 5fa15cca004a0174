/** The simulated exchange: matching on bars, fees, slippage, margin, funding, liquidation, rejections and the venue's own books. */

export type { MarginMode } from "./account.ts";
export { type FillModel, PLAIN_FILLS } from "./fill-model.ts";
export type { VenueEvent } from "./floor.ts";
export { type MarginTerms, USUAL_MARGIN } from "./margin-terms.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
