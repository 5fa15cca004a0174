import { formatAmount, formatQuantity, type Quantity, type UnixMs } from "../../core/base/index.ts";
import {
  type EngineEvent,
  type Instrument,
  isLive,
  type OrderEvent,
  type OrderId,
} from "../../core/domain/index.ts";
import type { TrackedOrder } from "../../core/execution/index.ts";
import type { Outcome, VenueNews, VenueOrder } from "../ports/index.ts";
import { orderEventOf, outsideOf } from "../venues/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { FeedWatch } from "./feed-watch.ts";
import type { PaperRun } from "./paper-run.ts";
import type { SentOrders } from "./sent-orders.ts";
import { Strangers } from "./strangers.ts";
import { otherTerm } from "./taken-terms.ts";
import { type BelievedAtVenue, VenueComparison, type VenueDifference } from "./venue-comparison.ts";
import { type HeldAtVenue, isAnswered, type VenueMail, type VenueQuestion } from "./venue-messages.ts";
import type { VenueOutbox, VenueRequest } from "./venue-outbox.ts";

/** What an ear belongs to. */
export interface EarParts {
  readonly written: WrittenRun;
  readonly run: PaperRun;
  readonly outbox: VenueOutbox;
  readonly sent: SentOrders;
  readonly feeds: FeedWatch;
  readonly instruments: readonly Instrument[];
  /** Asks the venue something at once: no decision has to be written down before. */
  ask(question: VenueQuestion): void;
}

/** Understands what a venue says: what is news, what was known, whose it is, and what cannot be. */
export class VenueEar {
  readonly #of: EarParts;
  readonly #comparison = new VenueComparison();
  /** Strategies are not asked about what happened before this event: it is long past. */
  #liveFrom = Number.POSITIVE_INFINITY;
  readonly #strangers: Strangers;
  /** Orders that were over here, and that the venue has all the same: they have to go. */
  readonly #undead = new Set<OrderId>();
  /** Orders that the venue has taken with other terms than were asked for: they have to go as well. */
  readonly #mistaken = new Set<OrderId>();
  /** Orders that stand at new terms: the answer to their submission, if it is still to come, speaks of the old ones. */
  readonly #replaced = new Set<OrderId>();
  /** What the venue has otherwise than the run, as long as every comparison finds it: a person is told once. */
  #differing: ReadonlySet<string> = new Set();
  /** Of orders whose terms were looked up: the newest event that what was found takes in. */
  readonly #termsAsOf = new Map<OrderId, number>();
  /** The newest event that was heard, of whatever kind. */
  #newest = 0;
  /** What the venue listed as it was after an event that is still to come. */
  #held: HeldAtVenue | undefined;

  constructor(parts: EarParts) {
    this.#of = parts;
    this.#strangers = new Strangers(parts);
  }

