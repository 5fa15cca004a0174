/** Getting out without the engine: cancels and closes everything on a connection and an epoch of its own. */
export { cancelOpening } from "./cancel-opening.ts";
export { type EmergencyOptions, type EmergencyReport, emergencyClose } from "./emergency-close.ts";
export { epochWithoutWriting, ownEpoch } from "./own-epoch.ts";
