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
  type CloseIntent,
  type ExitReason,
  type InstrumentId,
  type Intent,
  type OpenIntent,
  type OrderId,
  type OrderIntent,
  type PositionRules,
  type PositionWishes,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { TrackedOrder } from "../execution/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { EntryTrace, planRules, type Risk } from "../risk/index.ts";
import { refuseSignal } from "../signals/index.ts";
import type { Desk } from "./desk.ts";
import { Explainer, type Said, signalGates } from "./explainer.ts";
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

/** An entry that waits for its exit, and the number of its signal. */
interface Turn {
  readonly run: StrategyRun;
  readonly intent: OpenIntent;
  readonly signal: number;
}

/** Where intents become proposals: the middle of the walk of one bar. The `Desk` goes on with the orders. */
export class Trader {
  /** Signals that strategies gave so far. */
  signals = 0;
  /** Numbers of the groups that strategies name. */
  readonly #groups = new Map<string, number>();
  /** Entries of reversals that wait for their exit. */
  readonly #turning = new Map<InstrumentId, Turn>();
  readonly #of: TraderParts;
  /** Undefined where nobody wants to know. */
  readonly #explainer: Explainer | undefined;

  constructor(parts: TraderParts) {
    this.#of = parts;
    const { listener, prices } = parts;
    if (listener?.explained !== undefined)
      this.#explainer = new Explainer((explanation) => listener.explained?.(explanation), prices);
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
        this.#close(run, "signal", intent, now);
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
        this.#cancel(run, intent, now);
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
    const facts = { now, isPending };
    const refusal = refuseSignal(signal, setup.signals, facts) ?? refuseTrail(run, intent);
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      const said = this.#said(run, intent, now);
      if (said !== undefined)
        this.#explainer?.refused(said, undefined, refusal, signalGates(signal, setup.signals, facts));
      return;
    }
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const isReversal = held !== 0n && held > 0n === (intent.direction === "short");
    if (isReversal && instrument.settlement === "margin" && instrument.leg === undefined) {
      this.#close(run, "reversal", intent, now);
      if (this.#of.risk.isSizedAtFill) {
        this.#turning.set(instrument.id, { run, intent, signal: this.signals }); // Sized by what is there once the exit has filled.
        return;
      }
    }
    this.#enter(run, intent, now);
  }

  #enter(run: StrategyRun, intent: OpenIntent, now: UnixMs, signal = this.signals): void {
    const facts = this.#facts(run, now, intent);
    const explain = this.#explainer?.entry({ run, intent, signal, now }, facts.id);
    this.#of.desk.enter(proposeOpen(intent, facts), run.instrument, undefined, explain);
  }

  /** The exit of a reversal has filled: now the entry goes out, sized by what is there. */
  turn(id: InstrumentId, now: UnixMs): void {
    const waiting = this.#turning.get(id);
    if (waiting === undefined || !this.#of.portfolio.position(id).isFlat) return;
    this.#turning.delete(id);
    this.#enter(waiting.run, waiting.intent, now, waiting.signal);
  }

  /** What waits for an exit was decided at prices that no longer hold. */
  forget(id: InstrumentId): void {
    this.#turning.delete(id);
  }

  /** Leaves the position at the market, and gives up entries that still work. */
  #close(run: StrategyRun, exitReason: ExitReason, intent: CloseIntent | OpenIntent, now: UnixMs): void {
    const { instrument, strategy } = run;
    const leaving = { strategy: strategy.name, exitReason, why: intent.why, now };
    const done = leavePosition(this.#of, instrument.id, leaving);
    if (done === "already") this.#refuse(run, intent, now, { kind: "DuplicateSignal", direction: "flat" });
    else if (done === "nothing") this.#refuse(run, intent, now, { kind: "NothingToClose" });
    else if (done !== "withdrawn") {
      const said = this.#said(run, intent, now);
      if (said !== undefined) this.#explainer?.reduced(said, done);
    }
  }

  #adjust(run: StrategyRun, intent: AdjustIntent, now: UnixMs): void {
    const { instrument } = run;
    const { quantity } = this.#of.portfolio.position(instrument.id);
    const unmeasured = refuseTrail(run, intent);
    if (unmeasured !== undefined) {
      this.#refuse(run, intent, now, unmeasured);
      return;
    }
    if (quantity === 0n) {
      this.#refuse(run, intent, now, { kind: "NothingToClose" });
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
      this.#refuse(run, intent, now, refusal);
      return;
    }
    const { protector } = this.#of.desk;
    protector.plan.set(instrument.id, to);
    let rules: PositionRules | undefined;
    if (wantsRules(intent)) {
      const direction = isLong ? "long" : "short";
      const reference = this.#of.prices.number(instrument.id);
      const atr = run.atrFor(intent);
      rules = planRules({ direction, reference, atr, tick, wishes: intent }, undefined);
      protector.plan.set(instrument.id, { rules });
    }
    const said = this.#said(run, intent, now);
    if (said !== undefined) this.#explainer?.adjusted(said, to.stop, to.target, rules);
    protector.protect(instrument.id, now);
  }

  /** A direct order: what only takes from the position leaves at once, the rest is judged like any entry. */
  #order(run: StrategyRun, intent: OrderIntent, now: UnixMs): void {
    const { instrument } = run;
    const facts = this.#facts(run, now, intent);
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const said = this.#said(run, intent, now);
    const lacking = this.#lacking(run, intent);
    if (lacking !== undefined) {
      this.#refuse(run, intent, now, lacking, facts.id);
      return;
    }
    const units = intent.quantity ?? (intent.value ?? 0) / facts.last;
    const asked = quantityFromNumber(units, "down");
    const { step } = rulesAt(instrument, now);
    const wanted = floorToStep(asked, step);
    if (wanted <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${instrument.base}`;
      const refusal = { kind: "BelowMinimum", quantity: "0", notional: "0", minimum } as const;
      this.#refuse(run, intent, now, refusal, facts.id);
      return;
    }
    const isOpposite = held !== 0n && held > 0n === (intent.side === "sell");
    if (isOpposite && (intent.reduceOnly === true || wanted <= absolute(held))) {
      const isByValue = intent.value !== undefined; // Sized at the fill: here only what it may come to is known.
      const quantity = isByValue ? absolute(held) : (smaller(wanted, absolute(held)) as Quantity);
      const order = reducingOrder(intent, quantity, facts);
      if (said !== undefined) this.#explainer?.reduced(said, order);
      this.#of.desk.reduce(order, "signal", facts.last, intent.tag);
    } else if (intent.reduceOnly === true)
      this.#refuse(run, intent, now, { kind: "NothingToClose" }, facts.id);
    else {
      const explain = said && this.#explainer?.entry(said, facts.id);
      this.#of.desk.enter(proposeOrder(intent, asked, facts), instrument, intent.tag, explain);
    }
  }

  /** What is explained; undefined where nobody wants to know. */
  #said(run: StrategyRun, intent: Said["intent"], now: UnixMs): Said | undefined {
    if (this.#explainer === undefined) return undefined;
    const isSignal = intent.kind === "open" || intent.kind === "close" || intent.kind === "order";
    return { run, intent, signal: isSignal ? this.signals : null, now };
  }

  #refuse(run: StrategyRun, intent: Said["intent"], now: UnixMs, refusal: Refusal, order?: OrderId): void {
    this.#of.desk.refuse(run.instrument, order, refusal);
    const said = this.#said(run, intent, now);
    if (said !== undefined) this.#explainer?.refused(said, order, refusal);
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

  #amend(run: StrategyRun, intent: AmendIntent, now: UnixMs): void {
    const { instrument } = run;
    const { tag, limit, trigger, quantity } = intent;
    const { desk, risk } = this.#of;
    const order = this.#tagged(instrument.id, tag);
    if (order === undefined || order.pending !== "none") {
      this.#refuse(run, intent, now, { kind: "UnknownTag", tag });
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
    const said = this.#said(run, intent, now);
    const trace = said && new EntryTrace();
    const verdict = risk.judgeAmendment(order.request, order.remaining, terms, trace);
    const refusal = verdict.kind === "refused" ? verdict.refusal : undefined;
    if (said !== undefined && trace !== undefined)
      this.#explainer?.amended(said, order.request.id, to, refusal, trace);
    if (verdict.kind === "approved") desk.amend(order, verdict.to);
    else desk.refuse(instrument, order.request.id, verdict.refusal);
  }

  /** Takes back what the strategy asked for itself: protection stays. */
  #cancel(run: StrategyRun, intent: CancelIntent, now: UnixMs): void {
    const { desk } = this.#of;
    const { instrument } = run;
    const { tag } = intent;
    const own = desk.orders.live(instrument.id).filter(({ request, context }) => {
      const isOwn = request.role === "entry" || request.role === "exit";
      return isOwn && (tag === undefined || context.tag === tag);
    });
    const said = this.#said(run, intent, now);
    for (const order of own) {
      if (said !== undefined) this.#explainer?.cancelled(said, order.request.id);
      desk.cancel(order);
    }
    if (own.length === 0 && tag !== undefined) this.#refuse(run, intent, now, { kind: "UnknownTag", tag });
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
