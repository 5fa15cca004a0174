import type { UnixMs } from "../../../core/base/index.ts";
import { type Instrument, type Intent, termsText } from "../../../core/domain/index.ts";
import type { Feed } from "../../../core/indicators/index.ts";
import type { BarColumns } from "../../../core/market/index.ts";
import { type PositionView, type Strategy, StrategyFault } from "../../../core/strategy/index.ts";
import { assemble } from "../assemble.ts";
import type { RunPlan } from "../run-plan.ts";
import { tellIntent } from "./wording.ts";

/** Makes a strategy anew from the bars of its instrument. */
export type Maker = (columns: BarColumns) => Strategy;

export interface Decision {
  readonly at: number;
  /** Place in `plan.runs`. */
  readonly run: number;
  readonly callback: string;
  readonly intent: Intent | undefined;
  /** Equal texts mean equal decisions. */
  readonly key: string;
  readonly told: string;
}

/** Where a strategy stood when it was asked at a close. */
export interface Stance {
  readonly at: number;
  readonly position: PositionView;
}

/** What was decided, and what is needed to compare it. */
export interface Played {
  readonly decisions: readonly Decision[];
  /** By place in `plan.runs`. */
  readonly stances: readonly (readonly Stance[])[];
  /** When an answer to a fill was asked for. */
  readonly filledAt: ReadonlySet<number>;
  /** The longest warm-up of the feeds of any run. */
  readonly warmUpMs: number;
  readonly fault: StrategyFault | undefined;
}

export interface PlayTerms {
  /** The last moment that is played. */
  readonly until?: number;
  readonly deciding?: Int32Array | undefined;
  /** Called every so often; may throw to stop. */
  onBeat?(now: number): void;
}

/** Steps between two beats. */
const STEPS_A_BEAT = 1_024;

/** Plays a plan by the engine and the simulated exchange of a backtest, with strategies made of its own columns. */
export function playDecisions(plan: RunPlan, makers: readonly Maker[], terms: PlayTerms = {}): Played {
  const { until = Number.POSITIVE_INFINITY } = terms;
  const notes = new Notes(plan);
  let fault: StrategyFault | undefined;
  try {
    const strategies = plan.runs.map((_, run) => notes.observe(make(plan, run, makers), run));
    const { playback } = assemble(plan, strategies, notes, terms.deciding);
    for (let step = 1; playback.nextAt <= until && playback.step(); step++)
      if (step % STEPS_A_BEAT === 0) terms.onBeat?.(playback.now);
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    fault = error;
    notes.fault(error);
  }
  const { decisions, stances, filledAt, warmUpMs } = notes;
  return { decisions, stances, filledAt, warmUpMs, fault };
}

/** A factory is user code: it may throw, and it may write into the columns it is given, so they are its own. */
function make(plan: RunPlan, run: number, makers: readonly Maker[]): Strategy {
  const { instrument } = plan.runs[run] as RunPlan["runs"][number];
  const { columns } = plan.series[instrument] as RunPlan["series"][number];
  try {
    return (makers[run] as Maker)(copyOf(columns));
  } catch (cause) {
    throw new StrategyFault({
      strategy: plan.runs[run]?.source.name ?? "unknown",
      symbol: plan.instruments[instrument]?.symbol ?? "unknown",
      at: 0 as UnixMs, // Before the first bar.
      found: `its factory threw ${String(cause)}`,
      allowed: "a factory makes a strategy of the columns it is given",
      cause,
    });
  }
}

export const copyOf = ({ time, open, high, low, close, volume }: BarColumns): BarColumns => ({
  time: time.slice(),
  open: open.slice(),
  high: high.slice(),
  low: low.slice(),
  close: close.slice(),
  volume: volume.slice(),
});

type Callback = "onBar" | "onTrade" | "onBook" | "onFill" | "onTimer";
const CALLBACKS: readonly Callback[] = ["onBar", "onTrade", "onBook", "onFill", "onTimer"];

/** Writes down what is decided, and by which callback. */
class Notes {
  readonly decisions: Decision[] = [];
  readonly stances: Stance[][];
  readonly filledAt = new Set<number>();
  warmUpMs = 0;
  readonly #plan: RunPlan;
  readonly #asked: Callback[];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.stances = plan.runs.map(() => []);
    this.#asked = plan.runs.map(() => "onBar");
  }

  /** The same strategy, and we hear when it is asked. */
  observe(strategy: Strategy, run: number): Strategy {
    const indicators: Strategy["indicators"] = (of) => {
      const made = strategy.indicators(of);
      const feeds: readonly Feed[] = Object.values(of.feeds);
      for (const { warmUp, intervalMs } of feeds)
        this.warmUpMs = Math.max(this.warmUpMs, (warmUp + 1) * intervalMs);
      return made;
    };
    const ask =
      (callback: Callback) => (context: { readonly now: number; readonly position: PositionView }) => {
        this.#asked[run] = callback;
        if (callback === "onFill") this.filledAt.add(context.now);
        if (callback === "onBar") this.stances[run]?.push({ at: context.now, position: context.position });
        return strategy[callback]?.(context as never); // Handed on as it came.
      };
    const callbacks = CALLBACKS.filter((name) => strategy[name] !== undefined);
    return Object.create(strategy, {
      indicators: { value: indicators },
      ...Object.fromEntries(callbacks.map((name) => [name, { value: ask(name) }])),
    }) as Strategy;
  }

  intent(_strategy: string, instrument: Instrument, intent: Intent, at: UnixMs): void {
    const run = this.#plan.runs.findIndex((one) => one.instrument === instrument.id);
    const callback = this.#asked[run] ?? "onBar";
    this.decisions.push({
      at,
      run,
      callback,
      intent,
      key: `${at}|${run}|${callback}|${termsText(intent)}`,
      told: tellIntent(intent),
    });
  }

  fault({ symbol, at, found }: StrategyFault): void {
    const id = this.#plan.instruments.findIndex((one) => one.symbol === symbol);
    const run = this.#plan.runs.findIndex(({ instrument }) => instrument === id);
    const callback = this.#asked[run] ?? "onBar";
    this.decisions.push({ at, run, callback, intent: undefined, key: `${at}|${run}|${found}`, told: found });
  }
}
