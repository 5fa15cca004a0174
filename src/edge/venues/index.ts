/** Exchanges and brokers behind one port: the simulated one, which is a process of its own. */
export {
  clientOrderId,
  EMERGENCY_RUN,
  fromMetaTraderOrderId,
  fromNumericOrderId,
  metaTraderOrderId,
  numericOrderId,
  type OrderName,
  parseClientOrderId,
} from "./client-order-id.ts";
export { orderEventOf, outsideOf } from "./order-event.ts";
export { VenueClient, type VenueClientOptions } from "./simulated/client.ts";
export { openHouse, type VenueHouse } from "./simulated/house.ts";
export { introduce, isVenueGone } from "./simulated/introduce.ts";
export type { JsonRule, VenueOptions, VenuePlan } from "./simulated/plan.ts";
export { type ServedVenue, serveVenue } from "./simulated/server.ts";
export { VenueStage } from "./simulated/stage-client.ts";
export { type StartedVenue, startVenue } from "./simulated/start.ts";
export type { BookedFill, OrderRecord } from "./simulated/truth.ts";
export { readTruth } from "./simulated/truth-file.ts";
export type { Connect, Wire } from "./simulated/wire.ts";
