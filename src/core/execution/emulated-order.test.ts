/** What an order becomes on a venue that lacks something: one ability at a time. */
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { perpetual, START } from "../../../tests/builders/instrument.ts";
import { amendment, type OrderTerms, order } from "../../../tests/builders/order.ts";
import { price, quantity } from "../base/index.ts";
import type { VenueAbilities } from "../domain/index.ts";
import {
  EmulatedOrder,
  isBeyond,
  neverWas,
  plainOrder,
  quantityAt,
  type TakenBack,
} from "./emulated-order.ts";

const LIMIT = { limit: "90" };

/** What is asked for, and the one ability that it takes. */
const NEEDS: readonly [OrderTerms, Partial<VenueAbilities>][] = [
  [{ trigger: "110" }, { types: BARE_VENUE.types }],
  [{ ...LIMIT, reduceOnly: true }, { reduceOnly: false }],
  [{ ...LIMIT, expiresAt: START + 1 }, { goodTillDate: false }],
  [LIMIT, { amend: false }],
  [{ ...LIMIT, postOnly: true }, { postOnly: false }],
  [{ notional: "100" }, { byValue: false }],
  [{ ...LIMIT, oneCancelsOther: 7 }, { oneCancelsOther: false }],
  [{ ...LIMIT, after: 7 }, { oneTriggersOther: false }],
];

describe("an order is beyond its venue", () => {
  test.each(NEEDS)("when %j is asked of one that lacks it, and of no other", (terms, lack) => {
    expect(isBeyond(order(terms), ABLE_VENUE)).toBe(false);
    expect(isBeyond(order(terms), { ...ABLE_VENUE, ...lack })).toBe(true);
    for (const [, other] of NEEDS) {
      const isOwn = Object.keys(other).every((key) => key in lack);
      if (!isOwn && !("amend" in other))
        expect(isBeyond(order(terms), { ...ABLE_VENUE, ...other })).toBe(false);
    }
  });

  test("never as a plain market order, which nobody amends", () => {
    expect(isBeyond(order(), BARE_VENUE)).toBe(false);
    expect(isBeyond(order({ timeInForce: "IOC" }), BARE_VENUE)).toBe(false);
    expect(isBeyond(order({ postOnly: false }), BARE_VENUE)).toBe(false);
  });
});

describe("the plain form of an order", () => {
  test("is a market order once its stop was reached, or a limit order where it has a limit", () => {
    expect(plainOrder(order({ trigger: "110" }), BARE_VENUE)).toMatchObject({
      type: "market",
      trigger: undefined,
    });
    expect(plainOrder(order({ trigger: "110", limit: "111" }), BARE_VENUE)).toMatchObject({
      type: "limit",
      limit: price("111"),
      trigger: undefined,
    });
  });

  test("keeps every word that the venue understands", () => {
    const whole = order({
      trigger: "110",
      limit: "111",
      reduceOnly: true,
      expiresAt: START + 1,
      timeInForce: "IOC",
      postOnly: true,
      trail: "3",
      type: "stop-limit",
      notional: "100",
      oneCancelsOther: 7,
    });
    expect(plainOrder(whole, ABLE_VENUE)).toEqual(whole);
  });

  test("leaves out every word that it does not, and only those", () => {
    const rest = { ...LIMIT, reduceOnly: true, expiresAt: START + 1 };
    expect(plainOrder(order(rest), BARE_VENUE)).toMatchObject({
      type: "limit",
      reduceOnly: false,
      expiresAt: Number.POSITIVE_INFINITY,
      conditions: undefined,
    });
    expect(plainOrder(order({ ...LIMIT, reduceOnly: false }), ABLE_VENUE).reduceOnly).toBe(false);
    const words = {
      timeInForce: "IOC",
      postOnly: true,
      notional: "1",
      oneCancelsOther: 7,
      after: 8,
    } as const;
    const asked = order({ trail: "3", ...words });
    expect(plainOrder(asked, BARE_VENUE).conditions).toEqual({ timeInForce: "IOC" });
    const { trail, timeInForce, postOnly, notional, oneCancelsOther } = asked.conditions ?? {};
    const told = (can: Partial<VenueAbilities>) => plainOrder(asked, { ...ABLE_VENUE, ...can }).conditions;
    expect(told({ postOnly: false })).toEqual({ trail, timeInForce, notional, oneCancelsOther });
    expect(told({ byValue: false })).toEqual({ trail, timeInForce, postOnly, oneCancelsOther });
    expect(told({ oneCancelsOther: false })).toEqual({ trail, timeInForce, postOnly, notional });
    expect(told({ types: BARE_VENUE.types })).toEqual({ timeInForce, postOnly, notional, oneCancelsOther });
  });

  test("has no conditions where none is left, or none was given", () => {
    expect(plainOrder(order({ ...LIMIT, postOnly: true }), BARE_VENUE).conditions).toBeUndefined();
    expect(plainOrder(order(LIMIT), ABLE_VENUE).conditions).toBeUndefined();
  });
});

describe("an order that works at its venue is taken back", () => {
  const asked = (...whys: readonly TakenBack[]) => {
    const one = new EmulatedOrder(order(LIMIT));
    Object.assign(one, { replacement: amendment({ limit: "91" }) });
    const isNews = whys.map((why) => one.takeBack(why));
    return { isNews, why: one.takenBack, isReplaced: one.replacement !== undefined };
  };

  test("once, whoever asks again", () => {
    expect(asked("refit", "replace", "expire", "cancel").isNews).toEqual([true, false, false, false]);
  });

  test("for what lets nothing follow, where that was asked for too", () => {
    expect(asked("refit", "replace").why).toBe("replace");
    expect(asked("replace", "expire").why).toBe("expire");
    expect(asked("expire", "cancel").why).toBe("cancel");
    expect(asked("cancel", "expire").why).toBe("cancel");
    expect(asked("cancel", "replace").why).toBe("cancel");
    expect(asked("replace", "refit").why).toBe("replace");
  });

  test("with the terms that should follow, but for a cancel", () => {
    expect([asked("replace").isReplaced, asked("expire").isReplaced]).toEqual([true, true]);
    expect(asked("replace", "cancel").isReplaced).toBe(false);
  });
});

