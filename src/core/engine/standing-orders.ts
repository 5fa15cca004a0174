import type { UnixMs } from "../base/index.ts";
import {
  type AmendIntent,
  type CancelIntent,
  type InstrumentId,
  type OrderId,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import { EntryTrace, type GateCheck, mayAdd, type Risk } from "../risk/index.ts";
import { amendedTerms } from "./amended-terms.ts";
import type { Approvals } from "./approvals.ts";
import type { Conditions } from "./conditions.ts";
import type { Desk } from "./desk.ts";
import type { Explainer, Opening, Said } from "./explainer.ts";
import { type OrderNames, ownOrders } from "./order-names.ts";
import type { ProposalFacts } from "./proposal.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** An intent that comes to nothing, and why. */
export interface RefusedIntent {
  readonly run: StrategyRun;
  readonly intent: Said["intent"];
  readonly now: UnixMs;
  readonly refusal: Refusal;
  /** The order that it was to become, or is about. */
  readonly order?: OrderId;
  /** What was looked at before. */
  readonly gates?: readonly GateCheck[] | undefined;
}

interface StandingParts {
  readonly desk: Desk;
  readonly risk: Risk;
  readonly names: OrderNames;
  readonly conditions: Conditions | undefined;
  readonly approvals: Approvals | undefined;
  /** What waits is not wanted any more. @returns whether a person was being asked */
  withdraw(id: InstrumentId, why: string, at: UnixMs): boolean;
  readonly explainer: Explainer | undefined;
  facts(run: StrategyRun, now: UnixMs): ProposalFacts;
  said(run: StrategyRun, intent: Said["intent"], now: UnixMs): Said | undefined;
  refuse(refused: RefusedIntent): void;
  /** Whether a person is asked before anything opens. */
  mustAsk(): boolean;
  hold(opening: Opening, isAddition: boolean): void;
}

/** What a strategy wants of its orders that work: new terms, or to take them back. */
export class StandingOrders {
  readonly #of: StandingParts;

  constructor(parts: StandingParts) {
    this.#of = parts;
  }

  amend(run: StrategyRun, intent: AmendIntent, now: UnixMs): void {
    const { instrument } = run;
    const { tag } = intent;
    const { desk, risk, conditions, explainer, names } = this.#of;
    const order = names.tagged(instrument.id, tag);
    if (order === undefined || order.isTakenOver || order.pending !== "none") {
      this.#of.refuse({ run, intent, now, refusal: { kind: "UnknownTag", tag } });
      return;
    }
    const { request, remaining } = order;
    const to = amendedTerms(intent, request.side, rulesAt(instrument, now));
    const adds = mayAdd(request, remaining, to) && !request.reduceOnly;
    const unmet = adds ? conditions?.judge(run, now) : undefined;
    if (unmet?.refusal !== undefined) {
      const { refusal, checks: gates } = unmet;
      this.#of.refuse({ run, intent, now, refusal, order: request.id, gates });
      return;
    }
    if (adds && this.#of.mustAsk()) {
      this.#of.hold({ run, intent, signal: null, now }, risk.isAddition(request));
      return;
    }
    const { last, atr } = this.#of.facts(run, now);
    const { stop, target, rules } = order.context;
    const terms = { to, at: now, reference: last, atr, protection: { stop, target, rules } };
    const said = this.#of.said(run, intent, now);
    const trace = said && new EntryTrace();
    const verdict = risk.judgeAmendment(request, remaining, terms, trace);
    const refusal = verdict.kind === "refused" ? verdict.refusal : undefined;
    if (said !== undefined && trace !== undefined) explainer?.amended(said, request.id, to, refusal, trace);
    if (verdict.kind === "approved") desk.amend(order, verdict.to);
    else desk.refuse(instrument, request.id, verdict.refusal);
  }

  /** Takes back what the strategy asked for itself: protection stays. */
  cancel(run: StrategyRun, intent: CancelIntent, now: UnixMs): void {
    const { approvals, desk, explainer } = this.#of;
    const { instrument } = run;
    const { tag } = intent;
    const because = "the strategy takes it back";
    const isWithdrawn =
      tag === undefined
        ? this.#of.withdraw(instrument.id, because, now)
        : approvals?.withdrawTagged(instrument.id, tag, because, now);
    const own = ownOrders(desk.orders.live(instrument.id), tag);
    const said = this.#of.said(run, intent, now);
    for (const order of own) {
      if (said !== undefined) explainer?.cancelled(said, order.request.id);
      desk.cancel(order);
    }
    if (own.length === 0 && tag !== undefined && isWithdrawn !== true)
      this.#of.refuse({ run, intent, now, refusal: { kind: "UnknownTag", tag } });
  }
}
