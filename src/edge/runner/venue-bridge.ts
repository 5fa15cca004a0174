import type { OrderId } from "../../core/domain/index.ts";
import { type Disk, nodeDisk, readEpoch } from "../journal/index.ts";
import type { ClientOrderId, Outcome, ReducingOrder, Venue, VenueListener } from "../ports/index.ts";
import { type BreakerParts, VenueBreaker } from "./venue-breaker.ts";
import {
  isAnswered,
  type LastResort,
  type Outgoing,
  type VenueMail,
  type VenueQuestion,
} from "./venue-messages.ts";

/** Two looks, so far apart: one may have been too early. */
const LOOK_MS = 500;
/** What is unknown for so long is for a person. */
const ESCALATE_MS = 60_000;

/** What a bridge stands between. */
export interface BridgeParts {
  /** Makes the connection; nothing is sent before `open`. */
  connectTo(listener: VenueListener): Venue;
  /** How long the venue may still admit what was sent. */
  readonly admissionMs: number;
  /** Directory of the run, with the epoch of whoever may send. */
  readonly directory: string;
  /** Where that is; left out: the machine's own. */
  readonly disk?: Disk;
  readonly epoch: number;
  hear(mail: VenueMail): void;
  /** Milliseconds between two comparisons of what the venue has with what the run believes. */
  readonly compareEveryMs: number;
  /** Milliseconds on a clock that nobody sets. */
  now(): number;
  /** The venue said something, be it only that it lives. */
  onHeard?(): void;
  /** Left out: the venue may answer as badly as it likes. */
  readonly breaker?: BreakerParts;
}

/**
 * Between the thread that trades and a venue: sends what comes, once, and hands over what comes back. The last gate: it
 * reads the epoch before every send, and counts what leaves under each name.
 */
export class VenueBridge {
  readonly #of: BridgeParts;
  readonly #venue: Venue;
  /** Names under which something was submitted by this process: each at most once. */
  readonly #submitted = new Set<ClientOrderId>();
  /** Which new terms of each order were sent last. */
  readonly #turns = new Map<OrderId, number>();
  #isCutOff = false;
  /** The epoch could not be read when something was to leave last. */
  #isBlind = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #breaker: VenueBreaker | undefined;

