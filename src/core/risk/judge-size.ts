import {
  type Amount,
  floorToStep,
  formatAmount,
  formatPrice,
  formatQuantity,
  formatRatio,
  lastKept,
  type Price,
  type Quantity,
  type Ratio,
  ratio,
  scalePrice,
  shareDown,
  smaller,
} from "../base/index.ts";
import { contractsWithin, type Refusal, type TradingRules } from "../domain/index.ts";
import type { Position } from "../portfolio/index.ts";
import type { EntryLimits, WorstCase } from "./entry-limits.ts";
import { type EntryTrace, LIMIT_KEYS, type SizeCheck } from "./entry-trace.ts";
import {
  fits,
  largestWithin,
  measured,
  refuseQuantity,
  refuseSize,
  type ShareLimit,
  type SizeLimit,
} from "./limits.ts";
import type { EntryProposal } from "./proposal.ts";
import type { InstrumentLimits, SizingMethod } from "./settings.ts";
import { sizeEntry, sizingBasis } from "./sizing.ts";

const ONE = ratio("1");

/** What the size of an entry is judged by. */
export interface SizeFacts {
  readonly of: WorstCase;
  readonly limits: readonly SizeLimit[];
  /** Where the limits came from. */
  readonly configured: EntryLimits;
  readonly own: InstrumentLimits;
  readonly rules: TradingRules;
  /** What the position may come to without this order, in its direction. */
  readonly held: Quantity;
  readonly method: SizingMethod;
  /** Sized by this share of what the method wants, less what is held; undefined: by all of it. */
  readonly confidence: number | undefined;
  /** Sized at the fill: whole steps come then, and its value counts now. */
  readonly isSizedAtFill: boolean;
  readonly position: Position;
}

