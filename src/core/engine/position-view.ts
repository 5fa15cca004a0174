import { absolute, type Price, priceToNumber, quantityToNumber } from "../base/index.ts";
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

/** A strategy's own position as it stands now: made anew when something changed, and nobody can write to it. */
export function positionView(position: Position, facts: PositionFacts): PositionView {
  const { quantity } = position;
  const isHolding = quantity !== 0n;
  return Object.freeze({
    side: isHolding ? (quantity > 0n ? "long" : "short") : "flat",
    state: positionStateOf({ isHolding, ...facts }),
    quantity: quantityToNumber(absolute(quantity)),
    entryPrice: isHolding ? priceToNumber(position.entryPrice) : Number.NaN,
    stop: priceOrNaN(facts.stop),
    target: priceOrNaN(facts.target),
  });
}