  constructor(parts: BridgeParts) {
    this.#of = parts;
    this.#venue = parts.connectTo({
      news: (number, news) => parts.hear({ kind: "news", number, news }),
      connected: ({ newest }) => parts.hear({ kind: "connected", newest }),
      fenced: (epoch) => this.#cutOff(`a process of epoch ${epoch} has taken over`),
      gap: ({ from, to }) => this.#cutOff(`the venue no longer tells its events ${from} to ${to}`),
      heard: () => parts.onHeard?.(),
    });
    const probe = async (): Promise<boolean> => (await this.#venue.time()).kind === "answered";
    this.#breaker = parts.breaker && new VenueBreaker(parts.breaker, probe);
  }

  /** Connects, and hears everything after that number. */
  open(after: number): void {
    this.#venue.subscribe(after);
    void this.#venue.connect();
    this.#timer = setInterval(() => void this.#list(), this.#of.compareEveryMs);
  }

  /** A person has resumed the run. */
  resumed(): void {
    this.#breaker?.resumed();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#breaker?.close();
    this.#venue.disconnect();
  }

  send(request: Outgoing): void {
    if (request.kind === "look") {
      void this.#find(request);
      return;
    }
    if (request.kind === "terms") {
      void this.#findTerms(request);
      return;
    }
    if (request.kind === "check") {
      void this.#check(request);
      return;
    }
    const turn = request.kind === "amend" ? request.turn : undefined;
    if (turn !== undefined) this.#turns.set(request.order, turn);
    void this.#ask(request).then(async (outcome) => {
      // Until nothing that was sent can be admitted any more, the new terms may still come into force.
      if (request.kind === "amend" && outcome.kind === "UNKNOWN") {
        await this.#findTerms(request);
        return;
      }
      // Whoever hears that a cancel came to nothing asks again.
      if (request.kind === "cancel" && !isAnswered(outcome)) await passing(LOOK_MS);
      if (!this.#isClosed)
        this.#of.hear({ kind: "outcome", of: request.kind, order: request.order, outcome, turn });
    });
  }

  /** What leaves though nothing can be written down any more. */
  lastResort(request: LastResort): void {
    void (request.kind === "lists" ? this.#list() : this.#close(request));
  }

  async #close(order: ReducingOrder): Promise<void> {
    if (this.#submitted.has(order.id) || this.#refuse() !== undefined) return;
    this.#submitted.add(order.id);
    await this.#venue.reduce(order);
    if (!this.#isClosed) this.#of.hear({ kind: "closed", id: order.id });
  }

  async #ask(request: Exclude<Outgoing, VenueQuestion>): Promise<Outcome> {
    const refusal = this.#refuse();
    if (refusal !== undefined) return { kind: "NOT_SENT", why: refusal };
    // It left before: that nothing leaves now says nothing about that.
    if (request.kind === "submit" && this.#submitted.has(request.id))
      return { kind: "UNKNOWN", why: "duplicate id", raw: undefined, order: undefined };
    if (this.#breaker === undefined) return this.#tell(request);
    if (this.#breaker.refuses(request)) return { kind: "NOT_SENT", why: "the circuit breaker is open" };
    return this.#breaker.watch(() => this.#tell(request));
  }

  async #tell(request: Exclude<Outgoing, VenueQuestion>): Promise<Outcome> {
    switch (request.kind) {
      case "submit":
        this.#submitted.add(request.id);
        return this.#venue.submit({ id: request.id, request: request.request, after: request.after });
      case "cancel":
        return this.#venue.cancel(request.id);
      case "amend":
        return this.#venue.amend(request.id, request.to);
    }
  }

  /** The last gate. */
  #refuse(): string | undefined {
    if (this.#isCutOff) return "cut off";
    let epoch: number;
    try {
      epoch = readEpoch(this.#of.directory, this.#of.disk ?? nodeDisk);
    } catch (error) {
      // Whether somebody has taken over cannot be known: nothing leaves before it can be read again.
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#isBlind) this.#of.hear({ kind: "cut off", why });
      this.#isBlind = true;
      return why;
    }
    this.#isBlind = false;
    // A lower one is another process that is just publishing; none at all is a directory that somebody has cleared.
    if (epoch > 0 && epoch <= this.#of.epoch) return undefined;
    this.#cutOff(epoch === 0 ? "the epoch is gone" : `a process of epoch ${epoch} has taken over`);
    return "fenced";
  }

  #cutOff(why: string): void {
    if (this.#isCutOff) return;
    this.#isCutOff = true;
    this.#of.hear({ kind: "cut off", why });
  }

  /** Absence counts once nothing that was sent can be admitted any more, and when it was found twice. */
  async #find({ order, id }: VenueQuestion): Promise<void> {
    const askedAt = this.#of.now();
    const provenFrom = askedAt + this.#of.admissionMs;
    let isEscalated = false;
    for (let absences = 0; absences < 2 && !this.#isClosed; ) {
      const found = await this.#venue.find(id);
      if (found.kind === "found") return; // Its stream tells what became of it.
      absences = found.kind === "absent" && this.#of.now() >= provenFrom ? absences + 1 : 0;
      if (!isEscalated && this.#of.now() >= askedAt + ESCALATE_MS) {
        isEscalated = true;
        this.#of.hear({ kind: "unresolved", order });
      }
      await passing(LOOK_MS);
    }
    if (!this.#isClosed) this.#of.hear({ kind: "absent", order });
  }

  /** What the terms of an order are, once nothing that was sent can change them any more; nothing where newer ones were sent. */
  async #findTerms({ order, id }: Pick<VenueQuestion, "order" | "id">): Promise<void> {
    const turn = this.#turns.get(order) ?? 0;
    const isDone = (): boolean => this.#isClosed || (this.#turns.get(order) ?? 0) !== turn;
    await passing(this.#of.admissionMs);
    for (let absences = 0; absences < 2 && !isDone(); ) {
      const found = await this.#venue.find(id);
      if (isDone()) return;
      if (found.kind === "found") {
        this.#of.hear({ kind: "terms", order, taken: found.order, turn });
        return;
      }
      absences = found.kind === "absent" ? absences + 1 : 0;
      await passing(LOOK_MS);
    }
    if (!isDone()) this.#of.hear({ kind: "terms", order, taken: undefined, turn });
  }

  /** What an order is now, which is in no list any more. Where there is no answer it is asked again at the next comparison. */
  async #check({ order, id }: VenueQuestion): Promise<void> {
    for (let absences = 0; absences < 2; absences++) {
      const found = await this.#venue.find(id);
      if (found.kind === "unavailable" || this.#isClosed) return;
      if (found.kind === "found") {
        this.#of.hear({ kind: "checked", order, found: found.order });
        return;
      }
      await passing(LOOK_MS);
    }
    if (!this.#isClosed) this.#of.hear({ kind: "checked", order, found: undefined });
  }

  /** Both lists, and the cash where it is of then too, as they were after the same event; else they are asked for again later. */
  async #list(): Promise<void> {
    const [positions, orders, account] = await Promise.all([
      this.#venue.positions(),
      this.#venue.openOrders(),
      this.#venue.account(),
    ]);
    if (positions.kind === "unavailable" || orders.kind === "unavailable" || this.#isClosed) return;
    const { asOf } = positions;
    if (asOf !== orders.asOf) return;
    const cash = account.kind === "answered" && account.asOf === asOf ? account.value.cash : undefined;
    this.#of.hear({ kind: "held", held: { asOf, positions: positions.value, orders: orders.value, cash } });
  }
}

const passing = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
