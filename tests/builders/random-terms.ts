/** Random prices around 100, and the prices that orders of every type have. */
import fc from "fast-check";
import type { OrderTerms } from "./order.ts";

/** On a grid of halves. */
export const halfPrice = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from * 2, max: to * 2 }).map((halves) => String(halves / 2));

/** Open, high, low and close from 90 to 110. */
export const randomBar: fc.Arbitrary<string> = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 180, max: 220 })))
  .map((halves) => {
    const [open = 0, a = 0, b = 0, close = 0] = halves.map((half) => half / 2);
    return `${open} ${Math.max(open, a, b, close)} ${Math.min(open, a, b, close)} ${close}`;
  });

const near = halfPrice(90, 110);

/** Orders of every type but market orders by value. */
export const randomPrices: fc.Arbitrary<OrderTerms> = fc.oneof(
  fc.constant<OrderTerms>({}),
  fc.record({ limit: near }),
  fc.record({ limit: near, postOnly: fc.constant(true) }),
  fc.record({ trigger: near }),
  fc.record({ trigger: near, limit: near }),
  fc.record({ type: fc.constant("take-profit" as const), trigger: near }),
  fc.record({ type: fc.constant("take-profit-limit" as const), trigger: near, limit: near }),
  fc.record({ trail: fc.constantFrom("1", "2.5", "4", "6", "1.7%") }),
  fc.record({ trail: fc.constantFrom("1", "1%", "3%"), activation: halfPrice(95, 105) }),
);
