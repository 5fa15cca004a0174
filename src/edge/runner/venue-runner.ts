import { assert } from "../../core/base/index.ts";
import type { OrderId } from "../../core/domain/index.ts";
import type { TrackedOrder } from "../../core/execution/index.ts";
import { JournalFull } from "../journal/index.ts";
import { assembleAtVenue } from "./assemble-at-venue.ts";
import type { RunnerParts, WrittenRun } from "./assemble-run.ts";
import { endRun } from "./end-run.ts";
import type { FeedWatch } from "./feed-watch.ts";
import { LoopPulse, SLEEP_MS_MAX } from "./loop-pulse.ts";
import type { RunnerEnding, RunnerMail } from "./messages.ts";
import type { CommandResult, PaperRun } from "./paper-run.ts";
import { ProtectionRetry } from "./protection-retry.ts";
import { releaseOutside } from "./release-outside.ts";
import type { SentOrders } from "./sent-orders.ts";
import { SpaceWatch } from "./space-watch.ts";
import { TakeBack } from "./take-back.ts";
import { takeUp } from "./take-up.ts";
import type { VenueEar } from "./venue-ear.ts";
import { VenueEmergency } from "./venue-emergency.ts";
import type { Outgoing } from "./venue-messages.ts";
import type { VenueOutbox, VenueRequest } from "./venue-outbox.ts";

/** So long the end of the data waits for the last answers: an outcome that was lost is looked up meanwhile. */
const SETTLE_MS_MAX = 10_000;

/** What goes with the turns of a run. */
interface Loop {
  readonly pulse: LoopPulse;
  readonly space: SpaceWatch;
  readonly retry: ProtectionRetry;
  /** When the status was told last. */
  beatAt: number;
}

/** Why it cannot go on, and what is done about it first. */
interface Failure {
  readonly error: JournalFull;
  readonly takeBack: TakeBack;
}

