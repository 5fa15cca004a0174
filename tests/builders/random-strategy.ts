/** Strategies that want anything at any time: every kind of intent, sensible or not. Offsets in basis points. */
import fc from "fast-check";
import type { Intent } from "../../src/core/domain/index.ts";
import { adjust, close, none, open, order } from "../../src/core/strategy/index.ts";

export interface Wish {
  readonly kind: "none" | "open" | "close" | "adjust" | "order";
  readonly isLong: boolean;
  readonly type: "market" | "limit" | "stop";
  /** Hundredths of a percent of the price of the decision; undefined: not asked for. */
  readonly stop: number | undefined;
  readonly target: number | undefined;
  /** Of the limit or trigger, towards the favourable side. */
  readonly at: number;
  readonly bars: number | undefined;
  /** In thousandths of a unit. */
  readonly units: number;
  readonly reduceOnly: boolean;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const wishOf = (kind: Wish["kind"]): fc.Arbitrary<Wish> =>
  fc.record({
    kind: fc.constant(kind),
    isLong: fc.boolean(),
    type: fc.constantFrom("market", "market", "limit", "stop"),
    stop: maybe(fc.integer({ min: -50, max: 1_000 })),
    target: maybe(fc.integer({ min: -50, max: 1_000 })),
    at: fc.integer({ min: -100, max: 300 }),
    bars: maybe(fc.integer({ min: 1, max: 6 })),
    units: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 2_000_000 })),
    reduceOnly: fc.boolean(),
  });

export const randomWishes = (bars: number): fc.Arbitrary<readonly Wish[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: wishOf("none") },
      { weight: 5, arbitrary: wishOf("open") },
      { weight: 5, arbitrary: wishOf("order") },
      { weight: 2, arbitrary: wishOf("close") },
      { weight: 2, arbitrary: wishOf("adjust") },
    ),
    { maxLength: bars, size: "max" },
  );

/** What the wish means at this price, for a book that is held long, short or not at all. */
export function intentOf(wish: Wish, price: number, held: "long" | "short" | "flat"): Intent {
  switch (wish.kind) {
    case "none":
      return none;
    case "close":
      return close("a whim");
    case "adjust":
      return adjust("a whim", protection(wish, price, held !== "short"));
    case "open":
      return open(wish.isLong ? "long" : "short", {
        why: "a whim",
        stop: "default",
        ...protection(wish, price, wish.isLong),
        ...(wish.type === "limit" ? { limit: shifted(price, wish.isLong ? -wish.at : wish.at) } : {}),
        ...patience(wish),
      });
    case "order":
      return order({ why: "a whim", quantity: wish.units / 1_000, ...directTerms(wish, price) });
  }
}

function directTerms(wish: Wish, price: number) {
  const { type, isLong, at } = wish;
  const towards = type === "stop" ? at : -at;
  const named = shifted(price, isLong ? towards : -towards);
  return {
    type,
    side: isLong ? ("buy" as const) : ("sell" as const),
    reduceOnly: wish.reduceOnly,
    ...(type === "limit" ? { limit: named } : type === "stop" ? { trigger: named } : {}),
    ...protection(wish, price, isLong),
    ...patience(wish),
  };
}

const protection = ({ stop, target }: Wish, price: number, isLong: boolean) => ({
  ...(stop === undefined ? {} : { stop: shifted(price, isLong ? -stop : stop) }),
  ...(target === undefined ? {} : { target: shifted(price, isLong ? target : -target) }),
});

const patience = ({ bars }: Wish) => (bars === undefined ? {} : { expiresAfterBars: bars });

const shifted = (price: number, bps: number): number => price * (1 + bps / 10_000);
