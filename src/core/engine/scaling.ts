import {
  absolute,
  floorToStep,
  formatQuantity,
  type Quantity,
  ratioFromNumber,
  shareDown,
  type UnixMs,
} from "../base/index.ts";
import {
  type Direction,
  type InstrumentId,
  type OrderId,
  type OrderRequest,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { OrderBook, TrackedOrder } from "../execution/index.ts";
import type { Portfolio, Position } from "../portfolio/index.ts";
import type { SignalPolicy } from "../signals/index.ts";
import type { Desk } from "./desk.ts";
import { leavePosition } from "./leave-position.ts";
import { leavingAtMarket } from "./reducing.ts";

/** Differences of confidences such as 0.3 - 0.2 are a hair less than people mean. */
const HAIR = 1e-9;

/** The confidence that a size stands for: `base`, and the part of the way to `to` that its newest entry has filled since. */
interface Standing {
  readonly base: number;
  readonly to: number;
  readonly entry: TrackedOrder;
  /** What `base` knows already of what the entry has filled. */
  readonly counted: Quantity;
}

/** An opinion about what is held, in whose name, and why. */
interface Opinion {
  readonly direction: Direction;
  readonly confidence: number;
  readonly strategy: string;
  readonly why: string;
  readonly now: UnixMs;
}

interface ScalingParts {
  readonly desk: Desk;
  readonly portfolio: Portfolio;
}

/** A raise that was taken back, where nothing had to be sold. */
interface Withdrawn {
  readonly withdrawn: OrderId;
}

/** What only takes from a position needs no confidence: doubt is what it is about. */
export const inAnyDoubt = (policy: SignalPolicy): SignalPolicy => ({
  ...policy,
  confidenceMin: 0,
  strengthMin: "WEAK",
});

/**
 * Positions whose size follows the confidence of their strategy. A rise goes to risk as an entry of that confidence, less
 * what is held; a fall sells in proportion. Only a step of the confidence moves anything: prices alone never do.
 */
export class Scaling {
  readonly #stepMin: number;
  /** By instrument, of each side: while a position turns, what turns it is on its way and the rest not gone yet. */
  readonly #standing = { buy: new Map<InstrumentId, Standing>(), sell: new Map<InstrumentId, Standing>() };

  constructor(stepMin: number) {
    this.#stepMin = stepMin;
  }

  /** An entry has gone out: what it fills stands for this confidence; a position of a direct order for none. */
  note(entry: TrackedOrder, confidence: number | undefined): void {
    const { instrument, side } = entry.request;
    const { isAddition } = entry.context;
    const standings = this.#standing[side];
    const before = isAddition ? standings.get(instrument) : undefined;
    if (confidence !== undefined) {
      const base = before === undefined ? 0 : reached(before);
      standings.set(instrument, { base, to: confidence, entry, counted: entry.filled });
    } else if (!isAddition) standings.delete(instrument);
  }

  /** Whether a confidence about a position asks for less than it is, or is on its way to be. 0 always does. */
  isLess(position: Position, confidence: number): boolean {
    const standing = this.#of(position);
    if (standing === undefined) return false;
    return confidence <= 0 || this.#isStep(asked(standing) - confidence);
  }

  /** Does what a new confidence about a position leads to. One that nobody sized by a confidence stays as it is. */
  follow(
    { desk, portfolio }: ScalingParts,
    position: Position,
    opinion: Opinion,
  ): "raise" | OrderRequest | Withdrawn | Refusal {
    const { confidence, direction } = opinion;
    if (this.isLess(position, confidence)) return this.#cut({ desk, portfolio }, position, opinion);
    if (desk.protector.isLeaving(position.instrument.id)) return { kind: "DuplicateSignal", direction };
    const standing = this.#of(position);
    const before = standing === undefined ? confidence : reached(standing);
    if (this.#isStep(confidence - before)) return "raise";
    return { kind: "ConfidenceUnchanged", confidence, before, stepMin: this.#stepMin };
  }

  /**
   * Takes back what still works of a raise, and sells what is held beyond the share of the confidence that is left. What a
   * raise fills before it is gone counts for what it fills, and is sold when the strategy says so again; unless all leaves.
   */
  #cut(parts: ScalingParts, position: Position, opinion: Opinion): OrderRequest | Withdrawn | Refusal {
    const { desk, portfolio } = parts;
    const { instrument, quantity: signed } = position;
    const { id } = instrument;
    const { confidence, strategy, why, now, direction } = opinion;
    if (confidence <= 0) {
      const left = leavePosition({ desk, portfolio }, id, { strategy, exitReason: "signal", why, now });
      return typeof left === "object" ? left : { kind: "DuplicateSignal", direction };
    }
    const standing = this.#of(position) as Standing; // Without one there is no less.
    const { entry } = standing;
    const before = reached(standing);
    const withdrawn = isWorking(standing) ? { withdrawn: entry.request.id } : undefined;
    if (withdrawn !== undefined) desk.cancel(entry);
    if (withdrawn !== undefined && !this.#isStep(before - confidence)) return withdrawn;
    const stays = absolute(signed) - leavingAtMarket(desk.orders.live(id), signed);
    if (stays <= 0n) return withdrawn ?? { kind: "DuplicateSignal", direction };
    const { step } = rulesAt(instrument, now);
    const share = ratioFromNumber((before - confidence) / before);
    const quantity = floorToStep(shareDown(stays as Quantity, share), step);
    if (quantity <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${instrument.base}`;
      return withdrawn ?? { kind: "BelowMinimum", quantity: "0", notional: "0", minimum };
    }
    const to = confidence + standing.to - before;
    this.#standing[entry.request.side].set(id, { base: confidence, to, entry, counted: entry.filled });
    const cut = { role: "exit", exitReason: "signal", of: "part" } as const;
    return desk.exitAtMarket(id, { ...cut, strategy, why, now, quantity });
  }

  snapshot(orders: OrderBook) {
    const kept = (standings: ReadonlyMap<InstrumentId, Standing>) =>
      new Map([...standings].map(([id, one]) => [id, { ...one, entry: orders.keep(one.entry) }]));
    return { buy: kept(this.#standing.buy), sell: kept(this.#standing.sell) };
  }

  /** After the book of orders. */
  restore(from: ScalingSnapshot, orders: OrderBook): void {
    for (const side of ["buy", "sell"] as const) {
      this.#standing[side].clear();
      for (const [id, one] of from[side])
        this.#standing[side].set(id, { ...one, entry: orders.kept(one.entry) });
    }
  }

  #isStep(difference: number): boolean {
    return difference + HAIR >= this.#stepMin;
  }

  /** A position that somebody else has opened is not what the one before it was. */
  #of({ instrument, quantity, strategy }: Position): Standing | undefined {
    const standing = this.#standing[quantity > 0n ? "buy" : "sell"].get(instrument.id);
    return standing?.entry.request.strategy === strategy ? standing : undefined;
  }
}

export type ScalingSnapshot = ReturnType<Scaling["snapshot"]>;

/** What has not filled counts for nothing: it may never do. */
function reached({ base, to, entry, counted }: Standing): number {
  const whole = entry.request.quantity - counted;
  const filled = entry.filled - counted;
  return filled >= whole ? to : base + ((to - base) * Number(filled)) / Number(whole);
}

const isWorking = ({ entry }: Standing): boolean => entry.isLive && entry.pending !== "cancel";

/** What a size will stand for when all that still works has filled. */
const asked = (standing: Standing): number => (isWorking(standing) ? standing.to : reached(standing));
