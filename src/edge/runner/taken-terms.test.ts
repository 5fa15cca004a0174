/** Which of its terms a venue has taken otherwise, in words for a person. */
import { expect, test } from "vitest";
import { type OrderTerms, order } from "../../../tests/builders/order.ts";
import { price, quantity } from "../../core/base/index.ts";
import type { VenueOrder } from "../ports/index.ts";
import { otherTerm } from "./taken-terms.ts";

/** What is said of an order where the venue has taken it so. */
const said = (terms: OrderTerms, taken: Partial<VenueOrder>): string | undefined => {
  const request = order(terms);
  return otherTerm({ request, pending: "none" }, { ...request, ...taken } as unknown as VenueOrder);
};

test.each([
  [{ limit: "51" }, { limit: price("50") }, "limit 50, asked was 51"],
  [{ limit: "51" }, { limit: undefined }, "limit none, asked was 51"],
  [{}, { limit: price("50.25") }, "limit 50.25, asked was none"],
  [{ trigger: "0.00001234" }, { trigger: price("80") }, "trigger 80, asked was 0.00001234"],
  [{ quantity: "1.5" }, { quantity: quantity("0.75") }, "quantity 0.75, asked was 1.5"],
  [{ reduceOnly: true }, { reduceOnly: false }, "reduceOnly false, asked was true"],
  [{ side: "buy" }, { side: "sell" }, "side sell, asked was buy"],
  [{ limit: "51" }, {}, undefined],
] as const)("of %j, taken as %o: %s", (terms, taken, words) => {
  expect(said(terms, taken)).toBe(words);
});
