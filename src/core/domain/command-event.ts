import type { UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";
import type { OutsideTrigger, TriggerAction } from "./trigger.ts";

/** What a person, or what watches over the run, tells the engine. `by` says who, for whoever reads it later. */
export type CommandEvent =
  | { readonly kind: "TradingHalted"; readonly by: string; readonly at: UnixMs }
  | { readonly kind: "TradingResumed"; readonly at: UnixMs }
  /** Leave positions at the market, and take back what would open others. Trading goes on afterwards. */
  | {
      readonly kind: "FlattenAsked";
      /** Undefined: all of them. */
      readonly instrument: InstrumentId | undefined;
      readonly by: string;
      readonly at: UnixMs;
    }
  /** No new risk and no strategy is asked any more; positions are left at the market where `closes` says so. */
  | {
      readonly kind: "EmergencyCalled";
      readonly closes: boolean;
      readonly by: string;
      readonly at: UnixMs;
    }
  /** No new risk, and what the action says, until it is released or a person resumes. */
  | {
      readonly kind: "TriggerPulled";
      readonly trigger: OutsideTrigger;
      readonly action: TriggerAction;
      readonly by: string;
      readonly at: UnixMs;
    }
  /** What pulled it is over. */
  | { readonly kind: "TriggerReleased"; readonly trigger: OutsideTrigger; readonly at: UnixMs }
  /** The strategy of an instrument is not asked any more, or again. What it holds stays, and stays protected. */
  | {
      readonly kind: "SymbolStopped" | "SymbolStarted";
      readonly instrument: InstrumentId;
      readonly by: string;
      readonly at: UnixMs;
    }
  | ApprovalEvent;

/** What a person answers to an opening that waits for them, by its number. */
export interface ApprovalEvent {
  readonly kind: "ApprovalGiven" | "ApprovalDenied";
  readonly id: number;
  readonly by: string;
  readonly at: UnixMs;
}
