import {
  absolute,
  floorToStep,
  formatQuantity,
  type Quantity,
  quantityFromNumber,
  quantityToNumber,
  smaller,
  type UnixMs,
  unreachable,
} from "../base/index.ts";
import {
  type AdjustIntent,
  type ApprovalEvent,
  type CloseIntent,
  type ExitReason,
  type InstrumentId,
  type Intent,
  isSignal,
  type OpenIntent,
  type OrderIntent,
  type PositionWishes,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { EntryProposal, Risk } from "../risk/index.ts";
import { refuseSignal } from "../signals/index.ts";
import { adjustProtection, refuseTrail } from "./adjust-protection.ts";
import { type AnsweredIntent, Approvals, sideOf } from "./approvals.ts";
import type { Automation } from "./automation.ts";
import type { Conditions } from "./conditions.ts";
import type { Desk } from "./desk.ts";
import { Explainer, type Opening, type Said, signalGates } from "./explainer.ts";
import { leavePosition } from "./leave-position.ts";
import type { EngineListener } from "./listener.ts";
import { OrderNames } from "./order-names.ts";
import { type ProposalFacts, proposeOpen, proposeOrder, reducingOrder } from "./proposal.ts";
import { inAnyDoubt, Scaling } from "./scaling.ts";
import { signalOf } from "./signal-of.ts";
import { type RefusedIntent, StandingOrders } from "./standing-orders.ts";
import type { StrategyRun } from "./strategy-run.ts";
import { Turns } from "./turns.ts";

/** What the trader needs to know of its engine. */
interface TraderParts {
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly automation: Automation | undefined;
  /** For openings; undefined where there are none. */
  readonly conditions: Conditions | undefined;
  readonly listener: EngineListener | undefined;
}

/** Where intents become proposals: the middle of the walk of one bar. The `Desk` goes on with the orders. */
export class Trader {
  /** Signals that strategies gave so far. */
  signals = 0;
  readonly names: OrderNames;
  readonly #standing: StandingOrders;
  readonly turns = new Turns();
  readonly #of: TraderParts;
  /** Openings that wait for a person; undefined where nobody is asked. */
  readonly approvals: Approvals | undefined;
  /** Where sizes follow confidence. */
  readonly scaling: Scaling | undefined;
  /** What was approved, or was not, while that is carried out. */
  #answered: AnsweredIntent | undefined;
  /** Undefined where nobody ever wants to know. */
  readonly #maker: Explainer | undefined;

  constructor(parts: TraderParts) {
    this.#of = parts;
    this.names = new OrderNames(parts.desk.orders);
    const { listener, prices, automation } = parts;
    if (automation?.level === "semi")
      this.approvals = new Approvals({
        timeoutMs: automation.timeoutMs,
        listener,
        refuse: (intent, refusal, at) =>
          this.#answering(intent, () =>
            this.#refuse({ run: intent.run, intent: intent.intent, now: at, refusal }),
          ),
      });
    if (automation?.level === "scaled") this.scaling = new Scaling(automation.confidenceStep);
    if (listener?.explained !== undefined)
      this.#maker = new Explainer((explanation) => listener.explained?.(explanation), prices);
    this.#standing = new StandingOrders({
      ...parts,
      names: this.names,
      approvals: this.approvals,
      withdraw: (id, why, at) => this.withdraw(id, why, at),
      explainer: this.#maker,
      facts: (run, now) => this.#facts(run, now, undefined),
      said: (run, intent, now) => this.#said(run, intent, now),
      refuse: (refused) => this.#refuse(refused),
      mustAsk: () => this.#mustAsk,
      hold: (said, isAddition) => this.#hold(said, isAddition),
    });
  }

  /** Does what the strategy wants, as far as risk lets it. */
  act(run: StrategyRun, intent: Intent, now: UnixMs): void {
    this.#of.listener?.intent?.(run.strategy.name, run.instrument, intent, now);
    this.approvals?.begin();
    this.#do(run, intent, now);
  }

  /** A person has answered: what they approved is judged as it stands now. */
  answer({ kind, id, by, at }: ApprovalEvent): void {
    const { approvals } = this;
    if (kind === "ApprovalDenied") approvals?.reject(id, by, at);
    else
      for (const one of approvals?.approve(id, by, at) ?? [])
        this.#answering(one, () => this.#carryOut(one, at));
  }

  #carryOut({ run, intent }: AnsweredIntent, now: UnixMs): void {
    if (intent.kind === "open") this.#open(run, intent, now);
    else if (intent.kind === "order") this.#order(run, intent, now);
    else this.#standing.amend(run, intent, now);
  }

  #answering(answered: AnsweredIntent | undefined, act: () => void): void {
    this.#answered = answered;
    act();
    this.#answered = undefined;
  }

  #do(run: StrategyRun, intent: Intent, now: UnixMs): void {
    if (isSignal(intent)) this.signals++;
    switch (intent.kind) {
      case "open":
        this.#open(run, intent, now);
        return;
      case "close":
        this.#close(run, "signal", intent, now);
        return;
      case "adjust":
        this.#adjust(run, intent, now);
        return;
      case "order":
        this.#order(run, intent, now);
        return;
      case "amend":
        this.#standing.amend(run, intent, now);
        return;
      case "cancel":
        this.#standing.cancel(run, intent, now);
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
    const { instrument, setup } = run;
    if (this.#answered === undefined) this.approvals?.supersede(instrument.id, now);
    this.turns.dropOther(instrument.id, intent.direction);
    const signal = signalOf(run, intent, now, this.#answered?.dataAt);
    const position = this.#of.portfolio.position(instrument.id);
    const { quantity: held } = position;
    const scaling = held !== 0n && held > 0n === (intent.direction === "long") ? this.scaling : undefined;
    const isLess = scaling?.isLess(position, signal.confidence) === true; // Then only its age can refuse it.
    const policy = isLess ? inAnyDoubt(setup.signals) : setup.signals;
    const facts = { now, isPending: !isLess && this.#of.risk.hasWorkingEntry(instrument.id) };
    const refusal = refuseSignal(signal, policy, facts) ?? (isLess ? undefined : refuseTrail(run, intent));
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      const said = this.#said(run, intent, now);
      if (said !== undefined)
        this.#explainer?.refused(said, undefined, refusal, signalGates(signal, policy, facts));
      return;
    }
    if (scaling !== undefined) {
      this.#rescale(scaling, run, intent, now);
      return;
    }
    const isReversal = held !== 0n && held > 0n === (intent.direction === "short");
    if (isReversal && instrument.settlement === "margin" && instrument.leg === undefined) {
      const isLeaving = this.#answered !== undefined && this.#of.desk.protector.isLeaving(instrument.id);
      if (!isLeaving) this.#close(run, "reversal", intent, now); // The exit did not wait for anybody.
      if (this.#of.risk.isSizedAtFill) {
        // Sized by what is there once the exit has filled.
        const answered = this.#answered;
        this.turns.wait(instrument.id, { run, intent, signal: this.#signal, answered });
        return;
      }
    }
    this.#enter(run, intent, now, this.#signal);
  }

  /** The same opinion about what is held, with another confidence. */
  #rescale(scaling: Scaling, run: StrategyRun, intent: OpenIntent, now: UnixMs): void {
    const { instrument, strategy } = run;
    const { confidence = 1, why, direction } = intent;
    const opinion = { direction, confidence, strategy: strategy.name, why, now };
    const done = scaling.follow(this.#of, this.#of.portfolio.position(instrument.id), opinion);
    if (done === "raise") {
      this.#enter(run, intent, now, this.#signal);
      return;
    }
    if ("kind" in done) {
      this.#refuse({ run, intent, now, refusal: done });
      return;
    }
    const said = this.#said(run, intent, now);
    if (said === undefined) return;
    if ("withdrawn" in done) this.#explainer?.cancelled(said, done.withdrawn);
    else this.#explainer?.reduced(said, done);
  }

  #enter(run: StrategyRun, intent: OpenIntent, now: UnixMs, signal: number): void {
    const proposed = proposeOpen(intent, this.#facts(run, now, intent));
    const { confidence = 1 } = intent;
    const proposal = this.scaling === undefined ? proposed : { ...proposed, confidence };
    this.#propose({ run, intent, signal, now, answered: this.#answered }, proposal, undefined);
  }

  /** To risk; where a person is asked first, to them: but not with what would be refused whatever they say. */
  #propose(said: Opening, proposal: EntryProposal, tag: string | undefined): void {
    const { run, now } = said;
    const { conditions, desk, risk } = this.#of;
    const { draft } = proposal;
    const { intent } = said;
    const order = draft.id;
    const { refusal: unmet, checks } = conditions?.judge(run, now) ?? NO_CONDITION;
    if (unmet !== undefined) {
      this.#refuse({ run, intent, now, refusal: unmet, order, gates: checks });
      return;
    }
    const refusal = this.#mustAsk ? risk.refuseNow(draft) : undefined;
    if (refusal !== undefined) this.#refuse({ run, intent, now, refusal, order });
    else if (this.#mustAsk) this.#hold(said, risk.isAddition(draft));
    else if (desk.enter(proposal, run.instrument, tag, this.#explainer?.entry(said, draft.id, checks)))
      this.scaling?.note(desk.orders.get(order), proposal.confidence);
  }

  get #mustAsk(): boolean {
    return this.approvals !== undefined && this.#answered === undefined;
  }

  #hold({ run, intent, signal, now }: Opening, isAddition: boolean): void {
    const { series, instrument } = run;
    const dataAt = series.closesAt(series.visible - 1);
    const addsTo = isAddition ? sideOf(this.#of.portfolio.position(instrument.id).quantity) : undefined;
    const basis = this.#maker === undefined ? undefined : run.basis(); // Told when it is answered, however late.
    this.approvals?.hold({ run, intent, signal, askedAt: now, dataAt, addsTo, basis });
  }

  /** The exit of a reversal has filled: now the entry goes out, sized by what is there. */
  turn(id: InstrumentId, now: UnixMs): void {
    const waiting = this.#of.portfolio.position(id).isFlat ? this.turns.take(id) : undefined;
    if (waiting === undefined) return;
    const { run, intent, signal, answered } = waiting;
    this.#answering(answered, () => this.#enter(run, intent, now, signal));
  }

  /** A bar has closed. */
  passTime(now: UnixMs): void {
    this.approvals?.expire(now);
    if (this.turns.isEmpty) return;
    const { protector } = this.#of.desk;
    this.turns.dropStale((id) => protector.isLeaving(id) || protector.isWanting(id));
  }

  /** What waits, for its exit or for a person, is not wanted any more. @returns whether a person was being asked */
  withdraw(id: InstrumentId, why: string, at: UnixMs): boolean {
    this.turns.drop(id);
    return this.approvals?.withdraw(id, why, at) === true;
  }

  withdrawAll(why: string, at: UnixMs): void {
    this.turns.dropAll();
    this.approvals?.withdrawAll(why, at);
  }

  /** Leaves the position at the market, and gives up entries that still work. */
  #close(run: StrategyRun, exitReason: ExitReason, intent: CloseIntent | OpenIntent, now: UnixMs): void {
    const { instrument, strategy } = run;
    const isWithdrawn = this.withdraw(instrument.id, "the strategy closes", now);
    const leaving = { strategy: strategy.name, exitReason, why: intent.why, now };
    const done = leavePosition(this.#of, instrument.id, leaving);
    if (done === "already")
      this.#refuse({ run, intent, now, refusal: { kind: "DuplicateSignal", direction: "flat" } });
    else if (done === "nothing") {
      if (!isWithdrawn) this.#refuse({ run, intent, now, refusal: { kind: "NothingToClose" } });
    } else if (done !== "withdrawn") {
      const said = this.#said(run, intent, now);
      if (said !== undefined) this.#explainer?.reduced(said, done);
    }
  }

  #adjust(run: StrategyRun, intent: AdjustIntent, now: UnixMs): void {
    const adjusted = adjustProtection(this.#of, run, intent, now);
    if (typeof adjusted === "object" && "kind" in adjusted) {
      this.#refuse({ run, intent, now, refusal: adjusted });
      return;
    }
    const said = this.#said(run, intent, now);
    if (said !== undefined) this.#explainer?.adjusted(said, adjusted.stop, adjusted.target, adjusted.rules);
    this.#of.desk.protector.protect(run.instrument.id, now);
  }

  /** A direct order: what only takes from the position leaves at once, the rest is judged like any entry. */
  #order(run: StrategyRun, intent: OrderIntent, now: UnixMs): void {
    const { instrument } = run;
    const facts = this.#facts(run, now, intent);
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const said = this.#said(run, intent, now);
    const lacking = this.#lacking(run, intent);
    if (lacking !== undefined) {
      this.#refuse({ run, intent, now, refusal: lacking, order: facts.id });
      return;
    }
    const units =
      intent.quantity ?? (intent.value ?? 0) / (facts.last * quantityToNumber(instrument.contractSize));
    const asked = quantityFromNumber(units, "down");
    const { step } = rulesAt(instrument, now);
    const wanted = floorToStep(asked, step);
    if (wanted <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${instrument.base}`;
      const refusal = { kind: "BelowMinimum", quantity: "0", notional: "0", minimum } as const;
      this.#refuse({ run, intent, now, refusal, order: facts.id });
      return;
    }
    const isOpposite = held !== 0n && held > 0n === (intent.side === "sell");
    if (isOpposite && (intent.reduceOnly === true || wanted <= absolute(held))) {
      const isByValue = intent.value !== undefined; // Sized at the fill: here only what it may come to is known.
      const quantity = isByValue ? absolute(held) : (smaller(wanted, absolute(held)) as Quantity);
      const order = reducingOrder(intent, quantity, facts);
      if (said !== undefined) this.#explainer?.reduced(said, order);
      this.#of.desk.reduce(order, "signal", facts.last, { tag: intent.tag });
    } else if (intent.reduceOnly === true)
      this.#refuse({ run, intent, now, refusal: { kind: "NothingToClose" }, order: facts.id });
    else {
      const about = { run, intent, signal: this.#signal, now, answered: this.#answered };
      this.#propose(about, proposeOrder(intent, asked, facts), intent.tag);
    }
  }

  /** Number of the signal that is being acted upon. */
  get #signal(): number {
    return this.#answered?.signal ?? this.signals;
  }

  /** Nobody adds to a position that is gone. */
  noteHeld(instrument: InstrumentId, at: UnixMs): void {
    this.approvals?.noteHeld(instrument, this.#of.portfolio.position(instrument).quantity, at);
  }

  /** Undefined where nobody wants to know now. */
  get #explainer(): Explainer | undefined {
    return this.#of.listener?.wantsExplained?.() === false ? undefined : this.#maker;
  }

  /** What is explained; undefined where nobody wants to know. */
  #said(run: StrategyRun, intent: Said["intent"], now: UnixMs): Said | undefined {
    if (this.#explainer === undefined) return undefined;
    return { run, intent, signal: isSignal(intent) ? this.#signal : null, now, answered: this.#answered };
  }

  #refuse({ run, intent, now, refusal, order, gates }: RefusedIntent): void {
    this.#of.desk.refuse(run.instrument, order, refusal);
    const said = this.#said(run, intent, now);
    if (said !== undefined) this.#explainer?.refused(said, order, refusal, gates);
  }

  /** A direct order that refers to another which is not there, or to a range that nobody knows yet. */
  #lacking(run: StrategyRun, intent: OrderIntent): Refusal | undefined {
    const { instrument } = run;
    const { after, tag } = intent;
    if (after !== undefined && this.names.tagged(instrument.id, after) === undefined)
      return { kind: "UnknownTag", tag: after };
    if (tag !== undefined && this.names.tagged(instrument.id, tag) !== undefined)
      return { kind: "TagInUse", tag };
    return refuseTrail(run, intent);
  }

  #facts(run: StrategyRun, now: UnixMs, wishes: PositionWishes | undefined): ProposalFacts {
    const { instrument, strategy } = run;
    const atr = run.atrFor(wishes);
    const barMs = run.series.intervalMs;
    const last = this.#of.prices.number(instrument.id);
    const id = this.#of.desk.orders.nextId();
    return { id, instrument, strategy: strategy.name, now, last, barMs, atr, names: this.names };
  }
}

const NO_CONDITION = { refusal: undefined, checks: undefined };
