/** The simulated exchange: matching on bars, fees, slippage, rejections and the venue's own books. */

export { VenueAccount } from "./account.ts";
export type { FillModel } from "./fill-price.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
