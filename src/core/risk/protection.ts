import { NO_PRICE, type Price, priceOnTick, priceToNumber } from "../base/index.ts";
import type { Direction, PositionRules, PositionWishes, Refusal } from "../domain/index.ts";
import { planRules, trailWishOf, weightedReward } from "./position-rules.ts";
import type { InstrumentLimits } from "./settings.ts";

/** Where an entry is protected. Prices on the tick grid. */
export interface Protection {
  readonly stop: Price | undefined;
  readonly target: Price | undefined;
  /** What else happens to the position; undefined: nothing. */
  readonly rules: PositionRules | undefined;
}

/** What is known when protection is planned. Prices in quote units; atr is NaN where none is kept. */
export interface ProtectionFacts {
  readonly direction: Direction;
  /** Price of the decision. */
  readonly reference: number;
  readonly stop: number | "default" | undefined;
  readonly target: number | undefined;
  readonly atr: number;
  readonly tick: Price;
  /** What the strategy asks for beside stop and target. */
  readonly wishes: PositionWishes | undefined;
}

/**
 * Protective prices of an entry: the strategy's own stop, or the configured one if that is nearer, or the default.
 * Stops are rounded away from the price, targets towards the fill: never tighter than asked.
 */
export function planProtection(facts: ProtectionFacts, limits: InstrumentLimits): Protection {
  const sign = facts.direction === "long" ? 1 : -1;
  const { reference, atr } = facts;
  const stops: number[] = [];
  if (typeof facts.stop === "number") stops.push(facts.stop);
  if (limits.stopLoss !== undefined) stops.push(reference * (1 - sign * limits.stopLoss));
  if (limits.stopLossAtr !== undefined) stops.push(reference - sign * limits.stopLossAtr * atr);
  if (stops.length === 0 && facts.stop === "default" && limits.defaultStop !== undefined)
    stops.push(reference * (1 - sign * limits.defaultStop));
  const stop = nearest(stops, sign);
  const rules = planRules(facts, limits.management);
  const isStaged = rules !== undefined && rules.levels.length > 0;
  let target = facts.target;
  if (target === undefined && !isStaged && limits.takeProfit !== undefined)
    target = reference * (1 + sign * limits.takeProfit);
  if (target === undefined && !isStaged && limits.takeProfitAtr !== undefined)
    target = reference + sign * limits.takeProfitAtr * atr;
  return {
    stop: stop === undefined ? undefined : onTick(stop, facts.tick, sign > 0 ? "down" : "up"),
    target: target === undefined ? undefined : onTick(target, facts.tick, sign > 0 ? "up" : "down"),
    rules,
  };
}

/** Why this protection is not enough; undefined when it is. */
export function refuseProtection(
  plan: Protection,
  facts: ProtectionFacts,
  limits: InstrumentLimits,
  isStopRequired: boolean,
): Refusal | undefined {
  const { reference, atr } = facts;
  const sign = facts.direction === "long" ? 1 : -1;
  const target = plan.target === undefined ? undefined : priceToNumber(plan.target);
  if (target !== undefined && sign * (target - reference) <= 0)
    return { kind: "TargetOnWrongSide", target, reference };
  const { atrs } = trailWishOf(facts, limits.management) ?? {};
  if (atrs !== undefined && plan.rules?.trail === undefined) return { kind: "TrailNotMeasured" };
  const levels = plan.rules?.levels ?? [];
  for (const { price } of levels)
    if (sign * (priceToNumber(price) - reference) <= 0)
      return { kind: "TargetOnWrongSide", target: priceToNumber(price), reference };
  if (plan.stop === undefined) return isStopRequired ? { kind: "NoProtectiveStop" } : undefined;
  const stop = priceToNumber(plan.stop);
  const distance = sign * (reference - stop);
  if (stop <= 0 || distance <= 0) return { kind: "StopOnWrongSide", stop, reference };
  if (limits.stopDistanceMin !== undefined && distance / reference < limits.stopDistanceMin)
    return { kind: "StopTooNear", distance: distance / reference, distanceMin: limits.stopDistanceMin };
  if (limits.stopAtrMin !== undefined && distance / atr < limits.stopAtrMin)
    return { kind: "StopWithinNoise", atrs: distance / atr, atrsMin: limits.stopAtrMin };
  if (limits.rewardRiskMin !== undefined && (target !== undefined || levels.length > 0)) {
    const reward =
      target === undefined ? weightedReward(levels, reference, sign) : sign * (target - reference);
    const rewardToRisk = reward / distance;
    if (rewardToRisk < limits.rewardRiskMin)
      return { kind: "RewardTooSmall", rewardToRisk, rewardToRiskMin: limits.rewardRiskMin };
  }
  return undefined;
}

function nearest(stops: readonly number[], sign: number): number | undefined {
  if (stops.length === 0) return undefined;
  return sign > 0 ? Math.max(...stops) : Math.min(...stops);
}

/** Nothing below one tick: a stop at or under zero is the wrong side, and is refused as such. */
function onTick(price: number, tick: Price, rounding: "down" | "up"): Price {
  if (!(price > 0)) return NO_PRICE;
  return priceOnTick(price, tick, rounding);
}