/** A quantity within every limit, or why there is none. */
export type SizeVerdict =
  | {
      readonly kind: "sized";
      readonly quantity: Quantity;
      readonly wanted: Quantity;
      readonly cappedBy: string | undefined;
      /** Of an order by value. */
      readonly value: Amount | undefined;
      /** What that may come to at most. */
      readonly most?: Quantity;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Sizes an entry, or judges the size that it brings. `decided`: the price that it was decided at. */
export function judgeSize(
  facts: SizeFacts,
  { quantity, value }: Pick<EntryProposal, "quantity" | "value">,
  decided: Price,
  trace: EntryTrace | undefined,
): SizeVerdict {
  const sized =
    quantity === undefined ? sizeWithin(facts, trace) : judgeQuantity(facts, quantity, value, trace);
  if (sized.kind === "refused" || sized.value === undefined) return sized;
  return { ...sized, most: mostUnits(facts, sized.value, decided) };
}

/** An entry that brings no quantity of its own: as much as its sizing wants, cut by the limits. */
function sizeWithin(facts: SizeFacts, trace: EntryTrace | undefined): SizeVerdict {
  const { of, limits, own, rules, held, method, confidence, isSizedAtFill } = facts;
  const grid = isSizedAtFill ? { ...rules, step: 1n as Quantity } : rules;
  const sized = sizeEntry(of, { method, limits, own, rules: grid, held, confidence });
  const { wanted, cappedBy } = sized;
  let { quantity } = sized;
  let value: Amount | undefined;
  if (isSizedAtFill) {
    value = facts.position.valueOf(quantity, of.worst);
    quantity = floorToStep(quantity, rules.step);
  }
  if (trace !== undefined) {
    const { share, budget, unit } = sizingBasis(of, method, own);
    const limit = method === "fixed_percent" ? "PositionSizeLimit" : "TradeRiskLimit";
    tellSize(facts, { quantity, wanted, cappedBy }, undefined, trace, {
      method,
      key: LIMIT_KEYS[limit] ?? null,
      share: share === undefined ? null : formatRatio(share),
      budget: formatAmount(budget),
      unit: formatPrice(unit),
      ...(confidence !== undefined && { confidence }),
    });
  }
  const limit = limits.find(({ limit }) => limit.kind === cappedBy);
  if (quantity <= 0n && limit !== undefined)
    return { kind: "refused", refusal: refuseSize(limit, rules.step) };
  if (quantity <= 0n && own.positionQuantityMax !== undefined && cappedBy === "PositionQuantityLimit") {
    const refusal = refuseQuantity((held + rules.step) as Quantity, own.positionQuantityMax);
    return { kind: "refused", refusal };
  }
  return { kind: "sized", quantity, wanted, cappedBy, value };
}

/** A direct order: its quantity fits whole, or the first limit that it breaks refuses it. */
function judgeQuantity(
  facts: SizeFacts,
  asked: Quantity,
  value: Amount | undefined,
  trace: EntryTrace | undefined,
): SizeVerdict {
  const { of, limits, own, rules, held } = facts;
  const wanted = value === undefined ? asked : contractsWithin(value, of.worst, of.instrument);
  const quantity = floorToStep(wanted, rules.step);
  // All of a value may be spent: at a better price than its worst it buys a step more.
  const judged = value === undefined ? quantity : wanted;
  if (trace !== undefined)
    tellSize(facts, { quantity, wanted, cappedBy: undefined }, judged, trace, {
      method: "quantity",
      key: null,
      share: null,
      budget: value === undefined ? null : formatAmount(value),
      unit: null,
    });
  const exactly = measured(judged);
  for (const limit of limits)
    if (!fits(limit, exactly)) return { kind: "refused", refusal: refuseSize(limit, judged) };
  const after = (held + quantity) as Quantity;
  if (own.positionQuantityMax !== undefined && after > own.positionQuantityMax)
    return { kind: "refused", refusal: refuseQuantity(after, own.positionQuantityMax) };
  return { kind: "sized", quantity, wanted, cappedBy: undefined, value };
}

/**
 * What an order by value may come to at most: where the market has fallen as far as its collar is away. A limit in units
 * holds there too; and so does what a sale may lose, which is further from its stop the lower it fills.
 */
function mostUnits({ of, limits, own, rules, held }: SizeFacts, value: Amount, decided: Price): Quantity {
  const lowest = scalePrice(decided, (ONE - own.collar) as Ratio, "up");
  let most = contractsWithin(value, lowest, of.instrument);
  if (own.positionQuantityMax !== undefined)
    most = smaller(most, (own.positionQuantityMax - held) as Quantity);
  if (of.side === "sell")
    for (const limit of limits) if (isOfRisk(limit)) most = smaller(most, largestWithin(limit, rules.step));
  return floorToStep(most, rules.step);
}

const isOfRisk = ({ limit: { kind } }: SizeLimit): boolean =>
  kind === "TradeRiskLimit" || kind === "PortfolioRiskLimit";

/** Writes down how a size came about, and every limit as it stood: the exact sums, also where doubles were enough. */
function tellSize(
  { of, limits, configured, own, rules, held }: SizeFacts,
  sized: Omit<Extract<SizeVerdict, { kind: "sized" }>, "kind" | "value">,
  asked: Quantity | undefined,
  trace: EntryTrace,
  basis: Pick<
    NonNullable<EntryTrace["sizing"]>,
    "method" | "key" | "share" | "budget" | "unit" | "confidence"
  >,
): void {
  trace.sizing = {
    ...basis,
    worst: formatPrice(of.worst),
    entry: formatPrice(of.entry),
    step: formatQuantity(rules.step),
    wanted: formatQuantity(sized.wanted),
    quantity: formatQuantity(sized.quantity),
    cappedBy: sized.cappedBy ?? null,
  };
  let last: ToldLimit | undefined;
  const isWhole = asked === undefined || asked === sized.quantity;
  const grid = isWhole ? rules : { ...rules, step: 1n as Quantity };
  const tell = (one: SizeLimit): void => {
    last = tellLimit(one, grid, asked, last);
    trace.limits.push(last.told);
  };
  for (const one of limits) {
    tell(one);
    for (const limit of configured.looser.get(one.limit) ?? []) tell({ ...one, limit });
  }
  const most = own.positionQuantityMax;
  if (most === undefined) return;
  const room = (most - held) as Quantity;
  const allows = room > 0n ? floorToStep(room, rules.step) : (0n as Quantity);
  trace.limits.push({
    limit: "PositionQuantityLimit",
    key: LIMIT_KEYS.PositionQuantityLimit ?? null,
    share: "1",
    of: formatQuantity(most),
    measure: "units",
    used: formatQuantity(held),
    unit: "1",
    room: formatQuantity(room),
    allows: formatQuantity(allows),
    passed: asked === undefined ? allows > 0n : allows >= sized.quantity,
  });
}

/** `last`: the one told before. Limits that share every number are told the same of each. */
function tellLimit(
  one: SizeLimit,
  { step }: TradingRules,
  asked: Quantity | undefined,
  last: ToldLimit | undefined,
): ToldLimit {
  const { limit, of, used, unit, measure = "equity" } = one;
  const { kind } = limit;
  if (last !== undefined && isSame(one, last.one))
    return { one, told: { ...last.told, limit: kind, key: keyOf(limit), measure } };
  const allows = largestWithin(one, step);
  const told: SizeCheck = {
    limit: kind,
    key: keyOf(limit),
    share: spelt.share(limit.share),
    of: spelt.of(of.exact),
    measure,
    used: spelt.used(used.exact),
    unit: spelt.unit(unit.exact),
    room: spelt.room((shareDown(of.exact, limit.share) - used.exact) as Amount),
    allows: unit.exact === 0n && allows > 0n ? null : spelt.allows(allows),
    passed: asked === undefined ? allows > 0n : allows >= asked,
  };
  return { one, told };
}

interface ToldLimit {
  readonly one: SizeLimit;
  readonly told: SizeCheck;
}

const isSame = (a: SizeLimit, b: SizeLimit): boolean =>
  a.limit.share === b.limit.share &&
  a.of.exact === b.of.exact &&
  a.used.exact === b.used.exact &&
  a.unit.exact === b.unit.exact;

/** Limits share most of what they count with, and exact numbers are dear to spell: what was spelt last is kept. */
const spelt = {
  share: lastKept(formatRatio),
  of: lastKept(formatAmount),
  used: lastKept(formatAmount),
  unit: lastKept(formatPrice),
  room: lastKept(formatAmount),
  allows: lastKept(formatQuantity),
};

const keyOf = ({ kind }: ShareLimit): string | null => LIMIT_KEYS[kind] ?? null;
