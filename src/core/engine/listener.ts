import type { Quantity, UnixMs } from "../base/index.ts";
import type {
  ClosedTrade,
  DividendPaid,
  Fill,
  FundingPaid,
  Instrument,
  Intent,
  OrderEvent,
  OrderRequest,
  PositionLiquidated,
  Refusal,
  SharesSplit,
} from "../domain/index.ts";
import type { LedgerListener } from "../portfolio/index.ts";
import type { Latch, Verdict } from "../risk/index.ts";
import type { StrategyFault } from "../strategy/index.ts";
import type { ApprovalTold } from "./automation.ts";
import type { Explanation } from "./explanation.ts";

/** What a fill led to. */
export interface FillReport {
  readonly fill: Fill;
  readonly order: OrderRequest;
  readonly instrument: Instrument;
  /** The trade it closed. */
  readonly trade: ClosedTrade | undefined;
  /** What is held after it; negative is short. */
  readonly held: Quantity;
}

/**
 * Whoever wants to know what the engine does, in engine order. Nothing is built for a listener that is not there.
 * It may look, never act: it is told after the fact and answers nothing.
 */
export interface EngineListener {
  intent?(strategy: string, instrument: Instrument, intent: Intent, at: UnixMs): void;
  /** `order` is undefined where a signal was refused before it became an order. */
  verdict?(
    instrument: Instrument,
    order: number | undefined,
    verdict: Verdict | { kind: "refused"; refusal: Refusal },
  ): void;
  /**
   * Why something was ordered, moved or refused, with every number that was looked at. Only where this is there is any of
   * it gathered, and gathering it changes no decision.
   */
  explained?(explanation: Explanation): void;
  /** Asked before anything is gathered for an explanation; left out: yes. Of a walk that was told before nobody wants it. */
  wantsExplained?(): boolean;
  /** A person is asked about an opening, or such a question has ended. */
  approval?(told: ApprovalTold): void;
  submitted?(order: OrderRequest, instrument: Instrument): void;
  answered?(event: OrderEvent, order: OrderRequest, instrument: Instrument): void;
  filled?(report: FillReport): void;
  /** Holding a position cost or earned something. */
  funded?(event: FundingPaid, instrument: Instrument): void;
  /** A company paid a dividend on what is held. */
  dividend?(event: DividendPaid, instrument: Instrument): void;
  /** Shares were split; `filled` follows where a fraction is settled in cash. */
  split?(event: SharesSplit, instrument: Instrument): void;
  /** The venue is closing a position; `filled` follows. */
  liquidated?(event: PositionLiquidated, instrument: Instrument): void;
  latched?(latch: Latch): void;
  /** A strategy broke its contract and was stopped. */
  faulted?(fault: StrategyFault): void;
  ledger?: LedgerListener;
}