  listen(mail: VenueMail): void {
    switch (mail.kind) {
      case "connected":
        // What it tells up to there happened while nobody was here: nobody decides on it any more.
        this.#liveFrom = mail.newest;
        this.#of.written.answers.fallBehind(this.isBehind);
        return;
      case "news":
        this.#hearNews(mail.number, mail.news);
        return;
      case "outcome":
        if (!this.#of.outbox.isOutdated(mail)) this.#settle(mail.of, mail.order, mail.outcome);
        return;
      case "absent":
        this.#ifLive(mail.order, ({ status }) => {
          if (status === "UNKNOWN")
            this.hear({ kind: "OrderProvenAbsent", order: mail.order, at: this.#of.run.now });
        });
        return;
      case "unresolved":
        this.#ifLive(mail.order, ({ status }) => {
          const id = this.#of.sent.idOf(mail.order);
          if (status === "UNKNOWN")
            this.#halt(
              `unresolved-${mail.order}`,
              `nobody knows for a minute what became of order ${mail.order}: ${id}`,
            );
        });
        return;
      case "held":
        this.#held = mail.held;
        this.#compare();
        return;
      case "checked":
        this.#settleCheck(mail.order, mail.found);
        return;
      case "terms":
        if (!this.#of.outbox.isOutdated(mail)) this.#settleTerms(mail.order, mail.taken);
        return;
      case "closed":
        return; // Meant for whoever takes back.
      case "cut off":
        this.#halt(`cut-off-${this.#of.run.number}`, mail.why);
        return;
    }
  }

  #halt(id: string, by: string): void {
    const { run, written } = this.#of;
    if (run.obey({ id, do: "halt", by }).kind === "obeyed") written.noted.alarmed(by, run.now);
  }

  // --- news -------------------------------------------------------------------------------------------------------------

  #hearNews(number: number, news: VenueNews): void {
    this.#newest = Math.max(this.#newest, number);
    const known = this.#of.run.number;
    if (number > known && number > this.#liveFrom) this.#of.written.answers.fallBehind(false);
    if (news.kind === "bar") this.#of.feeds.hear(number, news);
    // Else it was told before; of a moment a part may have been played when a process died.
    else if (number > known || (number === known && news.kind === "time")) this.#understand(number, news);
    if (number > known && number >= this.#liveFrom) this.#of.written.answers.fallBehind(false);
    this.#compare();
  }

  /** Number of the newest event that was heard, here or by the process before; not every one says something new. */
  get heardUpTo(): number {
    return Math.max(this.#newest, this.#of.run.number);
  }

  /** What the venue had told when the connection was made is not heard yet; there may be none. */
  get isBehind(): boolean {
    return this.heardUpTo < this.#liveFrom;
  }

  #understand(number: number, news: Exclude<VenueNews, { kind: "bar" }>): void {
    switch (news.kind) {
      case "time":
        this.#goTo(news.at, number);
        break;
      case "order": {
        const order = news.isForeign ? undefined : this.#of.sent.orderOf(news.id);
        if (order === undefined) this.#hearOfStranger(news, number);
        else this.#hearOfOrder(orderEventOf(news.news, order), number);
        break;
      }
      case "account":
        this.hear(this.#of.sent.withCancelled(news.event, news.cancelled), number);
        break;
    }
  }

  /** Plays the moments up to one: the bars that close there, the strategies, the timers. */
  #goTo(at: number, number: number): void {
    const { playback } = this.#of.written.assembly;
    while (playback.nextAt <= at) {
      this.#of.feeds.judge(playback.nextAt, number);
      this.#of.run.step(number);
    }
  }

  /** Somebody else trades this account: what fills there is held here. */
  #hearOfStranger({ id, news, instrument }: Extract<VenueNews, { kind: "order" }>, number: number): void {
    const isFill = news.kind === "OrderFilled";
    this.#strangers.meet(id, isFill ? news.fill.instrument : instrument);
    if (isFill) this.hear(outsideOf(news), number);
  }

  /** The stream tells of an order of ours: one that was over here should be over there. */
  #hearOfOrder(event: OrderEvent, number: number): void {
    // It was looked up: taken for an answer to newer terms it would end them.
    if (event.kind === "OrderReplaced" && number <= (this.#termsAsOf.get(event.order) ?? 0)) return;
    const order = this.#working(event.order);
    if (order === undefined && (event.kind === "OrderAccepted" || event.kind === "OrderFilled"))
      this.#meetUndead(event.order);
    if (order !== undefined && event.kind === "OrderReplaced") this.#replaced.add(event.order);
    this.hear(event, number);
    if (order !== undefined && order.remaining < 0n) this.#haltOverExcess(order);
  }

  /** What filled is held, and is protected: but nobody has decided to take so much. */
  #haltOverExcess({ request: { id, quantity }, filled }: TrackedOrder): void {
    const asked = formatQuantity(quantity);
    this.#halt(
      `overfilled-${id}`,
      `the venue has filled ${formatQuantity(filled)} of ${this.#of.sent.idOf(id)}, asked was ${asked}`,
    );
  }

  /** It was proven absent, and yet the venue has it: what it fills counts, the rest goes, and a person has to look. */
  #meetUndead(order: OrderId): void {
    if (this.#undead.has(order)) return;
    this.#undead.add(order);
    this.#of.outbox.cancelOrder(order);
    this.#halt(
      `undead-${order}`,
      `order ${order} that was over lives at the venue: ${this.#of.sent.idOf(order)}`,
    );
  }

  /** Passes an event on, unless it tells what is known. `number`: of the event of the venue that says so. */
  hear(event: EngineEvent, number: number = this.#of.run.number): void {
    if (isOfOrder(event) && this.#isOldNews(event)) return;
    this.#of.run.hear(number, event);
  }

  /** The venue and the answers to requests tell the same twice: an end comes once. A fill counts whenever it comes. */
  #isOldNews(event: OrderEvent): boolean {
    return event.kind !== "OrderFilled" && this.#working(event.order) === undefined;
  }

  #working(id: OrderId): TrackedOrder | undefined {
    return this.#of.written.assembly.engine.workingOrders.find(({ request }) => request.id === id);
  }

  #ifLive(id: OrderId, then: (order: TrackedOrder) => void): void {
    const order = this.#working(id);
    if (order !== undefined) then(order);
  }

  // --- asked and answered -----------------------------------------------------------------------------------------------

  /** How a request ended. What the stream of the venue tells as well is left to it. */
  #settle(of: VenueRequest["kind"], id: OrderId, outcome: Outcome): void {
    const at = this.#of.run.now;
    if (of === "cancel" && this.#undead.has(id) && !isAnswered(outcome)) this.#of.outbox.cancelOrder(id);
    this.#ifLive(id, (order) => {
      if (of === "cancel" && this.#mistaken.has(id) && order.pending !== "cancel" && !isAnswered(outcome))
        this.#of.outbox.cancelOrder(id);
      if (of === "submit" && outcome.kind === "ACCEPTED" && !this.#replaced.delete(id))
        this.#holdToTerms(order, outcome.order);
      if (of === "cancel") {
        if (order.pending !== "cancel") return;
        if (!isAnswered(outcome)) this.#of.outbox.cancelOrder(id);
        else if (outcome.kind === "REJECTED") this.hear({ kind: "CancelRefused", order: id, at });
      } else if (of === "amend") {
        const rejection = outcome.kind === "REJECTED" ? outcome.rejection : undefined;
        if (outcome.kind !== "ACCEPTED" && order.pending === "replace")
          this.hear({ kind: "ReplaceRefused", order: id, rejection, at });
      } else this.#settleSubmit(order, outcome, at);
    });
  }

  /** New terms whose answer was lost: they are in force, or the order stands as it was. */
  #settleTerms(id: OrderId, taken: VenueOrder | undefined): void {
    const { now: at } = this.#of.run;
    this.#ifLive(id, ({ request, pending }) => {
      if (pending !== "replace") return; // The stream was faster.
      const isOther = taken !== undefined && otherTerm({ request, pending: "none" }, taken) !== undefined;
      if (isOther) {
        const { limit, trigger, quantity, changed } = taken;
        this.#termsAsOf.set(id, changed);
        this.#replaced.add(id);
        this.hear({ kind: "OrderReplaced", order: id, to: { limit, trigger, quantity }, at });
      } else this.hear({ kind: "ReplaceRefused", order: id, rejection: undefined, at });
    });
  }

  #settleSubmit({ status, request: { id } }: TrackedOrder, outcome: Outcome, at: UnixMs): void {
    if (status !== "SUBMITTED") return; // The stream was faster.
    switch (outcome.kind) {
      case "ACCEPTED":
        return;
      case "NOT_SENT":
        this.hear({ kind: "OrderNotSent", order: id, at });
        return;
      case "REJECTED":
        this.hear({
          kind: "OrderRejected",
          order: id,
          rejection: outcome.rejection ?? {
            kind: "VenueRefused",
            code: "unknown",
            message: "no reason was given",
          },
          at,
        });
        return;
      case "UNKNOWN":
        this.hear({ kind: "OrderOutcomeLost", order: id, at });
        this.look(id);
    }
  }

  // --- compared ---------------------------------------------------------------------------------------------------------

  /** Once everything is heard that the lists of the venue count in; where more is, they are too old to say anything. */
  #compare(): void {
    const held = this.#held;
    const newest = this.heardUpTo;
    if (held === undefined || held.asOf > newest) return;
    this.#held = undefined;
    if (held.asOf < newest) return;
    const differing = new Set<string>();
    for (const taken of held.orders) this.#holdListed(taken);
    for (const one of this.#comparison.compare(held, this.#believed()))
      switch (one.kind) {
        case "position":
        case "cash":
          differing.add(this.#haltOver(one));
          break;
        case "missing":
          this.#of.ask({ kind: "check", order: one.order, id: this.#of.sent.idOf(one.order) });
          break;
        case "undead":
          this.#meetUndead(one.order);
          break;
        case "stranger":
          this.#strangers.meet(one.id, one.instrument);
      }
    this.#differing = differing;
  }

  #holdListed(taken: VenueOrder): void {
    const order = taken.isForeign ? undefined : this.#of.sent.orderOf(taken.id);
    if (order !== undefined) this.#ifLive(order, (own) => this.#holdToTerms(own, taken));
  }

  /** What works with terms that nobody has approved goes, and a person has to look. It is asked for until it is gone. */
  #holdToTerms(order: TrackedOrder, taken: VenueOrder): void {
    const { id } = order.request;
    const other = otherTerm(order, taken);
    if (other === undefined || order.pending === "cancel") return;
    this.#of.outbox.cancelOrder(id);
    if (this.#mistaken.has(id)) return;
    this.#mistaken.add(id);
    this.#halt(`terms-${id}`, `the venue has taken ${taken.id} with ${other}`);
  }

  #believed(): BelievedAtVenue {
    const { engine } = this.#of.written.assembly;
    const taken = engine.workingOrders.filter(
      ({ status }) => status === "ACCEPTED" || status === "PARTIALLY_FILLED",
    );
    return {
      positions: new Map(
        engine.openPositions().map(({ instrument, side, quantity }) => [
          instrument,
          (side === "long" ? quantity : -quantity) as Quantity, // Its sign alone changes.
        ]),
      ),
      cash: engine.portfolio.cash,
      orders: new Set(taken.map(({ request }) => request.id)),
      orderOf: (id) => this.#of.sent.orderOf(id),
    };
  }

  /** A difference that was gone in between is another one. @returns its name */
  #haltOver(one: Extract<VenueDifference, { kind: "position" | "cash" }>): string {
    const isCash = one.kind === "cash";
    const [venue, run] = isCash
      ? [`${formatAmount(one.venue)} in cash`, formatAmount(one.run)]
      : [formatQuantity(one.venue), formatQuantity(one.run)];
    const of = isCash ? "" : ` of ${this.#of.instruments[one.instrument]?.symbol ?? ""}`;
    const said = `the venue ${isCash ? "has" : "holds"} ${venue}${of}, this run ${run}`;
    if (!this.#differing.has(said)) this.#halt(`differs-${this.#of.written.log.place}`, said);
    return said;
  }

  /** An order of ours that no list had any more: what it filled counts, and it ends as the venue says. */
  #settleCheck(id: OrderId, found: VenueOrder | undefined): void {
    const { at } = found ?? { at: this.#of.run.now };
    const order = this.#working(id);
    for (const fill of found?.fills ?? []) this.hear(orderEventOf({ kind: "OrderFilled", fill, at }, id));
    if (order !== undefined && order.remaining < 0n) this.#haltOverExcess(order);
    this.#ifLive(id, () => {
      // Filled there and not here: it was taken for less than was asked, and nothing more will come of it.
      if (found !== undefined && isLive(found.status)) return;
      const { expiry } = found ?? {};
      this.hear(
        expiry === undefined
          ? { kind: "OrderCancelled", order: id, at }
          : { kind: "OrderExpired", order: id, reason: expiry, at },
      );
      if (found === undefined) this.#halt(`gone-${id}`, `the venue knows nothing any more of order ${id}`);
    });
  }

  /** Finds out what the terms of an order are: new ones may have left, or not. */
  lookAtTerms(order: OrderId): void {
    this.#of.ask({ kind: "terms", order, id: this.#of.sent.idOf(order) });
  }

  /** Finds out what became of an order whose outcome is unknown. */
  look(order: OrderId): void {
    this.#of.ask({ kind: "look", order, id: this.#of.sent.idOf(order) });
  }
}

const isOfOrder = (event: EngineEvent): event is OrderEvent => "order" in event;
