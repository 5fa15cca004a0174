import type { Quantity, UnixMs } from "../base/index.ts";
import type {
  AmendIntent,
  Direction,
  InstrumentId,
  OpenIntent,
  OrderIntent,
  Refusal,
} from "../domain/index.ts";
import type { WaitingEntry } from "./automation.ts";
import type { Basis } from "./explanation.ts";
import type { EngineListener } from "./listener.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** An opening intent that waits for a person, and what it rested on. */
export interface HeldIntent {
  readonly run: StrategyRun;
  readonly intent: OpenIntent | OrderIntent | AmendIntent;
  /** Number of its signal; null for what is none. */
  readonly signal: number | null;
  readonly askedAt: UnixMs;
  /** Close time of the newest data it rests on. */
  readonly dataAt: UnixMs;
  /** The side of the position that it adds to: without that, it would open one that nobody decided. */
  readonly addsTo: Direction | undefined;
  /** What its strategy saw; undefined where nobody wants to know. */
  readonly basis: Basis | undefined;
}

/** A held intent whose question is over. `by`: who approved it; null: nobody. */
export interface AnsweredIntent extends HeldIntent {
  readonly id: number;
  readonly by: string | null;
}

/** What one decision of a strategy would open, as one question. */
interface Waiting {
  readonly entry: WaitingEntry;
  /** The decision that it came from. */
  readonly decision: number;
  readonly held: readonly HeldIntent[];
}

interface ApprovalsParts {
  readonly timeoutMs: number;
  readonly listener: EngineListener | undefined;
  /** A question ended without a yes: its intents are refused, like anything that risk refuses. */
  refuse(intent: AnsweredIntent, refusal: Refusal, at: UnixMs): void;
}

/**
 * Openings that wait for a person: at most one question an instrument, for a strategy that says something new has
 * changed its mind about what it said before. Nothing here approves by itself, and no timer runs: time is that of the
 * events.
 */
export class Approvals {
  readonly #of: ApprovalsParts;
  /** By instrument, oldest question first. */
  readonly #waiting = new Map<InstrumentId, Waiting>();
  #asked = 0;
  #decision = 0;

  constructor(parts: ApprovalsParts) {
    this.#of = parts;
  }

