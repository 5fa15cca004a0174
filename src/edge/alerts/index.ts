/** Reaching a person: alerts go to every sink through a bounded queue, and nobody who raises one ever waits. */

export { type Alerts, openAlerts, type Raised } from "./alerts.ts";
export { alertLine, lineSink, webhookSink } from "./sinks.ts";
