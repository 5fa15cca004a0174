import type { TrackedOrder } from "../../core/execution/index.ts";
import type { VenueNews } from "../ports/index.ts";
import { orderEventOf, outsideOf, parseClientOrderId } from "../venues/index.ts";
import { assembleAtVenue, type RunAtVenue } from "./assemble-at-venue.ts";
import type { RunnerParts } from "./assemble-run.ts";
import { endRun } from "./end-run.ts";
import { SLEEP_MS_MAX } from "./loop-pulse.ts";
import type { RunnerEnding, RunnerTask } from "./messages.ts";
import { takeUp } from "./take-up.ts";

type Task = Extract<RunnerTask, { kind: "aftermath" }>;
type OrderTold = Extract<VenueNews, { kind: "order" }>;
type FillTold = Extract<OrderTold["news"], { kind: "OrderFilled" }>;

/**
 * A run that was closed at its venue from outside, without the process that traded it: it is taken up from what it wrote,
 * hears what its venue told until everything was closed, and ends. No strategy is asked, and nothing leaves.
 */
export class VenueAftermath {
  readonly #of: RunnerParts;
  readonly #task: Task;
  readonly #at: RunAtVenue;
  /** The venue has told everything up to this event. */
  #heard = 0;
  /** Number of the newest event when it was asked; undefined: it has not answered yet. */
  #newest: number | undefined;

  /** @throws StrategyFault when a strategy cannot make its indicators */
  constructor(parts: RunnerParts, name: string, task: Task) {
    this.#of = parts;
    this.#task = task;
    this.#at = assembleAtVenue(parts, name);
  }

  /** @throws ReplayDiffers, JournalFull */
  work(): RunnerEnding {
    const { run, written, feeds } = this.#at;
    const { now, tell } = this.#of;
    const startedAt = now();
    takeUp(run, written, this.#of);
    run.reopen();
    if (run.end === undefined) {
      written.answers.silence();
      feeds.begin();
      this.#heard = run.heardWhole;
      tell({ kind: "trading", after: run.heardWhole });
      const isWhole = this.#hearOut();
      this.#call();
      this.#endOrders(isWhole);
    }
    const outcome = endRun(run, written, now() - startedAt);
    written.noted.rest();
    return { kind: "done", outcome, emergency: run.emergency };
  }

  /** @returns whether the venue has told all that it had to */
  #hearOut(): boolean {
    const { board, nextMail, journal } = this.#of;
    while (this.#newest === undefined || this.#heard < this.#newest) {
      const seen = board.mail;
      const mail = nextMail();
      board.beat();
      if (mail === undefined) {
        journal?.commit();
        board.awaitMail(seen, SLEEP_MS_MAX);
      } else if (mail.kind === "cut off") return false;
      else if (mail.kind === "connected") this.#newest ??= mail.newest;
      else if (mail.kind === "news") this.#hear(mail.number, mail.news);
    }
    return true;
  }

  #hear(number: number, news: VenueNews): void {
    if (number > (this.#newest ?? 0)) return; // What follows is of a market that is none of its business any more.
    const isClosers = news.kind === "order" && parseClientOrderId(news.id)?.run === this.#task.closers;
    if (number > this.#task.since || isClosers) this.#call();
    if (!isClosers) this.#at.ear.listen({ kind: "news", number, news });
    else if (news.news.kind === "OrderFilled" && number > this.#at.run.number)
      this.#bookClosing(number, news.news);
    this.#heard = number;
  }

  /** The emergency was called here. */
  #call(): void {
    const { run, written } = this.#at;
    const { command } = this.#task;
    if (!run.isEnded) written.noted.commanded(command, run.now, run.obey(command));
  }

  /** Where an order to leave was decided here as well, and never left, the one that did leave stands for it. */
  #bookClosing(number: number, told: FillTold): void {
    const exit = this.#at.written.assembly.engine.workingOrders.find((order) => this.#isExitFor(order, told));
    this.#at.run.hear(number, exit === undefined ? outsideOf(told) : orderEventOf(told, exit.request.id));
  }

  #isExitFor({ request, remaining }: TrackedOrder, { fill }: FillTold): boolean {
    return (
      request.instrument === fill.instrument &&
      request.side === fill.side &&
      request.type === "market" &&
      request.reduceOnly &&
      remaining >= fill.quantity &&
      this.#at.outbox.holds(request.id)
    );
  }

  /** What was decided and never left; and what left and never arrived, where the venue has told everything. */
  #endOrders(isWhole: boolean): void {
    const { written, outbox, ear, run } = this.#at;
    for (const { request, status } of [...written.assembly.engine.workingOrders]) {
      const about = { order: request.id, at: run.now };
      if (outbox.holds(request.id)) ear.hear({ kind: "OrderNotSent", ...about });
      else if (isWhole && (status === "SUBMITTED" || status === "UNKNOWN")) {
        if (status === "SUBMITTED") ear.hear({ kind: "OrderOutcomeLost", ...about });
        ear.hear({ kind: "OrderProvenAbsent", ...about });
      }
    }
  }
}
