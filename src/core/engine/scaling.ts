import {
  absolute,
  floorToStep,
  formatQuantity,
  ratioFromNumber,
  shareDown,
  type UnixMs,
} from "../base/index.ts";
import { type InstrumentId, type OrderRequest, type Refusal, rulesAt } from "../domain/index.ts";
import type { Position } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";

/** Differences of confidences such as 0.3 - 0.2 are a hair less than people mean. */
const HAIR = 1e-9;

/** Why a position is cut, and in whose name. */
interface Cut {
  readonly position: Position;
  readonly confidence: number;
  readonly strategy: string;
  readonly why: string;
  readonly now: UnixMs;
}

/**
 * Positions whose size follows the confidence of their strategy. A rise goes to risk as an entry of that confidence, less
 * what is held; a fall sells in proportion. Only a step of the confidence moves anything: prices alone never do.
 */
export class Scaling {
  readonly #stepMin: number;
  /** The confidence that the size of a position stands for. */
  readonly #confidence = new Map<InstrumentId, number>();

  constructor(stepMin: number) {
    this.#stepMin = stepMin;
  }

  /** An entry has gone out: what it comes to stands for this confidence; a position of a direct order for none. */
  note(instrument: InstrumentId, confidence: number | undefined, isAddition: boolean): void {
    if (confidence !== undefined) this.#confidence.set(instrument, confidence);
    else if (!isAddition) this.#confidence.delete(instrument);
  }

  /** What a new confidence about a position leads to. One that nobody sized by a confidence stays as it is. */
  judge(instrument: InstrumentId, confidence: number): "raise" | "cut" | Refusal {
    const before = this.#confidence.get(instrument) ?? confidence;
    const step = Math.abs(confidence - before);
    if (step + HAIR < this.#stepMin)
      return { kind: "ConfidenceUnchanged", confidence, before, stepMin: this.#stepMin };
    return confidence > before ? "raise" : "cut";
  }

  /** Sells what is held beyond the share of the confidence that is left. @returns the order, or why there is none */
  cut(desk: Desk, { position, confidence, strategy, why, now }: Cut): OrderRequest | Refusal {
    const { id } = position.instrument;
    const before = this.#confidence.get(id) ?? confidence;
    const held = absolute(position.quantity);
    const { step } = rulesAt(position.instrument, now);
    const share = ratioFromNumber((before - confidence) / before);
    const part = floorToStep(shareDown(held, share), step);
    const quantity = confidence <= 0 ? held : part;
    if (quantity <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${position.instrument.base}`;
      return { kind: "BelowMinimum", quantity: "0", notional: "0", minimum };
    }
    this.#confidence.set(id, confidence);
    const of = quantity === held ? "all" : "part";
    return desk.exitAtMarket(id, { strategy, role: "exit", exitReason: "signal", why, now, quantity, of });
  }
}
