/** The loops themselves, for whoever drives them otherwise than by a thread. Loaded only then: they bring the engine along. */
export { encodeRecord } from "./record.ts";
export { Runner } from "./runner.ts";
export { venueName } from "./sent-orders.ts";
export { SnapshotMaker } from "./snapshot-maker.ts";
export { VenueRunner } from "./venue-runner.ts";
