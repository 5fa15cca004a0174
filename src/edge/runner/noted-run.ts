import type { Assembly } from "../../core/backtest/index.ts";
import { formatPrice, formatQuantity, refillMap, type UnixMs } from "../../core/base/index.ts";
import {
  causeOf,
  type Instrument,
  type Intent,
  type OrderEvent,
  type OrderRequest,
  type Refusal,
  type Rejection,
} from "../../core/domain/index.ts";
import type { EngineListener, FillReport } from "../../core/engine/index.ts";
import type { AccountNow, DayTally } from "./day-tally.ts";
import type { AlarmTerms, CommandWord, NoteQueue, OrderWord, RunNote } from "./notes.ts";
import type { CommandResult } from "./paper-run.ts";
import type { Command } from "./record.ts";

/** An order that is told of: what changes of it comes from its answers. */
export interface Noted {
  readonly request: OrderRequest;
  readonly symbol: string;
  filled: bigint;
}

const WORDS: Partial<Readonly<Record<OrderEvent["kind"], OrderWord>>> = {
  OrderAccepted: "accepted",
  OrderRejected: "rejected",
  OrderCancelled: "cancelled",
  OrderExpired: "expired",
  OrderReplaced: "replaced",
  OrderOutcomeLost: "unknown",
  OrderNotSent: "failed",
  OrderProvenAbsent: "failed",
};

const STATUS = {
  submitted: "SUBMITTED",
  accepted: "ACCEPTED",
  rejected: "REJECTED",
  cancelled: "CANCELLED",
  expired: "EXPIRED",
  replaced: "ACCEPTED",
  unknown: "UNKNOWN",
  failed: "FAILED",
} as const;

/** So often in a row less is there than was to be sold: then it is not only that the news of it come late. */
const LACKING_MAX = 3;

/** After these an order is not heard of again. */
const ENDS: ReadonlySet<OrderWord> = new Set(["rejected", "cancelled", "expired", "failed"]);

/** Tells the logs of a run what the engine does. Silent while `isSilent`: what is walked again was told before, and only counts. */
export class NotedRun implements EngineListener {
  readonly #notes: NoteQueue;
  readonly #days: DayTally;
  readonly #isSilent: () => boolean;
  /** Orders that may be heard of again. */
  readonly #live = new Map<number, Noted>();
  /** By symbol: how often in a row less was there than was to be sold. */
  readonly #lacking = new Map<string, number>();
  /** Time of the newest event that the engine took; before it has begun there is none. */
  #now: () => number = () => 0;

  constructor(notes: NoteQueue, days: DayTally, isSilent: () => boolean) {
    this.#notes = notes;
    this.#days = days;
    this.#isSilent = isSilent;
  }

