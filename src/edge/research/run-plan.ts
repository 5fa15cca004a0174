import type { Amount, DurationMs } from "../../core/base/index.ts";
import type { CorporateAction, Instrument, InstrumentId } from "../../core/domain/index.ts";
import type { EngineSetup, FundingSchedule, LongerSeries, RunSetup } from "../../core/engine/index.ts";
import type { FillModel, MarginTerms } from "../../core/exchange/index.ts";
import type { BarColumns, QuoteColumns } from "../../core/market/index.ts";
import type { RiskSettings } from "../../core/risk/index.ts";
import type { StrategySource } from "../strategies/index.ts";

/** A strategy on an instrument, before its code is loaded. */
export interface PlannedRun extends Omit<RunSetup, "strategy"> {
  readonly source: StrategySource;
}

/** Everything a run over recorded data is made of. Plain data: it is handed to a worker, the columns without a copy. */
export interface RunPlan {
  readonly instruments: readonly Instrument[];
  readonly series: readonly {
    readonly instrument: InstrumentId;
    readonly intervalMs: DurationMs;
    readonly columns: BarColumns;
    readonly closes?: Float64Array | undefined;
    readonly quotes?: QuoteColumns | undefined;
  }[];
  /** Longer bars made of a series above; their ids follow on. */
  readonly longer: readonly LongerSeries[];
  readonly runs: readonly PlannedRun[];
  readonly account: { readonly currency: string; readonly balance: Amount };
  readonly risk: RiskSettings;
  readonly fills: FillModel;
  /** What stands behind contracts; left out: isolated, see `USUAL_MARGIN`. */
  readonly margin?: MarginTerms;
  /** When perpetuals pay funding; left out: never. */
  readonly funding?: readonly FundingSchedule[];
  /** Splits and dividends; left out: none. */
  readonly actions?: readonly CorporateAction[];
  /** What a strategy that breaks its contract ends: the run, or itself alone. */
  readonly onFault: NonNullable<EngineSetup["onFault"]>;
}
