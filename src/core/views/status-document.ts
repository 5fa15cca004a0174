import type { Amount, Price, Quantity } from "../base/index.ts";
import type { Direction } from "../domain/index.ts";
import type { WaitingEntry } from "../engine/index.ts";

/** What the system may do now: anything, only reduce, nothing but the protection of what it holds. */
export type TradingState = "ACTIVE" | "REDUCING" | "HALTED";

/** What the status document is made of: facts that the engine has at hand, nothing derived. */
export interface StatusInput {
  readonly run: string;
  readonly mode: string;
  readonly running: boolean;
  readonly state: TradingState;
  /** Whether any market of the run is open now. */
  readonly marketHours: boolean;
  readonly statistics: StatusStatistics;
  readonly capital: {
    readonly currency: string;
    readonly initial: Amount;
    /** Equity now, open positions marked. */
    readonly current: Amount;
    /** Equity when the session day began. */
    readonly atDayStart: Amount;
  };
  readonly positions: readonly StatusPositionInput[];
  /** Of the whole run, net of fees. */
  readonly realizedPnl: Amount;
  /** Openings that wait for a person, oldest first; left out: nobody is asked. */
  readonly waiting?: readonly StatusWaiting[];
  /** Symbols whose live data are not whole; left out: nobody listens to any. */
  readonly notWhole?: readonly StatusDoubt[];
  /** Symbols whose strategy is not asked any more: a person, or the run itself, has stopped them; left out: none. */
  readonly stoppedSymbols?: readonly string[];
  /** Strategies that broke their contract; left out: none. */
  readonly brokenStrategies?: readonly StatusBroken[];
  /** Order round trips; undefined when none was measured, as on recorded data. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | undefined;
  /** Newest last. */
  readonly alerts: readonly string[];
}

/** Counts since the run began. */
export interface StatusStatistics {
  readonly signalsGenerated: number;
  readonly ordersPlaced: number;
  readonly positionsOpened: number;
  readonly positionsClosed: number;
}

/** One open position. */
export interface StatusPositionInput {
  readonly symbol: string;
  readonly side: Direction;
  /** In units of the base asset, positive. */
  readonly quantity: Quantity;
  readonly entry: Price;
  /** Last price, a finite float like every mark. */
  readonly mark: number;
}

/** An opening that waits for a person: `timonel approve ID`, or `reject ID`. Of recorded data, in the time of the data. */
export type StatusWaiting = Omit<WaitingEntry, "instrument">;

/** Live data that nobody vouches for: no entries until a bar comes whole. */
export interface StatusDoubt {
  readonly symbol: string;
  /** `spike`, `missing`. */
  readonly fault: string;
  readonly found: string;
  readonly expected: string;
  /** Unix ms. */
  readonly since: number;
}

/** A strategy that threw, or answered nonsense: it is never asked again in this run. */
export interface StatusBroken {
  readonly symbol: string;
  readonly strategy: string;
  readonly found: string;
  /** Unix ms: close of the bar that it was looking at. */
  readonly since: number;
}

/** `timonel.status/1`: money, prices and quantities are decimal strings. */
export interface StatusDocument {
  readonly schema: "timonel.status/1";
  readonly run: string;
  readonly mode: string;
  readonly running: boolean;
  readonly state: TradingState;
  readonly marketHours: boolean;
  /** Null: nobody wrote it down, as of a backtest. */
  readonly statistics: { readonly [Name in keyof StatusStatistics]: StatusStatistics[Name] | null };
  readonly capital: {
    readonly currency: string;
    readonly initial: string;
    readonly current: string;
    readonly pnl: string;
    readonly pnlToday: string;
  };
  readonly positions: readonly StatusPosition[];
  readonly totals: {
    readonly positions: number;
    /** Open positions in profit, and at a loss. */
    readonly winning: number;
    readonly losing: number;
    readonly unrealizedPnl: string;
    readonly realizedPnl: string;
    /** Value of all positions at their marks; `netExposure` counts shorts as negative. */
    readonly exposure: string;
    readonly netExposure: string;
  };
  readonly waiting: readonly StatusWaiting[];
  readonly notWhole: readonly StatusDoubt[];
  /** Until `timonel start SYMBOL`, but for those of `brokenStrategies`. */
  readonly stoppedSymbols: readonly string[];
  readonly brokenStrategies: readonly StatusBroken[];
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  readonly alerts: readonly string[];
}

export interface StatusPosition {
  readonly symbol: string;
  readonly side: Direction;
  readonly quantity: string;
  readonly entry: string;
  readonly current: string;
  /** Move of the price since entry times quantity, before fees. */
  readonly pnl: string;
  /** `pnl` in percent of the entry value: 2 means 2 %. */
  readonly pnlPercent: number;
}
