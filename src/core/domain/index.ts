/** The words everything speaks: instruments, orders, fills, signals, intents, events and effects. */
export type { VenueAbilities } from "./abilities.ts";
export {
  type AccountEvent,
  type DividendPaid,
  EXTERNAL,
  type FilledOutside,
  type FundingPaid,
  type PositionLiquidated,
  type SharesSplit,
} from "./account-event.ts";
export { type Interval, intervalMs } from "./bar.ts";
export type { ApprovalEvent, CommandEvent } from "./command-event.ts";
export {
  type CorporateAction,
  type DividendDue,
  type SplitDue,
  type SplitRatio,
  splitNumber,
  splitPrice,
  splitQuantity,
} from "./corporate-action.ts";
export type { Outbox } from "./effects.ts";
export type { EngineEvent, ExpiryReason, OrderEvent, Rejection } from "./events.ts";
export type { FeedEvent, FeedFault } from "./feed-event.ts";
export { type FeeBound, type FeeModel, feeBound, perShareFee } from "./fees.ts";
export type { Fill } from "./fill.ts";
export {
  contractsWithin,
  defineInstrument,
  type Instrument,
  type InstrumentId,
  notionalOf,
  rulesAt,
  type TradingRules,
} from "./instrument.ts";
export {
  type AdjustIntent,
  type AmendIntent,
  type CancelIntent,
  type CloseIntent,
  type Intent,
  isSignal,
  type NoIntent,
  type OpenIntent,
  type OrderIntent,
  type PositionWishes,
  type SeveralIntents,
  signalsIn,
  type TrailWish,
} from "./intent.ts";
export { areLegsOfOne, mayOpen } from "./leg.ts";
export { type MarginTier, marginTiers, tierAt, tiersOf } from "./margin-tier.ts";
export {
  type Amendment,
  type Approved,
  isLive,
  namesWhatItHasNot,
  nextOrderStatus,
  nextPendingRequest,
  type OrderConditions,
  type OrderDraft,
  type OrderId,
  type OrderMove,
  type OrderRequest,
  type OrderRole,
  type OrderStatus,
  type OrderType,
  orderMoveLeadsTo,
  type PendingRequest,
  type RequestMove,
  type Side,
  type Trail,
  type Watch,
} from "./order.ts";
export { type ExitReason, type PositionState, positionStateOf } from "./position.ts";
export type { PositionRules, TargetLevel } from "./position-rules.ts";
export type { Book, BookLevel, Trade } from "./quotes.ts";
export type { Refusal, RefusalKind } from "./refusal.ts";
export { causeOf } from "./rejection-cause.ts";
export {
  afterBars,
  CONTINUOUS,
  commonCalendar,
  defineSessions,
  endsTooSoon,
  isDayOverBy,
  isOpenAt,
  nextOpen,
  type SessionCalendar,
  type SessionTable,
  sessionDayOf,
  sessionDayStart,
  sessionWeekOf,
  tradesWithin,
} from "./session.ts";
export { type Direction, isWeaker, type Signal, type SignalStrength, strengthOf } from "./signal.ts";
export { asPerpetual, marketOf, parseSymbol, type SymbolParts } from "./symbol.ts";
export { termsText } from "./terms-text.ts";
export type { ClosedTrade, OpenPosition } from "./trade-record.ts";
export { isOutsideTrigger, type OutsideTrigger, type TriggerAction } from "./trigger.ts";
