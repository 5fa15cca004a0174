/** What is watched for an order, and what would be forgotten if nothing were. */
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { START } from "../../../tests/builders/instrument.ts";
import { amendment, order } from "../../../tests/builders/order.ts";
import type { OrderId, OrderType } from "../domain/index.ts";
import {
  followWatchFor,
  forgetsItsWay,
  timeWatchFor,
  waitsForTheSame,
  watchFor,
  watchTypeOf,
} from "./emulated-watch.ts";

const LIMIT = { limit: "90" };

describe("what is watched before anything is sent", () => {
  test.each([
    [{ trigger: "110" }, "stop"],
    [{ trigger: "110", limit: "111" }, "stop"],
    [{ type: "take-profit", trigger: "90" }, "take-profit"],
    [{ type: "take-profit-limit", trigger: "90", limit: "90" }, "take-profit"],
    [{ trail: "3" }, "trailing-stop"],
    [{ notional: "100" }, "market"],
    [{}, undefined],
    [LIMIT, undefined],
  ] as const)("of %j is %s, and nothing where the venue can", (terms, type) => {
    expect(watchTypeOf(order(terms), BARE_VENUE)).toBe(type);
    expect(watchTypeOf(order(terms), ABLE_VENUE)).toBeUndefined();
  });

  test("is nothing even on a venue without market or limit orders: there is no price to wait for", () => {
    const none = { ...BARE_VENUE, types: new Set<OrderType>() };
    expect([watchTypeOf(order(), none), watchTypeOf(order(LIMIT), none)]).toEqual([undefined, undefined]);
  });
});

describe("a watch", () => {
  const trailing = order({ trail: "3", activation: "95", expiresAt: START + 1 });
  const { conditions } = trailing;

  test("has the terms that set the order off, and its end", () => {
    const { trigger } = order({ trigger: "110" });
    expect(watchFor(order({ trigger: "110" }), BARE_VENUE)).toMatchObject({
      order: 1,
      type: "stop",
      trigger,
    });
    const watch = watchFor(trailing, BARE_VENUE);
    expect(watch).toMatchObject({ order: 1, trail: conditions?.trail, expiresAt: START + 1 });
  });

  test("of an order that its venue sets off itself is for its end alone", () => {
    const time = { type: "time", trigger: undefined, trail: undefined, expiresAt: START + 1 };
    expect(watchFor(trailing, ABLE_VENUE)).toMatchObject(time);
    expect(timeWatchFor(trailing)).toEqual(watchFor(trailing, ABLE_VENUE));
  });

  test("beside a trailing stop has its way, another id and no end", () => {
    const watch = followWatchFor(trailing, 7 as OrderId);
    const terms = { order: 7, side: "buy", type: "trailing-stop", trail: conditions?.trail };
    expect(watch).toMatchObject({ ...terms, expiresAt: Number.POSITIVE_INFINITY });
  });
});

test("a trailing stop forgets its way where it has to be sent anew, and where it is sent at all", () => {
  const [trail, reducing] = [order({ trail: "3" }), order({ trail: "3", reduceOnly: true })];
  const of = (can: Partial<typeof ABLE_VENUE>) =>
    [trail, reducing, order({ trigger: "110" })].map((one) => forgetsItsWay(one, { ...ABLE_VENUE, ...can }));
  expect(of({})).toEqual([false, false, false]);
  expect(of({ amend: false })).toEqual([true, true, false]);
  expect(of({ reduceOnly: false })).toEqual([false, true, false]);
  expect(of({ amend: false, types: BARE_VENUE.types })).toEqual([false, false, false]); // It is followed here.
});

test("an order waits for what it waits for unless its trigger is another", () => {
  const stop = order({ trigger: "110", limit: "111" });
  const isSame = (to: Parameters<typeof amendment>[0]) => waitsForTheSame(stop, amendment(to));
  expect([isSame({ quantity: "2" }), isSame({ limit: "112" }), isSame({ trigger: "110" })]).toEqual([
    true,
    true,
    true,
  ]);
  expect(isSame({ trigger: "111" })).toBe(false);
});
