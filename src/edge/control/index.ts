/** How a person speaks to a run that goes on: JSON lines over a socket that only its owner can open. */
export { askControl, NoAnswer, Refused } from "./client.ts";
export { type ControlServer, serveControl } from "./server.ts";
export { socketPath } from "./socket-path.ts";
