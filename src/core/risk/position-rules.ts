import { type DurationMs, type Price, priceOnTick, priceToNumber, ratioFromNumber } from "../base/index.ts";
import type {
  Direction,
  PositionRules,
  PositionWishes,
  TargetLevel,
  Trail,
  TrailWish,
} from "../domain/index.ts";
import type { ManagementSettings } from "./settings.ts";

/** What a strategy asks for, and what it is measured in. */
interface RuleFacts {
  readonly direction: Direction;
  /** Price of the decision, in quote units; `atr` is NaN where none is kept. */
  readonly reference: number;
  readonly atr: number;
  readonly tick: Price;
  readonly wishes: PositionWishes | undefined;
}

/**
 * Rules of a position: what the strategy asks for, else what is configured. Prices are rounded away from the market:
 * never tighter than asked. @returns undefined where nobody asks for any
 */
export function planRules(
  facts: RuleFacts,
  settings: ManagementSettings | undefined,
): PositionRules | undefined {
  const { wishes, reference } = facts;
  if (wishes === undefined && settings === undefined) return undefined;
  const sign = facts.direction === "long" ? 1 : -1;
  const at = wishes?.breakEven?.at ?? (settings?.breakEven && reference * (1 + sign * settings.breakEven));
  const wish = trailWishOf(facts, settings);
  const rules: PositionRules = {
    levels: levelsOf(facts, settings, sign),
    trail: wish && trailFrom(wish, { atr: facts.atr, tick: facts.tick, isAbove: sign > 0 }),
    breakEven:
      at === undefined
        ? undefined
        : { at: outwards(at, facts, sign), offset: offsetOf(wishes?.breakEven?.offset ?? 0, facts.tick) },
    hold: holdOf(wishes, settings),
  };
  const isEmpty = rules.levels.length === 0 && rules.trail === undefined && rules.breakEven === undefined;
  return isEmpty && rules.hold === undefined ? undefined : rules;
}

function holdOf(
  wishes: PositionWishes | undefined,
  settings: ManagementSettings | undefined,
): PositionRules["hold"] {
  if (wishes?.exitAfterBars !== undefined) return { bars: wishes.exitAfterBars };
  return settings?.holdMs === undefined ? undefined : { ms: settings.holdMs as DurationMs };
}

function levelsOf(
  facts: RuleFacts,
  settings: ManagementSettings | undefined,
  sign: number,
): readonly TargetLevel[] {
  const wished =
    facts.wishes?.targets ??
    settings?.takeProfitLevels.map(({ target, share }) => ({
      price: facts.reference * (1 + sign * target),
      share,
    })) ??
    [];
  return wished
    .map(({ price, share }) => ({ price: outwards(price, facts, sign), share }))
    .sort((a, b) => (a.price === b.price ? 0 : a.price < b.price === sign > 0 ? -1 : 1));
}

/** How a position is to trail: as the strategy asks, else as configured. */
export function trailWishOf(
  { wishes, reference, direction }: Pick<RuleFacts, "wishes" | "reference" | "direction">,
  settings: ManagementSettings | undefined,
): TrailWish | undefined {
  if (wishes?.trail !== undefined || settings?.trail === undefined) return wishes?.trail;
  const sign = direction === "long" ? 1 : -1;
  const { activation } = settings;
  const from = activation === undefined ? {} : { activation: reference * (1 + sign * activation) };
  return { ...settings.trail, ...from };
}

/** How far a trailing stop follows, in exact terms. Average true ranges are measured now. */
export function trailFrom(
  { by, share, atrs, activation }: TrailWish,
  { atr, tick, isAbove }: { readonly atr: number; readonly tick: Price; readonly isAbove: boolean },
): Trail | undefined {
  const amount = by ?? (atrs === undefined ? undefined : atrs * atr);
  if (amount !== undefined && !(amount > 0)) return undefined; // No range is known: whoever asks refuses.
  return {
    distance:
      amount === undefined
        ? { kind: "ratio", by: ratioFromNumber(share ?? 0) }
        : { kind: "amount", by: atLeastOne(priceOnTick(amount, tick, "up"), tick) },
    activation: activation === undefined ? undefined : priceOnTick(activation, tick, isAbove ? "up" : "down"),
  };
}

const atLeastOne = (price: Price, tick: Price): Price => (price < tick ? tick : price);

const outwards = (price: number, { tick }: RuleFacts, sign: number): Price =>
  priceOnTick(price, tick, sign > 0 ? "up" : "down");

const offsetOf = (offset: number, tick: Price): Price => priceOnTick(offset, tick, "nearest");

/** Reward of all levels against a reference, each weighted by the share of the whole that it closes. */
export function weightedReward(levels: readonly TargetLevel[], reference: number, sign: number): number {
  let left = 1;
  let reward = 0;
  for (const { price, share } of levels) {
    reward += left * share * sign * (priceToNumber(price) - reference);
    left -= left * share;
  }
  return left === 1 ? 0 : reward / (1 - left);
}