  snapshot() {
    return {
      live: new Map(this.#live),
      lacking: new Map(this.#lacking),
      days: this.#days.snapshot(),
    };
  }

  /** After it has begun. */
  restore({ live, lacking, days }: NotedRunSnapshot): void {
    refillMap(this.#live, live);
    refillMap(this.#lacking, lacking);
    this.#days.restore(days);
  }

  intent(strategy: string, { symbol }: Instrument, intent: Intent, at: UnixMs): void {
    if (intent.kind === "none" || !this.#isTold()) return;
    const confidence = intent.kind === "open" ? (intent.confidence ?? null) : null;
    const about = { wants: wantsOf(intent), why: whyOf(intent), confidence };
    this.#notes.add({ kind: "signal", at, symbol, strategy, ...about });
  }

  verdict: NonNullable<EngineListener["verdict"]> = ({ symbol }, order, verdict) => {
    if (verdict.kind !== "refused") return;
    const at = this.#now(); // What waited may be refused long after it was wanted.
    this.#days.refused(at);
    if (!this.#isTold()) return;
    const { refusal } = verdict;
    const about = { refusal: refusal.kind, terms: termsOf(refusal) };
    this.#notes.add({ kind: "refusal", at, symbol, order: order ?? null, ...about });
  };

  submitted(request: OrderRequest, { symbol }: Instrument): void {
    const noted: Noted = { request, symbol, filled: 0n };
    this.#live.set(request.id, noted);
    this.#days.ordered(request.at);
    this.#tell(noted, "submitted", request.at, request.why);
  }

  answered(event: OrderEvent): void {
    const noted = this.#live.get(event.order);
    const word = WORDS[event.kind];
    if (noted === undefined || word === undefined) return;
    if (event.kind === "OrderRejected") this.#days.rejected(event.at);
    this.#tell(noted, word, event.at, reasonOf(event));
    if (event.kind === "OrderRejected" && !this.#isSilent() && this.#isStuck(noted, event.rejection))
      this.alarmed(
        `${noted.symbol} cannot be left: the venue does not take order ${event.order} (${event.rejection.kind})`,
        event.at,
        { look: `close what is held of ${noted.symbol} at the venue, and see what protects it` },
      );
    if (ENDS.has(word)) this.#live.delete(event.order);
  }

  /** Whether a position was to be left, and the venue finds the order wrong: asked for again it would be wrong again. */
  #isStuck({ request, symbol }: Noted, rejection: Rejection): boolean {
    if (request.type !== "market" || !request.reduceOnly) return false;
    const cause = causeOf(rejection);
    if (cause !== "holdings") return cause === "order";
    const times = (this.#lacking.get(symbol) ?? 0) + 1;
    this.#lacking.set(symbol, times);
    return times === LACKING_MAX;
  }

  filled({ fill, order, trade, instrument }: FillReport): void {
    this.#days.filled(fill, trade);
    if (order.reduceOnly || trade !== undefined) this.#lacking.delete(instrument.symbol);
    const noted = this.#live.get(fill.order);
    if (noted === undefined) return;
    noted.filled += fill.quantity;
    if (noted.filled >= order.quantity) this.#live.delete(fill.order);
  }

  /** Before anything is played. */
  begin(assembly: Assembly): void {
    this.#days.begin(() => accountOf(assembly));
    this.#now = () => assembly.engine.now;
  }

  /** After each moment and each event: a day that is over is told as it ended. */
  pass(now: number, { playback }: Assembly): void {
    const over = this.#days.pass(now, playback.nextAt === Number.POSITIVE_INFINITY);
    for (const facts of over) if (!this.#isSilent()) this.#notes.add({ kind: "day", facts });
  }

  /** Between two moments: what was gathered goes out. */
  look(): void {
    this.#notes.flush();
  }

  commanded(command: Command, at: number, came: CommandResult): void {
    const symbol = came.kind === "answered" ? { symbol: came.entry.symbol } : {};
    this.#notes.add({ kind: "command", at, command, result: wordOf(command, came), ...symbol });
  }

  /** It halted by itself, or stopped trading a symbol: a person has to look. */
  alarmed(why: string, at: number, terms: AlarmTerms = {}): void {
    this.#notes.add({ kind: "alarm", at, why, ...terms });
  }

  /** What came of a live feed. */
  told(note: Extract<RunNote, { kind: "feed broken" | "feed mended" | "ignored bars" }>): void {
    this.#notes.add(note);
  }

  /** The same where nothing follows any more. */
  rest(): void {
    this.#notes.end();
  }

  /** Last of all. */
  end(): void {
    const facts = this.#days.end();
    if (facts !== undefined) this.#notes.add({ kind: "day", facts });
    this.rest();
  }

  #isTold(): boolean {
    return !this.#isSilent() && this.#notes.hasRoom();
  }

  #tell({ request, symbol, filled }: Noted, what: OrderWord, at: number, reason: string): void {
    if (!this.#isTold()) return;
    const { id, side, type, role, quantity, limit, trigger } = request;
    const price = limit ?? trigger;
    this.#notes.add({
      kind: "order",
      at,
      what,
      order: id,
      symbol,
      side,
      type,
      role,
      quantity: formatQuantity(quantity),
      filled: formatQuantity(filled as typeof quantity),
      price: price === undefined ? null : formatPrice(price),
      status: STATUS[what],
      reason,
    });
  }
}

type NotedRunSnapshot = ReturnType<NotedRun["snapshot"]>;

function wordOf({ do: deed }: Command, came: CommandResult): CommandWord {
  switch (came.kind) {
    case "known":
      return "known";
    case "unknown symbol":
    case "unknown approval":
    case "broken strategy":
    case "behind":
      return "refused";
    case "answered":
      // More of an order that rests brings no new order, and is no refusal.
      return deed === "approve" && came.orders.length === 0 && came.refusals.length > 0
        ? "refused"
        : "obeyed";
    case "obeyed":
    case "emergency":
      return "obeyed";
  }
}

/** What the engine of a run knows of its account. */
const accountOf = ({ engine: { exactEquity, risk } }: Assembly): AccountNow => ({
  equity: exactEquity,
  dayStart: risk.watch.exactDayStart,
  drawdown: risk.watch.drawdown,
});

function reasonOf(event: OrderEvent): string {
  switch (event.kind) {
    case "OrderRejected":
      return event.rejection.kind;
    case "OrderExpired":
      return event.reason;
    case "OrderReplaced":
      return Object.entries(changeOf(event.to))
        .map(([name, value]) => `${name} ${value}`)
        .join(", ");
    case "OrderOutcomeLost":
      return "its answer was lost";
    case "OrderNotSent":
      return "it never left";
    case "OrderProvenAbsent":
      return "it never arrived";
    case "OrderAccepted":
    case "OrderFilled":
    case "OrderCancelled":
    case "CancelRefused":
    case "ReplaceRefused":
    case "PriceReached":
    case "WatchExpired":
      return "";
  }
}

function changeOf({
  limit,
  trigger,
  quantity,
}: Extract<OrderEvent, { kind: "OrderReplaced" }>["to"]): Readonly<Record<string, string>> {
  return {
    ...(limit === undefined ? {} : { limit: formatPrice(limit) }),
    ...(trigger === undefined ? {} : { trigger: formatPrice(trigger) }),
    ...(quantity === undefined ? {} : { quantity: formatQuantity(quantity) }),
  };
}

function wantsOf(intent: Exclude<Intent, { kind: "none" }>): string {
  switch (intent.kind) {
    case "open":
      return `open ${intent.direction}`;
    case "order":
      return `${intent.side} ${intent.type}`;
    case "several":
      return intent.intents.map((one) => (one.kind === "none" ? "none" : wantsOf(one))).join(", ");
    case "close":
    case "adjust":
    case "amend":
    case "cancel":
      return intent.kind;
  }
}

const whyOf = (intent: Exclude<Intent, { kind: "none" }>): string =>
  intent.kind === "several"
    ? intent.intents.flatMap((one) => (one.kind === "none" ? [] : [whyOf(one)])).join("; ")
    : intent.why;

const termsOf = (refusal: Refusal): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(refusal).flatMap(([key, value]) => (key === "kind" ? [] : [[key, String(value)]])),
  );
