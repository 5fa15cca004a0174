import type { Amount, UnixMs } from "../base/index.ts";
import type { Instrument, InstrumentId, Intent, SignalStrength, VenueAbilities } from "../domain/index.ts";
import type { BarSeries } from "../market/index.ts";
import type { RiskSettings } from "../risk/index.ts";
import type { SignalPolicy } from "../signals/index.ts";
import type { ParamValue, Strategy } from "../strategy/index.ts";
import type { Automation } from "./automation.ts";

/** One strategy on one instrument: a strategy owns its instrument. */
export interface RunSetup {
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly instrument: InstrumentId;
  /** Id of the series its first feed follows: the one that wakes it. */
  readonly series: number;
  /** Id of the series each feed follows, by name; what is not named here follows `series`. */
  readonly feeds?: Readonly<Record<string, number>>;
  /** Seeds the chance of the strategy; the same for all runs of one account. */
  readonly seed?: string;
  readonly signals: SignalPolicy & { readonly strengthMin: SignalStrength };
  /** Keep an ATR(14) of the main feed for limits and protection that are measured in it. */
  readonly needsAtr: boolean;
}

/** A question to a strategy. */
export interface Question {
  readonly strategy: string;
  readonly instrument: Instrument;
  readonly callback: "onBar" | "onTrade" | "onBook" | "onFill" | "onTimer";
  readonly at: UnixMs;
}

/**
 * Stands between the engine and its strategies: writes their answers down; or gives those that were written down
 * before, so that a recovery never decides anew. `ask` asks the strategy: what it throws has to pass.
 */
export interface AnswerSource {
  answer(question: Question, ask: () => Intent): Intent;
}

/** Everything an engine is made of. Nothing in it says which mode it runs in. */
export interface EngineSetup {
  /** Sorted by symbol in code-unit order; `id` is the place in the list. */
  readonly instruments: readonly Instrument[];
  /** `id` is the place in the list. */
  readonly series: readonly BarSeries[];
  readonly runs: readonly RunSetup[];
  readonly account: { readonly currency: string; readonly balance: Amount };
  readonly risk: RiskSettings;
  /** Who decides about openings; left out: the strategies. */
  readonly automation?: Automation | undefined;
  /** A strategy that throws or answers nonsense ends the run (the default), or only itself: it adds no more risk. */
  readonly onFault?: "end run" | "stop strategy";
  /** What the venue of each instrument does by itself; undefined: everything. */
  readonly abilities?: readonly (VenueAbilities | undefined)[];
  /** Expected number of steps, so that the equity curve is allocated once. */
  readonly stepsExpected?: number;
  /** Left out: strategies are asked directly. */
  readonly answers?: AnswerSource | undefined;
  /** Place 0 is set to the instrument whose strategy is being asked: a watchdog on another thread can read it. */
  readonly deciding?: Int32Array;
}
