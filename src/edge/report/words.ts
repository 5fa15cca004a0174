import type { RefusalKind, Rejection } from "../../core/domain/index.ts";

/** What each limit means to the person who set it. A new kind of refusal fails the build here. */
const REFUSALS: Readonly<Record<RefusalKind, string>> = {
  SignalExpired: "signal was too old",
  LowConfidence: "confidence below the minimum",
  WeakSignal: "signal too weak",
  DuplicateSignal: "same signal again while one was open",
  StaleMarketData: "market data too old",
  DataNotWhole: "market data not whole",
  TradingHalted: "trading was halted",
  CoolingDown: "a stop was hit a short while ago",
  TrailNotMeasured: "the average true range that it would trail by is not known",
  SessionEnding: "too late in a session that no position may outlast",
  UnknownTag: "no order of that tag works",
  TagInUse: "an order of that tag works already",
  SymbolPaused: "symbol paused after too much slippage",
  NoProtectiveStop: "no protective stop",
  PriceBelowTick: "price smaller than a tick",
  StopOnWrongSide: "stop on the wrong side of the price",
  TargetOnWrongSide: "target on the wrong side of the price",
  StopTooNear: "stop closer than the minimum distance",
  StopWithinNoise: "stop within the market's usual noise",
  RewardTooSmall: "reward too small for the risk",
  SameDirection: "already held in that direction",
  ShortOnSpot: "what is not held cannot be sold: no short selling without margin",
  WrongLeg: "the other side has a position of its own in hedge mode",
  NothingToClose: "nothing to close",
  ConfidenceUnchanged: "confidence hardly moved since the position was sized by it",
  ConditionNotMet: "a condition for openings did not hold",
  ApprovalRejected: "a person said no",
  ApprovalExpired: "nobody approved it in time",
  ApprovalWithdrawn: "not wanted any more before anybody had answered",
  PositionSizeLimit: "position would be too large",
  PositionQuantityLimit: "position would have too many units",
  TradeRiskLimit: "too much at risk in one trade",
  SymbolExposureLimit: "too much exposure to one symbol",
  DiversificationLimit: "too large a share for one symbol",
  ExposureLimit: "too much exposure in all",
  PortfolioRiskLimit: "too much at risk in all",
  BalanceShareLimit: "too large a share of the balance",
  LeverageLimit: "too much leverage",
  ConcurrentTradesLimit: "too many trades at once",
  DailyTradesLimit: "too many trades that day",
  SessionTimeLimit: "session lasted too long",
  BelowMinimum: "smaller than the venue's minimum order",
  InsufficientBalance: "balance too small",
};

const REJECTIONS: Readonly<Record<Rejection["kind"], string>> = {
  PriceOffTick: "price not on the tick",
  QuantityOffStep: "quantity not on the step",
  BelowMinQuantity: "quantity below the minimum",
  BelowMinNotional: "order value below the minimum",
  InsufficientBalance: "balance too small",
  InsufficientMargin: "too little margin available",
  LeverageTooHigh: "more leverage than the venue allows for a position of that value",
  ReduceOnlyWouldIncrease: "reduce-only order would have opened a position",
  TriggerMissing: "order without the price that sets it off",
  PostOnlyWouldCross: "post-only order would have taken",
  StopWouldTriggerAtOnce: "stop would have triggered at once",
  MarketClosed: "the market was closed",
  VenueRefused: "refused by the venue for a reason of its own",
};

/** A refusal in plain words; a kind of a later version, or of a plug-in, reads as its name. */
export const refusalWords = (kind: string): string => wordsOf(REFUSALS, kind);
export const rejectionWords = (kind: string): string => wordsOf(REJECTIONS, kind);

/** `DrawdownLimit` reads as `drawdown limit`. */
export const spelledOut = (kind: string): string => kind.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();

const wordsOf = (words: Readonly<Record<string, string>>, kind: string): string =>
  Object.hasOwn(words, kind) ? (words[kind] ?? kind) : spelledOut(kind);
