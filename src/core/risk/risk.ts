import {
  absolute,
  assert,
  LastOf,
  larger,
  type Price,
  priceToNumber,
  type Quantity,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  commonCalendar,
  contractsWithin,
  type ExitReason,
  type Fill,
  type Instrument,
  type InstrumentId,
  type OrderDraft,
  type OrderId,
  type OrderRequest,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { CrashWatch } from "./crash-watch.ts";
import { type EntryLimits, entryLimitsOf, judgedLimits, type WorstCase } from "./entry-limits.ts";
import type { EntryTrace } from "./entry-trace.ts";
import { AMOUNT_ONE, Exposure } from "./exposure.ts";
import { sizeFar } from "./far-from-limits.ts";
import { FeedDoubts } from "./feed-doubts.ts";
import { Gates } from "./gates.ts";
import { judgeSize, type SizeFacts } from "./judge-size.ts";
import { Estimated } from "./limits.ts";
import {
  collarOf,
  decisionPrice,
  leftAfter,
  mayAdd,
  refuseBehindProtection,
  refuseMinimum,
  refuseOffGrid,
} from "./order-prices.ts";
import type { AmendmentProposal, AmendmentVerdict, EntryProposal, Verdict } from "./proposal.ts";
import {
  type Protection,
  type ProtectionFacts,
  planProtection,
  refuseProtection,
  tellProtection,
} from "./protection.ts";
import { refuseAdjustment } from "./refuse-adjustment.ts";
import { Reservations } from "./reservations.ts";
import type { InstrumentLimits, RiskSettings } from "./settings.ts";
import { EquityWatch, type Latch } from "./watch.ts";

/** The judge: only what passes here can be sent. Approves or refuses with the numbers behind it. */
export class Risk {
  readonly watch: EquityWatch;
  /** Live feeds that are not whole. */
  readonly feeds: FeedDoubts;
  readonly exposure: Exposure;
  /** Undefined: nobody watches for one. */
  readonly crash: CrashWatch | undefined;
  readonly #settings: RiskSettings;
  readonly #limits: readonly EntryLimits[];
  readonly #instruments: readonly Instrument[];
  readonly #portfolio: Portfolio;
  readonly #prices: LatestPrices;
  readonly #reservations: Reservations;
  readonly #gates: Gates;
  readonly #lastFacts = new LastOf<SizeFacts>();

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly settings: RiskSettings;
    readonly portfolio: Portfolio;
    readonly prices: LatestPrices;
    readonly equity: number;
    /** Length of the shortest bars of each instrument; 0 where it has none. */
    readonly barMs: readonly number[];
  }) {
    this.#instruments = args.instruments;
    this.#settings = args.settings;
    this.#limits = entryLimitsOf(args.settings);
    this.#portfolio = args.portfolio;
    this.#prices = args.prices;
    this.#reservations = new Reservations(args.instruments.length);
    this.exposure = new Exposure({
      portfolio: args.portfolio,
      prices: args.prices,
      reservations: this.#reservations,
      leverageUsed: args.settings.leverage.used,
    });
    this.watch = new EquityWatch(
      args.settings,
      args.equity,
      commonCalendar(args.instruments.map(({ session }) => session)),
    );
    this.feeds = new FeedDoubts(args.instruments.length);
    const { settings, portfolio } = args;
    const flashCrash = settings.triggers?.flashCrash;
    this.crash = flashCrash && new CrashWatch(flashCrash, args.barMs);
    this.#gates = new Gates({
      settings,
      portfolio,
      reservations: this.#reservations,
      exposure: this.exposure,
      watch: this.watch,
      feeds: this.feeds,
    });
  }

  snapshot() {
    return {
      watch: this.watch.snapshot(),
      feeds: this.feeds.all,
      stops: [...this.exposure.stops],
      crash: this.crash?.snapshot(),
      reservations: this.#reservations.snapshot(),
      gates: this.#gates.snapshot(),
    };
  }

  /** Of the same settings and instruments. */
  restore({ watch, feeds, stops, crash, reservations, gates }: RiskSnapshot): void {
    this.watch.restore(watch);
    this.feeds.restore(feeds);
    for (const { id } of this.#instruments) this.exposure.setStop(id, stops[id]);
    if (crash !== undefined) this.crash?.restore(crash);
    this.#reservations.restore(reservations);
    this.#gates.restore(gates);
  }

  get latches(): readonly Latch[] {
    return this.watch.latches;
  }

  /** Whether market entries get their quantity at the price of the fill. */
  get isSizedAtFill(): boolean {
    return this.#settings.sizing.at === "fill";
  }

  /** What refuses an entry now whatever its size is, or undefined: nobody need be asked about what is refused anyway. */
  refuseNow(draft: OrderDraft): Refusal | undefined {
    return this.#gates.refuse(draft, this.#instruments[draft.instrument] as Instrument);
  }

  hasWorkingEntry(instrument: InstrumentId): boolean {
    return this.#reservations.hasEntry(instrument);
  }

  /**
   * Judges an order that adds risk: gates first, then protection, then size at its worst case. A `trace` hears of everything
   * that was looked at; it changes nothing.
   */
  judgeEntry(proposal: EntryProposal, trace?: EntryTrace): Verdict {
    const { draft } = proposal;
    const instrument = this.#instruments[draft.instrument] as Instrument;
    const own = this.#settings.instruments[draft.instrument] as InstrumentLimits;
    const rules = rulesAt(instrument, draft.at);
    if (trace !== undefined) trace.account = this.exposure.tell(draft.instrument);
    const closed =
      refuseOffGrid(draft, rules, trace) ?? this.#gates.refuse(draft, instrument, trace, mayFollow(proposal));
    if (closed !== undefined) return refused(closed);

    const planned: ProtectionFacts = {
      direction: draft.side === "buy" ? "long" : "short",
      reference: decisionPrice(draft, proposal.reference),
      stop: proposal.stop,
      target: proposal.target,
      atr: proposal.atr,
      tick: rules.tick,
      wishes: proposal.wishes,
    };
    const protection = proposal.standing?.protection ?? planProtection(planned, own);
    if (trace !== undefined) trace.protection = tellProtection(protection, planned, own);
    const bare = refuseProtection(protection, planned, own, this.#settings.isStopRequired, trace);
    if (bare !== undefined) return refused(bare);

    const decided = draft.limit ?? draft.trigger ?? this.#prices.exact(draft.instrument);
    const collar = draft.type === "limit" ? undefined : collarOf(draft.side, decided, own, rules);
    const bound = collar ?? decided; // A limit order is its own collar.
    const worst = larger(bound, decided);
    const isAddition = this.isAddition(draft);
    const stop = protection.stop ?? (isAddition ? this.exposure.stopOf(draft.instrument) : undefined);
    const estimate = this.exposure.estimate(draft.instrument);
    const of = {
      instrument,
      side: draft.side,
      worst,
      entry: bound,
      // An entry that has none gets none by others that rest: they may never fill.
      stop: stop && this.#reservations.loosestStop(draft.instrument, draft.side, stop, isAddition),
      heldStop: protection.stop,
      estimate,
    };
    const configured = this.#limits[draft.instrument] as EntryLimits;
    const grounds = { own, rules, configured };
    const sized =
      (trace === undefined ? sizeFar(of, proposal, grounds, this.exposure) : undefined) ??
      judgeSize(this.#factsOf(of, proposal, grounds), proposal, decided, trace);
    if (sized.kind === "refused") return sized;
    const { quantity, wanted, cappedBy, value, most = quantity } = sized;
    const tooSmall = refuseMinimum(instrument, rules, quantity, decided, this.#portfolio, trace);
    if (tooSmall !== undefined) return refused(tooSmall);

    draft.quantity = most;
    draft.collar = collar;
    if (value !== undefined) draft.conditions = { ...draft.conditions, notional: value };
    const order = approve(draft);
    // Of a value all may be spent, whatever whole steps that is.
    const remaining = value === undefined ? quantity : contractsWithin(value, worst, instrument);
    const bringsStop = protection.stop !== undefined;
    const ahead = {
      worst,
      entry: bound,
      stop: protection.stop ?? of.stop,
      bringsStop,
      isAddition,
      remaining,
    };
    this.#reservations.hold(order, ahead);
    return { kind: "approved", order, protection, wanted, cappedBy };
  }

  /** What decides where doubles do not. */
  #factsOf(
    near: Omit<WorstCase, "equity">,
    { draft, confidence }: EntryProposal,
    grounds: Pick<SizeFacts, "own" | "rules" | "configured">,
  ): SizeFacts {
    const { instrument, side, type } = draft;
    const { method, at } = this.#settings.sizing;
    const equity = new Estimated(near.estimate.equity * AMOUNT_ONE, () => this.exposure.equity());
    const of = { ...near, equity };
    const facts: SizeFacts = {
      of,
      limits: judgedLimits(of, grounds.configured, this.exposure),
      ...grounds,
      held: this.exposure.worstQuantity(instrument, side),
      method,
      confidence,
      isSizedAtFill: at === "fill" && type === "market",
      position: this.#portfolio.position(instrument),
    };
    this.#lastFacts.one = facts;
    return facts;
  }

  /**
   * Approves an order that can only reduce: always allowed, whatever is latched.
   * @throws InvariantBroken when it could do anything else
   */
  approveReducing(request: OrderRequest): Approved<OrderRequest> {
    const held = this.#portfolio.position(request.instrument).quantity;
    assert(request.reduceOnly, "an order is not reduce-only", request.id);
    assert(held !== 0n && held > 0n === (request.side === "sell"), "an order would not reduce", request.id);
    assert(request.quantity <= absolute(held), "an order is larger than the position", request.id);
    return approve(request);
  }

  /** An order of ours that its venue has filled, though nothing is known of it any more: nobody can refuse it now. */
  acceptFilled(request: OrderRequest): Approved<OrderRequest> {
    return approve(request);
  }

  /**
   * Approves the plain form of an order that its venue cannot take as it is.
   * @throws InvariantBroken when it could do more than the order that was approved
   */
  approveChild(parent: Approved<OrderRequest>, child: OrderRequest): Approved<OrderRequest> {
    const isSame = child.instrument === parent.instrument && child.side === parent.side;
    assert(isSame && child.quantity <= parent.quantity, "a child does more than its order", parent.id);
    const isBound = child.limit === parent.limit && child.collar === parent.collar;
    assert(isBound, "a child pays more than its order", parent.id);
    return approve(child);
  }

  /** Approves a protective order for what is held now. @throws InvariantBroken when it could do more than reduce */
  approveResize(order: Approved<OrderRequest>, quantity: Quantity): Approved<Amendment> {
    assert(order.reduceOnly, "an order is not reduce-only", order.id);
    return approve({ quantity });
  }

  /**
   * Judges new terms of an order that rests, of which `remaining` is not filled. What only reduces, and what asks for less
   * at no worse a price, is approved whatever is latched; the rest is judged like an entry in its place. Until the venue
   * has answered, the worse of both is reserved.
   */
  judgeAmendment(
    order: OrderRequest,
    remaining: Quantity,
    proposal: AmendmentProposal,
    trace?: EntryTrace,
  ): AmendmentVerdict {
    const { at, protection, reference, atr } = proposal;
    const to = this.#withCollar(order, proposal);
    const quantity = leftAfter(order, remaining, to);
    const behind = refuseBehindProtection(order, to, protection);
    if (behind !== undefined) return refused(behind);
    if (!mayAdd(order, remaining, to)) return { kind: "approved", to: approve(to) };
    if (order.reduceOnly) {
      const held = absolute(this.#portfolio.position(order.instrument).quantity);
      if (quantity > held) return refused({ kind: "NothingToClose" });
      return { kind: "approved", to: approve(to) };
    }
    const { instrument, id } = order;
    const before = this.#reservations.take(instrument, id);
    const draft = { ...order, at, limit: to.limit ?? order.limit, trigger: to.trigger ?? order.trigger };
    const standing = { protection, hasFilled: remaining < order.quantity };
    const prices = { stop: numberOf(protection.stop), target: numberOf(protection.target) };
    const judged = { draft, reference, quantity: quantity as Quantity, ...prices, atr, standing };
    const verdict = this.judgeEntry(judged, trace);
    if (before !== undefined) this.#reservations.widen(instrument, before);
    if (verdict.kind === "refused") return verdict;
    return { kind: "approved", to: approve(to) };
  }

  /** A collar is as far from the new trigger as it was from the old one: else it could never fill, or at any price. */
  #withCollar(
    { instrument: id, side, collar, limit }: OrderRequest,
    { to, at }: AmendmentProposal,
  ): Amendment {
    if (to.trigger === undefined || collar === undefined) return to;
    const own = this.#settings.instruments[id] as InstrumentLimits;
    const rules = rulesAt(this.#instruments[id] as Instrument, at);
    return { ...to, collar: collarOf(side, to.limit ?? limit ?? to.trigger, own, rules) };
  }

  /** The venue has answered an amendment: what is reserved is what the order asks for now. */
  noteReplaced(order: OrderRequest, remaining: Quantity): void {
    this.#reservations.narrow(order, remaining);
  }

  /**
   * Judges new protective prices of an open position. A stop that moves towards the price only reduces risk; one that
   * moves away adds it: not while nothing may, and it is held against the risk limits like an entry.
   */
  judgeAdjustment(
    id: InstrumentId,
    to: Pick<Protection, "stop" | "target">,
    at: UnixMs,
  ): Refusal | undefined {
    const { exposure, watch, feeds } = this;
    const mark = this.#prices.exact(id);
    const isLong = this.#portfolio.position(id).quantity > 0n;
    const limits = this.#limits[id] as EntryLimits;
    return refuseAdjustment({ id, isLong, mark, at, limits, exposure, watch, feeds }, to);
  }

  /** Whether a fill of this order would add to what is held rather than open or turn a position. */
  isAddition({ instrument, side }: Pick<OrderRequest, "instrument" | "side">): boolean {
    const { quantity } = this.#portfolio.position(instrument);
    return quantity !== 0n && quantity > 0n === (side === "buy");
  }

  /**
   * A fill arrived at the price `paid`: its reservation shrinks, and one that slipped too far from where it was decided at
   * pauses the instrument.
   */
  noteFill(fill: Fill, paid: number, decidedAt: number | undefined): void {
    this.#reservations.fill(fill.instrument, fill.order, fill.quantity);
    const { slippageMax } = this.#settings.instruments[fill.instrument] as InstrumentLimits;
    if (slippageMax === undefined || decidedAt === undefined) return;
    const slippage = ((paid - decidedAt) / decidedAt) * (fill.side === "buy" ? 1 : -1);
    if (slippage <= slippageMax) return;
    this.#gates.pause(this.#instruments[fill.instrument] as Instrument, slippage, fill.at);
  }

  /** A trade was closed: after a stop nothing is opened for a while. */
  noteClosed(instrument: InstrumentId, exitReason: ExitReason, at: UnixMs): void {
    const { management } = this.#settings.instruments[instrument] as InstrumentLimits;
    if (management?.coolDownMs === undefined) return;
    if (exitReason === "stop-loss" || exitReason === "trailing-stop" || exitReason === "liquidation")
      this.#gates.coolDown(instrument, (at + management.coolDownMs) as UnixMs);
  }

  /** The order is over: nothing of it can happen any more. */
  noteEnd(instrument: InstrumentId, order: OrderId): void {
    this.#reservations.release(instrument, order);
  }
}

export type RiskSnapshot = ReturnType<Risk["snapshot"]>;

/** Whether it may add to what is held, whatever is said about that: see `EntryProposal`. */
const mayFollow = ({ confidence, standing }: EntryProposal): boolean =>
  confidence !== undefined || standing?.hasFilled === true;

const numberOf = (price: Price | undefined): number | undefined =>
  price === undefined ? undefined : priceToNumber(price);

const refused = (refusal: Refusal) => ({ kind: "refused", refusal }) as const;

/** The one place in the house where an approval is born. */
const approve = <T extends OrderRequest | Amendment>(asked: T): Approved<T> => asked as Approved<T>;
