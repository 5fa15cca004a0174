/** The simulated exchange: matching on bars and tapes, fees, slippage, margin, funding, liquidation, rejections, the venue's own books. */

export type { MarginMode } from "./account.ts";
export { type FillModel, PLAIN_FILLS } from "./fill-model.ts";
export type { VenueEvent } from "./floor.ts";
export { type MarginTerms, USUAL_MARGIN } from "./margin-terms.ts";
export type { QueueModel } from "./queue.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
export type { TapeModel } from "./tapes.ts";
