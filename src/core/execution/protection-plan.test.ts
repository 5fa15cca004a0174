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
  const { submit, cancel, resize } = of.changes(ID, quantity(held), live, quantity("0.1"));
  return [
    ...submit.map(({ role, side, quantity: units, price: at }) => {
      return `submit ${role} ${side} ${formatQuantity(units)} @ ${at === undefined ? "a trail" : formatPrice(at)}`;
    }),
    ...resize.map(
      ({ order: { request }, quantity: units }) => `resize ${request.id} to ${formatQuantity(units)}`,
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

  test("is no target that stands at the price of the stop", () => {
    expect(changes(plan("95"), "2", [targetOrder("95", "2")])).toEqual([
      "submit stop-loss sell 2 @ 95",
      "cancel 2",
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

describe("rules of a plan", () => {
  const trail = { distance: { kind: "amount", by: price("3") }, activation: undefined } as const;
  const breakEven = { at: price("105"), offset: price("1") };
  const hold = { bars: 3 };
  const none = { levels: [], trail: undefined, breakEven: undefined, hold: undefined };
  const level = { price: price("110"), share: 1 };

  test("are added to those that are there, each kind by itself", () => {
    const made = plan("95", "120");
    for (const rules of [{ trail }, { breakEven }, { hold }]) made.set(ID, { rules: { ...none, ...rules } });
    expect(made.rules(ID)).toEqual({ levels: [], trail, breakEven, hold });
    expect(made.target(ID)).toBe(price("120")); // Without levels the target stays.
  });

  test("with levels replace the one target; the next level is the target until it is done", () => {
    const made = plan("95", "120");
    made.set(ID, { rules: { ...none, levels: [{ price: price("105"), share: 0.5 }, level] } });
    expect(made.target(ID)).toBe(price("105"));
    const first = targetOrder("105", "1");
    first.fill("a", quantity("1"));
    made.noteTarget(ID, first, quantity("1"));
    expect(made.target(ID)).toBe(price("110"));
    made.set(ID, { target: price("130") });
    expect(made.target(ID)).toBe(price("130"));
  });

  test("move the stop to break even once", () => {
    const made = plan("95");
    made.endBreakEven(ID); // There is nothing to end, and nothing begins.
    expect(made.rules(ID)).toBeUndefined();
    made.set(ID, { rules: { ...none, breakEven, trail } });
    made.endBreakEven(ID);
    expect(made.rules(ID)).toEqual({ ...none, trail });
  });

  test("go when the plan is cleared, levels included", () => {
    const made = plan("95");
    made.set(ID, { rules: { ...none, levels: [level], trail } });
    made.clear(ID);
    expect([made.rules(ID), made.target(ID)]).toEqual([undefined, undefined]);
    expect(changes(made, "2", [])).toEqual([]);
    made.set(ID, { stop: price("90") });
    expect(changes(made, "2", [])).toEqual(["submit stop-loss sell 2 @ 90"]);
  });

  test("become those of new shares in a split, with what has filled of a level", () => {
    const made = plan("91");
    made.set(ID, { rules: { ...none, levels: [{ price: price("105"), share: 0.5 }, level], trail } });
    const first = targetOrder("105", "5");
    first.fill("a", quantity("2"));
    made.noteTarget(ID, first, quantity("2"));
    made.split(ID, { ratio: { to: 2n, from: 1n }, tick: price("1"), isLong: true });
    expect([made.stop(ID), made.target(ID)]).toEqual([price("45"), price("53")]);
    expect(made.rules(ID)?.trail?.distance.by).toBe(price("2"));
    // Of 20 new shares 4 are sold: 6 are left of the half, then the rest.
    expect(changes(made, "16", [])).toEqual([
      "submit stop-loss sell 16 @ 45",
      "submit stop-loss sell 16 @ a trail",
      "submit take-profit sell 6 @ 53",
      "submit take-profit sell 10 @ 55",
    ]);
  });

  test("of a split leave out what there is not", () => {
    const made = plan(undefined, "101");
    made.split(ID, { ratio: { to: 2n, from: 1n }, tick: price("1"), isLong: false });
    expect([made.stop(ID), made.target(ID), made.rules(ID)]).toEqual([undefined, price("50"), undefined]);
  });
});

describe("levels", () => {
  const level = (at: string, share: number) => ({ price: price(at), share });
  const staged = (...levels: readonly ReturnType<typeof level>[]): ProtectionPlan => {
    const made = plan("95");
    made.set(ID, { rules: { levels, trail: undefined, breakEven: undefined, hold: undefined } });
    return made;
  };
  const third = () => staged(level("102", 0.33), level("104", 0.5), level("108", 1));

  test("are shares of what remains, on the step, and the last one takes the rest", () => {
    expect(changes(third(), "10", [])).toEqual([
      "submit stop-loss sell 10 @ 95",
      "submit take-profit sell 3.3 @ 102",
      "submit take-profit sell 3.3 @ 104",
      "submit take-profit sell 3.4 @ 108",
    ]);
  });

  test("that are done are not asked for again, and the others stay", () => {
    const of = third();
    const first = targetOrder("102", "3.3", 2);
    first.fill("t1", quantity("3.3"));
    of.noteTarget(ID, first, quantity("3.3"));
    const live = [stopOrder("95", "10"), first, targetOrder("104", "3.3", 3), targetOrder("108", "3.4", 4)];
    expect(changes(of, "6.7", live)).toEqual(["submit stop-loss sell 6.7 @ 95", "cancel 1"]);
  });

  test("that have filled in part keep what is left of them", () => {
    const of = third();
    const first = targetOrder("102", "3.3", 2);
    first.fill("t1", quantity("1.3"));
    of.noteTarget(ID, first, quantity("1.3"));
    const live = [
      stopOrder("95", "8.7", 9),
      first,
      targetOrder("104", "3.3", 3),
      targetOrder("108", "3.4", 4),
    ];
    expect(changes(of, "8.7", live)).toEqual([]);
  });

  test("of less than a step are left to the levels behind them", () => {
    expect(changes(staged(level("102", 0.33), level("104", 1)), "0.2", [])).toEqual([
      "submit stop-loss sell 0.2 @ 95",
      "submit take-profit sell 0.2 @ 104",
    ]);
  });

  test("are counted at the price they were filled at, and no other", () => {
    const of = third();
    const second = targetOrder("104", "3.3", 3);
    second.fill("t1", quantity("3.3"));
    of.noteTarget(ID, second, quantity("3.3"));
    expect(changes(of, "6.7", [])).toEqual([
      "submit stop-loss sell 6.7 @ 95",
      "submit take-profit sell 2.2 @ 102",
      "submit take-profit sell 4.5 @ 108",
    ]);
  });

  test("are not asked for beyond what is held", () => {
    const of = staged(level("102", 0.5), level("104", 1), level("106", 1));
    expect(changes(of, "-1", [])).toEqual([
      "submit stop-loss buy 1 @ 95",
      "submit take-profit buy 0.5 @ 102",
      "submit take-profit buy 0.5 @ 104",
    ]);
    const partly = targetOrder("102", "6", 2);
    partly.fill("t1", quantity("1"));
    of.noteTarget(ID, partly, quantity("1"));
    partly.fill("t2", quantity("4")); // More of it has filled than half of what is left.
    of.noteTarget(ID, partly, quantity("4"));
    expect(changes(of, "0.2", []).slice(1)).toEqual(["submit take-profit sell 0.2 @ 104"]);
  });

  test("that take all take also what is less than a step, once that is all that is held", () => {
    const of = staged(level("102", 0.5), level("104", 1));
    expect(changes(of, "1.25", []).slice(1)).toEqual([
      "submit take-profit sell 0.6 @ 102",
      "submit take-profit sell 0.6 @ 104",
    ]);
    const last = staged(level("104", 1));
    expect(changes(last, "0.65", []).slice(1)).toEqual(["submit take-profit sell 0.65 @ 104"]);
  });

  test("that were asked for anew do not count what an old target fills", () => {
    const of = staged(level("110", 0.5), level("120", 1));
    of.set(ID, {
      rules: {
        levels: [level("130", 0.5), level("150", 1)],
        ...{ trail: undefined, breakEven: undefined, hold: undefined },
      },
    });
    of.noteTarget(ID, targetOrder("110", "4"), quantity("4"));
    expect(changes(of, "4", []).slice(1)).toEqual([
      "submit take-profit sell 2 @ 130",
      "submit take-profit sell 2 @ 150",
    ]);
  });

  test("give way to one target", () => {
    const of = third();
    of.set(ID, { target: price("120") });
    expect(changes(of, "10", [stopOrder("95", "10")])).toEqual(["submit take-profit sell 10 @ 120"]);
  });
});

describe("a trailing stop", () => {
  const trail = { distance: { kind: "amount", by: price("3") }, activation: undefined } as const;
  const trailing = (): ProtectionPlan => {
    const made = plan("95");
    made.set(ID, { rules: { levels: [], trail, breakEven: undefined, hold: undefined } });
    return made;
  };

  test("stands beside the stop", () => {
    expect(changes(trailing(), "2", [])).toEqual([
      "submit stop-loss sell 2 @ 95",
      "submit stop-loss sell 2 @ a trail",
    ]);
  });

  test("protects alone too", () => {
    const made = new ProtectionPlan(1);
    made.set(ID, { rules: { levels: [], trail, breakEven: undefined, hold: undefined } });
    expect(changes(made, "2", [])).toEqual(["submit stop-loss sell 2 @ a trail"]);
  });

  test("is re-sized where it stands, so that it keeps what it has followed", () => {
    const live = [stopOrder("95", "3"), working({ id: 5, role: "stop-loss", trail: "3", quantity: "2" })];
    expect(changes(trailing(), "3", live)).toEqual(["resize 5 to 3"]);
  });

  test("that has filled in part is re-sized to all that it has to be: what filled, and what is held", () => {
    const partly = working({ id: 5, role: "stop-loss", trail: "3", quantity: "3" });
    partly.fill("a", quantity("1"));
    expect(changes(trailing(), "2", [stopOrder("95", "2"), partly])).toEqual([]);
    expect(changes(trailing(), "4", [stopOrder("95", "4"), partly])).toEqual(["resize 5 to 5"]);
  });

  test.each([
    ["another distance", { trail: "2" }],
    ["a share, though its number is the same", { trail: "300%" }],
    ["an activation", { trail: "3", activation: "110" }],
    ["no trail", { trigger: "90" }],
  ] as const)("is another one with %s", (_, terms) => {
    const other = working({ id: 5, role: "stop-loss", quantity: "2", ...terms });
    expect(changes(trailing(), "2", [stopOrder("95", "2"), other])).toEqual([
      "submit stop-loss sell 2 @ a trail",
      "cancel 5",
    ]);
  });

  test("does not stand in for a stop at a price", () => {
    const own = working({ id: 5, role: "stop-loss", trail: "3", trigger: "95", quantity: "2" });
    expect(changes(plan("95"), "2", [own])).toEqual(["submit stop-loss sell 2 @ 95", "cancel 5"]);
  });

  test("says what it is: its type, and the reason a trade gets that it closes", () => {
    const { submit } = trailing().changes(ID, quantity("2"), [], quantity("0.1"));
    expect(submit.map(({ type, exitReason, trail: by }) => [type, exitReason, by])).toEqual([
      ["stop", "stop-loss", undefined],
      ["trailing-stop", "trailing-stop", trail],
    ]);
    const { submit: target } = plan(undefined, "110").changes(ID, quantity("2"), [], quantity("0.1"));
    expect(target).toMatchObject([{ type: "limit", exitReason: "take-profit" }]);
  });
});

test("an entry that is sold at the price of the target is not the target", () => {
  const exit = working({ id: 6, role: "exit", limit: "110", quantity: "2" });
  expect(changes(plan(undefined, "110"), "2", [exit])).toEqual(["submit take-profit sell 2 @ 110"]);
});
