import { assert, type UnixMs } from "../../core/base/index.ts";
import type { AccountEvent, EngineEvent, OrderEvent, OrderId } from "../../core/domain/index.ts";
import type { TrackedOrder } from "../../core/execution/index.ts";
import type { ClientOrderId, Outcome, VenueNews } from "../ports/index.ts";
import { orderEventOf } from "../venues/index.ts";
import { assembleRun, type RunnerParts, type WrittenRun } from "./assemble-run.ts";
import { endRun } from "./end-run.ts";
import type { RunnerEnding, RunnerMail } from "./messages.ts";
import { PaperRun } from "./paper-run.ts";
import type { RunLog } from "./run-log.ts";
import { SentOrders } from "./sent-orders.ts";
import { takeUp } from "./take-up.ts";
import { VenueEmergency } from "./venue-emergency.ts";
import type { Outgoing, VenueMail } from "./venue-messages.ts";
import { VenueOutbox, type VenueRequest } from "./venue-outbox.ts";

/** Longest sleep without mail: so soon a stop is noticed. */
const SLEEP_MS_MAX = 20;
/** So long the end of the data waits for the last answers: an outcome that was lost is looked up meanwhile. */
const SETTLE_MS_MAX = 10_000;

/**
 * A run at a venue that is a process of its own. The data are recorded, and known here as well: the venue says when a
 * moment has come, and what became of orders. Whatever has to leave is written down and durable first.
 */
export class VenueRunner {
  readonly #of: RunnerParts;
  readonly #written: WrittenRun;
  readonly #run: PaperRun;
  readonly #outbox: VenueOutbox;
  readonly #sent: SentOrders;
  /** Strategies are not asked about what happened before this event: it is long past. */
  #liveFrom = Number.POSITIVE_INFINITY;
  #emergency: VenueEmergency | undefined;
  #isForeignKnown = false;
  /** Orders that were over here, and that the venue has all the same: they have to go. */
  readonly #undead = new Set<OrderId>();
  /** When the data ended, on the monotone clock. */
  #endedAt: number | undefined;

