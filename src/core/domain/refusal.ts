/** Risk said no: an ordinary answer, with the numbers behind it. Ratios are shares of equity unless a name says more. */
export type Refusal =
  | { readonly kind: "SignalExpired"; readonly at: number; readonly expiresAt: number }
  | { readonly kind: "LowConfidence"; readonly confidence: number; readonly confidenceMin: number }
  | { readonly kind: "WeakSignal"; readonly strength: string; readonly strengthMin: string }
  | { readonly kind: "DuplicateSignal"; readonly direction: string }
  | { readonly kind: "StaleMarketData"; readonly ageMs: number; readonly ageMsMax: number }
  /** The live feed of the instrument is not whole: what was found, and what should have come. */
  | {
      readonly kind: "DataNotWhole";
      readonly fault: string;
      readonly found: string;
      readonly expected: string;
      readonly since: number;
    }
  | { readonly kind: "TradingHalted"; readonly by: string; readonly since: number; readonly endsBy: string }
  | {
      readonly kind: "SymbolPaused";
      readonly slippage: number;
      readonly slippageMax: number;
      readonly until: number;
    }
  | { readonly kind: "CoolingDown"; readonly until: number }
  /** A trail in average true ranges before there are any. */
  | { readonly kind: "TrailNotMeasured" }
  | { readonly kind: "SessionEnding"; readonly endsAt: number }
  | { readonly kind: "UnknownTag"; readonly tag: string }
  | { readonly kind: "TagInUse"; readonly tag: string }
  | { readonly kind: "NoProtectiveStop" }
  | { readonly kind: "PriceBelowTick"; readonly tick: number }
  | { readonly kind: "StopOnWrongSide"; readonly stop: number; readonly reference: number }
  | { readonly kind: "TargetOnWrongSide"; readonly target: number; readonly reference: number }
  | { readonly kind: "StopTooNear"; readonly distance: number; readonly distanceMin: number }
  | { readonly kind: "StopWithinNoise"; readonly atrs: number; readonly atrsMin: number }
  | { readonly kind: "RewardTooSmall"; readonly rewardToRisk: number; readonly rewardToRiskMin: number }
  | { readonly kind: "SameDirection"; readonly held: string }
  | { readonly kind: "ShortOnSpot" }
  /** Hedge mode: an instrument of one side was to be opened to the other. */
  | { readonly kind: "WrongLeg"; readonly leg: string }
  | { readonly kind: "NothingToClose" }
  /** The size of a position follows confidence, which has hardly moved since it was set. */
  | {
      readonly kind: "ConfidenceUnchanged";
      readonly confidence: number;
      readonly before: number;
      readonly stepMin: number;
    }
  /** A condition for openings does not hold, or is not known yet. */
  | {
      readonly kind: "ConditionNotMet";
      readonly condition: string;
      readonly found: number | string;
      readonly allowed: string;
    }
  /** A person was asked about an opening, by that number, and said no; or nobody said anything in time. */
  | { readonly kind: "ApprovalRejected"; readonly id: number; readonly by: string }
  | { readonly kind: "ApprovalExpired"; readonly id: number; readonly expiresAt: number }
  /** Before anybody had answered, what was asked about was not wanted or not possible any more. */
  | { readonly kind: "ApprovalWithdrawn"; readonly id: number; readonly because: string }
  | { readonly kind: "PositionSizeLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "PositionQuantityLimit"; readonly quantity: number; readonly quantityMax: number }
  | { readonly kind: "TradeRiskLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "SymbolExposureLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "DiversificationLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "ExposureLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "PortfolioRiskLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "BalanceShareLimit"; readonly share: number; readonly shareMax: number }
  | { readonly kind: "LeverageLimit"; readonly leverage: number; readonly leverageMax: number }
  | { readonly kind: "ConcurrentTradesLimit"; readonly trades: number; readonly tradesMax: number }
  | { readonly kind: "DailyTradesLimit"; readonly trades: number; readonly tradesMax: number }
  | { readonly kind: "SessionTimeLimit"; readonly minutes: number; readonly minutesMax: number }
  | {
      readonly kind: "BelowMinimum";
      readonly quantity: string;
      readonly notional: string;
      readonly minimum: string;
    }
  | { readonly kind: "InsufficientBalance"; readonly needed: string; readonly available: string };

export type RefusalKind = Refusal["kind"];