  /** What waits, oldest first. */
  get waiting(): readonly WaitingEntry[] {
    return [...this.#waiting.values()].map(({ entry }) => entry);
  }

  /** A strategy has decided something: what it opens from here on belongs together. */
  begin(): void {
    this.#decision++;
  }

  /** Asks about an intent; together with what the same decision asked about already. */
  hold(held: HeldIntent): void {
    const { run, askedAt } = held;
    const { id: instrument, symbol } = run.instrument;
    this.supersede(instrument, askedAt);
    const before = this.#waiting.get(instrument)?.held ?? [];
    const id = before.length > 0 ? this.#asked : ++this.#asked;
    const all = [...before, held];
    const entry: WaitingEntry = {
      id,
      instrument,
      symbol,
      strategy: run.strategy.name,
      wants: all.map(({ intent }) => wantsOf(intent)).join(", "),
      why: [...new Set(all.map(({ intent }) => intent.why))].join("; "),
      askedAt,
      expiresAt: askedAt + this.#of.timeoutMs,
    };
    this.#waiting.set(instrument, { entry, decision: this.#decision, held: all });
    this.#of.listener?.approval?.({ what: "asked", entry, at: askedAt, detail: "" });
  }

  /** A new opening of an instrument takes the place of one that an earlier decision asked for. */
  supersede(instrument: InstrumentId, at: UnixMs): void {
    const waiting = this.#waiting.get(instrument);
    if (waiting === undefined || waiting.decision === this.#decision) return;
    this.withdraw(instrument, "a later signal took its place", at);
  }

  /** @returns whether anything waited */
  withdraw(instrument: InstrumentId, because: string, at: UnixMs): boolean {
    const waiting = this.#waiting.get(instrument);
    if (waiting === undefined) return false;
    this.#end(waiting, "withdrawn", because, at);
    this.#refuse(waiting, { kind: "ApprovalWithdrawn", id: waiting.entry.id, because }, at);
    return true;
  }

  /** The same where one of its orders has that tag. */
  withdrawTagged(instrument: InstrumentId, tag: string, because: string, at: UnixMs): boolean {
    const held = this.#waiting.get(instrument)?.held ?? [];
    const isIts = held.some(({ intent }) => "tag" in intent && intent.tag === tag);
    return isIts && this.withdraw(instrument, because, at);
  }

  withdrawAll(because: string, at: UnixMs): void {
    for (const instrument of [...this.#waiting.keys()]) this.withdraw(instrument, because, at);
  }

  /** What is held has changed: where it is gone or has turned around, what was to be added to it is not wanted any more. */
  noteHeld(instrument: InstrumentId, quantity: Quantity, at: UnixMs): void {
    const held = this.#waiting.get(instrument)?.held ?? [];
    const side = sideOf(quantity);
    if (held.some(({ addsTo }) => addsTo !== undefined && addsTo !== side))
      this.withdraw(instrument, "the position it was to add to is gone", at);
  }

  /** Time has gone on. */
  expire(now: UnixMs): void {
    if (this.#waiting.size === 0) return;
    for (const waiting of [...this.#waiting.values()]) {
      const { id, expiresAt } = waiting.entry;
      if (now < expiresAt) continue;
      this.#end(waiting, "expired", "", now);
      this.#refuse(waiting, { kind: "ApprovalExpired", id, expiresAt }, now);
    }
  }

  /** A person said yes. @returns what may go to risk now; nothing where it does not wait any more */
  approve(id: number, by: string, at: UnixMs): readonly AnsweredIntent[] {
    const waiting = this.#find(id, at);
    if (waiting === undefined) return [];
    this.#end(waiting, "approved", by, at);
    return waiting.held.map((held) => ({ ...held, id, by }));
  }

  /** A person said no. */
  reject(id: number, by: string, at: UnixMs): void {
    const waiting = this.#find(id, at);
    if (waiting === undefined) return;
    this.#end(waiting, "rejected", by, at);
    this.#refuse(waiting, { kind: "ApprovalRejected", id, by }, at);
  }

  snapshot() {
    const waiting = [...this.#waiting.values()].map(({ entry, decision, held }) => {
      return { entry, decision, held: held.map(withoutRun) };
    });
    return { waiting, asked: this.#asked, decision: this.#decision };
  }

  /** `runOf`: the strategy of an instrument. */
  restore({ waiting, asked, decision }: ApprovalsSnapshot, runOf: (id: InstrumentId) => StrategyRun): void {
    this.#waiting.clear();
    for (const { entry, decision: ofIt, held } of waiting) {
      const run = runOf(entry.instrument);
      const whole = held.map((plain) => ({ ...plain, run }));
      this.#waiting.set(entry.instrument, { entry, decision: ofIt, held: whole });
    }
    this.#asked = asked;
    this.#decision = decision;
  }

  #find(id: number, at: UnixMs): Waiting | undefined {
    const found = [...this.#waiting.values()].find(({ entry }) => entry.id === id);
    return found === undefined || at >= found.entry.expiresAt ? undefined : found;
  }

  #end(
    { entry }: Waiting,
    what: "approved" | "rejected" | "expired" | "withdrawn",
    detail: string,
    at: UnixMs,
  ): void {
    this.#waiting.delete(entry.instrument);
    this.#of.listener?.approval?.({ what, entry, at, detail });
  }

  #refuse({ entry: { id }, held }: Waiting, refusal: Refusal, at: UnixMs): void {
    for (const one of held) this.#of.refuse({ ...one, id, by: null }, refusal, at);
  }
}

/** For a file: whose it is follows from its instrument. */
export const withoutRun = <Of extends { readonly run: StrategyRun }>({
  run: _,
  ...plain
}: Of): Omit<Of, "run"> => plain;

export type ApprovalsSnapshot = ReturnType<Approvals["snapshot"]>;

/** Which side is held; undefined: nothing is. */
export const sideOf = (quantity: Quantity): Direction | undefined =>
  quantity === 0n ? undefined : quantity > 0n ? "long" : "short";

function wantsOf(intent: HeldIntent["intent"]): string {
  switch (intent.kind) {
    case "open":
      return `open ${intent.direction}${priceOf(intent)}`;
    case "order": {
      const { side, type, quantity, value } = intent;
      const size = quantity === undefined ? (value === undefined ? "" : ` for ${value}`) : ` ${quantity}`;
      return `${side} ${type}${size}${priceOf(intent)}`;
    }
    case "amend": {
      const size = intent.quantity === undefined ? "" : ` to ${intent.quantity}`;
      return `amend ${intent.tag}${size}${priceOf(intent)}`;
    }
  }
}

/** Where it does not enter at the market. */
function priceOf({ limit, trigger }: { readonly limit?: number; readonly trigger?: number }): string {
  const from = trigger === undefined ? "" : ` from ${trigger}`;
  return limit === undefined ? from : `${from} at ${limit}`;
}
