/** Limits, sizing and latches: approves or refuses, and says why with numbers. */
export { breakEvenOf } from "./break-even.ts";
export type { CrashWatch } from "./crash-watch.ts";
export {
  type AccountTold,
  EntryTrace,
  finite,
  type GateCheck,
  gateCheck,
  type Judgement,
  LIMIT_KEYS,
  latchKey,
} from "./entry-trace.ts";
export { decisionPrice, mayAdd } from "./order-prices.ts";
export { planRules, trailFrom } from "./position-rules.ts";
export type { EntryProposal, Verdict } from "./proposal.ts";
export { Risk } from "./risk.ts";
export type {
  InstrumentLimits,
  ManagementSettings,
  PortfolioLimits,
  RiskSettings,
  SessionLimits,
  TriggerSettings,
} from "./settings.ts";
export { UNLIMITED } from "./unlimited.ts";
export type { Latch } from "./watch.ts";
