import { formatPrice, NO_PRICE, type Price, priceOnTick, priceToNumber } from "../base/index.ts";
import type { Direction, PositionRules, PositionWishes, Refusal } from "../domain/index.ts";
import { type EntryTrace, finite, type ProtectionTold, type StopOffer } from "./entry-trace.ts";
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
  const stop = nearest(stopOffers(facts, limits), sign);
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

interface Offer extends StopOffer {
  readonly price: number;
}

/** Every stop that an entry could get; the nearest is taken. */
function stopOffers({ direction, reference, stop, atr }: ProtectionFacts, limits: InstrumentLimits): Offer[] {
  const sign = direction === "long" ? 1 : -1;
  const offers: Offer[] = [];
  if (typeof stop === "number") offers.push({ from: "strategy", price: stop });
  if (limits.stopLoss !== undefined)
    offers.push({ from: "stop_loss", price: reference * (1 - sign * limits.stopLoss) });
  if (limits.stopLossAtr !== undefined)
    offers.push({ from: "stop_loss_atr", price: reference - sign * limits.stopLossAtr * atr });
  if (offers.length === 0 && stop === "default" && limits.defaultStop !== undefined)
    offers.push({ from: "default_stop_loss", price: reference * (1 - sign * limits.defaultStop) });
  return offers;
}

/** The protection of an entry in plain data, with every stop that was offered. */
export const tellProtection = (
  { stop, target }: Protection,
  facts: ProtectionFacts,
  limits: InstrumentLimits,
): ProtectionTold => ({
  stop: stop === undefined ? null : formatPrice(stop),
  target: target === undefined ? null : formatPrice(target),
  offers: stopOffers(facts, limits).map(({ from, price }) => ({ from, price: finite(price) })),
});

/** Why this protection is not enough; undefined when it is. */
export function refuseProtection(
  plan: Protection,
  facts: ProtectionFacts,
  limits: InstrumentLimits,
  isStopRequired: boolean,
  trace?: EntryTrace,
): Refusal | undefined {
  const { reference, atr } = facts;
  const sign = facts.direction === "long" ? 1 : -1;
  const target = plan.target === undefined ? undefined : priceToNumber(plan.target);
  if (target !== undefined && isBehind(target, sign, reference, trace))
    return { kind: "TargetOnWrongSide", target, reference };
  const { atrs } = trailWishOf(facts, limits.management) ?? {};
  if (atrs !== undefined) {
    const isMeasured = plan.rules?.trail !== undefined;
    trace?.gate("TrailNotMeasured", isMeasured ? "known" : "not known", "known", isMeasured);
    if (!isMeasured) return { kind: "TrailNotMeasured" };
  }
  const levels = plan.rules?.levels ?? [];
  for (const { price } of levels)
    if (isBehind(priceToNumber(price), sign, reference, trace))
      return { kind: "TargetOnWrongSide", target: priceToNumber(price), reference };
  const hasStop = plan.stop !== undefined;
  if (isStopRequired) trace?.gate("NoProtectiveStop", hasStop ? "a stop" : "none", "a stop", hasStop);
  if (plan.stop === undefined) return isStopRequired ? { kind: "NoProtectiveStop" } : undefined;
  const stop = priceToNumber(plan.stop);
  const distance = sign * (reference - stop);
  const isWrong = stop <= 0 || distance <= 0;
  trace?.gate("StopOnWrongSide", stop, reference, !isWrong, { rule: sign > 0 ? "below" : "above" });
  if (isWrong) return { kind: "StopOnWrongSide", stop, reference };
  if (limits.stopDistanceMin !== undefined) {
    const isTooNear = distance / reference < limits.stopDistanceMin;
    trace?.gate("StopTooNear", distance / reference, limits.stopDistanceMin, !isTooNear);
    if (isTooNear)
      return { kind: "StopTooNear", distance: distance / reference, distanceMin: limits.stopDistanceMin };
  }
  if (limits.stopAtrMin !== undefined) {
    const isNoise = distance / atr < limits.stopAtrMin;
    trace?.gate("StopWithinNoise", distance / atr, limits.stopAtrMin, !isNoise);
    if (isNoise) return { kind: "StopWithinNoise", atrs: distance / atr, atrsMin: limits.stopAtrMin };
  }
  if (limits.rewardRiskMin !== undefined && (target !== undefined || levels.length > 0)) {
    const reward =
      target === undefined ? weightedReward(levels, reference, sign) : sign * (target - reference);
    const rewardToRisk = reward / distance;
    const isPoor = rewardToRisk < limits.rewardRiskMin;
    trace?.gate("RewardTooSmall", rewardToRisk, limits.rewardRiskMin, !isPoor);
    if (isPoor) return { kind: "RewardTooSmall", rewardToRisk, rewardToRiskMin: limits.rewardRiskMin };
  }
  return undefined;
}

/** Whether a target has been passed already, or is no price at all: that of a short sale may lie below zero. */
function isBehind(price: number, sign: number, reference: number, trace: EntryTrace | undefined): boolean {
  const isWrong = price <= 0 || sign * (price - reference) <= 0;
  trace?.gate("TargetOnWrongSide", price, reference, !isWrong, { rule: sign > 0 ? "above" : "below" });
  return isWrong;
}

function nearest(offers: readonly Offer[], sign: number): number | undefined {
  let nearest: number | undefined;
  for (const { price } of offers)
    nearest = nearest === undefined ? price : sign > 0 ? Math.max(nearest, price) : Math.min(nearest, price);
  return nearest;
}

/** Nothing below one tick: a stop at or under zero is the wrong side, and is refused as such. */
function onTick(price: number, tick: Price, rounding: "down" | "up"): Price {
  if (!(price > 0)) return NO_PRICE;
  return priceOnTick(price, tick, rounding);
}
