import { describe, expect, test } from "vitest";
import { type OrderTerms, order, orderContext } from "../../../tests/builders/order.ts";
import { formatPrice, formatQuantity, price, quantity } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { ProtectionPlan, TrackedOrder } from "./index.ts";

const ID = 0 as InstrumentId;

const plan = (stop?: string, target?: string): ProtectionPlan => {
  const made = new ProtectionPlan(1);
  made.set(ID, {
    stop: stop === undefined ? undefined : price(stop),
    target: target === undefined ? undefined : price(target),
  });
  return made;
};
const working = (terms: OrderTerms): TrackedOrder => {
  const tracked = new TrackedOrder(order({ side: "sell", reduceOnly: true, ...terms }), orderContext());
  tracked.move("send");
  return tracked;
};
const stopOrder = (trigger: string, units: string, id: number = 1): TrackedOrder =>
  working({ id, role: "stop-loss", trigger, quantity: units });
const targetOrder = (limit: string, units: string, id: number = 2): TrackedOrder =>
  working({ id, role: "take-profit", limit, quantity: units });

/** "submit stop-loss sell 2 @ 95", "cancel 1". */
function changes(of: ProtectionPlan, held: string, live: readonly TrackedOrder[]): readonly string[] {
  const { submit, cancel } = of.changes(ID, quantity(held), live);
  return [
    ...submit.map(
      (w) => `submit ${w.role} ${w.side} ${formatQuantity(w.quantity)} @ ${formatPrice(w.price)}`,
    ),
    ...cancel.map(({ request }) => `cancel ${request.id}`),
  ];
}

describe("protection that is wanted", () => {
  test("of a long position is sold, of a short one is bought", () => {
    expect(changes(plan("95", "110"), "2", [])).toEqual([
      "submit stop-loss sell 2 @ 95",
      "submit take-profit sell 2 @ 110",
    ]);
    expect(changes(plan("105", "90"), "-2", [])).toEqual([
      "submit stop-loss buy 2 @ 105",
      "submit take-profit buy 2 @ 90",
    ]);
  });

  test("and is there already needs nothing", () => {
    expect(changes(plan("95", "110"), "2", [stopOrder("95", "2"), targetOrder("110", "2")])).toEqual([]);
  });

  test("at another price replaces the old one, the new one first", () => {
    expect(changes(plan("96"), "2", [stopOrder("95", "2")])).toEqual([
      "submit stop-loss sell 2 @ 96",
      "cancel 1",
    ]);
  });

  test("for another size replaces the old one", () => {
    expect(changes(plan("95"), "3", [stopOrder("95", "2")])).toEqual([
      "submit stop-loss sell 3 @ 95",
      "cancel 1",
    ]);
  });

  test("on the other side replaces the old one", () => {
    expect(changes(plan("95"), "-2", [stopOrder("95", "2")])).toEqual([
      "submit stop-loss buy 2 @ 95",
      "cancel 1",
    ]);
  });

  test("is matched with what remains of a partly filled order", () => {
    const partly = stopOrder("95", "2");
    partly.fill("a", quantity("0.5"));
    expect(changes(plan("95"), "1.5", [partly])).toEqual([]);
  });

  test("is asked for again while the matching order is about to be cancelled", () => {
    const leaving = stopOrder("95", "2");
    leaving.ask("askCancel");
    expect(changes(plan("95"), "2", [leaving])).toEqual(["submit stop-loss sell 2 @ 95"]);
  });

  test("keeps one of two that are alike", () => {
    expect(changes(plan("95"), "2", [stopOrder("95", "2"), stopOrder("95", "2", 3)])).toEqual(["cancel 3"]);
  });
});

describe("protection that is not wanted", () => {
  test("goes when the book is flat", () => {
    expect(changes(plan("95", "110"), "0", [stopOrder("95", "2"), targetOrder("110", "2")])).toEqual([
      "cancel 1",
      "cancel 2",
    ]);
  });

  test("is cancelled once", () => {
    const leaving = stopOrder("95", "2");
    leaving.ask("askCancel");
    expect(changes(plan("95"), "0", [leaving])).toEqual([]);
  });

  test("leaves entries and exits alone", () => {
    const entry = working({ id: 5, role: "entry", side: "buy", limit: "90", reduceOnly: false });
    const exit = working({ id: 6, role: "exit", limit: "120" });
    expect(changes(plan(), "2", [entry, exit])).toEqual([]);
    expect(changes(plan("95"), "0", [entry, exit])).toEqual([]);
  });
});

describe("the plan", () => {
  test("keeps what is left out", () => {
    const made = plan("95", "110");
    made.set(ID, { stop: price("96") });
    expect([made.stop(ID), made.target(ID)]).toEqual([price("96"), price("110")]);
  });

  test("forgets everything when it is cleared", () => {
    const made = plan("95", "110");
    made.clear(ID);
    expect([made.stop(ID), made.target(ID)]).toEqual([undefined, undefined]);
  });
});