describe("new terms", () => {
  const working = (terms: OrderTerms): EmulatedOrder => {
    const one = new EmulatedOrder(order(terms));
    one.stage = "working";
    return one;
  };
  const partly = (): EmulatedOrder => {
    const one = working({ ...LIMIT, quantity: "3" });
    one.filled = quantity("1");
    return one;
  };

  test("come too late for a stop that was set off, not for one that is still watched or that the venue keeps", () => {
    const stop = working({ trigger: "110", limit: "111" });
    expect(stop.isTooLate(amendment({ trigger: "120" }), BARE_VENUE)).toBe(true);
    expect(stop.isTooLate(amendment({ limit: "120" }), BARE_VENUE)).toBe(false);
    expect(stop.isTooLate(amendment({ trigger: "120" }), ABLE_VENUE)).toBe(false);
    stop.stage = "watching";
    expect(stop.isTooLate(amendment({ trigger: "120" }), BARE_VENUE)).toBe(false);
  });

  test("come too late where as much has filled, where it is to end, or for a price that it never had", () => {
    expect(partly().isTooLate(amendment({ quantity: "1" }), BARE_VENUE)).toBe(true);
    expect(partly().isTooLate(amendment({ quantity: "1.001" }), BARE_VENUE)).toBe(false);
    expect(partly().isTooLate(amendment({ trigger: "80" }), BARE_VENUE)).toBe(true);
    for (const [why, isTooLate] of [
      ["cancel", true],
      ["expire", true],
      ["refit", false],
      ["replace", false],
    ] as const) {
      const one = partly();
      one.takeBack(why);
      expect([why, one.isTooLate(amendment({ limit: "91" }), BARE_VENUE)]).toEqual([why, isTooLate]);
    }
  });

  test("are asked of a venue that can amend, knows the order by its id, and works all of it", () => {
    const to = amendment({ quantity: "2" });
    expect(partly().isAmendable(to, ABLE_VENUE)).toBe(true);
    expect(partly().isAmendable(to, { ...ABLE_VENUE, amend: false })).toBe(false);
    const renamed = partly();
    renamed.venueId = order({ id: 101 }).id;
    expect(renamed.isAmendable(to, ABLE_VENUE)).toBe(false);
    const leaving = partly();
    leaving.takeBack("refit");
    expect(leaving.isAmendable(to, ABLE_VENUE)).toBe(false);
  });

  test("of size are not asked where the venue works a part that was fitted to what is held", () => {
    const fitted = working({ ...LIMIT, reduceOnly: true });
    const unaware = { ...ABLE_VENUE, reduceOnly: false };
    expect(fitted.isAmendable(amendment({ quantity: "2" }), unaware)).toBe(false);
    expect(fitted.isAmendable(amendment({ limit: "91" }), unaware)).toBe(true);
    expect(fitted.isAmendable(amendment({ quantity: "2" }), ABLE_VENUE)).toBe(true);
    expect(working(LIMIT).isAmendable(amendment({ quantity: "2" }), unaware)).toBe(true);
  });

  test("change what they name, and leave the rest", () => {
    const one = working({ trigger: "110", limit: "111", quantity: "3" });
    one.take(amendment({ limit: "112" }));
    one.take(amendment({ quantity: "2" }));
    expect(one.request).toMatchObject({
      limit: price("112"),
      trigger: price("110"),
      quantity: quantity("2"),
    });
    one.take(amendment({ trigger: "109" }));
    expect(one.request).toMatchObject({ limit: price("112"), trigger: price("109") });
  });
});

test("what never came to be at its venue is told as it was, or as expired where it had been accepted", () => {
  const one = new EmulatedOrder(order({ id: 5 }));
  const event = { kind: "OrderNotSent", order: order({ id: 101 }).id, at: START } as never;
  expect(neverWas(one, event)).toMatchObject({ kind: "OrderNotSent", order: 5 });
  one.isAccepted = true;
  expect(neverWas(one, event)).toEqual({ kind: "OrderExpired", order: 5, reason: "rejected", at: START });
});

describe("an order by value", () => {
  const instrument = perpetual({ tick: "0.5", step: "0.1" });
  const units = (at: number, terms: OrderTerms) => quantityAt(at, order(terms), instrument, START);

  test("comes to whole steps, never worth more than was asked", () => {
    expect(units(30, { notional: "100", quantity: "9" })).toBe(quantity("3.3"));
  });

  test("never comes to more than was approved", () => {
    expect(units(30, { notional: "100", quantity: "2.06" })).toBe(quantity("2"));
  });

  test("is counted at the tick that is worse for us", () => {
    const asked = { notional: "1000", quantity: "90" };
    expect(units(24.75, asked)).toBe(quantity("40")); // At 25; at 24.5 it were 40.8.
    expect(units(25.25, { side: "sell", ...asked })).toBe(quantity("40")); // At 25 too; at 25.5 it were 39.2.
  });

  test("has its own quantity where it names no value, or the price is nothing", () => {
    expect(units(30, { quantity: "2.06" })).toBe(quantity("2.06"));
    expect(units(0, { notional: "100", quantity: "2" })).toBe(quantity("2"));
  });
});
