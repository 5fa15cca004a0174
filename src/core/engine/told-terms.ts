import { formatAmount, formatPrice, formatQuantity, formatRatio, type Price } from "../base/index.ts";
import type { Intent, PositionRules, Refusal } from "../domain/index.ts";
import { finite, type Verdict } from "../risk/index.ts";
import type { AskedTold, RulesTold, VerdictTold } from "./explanation.ts";

/** An intent that asks for one thing. */
export type OneIntent = Exclude<Intent, { kind: "none" | "several" }>;

/** Approved, and nothing to say of it. */
export const NOTHING: Extract<VerdictTold, { kind: "approved" }> = {
  kind: "approved",
  quantity: null,
  notional: null,
  limit: null,
  trigger: null,
  collar: null,
  stop: null,
  target: null,
  rules: null,
};

export function approvedEntry({ order, protection }: Extract<Verdict, { kind: "approved" }>): VerdictTold {
  const notional = order.conditions?.notional;
  return {
    kind: "approved",
    quantity: formatQuantity(order.quantity),
    notional: notional === undefined ? null : formatAmount(notional),
    limit: textOf(order.limit),
    trigger: textOf(order.trigger),
    collar: textOf(order.collar),
    stop: textOf(protection.stop),
    target: textOf(protection.target),
    rules: rulesOf(protection.rules),
  };
}

export function refusedFor(refusal: Refusal): VerdictTold {
  const terms = Object.entries(refusal).map(([name, value]: [string, string | number]) => [
    name,
    finite(value),
  ]);
  return { kind: "refused", refusal: { ...Object.fromEntries(terms), kind: refusal.kind } };
}

export function rulesOf(rules: PositionRules | undefined): RulesTold | null {
  if (rules === undefined) return null;
  const { levels, trail, breakEven, hold } = rules;
  return {
    levels: levels.map(({ price, share }) => ({ price: formatPrice(price), share })),
    trail:
      trail === undefined
        ? null
        : {
            kind: trail.distance.kind,
            by:
              trail.distance.kind === "ratio"
                ? formatRatio(trail.distance.by)
                : formatPrice(trail.distance.by),
            activation: textOf(trail.activation),
          },
    breakEven:
      breakEven === undefined
        ? null
        : { at: formatPrice(breakEven.at), offset: formatPrice(breakEven.offset) },
    hold: hold === undefined ? null : { ...hold },
  };
}

export function askedOf(intent: OneIntent): AskedTold {
  const isOpen = intent.kind === "open";
  const terms: { readonly [K in keyof AskedTold]?: AskedTold[K] | undefined } =
    intent.kind === "close" || intent.kind === "cancel" ? {} : intent;
  const { side, type, stop, target, limit, trigger, quantity, value, confidence } = terms;
  return {
    side: isOpen ? (intent.direction === "long" ? "buy" : "sell") : (side ?? null),
    type: type ?? null,
    stop: told(stop),
    target: told(target),
    limit: told(limit),
    trigger: told(trigger),
    quantity: told(quantity),
    value: told(value),
    confidence: confidence ?? null,
    tag: "tag" in intent ? (intent.tag ?? null) : null,
  };
}

const told = (value: number | string | null | undefined): number | string | null =>
  value === undefined || value === null ? null : finite(value);

export const textOf = (price: Price | undefined): string | null =>
  price === undefined ? null : formatPrice(price);
