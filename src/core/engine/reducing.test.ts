import { expect, test } from "vitest";
import { order, orderContext } from "../../../tests/builders/order.ts";
import { quantity } from "../base/index.ts";
import { TrackedOrder } from "../execution/index.ts";
import { leavingAtMarket } from "./reducing.ts";

const exit = (terms: Parameters<typeof order>[0], filled = "0"): TrackedOrder => {
  const one = new TrackedOrder(
    order({ side: "sell", type: "market", reduceOnly: true, quantity: "2", ...terms }),
    orderContext(),
  );
  one.filled = quantity(filled);
  return one;
};
const leaving = (held: string, ...orders: readonly TrackedOrder[]): bigint =>
  leavingAtMarket(orders, quantity(held));

test("what goes against the position at the market is on its way out of it, less what has filled", () => {
  expect(leaving("5", exit({}), exit({}, "0.5"))).toBe(quantity("3.5"));
  expect(leaving("-5", exit({ side: "buy" }))).toBe(quantity("2"));
  expect(leaving("5")).toBe(0n);
});

test("what was to leave the other side, waits for a price, may open, or is being taken back is not", () => {
  expect(leaving("-5", exit({}))).toBe(0n);
  expect(leaving("5", exit({ side: "buy" }))).toBe(0n);
  expect(leaving("5", exit({ type: "limit", limit: "90" }))).toBe(0n);
  expect(leaving("5", exit({ reduceOnly: false }))).toBe(0n);
  const takenBack = exit({});
  takenBack.ask("askCancel");
  expect(leaving("5", takenBack)).toBe(0n);
});
