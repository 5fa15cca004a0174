import type { Amount } from "../../../core/base/index.ts";
import type { CorporateAction, Instrument } from "../../../core/domain/index.ts";
import type { FundingSchedule } from "../../../core/engine/index.ts";
import type { FillModel, MarginTerms } from "../../../core/exchange/index.ts";
import type { BarSeries } from "../../../core/market/index.ts";
import type { FaultDrill } from "./faults.ts";

/** What a simulated venue plays, and for whom. Plain data: it is handed to a process by structured clone. */
export interface VenuePlan {
  readonly account: {
    readonly name: string;
    readonly currency: string;
    readonly balance: Amount;
    readonly leverage: number;
  };
  /** `id` is the place in the list. */
  readonly instruments: readonly Instrument[];
  readonly series: readonly Omit<ConstructorParameters<typeof BarSeries>[0], "id">[];
  readonly fills: FillModel;
  /** What stands behind contracts; left out: isolated, see `USUAL_MARGIN`. */
  readonly margin?: MarginTerms | undefined;
  readonly funding?: readonly FundingSchedule[] | undefined;
  readonly actions?: readonly CorporateAction[] | undefined;
}

/** What a venue is, wherever it is served and whoever keeps its time. */
export interface HouseOptions {
  readonly plan: VenuePlan;
  /** Of the faults. */
  readonly seed?: string | undefined;
  /** Faults from the start on, see `faults.ts`. */
  readonly faults?: readonly JsonRule[] | undefined;
  /** Where single strikes can be left out; undefined: each fault draws from a stream as it comes. */
  readonly drill?: FaultDrill | undefined;
  /** Events that the stream can go back; older ones are a gap for whoever missed them. */
  readonly backlogMax?: number | undefined;
  /** Every event of the account is appended here, one line each, and synced. */
  readonly truthFile?: string | undefined;
  /** Unix milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** How a venue lives. */
export interface VenueOptions extends HouseOptions {
  /** Path of a Unix socket, or `127.0.0.1:PORT`. */
  readonly address: string;
  /**
   * Milliseconds of data in a millisecond of the wall clock; Infinity: as fast as it can. Left out: it stands still
   * until it is asked to advance or to play.
   */
  readonly speed?: number | undefined;
  /** How often the stream says that it is alive. */
  readonly beatMs?: number | undefined;
}

/** A fault rule as it is written in JSON. */
export type JsonRule = Readonly<Record<string, string | number | boolean>>;
