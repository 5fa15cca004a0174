/** The simulated exchange: matching on bars, fees, slippage, rejections and the venue's own books. */

export type { FillModel } from "./fill-price.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
