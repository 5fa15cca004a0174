/** The asynchronous interfaces of the edge: what a venue is to whoever trades on it, and a sink of alerts to whoever raises them. */
export { type Alert, type AlertLevel, AlertRefused, type AlertSink } from "./alert.ts";
export type {
  AccountState,
  Answer,
  BarRecord,
  CancelledAll,
  ClientOrderId,
  Lookup,
  OrderNews,
  OrderToSend,
  Outcome,
  PositionState,
  ReducingOrder,
  Venue,
  VenueConnection,
  VenueFill,
  VenueListener,
  VenueNews,
  VenueOrder,
} from "./venue.ts";
