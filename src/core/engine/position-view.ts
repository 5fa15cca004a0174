import { absolute, amountToNumber, type Price, priceToNumber, quantityToNumber } from "../base/index.ts";
import { positionStateOf } from "../domain/index.ts";
import type { Position } from "../portfolio/index.ts";
import type { PositionView } from "../strategy/index.ts";

/** What else is known of a position when it is shown. */
export interface PositionFacts {
  readonly stop: Price | undefined;
  readonly target: Price | undefined;
  readonly hasWorkingEntry: boolean;
  readonly hasWorkingExit: boolean;
}

const priceOrNaN = (price: Price | undefined): number =>
  price === undefined ? Number.NaN : priceToNumber(price);

/**
 * A strategy's own position: made anew when something changed, and nobody can write to it. What changes with every bar is
 * read from the position when it is asked for.
 */
class ShownPosition implements PositionView {
  readonly side: PositionView["side"];
  readonly state: PositionView["state"];
  readonly quantity: number;
  readonly entryPrice: number;
  readonly stop: number;
  readonly target: number;
  readonly #position: Position;

  constructor(position: Position, facts: PositionFacts) {
    const { quantity } = position;
    const isHolding = quantity !== 0n;
    this.#position = position;
    this.side = isHolding ? (quantity > 0n ? "long" : "short") : "flat";
    const { hasWorkingEntry, hasWorkingExit } = facts;
    this.state = positionStateOf({ isHolding, hasWorkingEntry, hasWorkingExit });
    this.quantity = quantityToNumber(absolute(quantity));
    this.entryPrice = isHolding ? priceToNumber(position.entryPrice) : Number.NaN;
    this.stop = priceOrNaN(facts.stop);
    this.target = priceOrNaN(facts.target);
    Object.freeze(this);
  }

  get entryTime(): number {
    return this.#held((position) => position.entryTime);
  }

  get high(): number {
    return this.#held((position) => position.high);
  }

  get low(): number {
    return this.#held((position) => position.low);
  }

  get mfe(): number {
    return this.#held((position) => position.mfe);
  }

  get mae(): number {
    return this.#held((position) => position.mae);
  }

  get fees(): number {
    return this.#held((position) => amountToNumber(position.fees));
  }

  get funding(): number {
    return this.#held((position) => amountToNumber(position.funding));
  }

  #held(read: (position: Position) => number): number {
    return this.#position.isFlat ? Number.NaN : read(this.#position);
  }
}

/** A strategy's own position as it stands now. */
export const positionView = (position: Position, facts: PositionFacts): PositionView =>
  new ShownPosition(position, facts);
