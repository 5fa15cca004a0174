import {
  absolute,
  floorToStep,
  formatQuantity,
  priceOnTick,
  priceToNumber,
  type Quantity,
  quantityFromNumber,
  smaller,
  type UnixMs,
  unreachable,
} from "../base/index.ts";
import {
  type AdjustIntent,
  type AmendIntent,
  type CancelIntent,
  type ExitReason,
  type InstrumentId,
  type Intent,
  type OpenIntent,
  type OrderId,
  type OrderIntent,
  type PositionWishes,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { TrackedOrder } from "../execution/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { planRules, type Risk } from "../risk/index.ts";
import { refuseSignal } from "../signals/index.ts";
import type { Desk } from "./desk.ts";
import { leavePosition } from "./leave-position.ts";
import type { EngineListener } from "./listener.ts";
import { type ProposalFacts, proposeOpen, proposeOrder, reducingOrder } from "./proposal.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** What the trader needs to know of its engine. */
interface TraderParts {
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly listener: EngineListener | undefined;
}

/** Where intents become proposals: the middle of the walk of one bar. The `Desk` goes on with the orders. */
export class Trader {
  /** Signals that strategies gave so far. */
  signals = 0;
  /** Numbers of the groups that strategies name. */
  readonly #groups = new Map<string, number>();
  /** Entries of reversals that wait for their exit. */
  readonly #turning = new Map<InstrumentId, { readonly run: StrategyRun; readonly intent: OpenIntent }>();
  readonly #of: TraderParts;

  constructor(parts: TraderParts) {
    this.#of = parts;
  }

  /** Does what the strategy wants, as far as risk lets it. */
  act(run: StrategyRun, intent: Intent, now: UnixMs): void {
    this.#of.listener?.intent?.(run.strategy.name, run.instrument, intent, now);
    this.#do(run, intent, now);
  }

  #do(run: StrategyRun, intent: Intent, now: UnixMs): void {
    switch (intent.kind) {
      case "open":
        this.signals++;
        this.#open(run, intent, now);
        return;
      case "close":
        this.signals++;
        this.#close(run, "signal", intent.why, now);
        return;
      case "adjust":
        this.#adjust(run, intent, now);
        return;
      case "order":
        this.signals++;
        this.#order(run, intent, now);
        return;
      case "amend":
        this.#amend(run, intent, now);
        return;
      case "cancel":
        this.#cancel(run, intent);
        return;
      case "several":
        for (const one of intent.intents) this.#do(run, one, now);
        return;
      case "none":
        return;
      default:
        unreachable(intent);
    }
  }

  #open(run: StrategyRun, intent: OpenIntent, now: UnixMs): void {
    const { instrument, setup, strategy } = run;
    const { series } = run;
    const signal = {
      instrument: instrument.id,
      strategy: strategy.name,
      direction: intent.direction,
      confidence: intent.confidence ?? 1,
      dataAt: series.closesAt(series.visible - 1),
      at: now,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const isPending = this.#of.risk.hasWorkingEntry(instrument.id);
    const refusal = refuseSignal(signal, setup.signals, { now, isPending });
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      return;
    }
    const unmeasured = refuseTrail(run, intent);
    if (unmeasured !== undefined) {
      this.#of.desk.refuse(instrument, undefined, unmeasured);
      return;
    }
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const isReversal = held !== 0n && held > 0n === (intent.direction === "short");
    if (isReversal && instrument.settlement === "margin" && instrument.leg === undefined) {
      this.#close(run, "reversal", intent.why, now);
      if (this.#of.risk.isSizedAtFill) {
        this.#turning.set(instrument.id, { run, intent }); // Sized by what is there once the exit has filled.
        return;
      }
    }
    this.#of.desk.enter(proposeOpen(intent, this.#facts(run, now, intent)), instrument);
  }

  /** The exit of a reversal has filled: now the entry goes out, sized by what is there. */
  turn(id: InstrumentId, now: UnixMs): void {
    const waiting = this.#turning.get(id);
    if (waiting === undefined || !this.#of.portfolio.position(id).isFlat) return;
    this.#turning.delete(id);
    const { run, intent } = waiting;
    this.#of.desk.enter(proposeOpen(intent, this.#facts(run, now, intent)), run.instrument);
  }

  /** What waits for an exit was decided at prices that no longer hold. */
  forget(id: InstrumentId): void {
    this.#turning.delete(id);
  }

  /** Leaves the position at the market, and gives up entries that still work. */
  #close(run: StrategyRun, exitReason: ExitReason, why: string, now: UnixMs): void {
    const { instrument, strategy } = run;
    const leaving = { strategy: strategy.name, exitReason, why, now };
    const done = leavePosition(this.#of, instrument.id, leaving);
    if (done === "already")
      this.#of.desk.refuse(instrument, undefined, { kind: "DuplicateSignal", direction: "flat" });
    else if (done === "nothing") this.#of.desk.refuse(instrument, undefined, { kind: "NothingToClose" });
  }

  #adjust(run: StrategyRun, intent: AdjustIntent, now: UnixMs): void {
    const { instrument } = run;
    const { quantity } = this.#of.portfolio.position(instrument.id);
    const unmeasured = refuseTrail(run, intent);
    if (unmeasured !== undefined) {
      this.#of.desk.refuse(instrument, undefined, unmeasured);
      return;
    }
    if (quantity === 0n) {
      this.#of.desk.refuse(instrument, undefined, { kind: "NothingToClose" });
      return;
    }
    const { tick } = rulesAt(instrument, now);
    const isLong = quantity > 0n;
    const to = {
      stop: intent.stop === undefined ? undefined : priceOnTick(intent.stop, tick, isLong ? "down" : "up"),
      target:
        intent.target === undefined ? undefined : priceOnTick(intent.target, tick, isLong ? "up" : "down"),
    };
    const refusal = this.#of.risk.judgeAdjustment(instrument.id, to);
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      return;
    }
    const { protector } = this.#of.desk;
    protector.plan.set(instrument.id, to);
    if (wantsRules(intent)) {
      const direction = isLong ? "long" : "short";
      const reference = this.#of.prices.number(instrument.id);
      const atr = run.atrFor(intent);
      const rules = planRules({ direction, reference, atr, tick, wishes: intent }, undefined);
      protector.plan.set(instrument.id, { rules });
    }
    protector.protect(instrument.id, now);
  }

  /** A direct order: what only takes from the position leaves at once, the rest is judged like any entry. */
  #order(run: StrategyRun, intent: OrderIntent, now: UnixMs): void {
    const { instrument } = run;
    const facts = this.#facts(run, now, intent);
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const lacking = this.#lacking(run, intent);
    if (lacking !== undefined) {
      this.#of.desk.refuse(instrument, facts.id, lacking);
      return;
    }
    const units = intent.quantity ?? (intent.value ?? 0) / facts.last;
    const asked = quantityFromNumber(units, "down");
    const { step } = rulesAt(instrument, now);
    const wanted = floorToStep(asked, step);
    if (wanted <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${instrument.base}`;
      this.#of.desk.refuse(instrument, facts.id, {
        kind: "BelowMinimum",
        quantity: "0",
        notional: "0",
        minimum,
      });
      return;
    }
    const isOpposite = held !== 0n && held > 0n === (intent.side === "sell");
    if (isOpposite && (intent.reduceOnly === true || wanted <= absolute(held))) {
      const isByValue = intent.value !== undefined; // Sized at the fill: here only what it may come to is known.
      const quantity = isByValue ? absolute(held) : (smaller(wanted, absolute(held)) as Quantity);
      this.#of.desk.reduce(reducingOrder(intent, quantity, facts), "signal", facts.last, intent.tag);
    } else if (intent.reduceOnly === true)
      this.#of.desk.refuse(instrument, facts.id, { kind: "NothingToClose" });
    else this.#of.desk.enter(proposeOrder(intent, asked, facts), instrument, intent.tag);
  }

  /** A direct order that refers to another which is not there, or to a range that nobody knows yet. */
  #lacking(run: StrategyRun, intent: OrderIntent): Refusal | undefined {
    const { instrument } = run;
    const { after, tag } = intent;
    if (after !== undefined && this.#tagged(instrument.id, after) === undefined)
      return { kind: "UnknownTag", tag: after };
    if (tag !== undefined && this.#tagged(instrument.id, tag) !== undefined) return { kind: "TagInUse", tag };
    return refuseTrail(run, intent);
  }

  /** The live order of a tag. */
  orderOf(instrument: InstrumentId, tag: string): OrderId | undefined {
    return this.#tagged(instrument, tag)?.request.id;
  }

  #tagged(instrument: InstrumentId, tag: string): TrackedOrder | undefined {
    // One that is being taken back has given its name away.
    const { orders } = this.#of.desk;
    return orders
      .live(instrument)
      .find(({ context, pending }) => context.tag === tag && pending !== "cancel");
  }

  #amend(run: StrategyRun, { tag, limit, trigger, quantity }: AmendIntent, now: UnixMs): void {
    const { instrument } = run;
    const { desk, risk } = this.#of;
    const order = this.#tagged(instrument.id, tag);
    if (order === undefined || order.pending !== "none") {
      desk.refuse(instrument, undefined, { kind: "UnknownTag", tag });
      return;
    }
    const { tick, step } = rulesAt(instrument, now);
    const isBuy = order.request.side === "buy";
    const to = {
      limit: limit === undefined ? undefined : priceOnTick(limit, tick, isBuy ? "down" : "up"),
      trigger: trigger === undefined ? undefined : priceOnTick(trigger, tick, isBuy ? "up" : "down"),
      quantity: quantity === undefined ? undefined : floorToStep(quantityFromNumber(quantity, "down"), step),
    };
    const { last, atr } = this.#facts(run, now, undefined);
    const stop = order.context.stop === undefined ? undefined : priceToNumber(order.context.stop);
    const terms = { to, reference: last, stop, target: undefined, atr };
    const verdict = risk.judgeAmendment(order.request, order.remaining, terms);
    if (verdict.kind === "approved") desk.amend(order, verdict.to);
    else desk.refuse(instrument, order.request.id, verdict.refusal);
  }

  /** Takes back what the strategy asked for itself: protection stays. */
  #cancel({ instrument }: StrategyRun, { tag }: CancelIntent): void {
    const { desk } = this.#of;
    const own = desk.orders.live(instrument.id).filter(({ request, context }) => {
      const isOwn = request.role === "entry" || request.role === "exit";
      return isOwn && (tag === undefined || context.tag === tag);
    });
    for (const order of own) desk.cancel(order);
    if (own.length === 0 && tag !== undefined)
      desk.refuse(instrument, undefined, { kind: "UnknownTag", tag });
  }

  #facts(run: StrategyRun, now: UnixMs, wishes: PositionWishes | undefined): ProposalFacts {
    const { instrument, strategy } = run;
    const atr = run.atrFor(wishes);
    const barMs = run.series.intervalMs;
    const last = this.#of.prices.number(instrument.id);
    const id = this.#of.desk.orders.nextId();
    return { id, instrument, strategy: strategy.name, now, last, barMs, atr, names: this };
  }

  /** Number of a group that a strategy names. */
  groupOf(instrument: InstrumentId, name: string): number {
    const key = `${instrument} ${name}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    this.#groups.set(key, this.#groups.size + 1);
    return this.#groups.size;
  }
}

/** A trail in average true ranges, before there are enough bars for one or in a market that stands still. */
function refuseTrail(run: StrategyRun, wishes: PositionWishes): Refusal | undefined {
  const atrs = wishes.trail?.atrs;
  return atrs === undefined || atrs * run.atrFor(wishes) > 0 ? undefined : { kind: "TrailNotMeasured" };
}

/** Most adjustments move a price and nothing else. */
const wantsRules = ({ targets, trail, breakEven, exitAfterBars }: AdjustIntent): boolean =>
  targets !== undefined || trail !== undefined || breakEven !== undefined || exitAfterBars !== undefined;
