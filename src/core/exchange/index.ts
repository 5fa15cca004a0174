/** The simulated exchange: matching on bars and tapes, fees, slippage, rejections and the venue's own books. */

export { type FillModel, PLAIN_FILLS } from "./fill-model.ts";
export type { QueueModel } from "./queue.ts";
export { SimulatedExchange } from "./simulated-exchange.ts";
export type { TapeModel } from "./tapes.ts";
