/** The simulated exchange: matching on bars, fees, slippage, rejections and the venue's own books. */

export { type FillModel, PLAIN_FILLS } from "./fill-model.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