  /** @throws StrategyFault when a strategy cannot make its indicators */
  constructor(parts: RunnerParts, name: string) {
    this.#of = parts;
    const before: { log?: RunLog } = {}; // The outbox is made before the log that it asks.
    const own = parts.order.session.epoch;
    // An order whose decision is an old record may have left, be it the last one; it has the name that it got then.
    this.#sent = new SentOrders(name, () => before.log?.before?.session?.epoch ?? own);
    this.#outbox = new VenueOutbox(
      () => before.log?.before !== undefined,
      (order) => this.#sent.name(order),
    );
    this.#written = assembleRun(parts, (log) => {
      before.log = log;
      return this.#outbox;
    });
    const { assembly, log, answers } = this.#written;
    this.#run = new PaperRun({
      assembly,
      log,
      answers,
      instruments: parts.order.plan.instruments,
      waits: true,
    });
  }

  /** @throws ReplayDiffers, JournalFull */
  work(): RunnerEnding {
    const startedAt = this.#of.now();
    takeUp(this.#run, this.#written, this.#of);
    if (this.#run.end === undefined) this.#goOn();
    const outcome = endRun(this.#run, this.#written, this.#of.now() - startedAt);
    this.#written.noted.end(this.#written.assembly);
    this.#tellStatus(false);
    return { kind: "done", outcome, emergency: this.#emergency?.result ?? this.#run.emergency };
  }

  #goOn(): void {
    const run = this.#run;
    // Called before the process died that heard it: it is carried through.
    if (run.isEnded) this.#emergency = this.#begunEmergency(undefined);
    for (const order of this.#written.assembly.engine.workingOrders) {
      if (!this.#outbox.holds(order.request.id)) this.#doubt(order);
      else if (order.request.role === "entry") this.#dropEntry(order.request.id);
    }
    this.#flush();
    this.#of.tell({ kind: "trading", after: run.number });
    this.#trade();
  }

  /** It was wanted by a process that died before it could leave: new risk on a view of long ago is not taken. */
  #dropEntry(order: OrderId): void {
    this.#outbox.withdraw(order);
    this.#hear({ kind: "OrderNotSent", order, at: this.#run.now });
  }

  /** Whether it left, and whether it was heard, nobody knows: it is never sent again, only looked for. */
  #doubt(order: TrackedOrder): void {
    const { id } = order.request;
    if (order.status === "SUBMITTED") this.#hear({ kind: "OrderOutcomeLost", order: id, at: this.#run.now });
    if (order.status === "UNKNOWN") this.#look(id);
    // A cancel may be repeated: it can only take risk away.
    if (order.pending === "cancel") this.#outbox.cancelOrder(id);
    // New terms may be or may not be in force: what the venue tells decides; asked for anew they would be refused.
    if (order.pending === "replace")
      this.#hear({ kind: "ReplaceRefused", order: id, rejection: undefined, at: this.#run.now });
  }

  // --- the loop ---------------------------------------------------------------------------------------------------------

  #trade(): void {
    const { board, now, order, journal } = this.#of;
    assert(order.task.kind === "trade", "a run at a venue trades");
    const { assembly, noted } = this.#written;
    noted.begin(assembly);
    let beatAt = now();
    while (!this.#isOver()) {
      const seen = board.mail;
      const mail = this.#of.nextMail();
      if (mail !== undefined) this.#take(mail);
      else {
        journal?.commit();
        board.awaitMail(seen, SLEEP_MS_MAX);
      }
      board.beat();
      board.tell(this.#run.bars, this.#run.now);
      noted.look(assembly);
      if (board.isStopAsked) return;
      if (now() < beatAt + order.task.statusEveryMs) continue;
      beatAt = now();
      this.#tellStatus(true);
    }
  }

  #isOver(): boolean {
    if (this.#emergency !== undefined) return this.#isEmergencyOver(this.#emergency);
    if (this.#written.assembly.playback.nextAt !== Number.POSITIVE_INFINITY) return false;
    return this.#isSettled();
  }

  /** The data have ended: what was asked for last is still to be answered. */
  #isSettled(): boolean {
    const now = this.#of.now();
    this.#endedAt ??= now;
    const isOpen = this.#written.assembly.engine.workingOrders.some(
      ({ status }) => status === "SUBMITTED" || status === "UNKNOWN",
    );
    return !isOpen || now >= this.#endedAt + SETTLE_MS_MAX;
  }

  #take(mail: RunnerMail): void {
    switch (mail.kind) {
      case "look":
        this.#of.tell({ kind: "seen", ref: mail.ref, view: this.#written.view() });
        return;
      case "command":
        this.#obey(mail);
        break;
      case "connected":
      case "news":
      case "outcome":
      case "absent":
      case "cut off":
        this.#listen(mail);
    }
    this.#flush();
  }

  #listen(mail: VenueMail): void {
    switch (mail.kind) {
      case "connected":
        // What it tells up to there happened while nobody was here: nobody decides on it any more.
        this.#liveFrom = mail.newest;
        this.#written.answers.silence(this.#run.number < mail.newest);
        return;
      case "news":
        this.#hearNews(mail.number, mail.news);
        return;
      case "outcome":
        this.#settle(mail.of, mail.order, mail.outcome);
        return;
      case "absent":
        this.#ifLive(mail.order, ({ status }) => {
          if (status === "UNKNOWN")
            this.#hear({ kind: "OrderProvenAbsent", order: mail.order, at: this.#run.now });
        });
        return;
      case "cut off":
        this.#run.obey({ id: `cut-off-${this.#run.number}`, do: "halt", by: mail.why });
        return;
    }
  }

  #hearNews(number: number, news: VenueNews): void {
    if (number <= this.#run.number) return; // Told before.
    switch (news.kind) {
      case "bar":
        break; // The bars are known here; that their moment has come is told by what follows.
      case "time":
        this.#goTo(news.at, number);
        break;
      case "order": {
        const order = news.isForeign ? undefined : this.#sent.orderOf(news.id);
        if (order === undefined) this.#meetStranger(news.id);
        else this.#hearOfOrder(orderEventOf(news.news, order), number);
        break;
      }
      case "account":
        this.#hear(withCancelled(news.event, news.cancelled, this.#sent), number);
        break;
    }
    if (number >= this.#liveFrom) this.#written.answers.silence(false);
  }

  /** Plays the moments up to one: the bars that close there, the strategies, the timers. */
  #goTo(at: number, number: number): void {
    const { playback } = this.#written.assembly;
    while (playback.nextAt <= at) this.#run.step(number);
  }

  /** Somebody else trades this account: no new risk until a person has looked. */
  #meetStranger(id: string): void {
    if (this.#isForeignKnown) return;
    this.#isForeignKnown = true;
    this.#run.obey({ id: `stranger-${id}`, do: "halt", by: `an order that is not ours: ${id}` });
  }

  /** The stream tells of an order of ours: one that was over here should be over there. */
  #hearOfOrder(event: OrderEvent, number: number): void {
    const isOver = this.#working(event.order) === undefined;
    if (isOver && (event.kind === "OrderAccepted" || event.kind === "OrderFilled"))
      this.#meetUndead(event.order);
    this.#hear(event, number);
  }

  /** It was proven absent, and yet the venue has it: what it fills counts, the rest goes, and a person has to look. */
  #meetUndead(order: OrderId): void {
    if (this.#undead.has(order)) return;
    this.#undead.add(order);
    this.#outbox.cancelOrder(order);
    const by = `order ${order} that was over lives at the venue: ${this.#sent.idOf(order)}`;
    this.#run.obey({ id: `undead-${order}`, do: "halt", by });
  }

  #hear(event: EngineEvent, number: number = this.#run.number): void {
    if (isOfOrder(event) && this.#isOldNews(event)) return;
    this.#run.hear(number, event);
  }

  /** The venue and the answers to requests tell the same twice: an end comes once. A fill counts whenever it comes. */
  #isOldNews(event: OrderEvent): boolean {
    return event.kind !== "OrderFilled" && this.#working(event.order) === undefined;
  }

  #working(id: OrderId): TrackedOrder | undefined {
    return this.#written.assembly.engine.workingOrders.find(({ request }) => request.id === id);
  }

  #ifLive(id: OrderId, then: (order: TrackedOrder) => void): void {
    const order = this.#working(id);
    if (order !== undefined) then(order);
  }

  // --- asked and answered -----------------------------------------------------------------------------------------------

  /** How a request ended. What the stream of the venue tells as well is left to it. */
  #settle(of: VenueRequest["kind"], id: OrderId, outcome: Outcome): void {
    const at = this.#run.now;
    const isRefused = outcome.kind === "REJECTED";
    if (of === "cancel" && this.#undead.has(id) && outcome.kind !== "ACCEPTED" && !isRefused)
      this.#outbox.cancelOrder(id);
    this.#ifLive(id, (order) => {
      if (of === "cancel") {
        if (outcome.kind === "REJECTED" && order.pending === "cancel")
          this.#hear({ kind: "CancelRefused", order: id, at });
        else if (outcome.kind !== "ACCEPTED" && order.pending === "cancel") this.#outbox.cancelOrder(id);
      } else if (of === "amend") {
        const rejection = outcome.kind === "REJECTED" ? outcome.rejection : undefined;
        if (outcome.kind !== "ACCEPTED" && order.pending === "replace")
          this.#hear({ kind: "ReplaceRefused", order: id, rejection, at });
      } else this.#settleSubmit(order, outcome, at);
    });
  }

  #settleSubmit({ status, request: { id } }: TrackedOrder, outcome: Outcome, at: UnixMs): void {
    if (status !== "SUBMITTED") return; // The stream was faster.
    switch (outcome.kind) {
      case "ACCEPTED":
        return;
      case "NOT_SENT":
        this.#hear({ kind: "OrderNotSent", order: id, at });
        return;
      case "REJECTED":
        this.#hear({
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
        this.#hear({ kind: "OrderOutcomeLost", order: id, at });
        this.#look(id);
    }
  }

  #look(order: OrderId): void {
    this.#of.tell({ kind: "send", request: { kind: "look", order, id: this.#sent.idOf(order) } });
  }

  /** Everything that was decided is durable before any of it leaves. */
  #flush(): void {
    if (this.#outbox.isEmpty) return;
    this.#of.journal?.commit();
    for (const request of this.#outbox.take()) this.#of.tell({ kind: "send", request: this.#named(request) });
  }

  #named(request: VenueRequest): Outgoing {
    const after = request.kind === "submit" ? request.request.conditions?.after : undefined;
    return {
      ...request,
      id: this.#sent.idOf(request.order),
      after: after === undefined ? undefined : this.#sent.idOf(after),
    };
  }

  // --- commands ---------------------------------------------------------------------------------------------------------

  #obey({ ref, command }: Extract<RunnerMail, { kind: "command" }>): void {
    const emergency = this.#begunEmergency(ref);
    const result = this.#run.obey(command);
    this.#of.journal?.commit();
    if (result.kind === "emergency") this.#emergency = emergency;
    else this.#of.tell({ kind: "obeyed", ref, result });
  }

  #begunEmergency(ref: number | undefined): VenueEmergency {
    const { engine } = this.#written.assembly;
    return new VenueEmergency({
      engine,
      instruments: this.#of.order.plan.instruments,
      ref,
      now: this.#of.now(),
    });
  }

  #isEmergencyOver(emergency: VenueEmergency): boolean {
    if (!emergency.isOver(this.#of.now())) return false;
    const { ref, result } = emergency;
    if (ref !== undefined) this.#of.tell({ kind: "obeyed", ref, result: { kind: "emergency", ...result } });
    return true;
  }

  #tellStatus(running: boolean): void {
    this.#of.tell({ kind: "live", report: { kind: "status", status: this.#written.status(running) } });
  }
}

const isOfOrder = (event: EngineEvent): event is OrderEvent => "order" in event;

/** A split names the orders that it cancelled: by the venue's names on the wire, by ours in the engine. */
function withCancelled(
  event: AccountEvent,
  cancelled: readonly ClientOrderId[],
  sent: SentOrders,
): AccountEvent {
  if (event.kind !== "SharesSplit") return event;
  const orders = cancelled.map((id) => sent.orderOf(id)).filter((order) => order !== undefined);
  return { ...event, cancelled: orders };
}
