/** Opinions about where a price goes, and whether one is fit to be acted upon. */
export { refuseSignal, type SignalFacts, type SignalPolicy } from "./validate.ts";