type Turn = "busy" | "idle" | RunnerEnding;

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
  readonly #ear: VenueEar;
  readonly #feeds: FeedWatch;
  #emergency: VenueEmergency | undefined;
  /** When the data ended, on the monotone clock. */
  #endedAt: number | undefined;
  #startedAt = 0;
  /** Undefined before it has begun, and where there is nothing left to trade. */
  #loop: Loop | undefined;
  /** The journal takes nothing any more. */
  #failure: Failure | undefined;

  /** @throws StrategyFault when a strategy cannot make its indicators */
  constructor(parts: RunnerParts, name: string) {
    this.#of = parts;
    const { written, run, outbox, sent, feeds, ear } = assembleAtVenue(parts, name);
    this.#written = written;
    this.#run = run;
    this.#outbox = outbox;
    this.#sent = sent;
    this.#feeds = feeds;
    this.#ear = ear;
  }

  /** Does all of it, and sleeps where there is nothing to do. @throws as `turn` does */
  work(): RunnerEnding {
    const { board } = this.#of;
    this.begin();
    for (;;) {
      const seen = board.mail;
      const turn = this.turn();
      if (turn === "idle") board.awaitMail(seen, SLEEP_MS_MAX);
      else if (turn !== "busy") return turn;
    }
  }

  /** Takes up what was written, and tells what has to leave first. @throws ReplayDiffers */
  begin(): void {
    this.#startedAt = this.#of.now();
    this.#unlessFull(() => {
      takeUp(this.#run, this.#written, this.#of);
      if (this.#run.end !== undefined) return;
      this.#goOn();
      this.#loop = this.#newLoop();
    });
  }

  /**
   * Takes what came in last, and looks round. `idle`: nothing came, and nothing has to be done before something does.
   * @returns its ending, where it has come to that
   * @throws JournalFull, once what could still open something was taken back
   */
  turn(): Turn {
    if (this.#failure !== undefined) return this.#turnOut(this.#failure);
    let turn: Turn = "busy";
    this.#unlessFull(() => {
      turn = this.#loop === undefined || this.#isOver() ? this.#end() : this.#trade(this.#loop);
    });
    return turn;
  }

  #end(): RunnerEnding {
    const outcome = endRun(this.#run, this.#written, this.#of.now() - this.#startedAt);
    this.#feeds.end();
    this.#written.noted.end();
    this.#tellStatus(false);
    return { kind: "done", outcome, emergency: this.#emergency?.result ?? this.#run.emergency };
  }

  /** Where the journal takes nothing any more, what could still open something is taken back before it is told. */
  #unlessFull(work: () => void): void {
    try {
      work();
    } catch (error) {
      const { reserve } = this.#of;
      if (!(error instanceof JournalFull) || reserve === undefined) throw error;
      const { engine } = this.#written.assembly;
      const { plan, session } = this.#of.order;
      const takeBack = new TakeBack(
        {
          ...{ engine, outbox: this.#outbox, sent: this.#sent, reserve, instruments: plan.instruments },
          ...{ epoch: session.epoch, newest: this.#ear.heardUpTo },
        },
        this.#of,
      );
      this.#failure = { error, takeBack };
    }
  }

  /** @throws JournalFull, when it is over */
  #turnOut({ error, takeBack }: Failure): "busy" | "idle" {
    takeBack.look();
    if (takeBack.isOver) throw error;
    const mail = this.#of.nextMail();
    if (mail === undefined) return "idle";
    takeBack.hear(mail);
    return "busy";
  }

  #goOn(): void {
    const run = this.#run;
    this.#feeds.begin();
    // Called before the process died that heard it: it is carried through.
    if (run.isEnded) this.#emergency = this.#begunEmergency(undefined);
    releaseOutside(run, this.#written);
    for (const order of this.#written.assembly.engine.workingOrders) {
      if (!this.#outbox.holds(order.request.id)) this.#doubt(order);
      else if (order.request.role === "entry") this.#dropEntry(order.request.id);
    }
    this.#flush();
    const { reserve } = this.#of;
    if (reserve !== undefined && reserve.read().length > 0) reserve.clear(); // What was noted the venue tells again.
    this.#of.tell({ kind: "trading", after: run.heardWhole });
  }

  /** It was wanted by a process that died before it could leave: new risk on a view of long ago is not taken. */
  #dropEntry(order: OrderId): void {
    this.#outbox.withdraw(order);
    this.#ear.hear({ kind: "OrderNotSent", order, at: this.#run.now });
  }

  /** Whether it left, and whether it was heard, nobody knows: it is never sent again, only looked for. */
  #doubt(order: TrackedOrder): void {
    const { id } = order.request;
    if (order.status === "SUBMITTED")
      this.#ear.hear({ kind: "OrderOutcomeLost", order: id, at: this.#run.now });
    if (order.status === "UNKNOWN") this.#ear.look(id);
    // A cancel may be repeated: it can only take risk away.
    if (order.pending === "cancel") this.#outbox.cancelOrder(id);
    // New terms may be in force, or come into force yet: both count until the venue says which.
    if (order.pending === "replace") this.#ear.lookAtTerms(id);
  }

  // --- the loop ---------------------------------------------------------------------------------------------------------

  #newLoop(): Loop {
    const { board, now, journal } = this.#of;
    return {
      pulse: new LoopPulse(board, now),
      space: new SpaceWatch(this.#run, this.#written, journal),
      retry: new ProtectionRetry({
        ...{ run: this.#run, written: this.#written, now },
        instruments: this.#of.order.plan.instruments,
      }),
      beatAt: now(),
    };
  }

  #trade(loop: Loop): Turn {
    const { board, now, order, journal } = this.#of;
    assert(order.task.kind === "trade", "a run at a venue trades");
    const { noted } = this.#written;
    const mail = this.#of.nextMail();
    if (mail === undefined) journal?.commit();
    else this.#take(mail);
    if (mail?.kind === "connected") loop.retry.hurry();
    if (loop.retry.look()) this.#flush();
    loop.pulse.beat();
    loop.space.look();
    board.tell(this.#run.bars, this.#run.now);
    noted.look();
    if (board.isStopAsked) return this.#end();
    if (now() >= loop.beatAt + order.task.statusEveryMs) {
      loop.beatAt = now();
      this.#tellStatus(true);
    }
    return mail === undefined ? "idle" : "busy";
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
      ({ status, pending }) => status === "SUBMITTED" || status === "UNKNOWN" || pending !== "none",
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
      case "unresolved":
      case "held":
      case "checked":
      case "terms":
      case "closed":
      case "cut off":
        this.#ear.listen(mail);
    }
    this.#flush();
  }

  // --- what leaves --------------------------------------------------------------------------------------------------------

  /** Everything that was decided is durable before any of it leaves. */
  #flush(): void {
    if (this.#outbox.isEmpty) return;
    this.#of.journal?.flush();
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
    const emergency = command.do === "emergency" ? this.#begunEmergency(ref) : undefined;
    const isTooEarly = command.do === "approve" && this.#ear.isBehind;
    const result: CommandResult = isTooEarly ? { kind: "behind" } : this.#run.obey(command);
    this.#written.noted.commanded(command, this.#run.now, result);
    this.#of.journal?.flush();
    if (result.kind === "emergency") this.#emergency = emergency;
    else this.#of.tell({ kind: "obeyed", ref, result });
  }

  #begunEmergency(ref: number | undefined): VenueEmergency {
    const { engine } = this.#written.assembly;
    return new VenueEmergency({
      engine,
      instruments: this.#of.order.plan.instruments,
      ref,
      // Whoever presses again gives it no more time.
      begunAt: this.#emergency?.begunAt ?? this.#of.now(),
      keepsPositions: () => this.#run.keepsPositions,
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
