import { larger, type Price, roundToTick } from "../base/index.ts";
import { type PositionRules, type SplitRatio, splitPrice, type Trail } from "../domain/index.ts";

/** How the plan of a position follows a split. */
export interface PlanSplit {
  readonly ratio: SplitRatio;
  readonly tick: Price;
  readonly isLong: boolean;
}

/** A price of new shares on the tick grid: `isAhead` (a target) away from a long upwards, else downwards; at least a tick. */
export function splitTo(price: Price, { ratio, tick, isLong }: PlanSplit, isAhead: boolean): Price {
  return larger(roundToTick(splitPrice(price, ratio), tick, isLong === isAhead ? "up" : "down"), tick);
}

/** Rules by price become those of new shares; shares and times stay. */
export function splitRules({ levels, trail, breakEven, hold }: PositionRules, by: PlanSplit): PositionRules {
  return {
    levels: levels.map(({ price, share }) => ({ price: splitTo(price, by, true), share })),
    trail: trail && splitTrail(trail, by),
    breakEven: breakEven && {
      at: splitTo(breakEven.at, by, true),
      offset: roundToTick(splitPrice(breakEven.offset, by.ratio), by.tick, "down"),
    },
    hold,
  };
}

function splitTrail({ distance, activation }: Trail, by: PlanSplit): Trail {
  const { ratio, tick } = by;
  return {
    distance:
      distance.kind === "ratio"
        ? distance
        : { kind: "amount", by: larger(roundToTick(splitPrice(distance.by, ratio), tick, "up"), tick) },
    activation: activation && splitTo(activation, by, true),
  };
}
