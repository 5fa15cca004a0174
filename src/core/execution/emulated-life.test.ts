/** The life of an order that its venue cannot take, step by step: held, watched, working, and how each of them ends. */
import { describe, expect, test } from "vitest";
import { START } from "../../../tests/builders/instrument.ts";
import { SlowVenue } from "../../../tests/builders/slow-venue.ts";
import { price, quantity } from "../base/index.ts";
import type { OrderEvent, OrderId, VenueAbilities } from "../domain/index.ts";

const rejected = (id: number): OrderEvent => ({
  kind: "OrderRejected",
  order: id as OrderId,
  rejection: { kind: "PostOnlyWouldCross", limit: "1", last: "2" },
  at: START,
});

describe("an order that its venue can take", () => {
  const kinds: readonly (Partial<VenueAbilities> | "everything")[] = ["everything", { amend: true }];
  test.each(kinds)("is not the emulator's (%j): everything passes through", (can) => {
    const venue = new SlowVenue(can);
    venue.submit({ id: 1, limit: "90" });
    venue.say("OrderAccepted", 1);
    venue.amend(1, { limit: "91" });
    venue.cancel(1);
    expect(venue.asked).toEqual(["limit 1 of 1", "amend 1", "cancel 1"]);
    venue.say("CancelRefused", 1);
    venue.fill(1, "buy 1 at 90");
    expect(venue.told).toEqual(["OrderAccepted 1", "CancelRefused 1", "OrderFilled 1"]);
  });
});

describe("an order that waits for another", () => {
  /** 1 rests; 2 waits for it. */
  function waiting(): SlowVenue {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", quantity: "2" });
    venue.submit({ id: 2, side: "sell", limit: "110", after: 1 });
    return venue;
  }

  test("goes out when that has filled whole, not before", () => {
    const venue = waiting();
    venue.fill(1, "buy 1 at 90");
    expect(venue.asked).toEqual(["limit 1 of 2"]);
    venue.fill(1, "buy 1 at 90");
    expect(venue.asked.slice(1)).toEqual(["limit 2 of 1"]);
    venue.say("CancelRefused", 1); // A late word about what it waited for changes nothing.
    expect(venue.told.filter((told) => told.endsWith(" 2"))).toEqual([]);
    venue.submit({ id: 3, side: "sell", limit: "111", after: 1 }); // It has filled: nothing is left to wait for.
    expect(venue.asked.slice(2)).toEqual(["limit 3 of 1"]);
  });

  test("goes when that ends in another way, or had ended, or is not known", () => {
    const venue = waiting();
    venue.say("OrderCancelled", 1);
    expect(venue.told).toEqual(["OrderCancelled 1", "OrderCancelled 2"]);
    venue.submit({ id: 3, limit: "90", after: 1 });
    venue.submit({ id: 4, limit: "90", after: 77 });
    expect(venue.told.slice(2)).toEqual(["OrderCancelled 3", "OrderCancelled 4"]);
    expect(venue.events.at(-1)).toEqual({ kind: "OrderCancelled", order: 4, at: START });
    expect(venue.asked).toEqual(["limit 1 of 2"]);
  });

  test("is amended and cancelled where it is, without asking anybody", () => {
    const venue = waiting();
    venue.amend(2, { quantity: "1.5" });
    expect(venue.events).toMatchObject([
      { kind: "OrderReplaced", order: 2, to: { quantity: quantity("1.5") } },
    ]);
    venue.fill(1, "buy 2 at 90");
    expect(venue.asked).toEqual(["limit 1 of 2", "limit 2 of 1.5"]);
    const other = waiting();
    other.cancel(2);
    other.fill(1, "buy 2 at 90");
    expect(other.asked).toEqual(["limit 1 of 2"]);
    expect(other.told).toEqual(["OrderCancelled 2", "OrderFilled 1"]);
    expect(other.unwatched).toEqual([1]); // What filled no longer needs its end watched; what waited was not.
  });

  test("that may only reduce is left alone while it waits", () => {
    const venue = waiting();
    venue.submit({ id: 3, side: "sell", limit: "120", reduceOnly: true, after: 1 });
    venue.fill(1, "buy 1 at 90");
    venue.submit({ id: 4, side: "sell" });
    venue.fill(4, "sell 1 at 90"); // Nothing is held any more.
    expect(venue.told).toEqual(["OrderFilled 1", "OrderFilled 4"]);
  });

  test("is not set off by an order that nobody waits for", () => {
    const venue = waiting();
    venue.submit({ id: 5, limit: "95" });
    venue.fill(5, "buy 1 at 95");
    expect(venue.asked).toEqual(["limit 1 of 2", "limit 5 of 1"]);
  });
});

describe("an order whose price is watched", () => {
  const watched = (can: Partial<VenueAbilities> = {}): SlowVenue => {
    const venue = new SlowVenue(can);
    venue.submit({ id: 1, trigger: "110", limit: "111", quantity: "2" });
    venue.say("OrderAccepted", 1);
    return venue;
  };

  test("is accepted once, works as a plain one when that is reached, and is accepted no second time", () => {
    const venue = watched();
    venue.reach(1, 110);
    venue.say("OrderAccepted", 1);
    expect(venue.asked).toEqual(["watch 1 stop", "limit 1 of 2"]);
    expect(venue.told).toEqual(["OrderAccepted 1"]);
  });

  test("is cancelled by taking the watch back", () => {
    const venue = watched();
    venue.cancel(1);
    expect([venue.unwatched, venue.told.at(-1), venue.asked.length]).toEqual([[1], "OrderCancelled 1", 1]);
  });

  test("is watched anew for new terms, which count when that is accepted", () => {
    const venue = watched();
    venue.amend(1, { trigger: "120" });
    expect([venue.unwatched, venue.asked.at(-1)]).toEqual([[1], "watch 1 stop"]);
    venue.say("OrderAccepted", 1);
    expect(venue.events.at(-1)).toMatchObject({
      kind: "OrderReplaced",
      order: 1,
      to: { trigger: price("120") },
    });
    venue.say("OrderAccepted", 1); // Once.
    expect(venue.told).toEqual(["OrderAccepted 1", "OrderReplaced 1"]);
  });

  test("is watched as it was where new terms leave that alone, and has them at once", () => {
    const venue = watched();
    for (const to of [{ quantity: "3" }, { limit: "112" }, { trigger: "110", quantity: "4" }])
      venue.amend(1, to);
    expect([venue.unwatched, venue.asked]).toEqual([[], ["watch 1 stop"]]);
    expect(venue.told.slice(1)).toEqual(["OrderReplaced 1", "OrderReplaced 1", "OrderReplaced 1"]);
    venue.say("OrderAccepted", 1); // Nobody waits for an answer.
    venue.reach(1, 110);
    expect(venue.asked.at(-1)).toBe("limit 1 of 4");
    expect(venue.told).toHaveLength(4);
  });

  test("has new terms before its watch is accepted too, and may still be rejected", () => {
    for (const isAccepted of [true, false]) {
      const venue = new SlowVenue();
      venue.submit({ id: 1, trigger: "110" });
      venue.amend(1, { quantity: "3" });
      if (isAccepted) venue.say("OrderAccepted", 1);
      else venue.hear(rejected(1));
      const told = isAccepted ? "OrderAccepted 1" : "OrderRejected 1";
      expect(venue.told).toEqual(["OrderReplaced 1", told]);
    }
  });

  test("takes no new quantity of which it has filled as much", () => {
    const venue = watched();
    venue.amend(1, { quantity: "0" });
    expect(venue.told.at(-1)).toBe("ReplaceRefused 1");
  });

  test("goes out on its old terms where it is set off before anybody has looked at the new ones", () => {
    const venue = watched();
    venue.amend(1, { trigger: "120", quantity: "3" });
    venue.reach(1, 110); // Of the first watch.
    expect(venue.unwatched).toEqual([1, 1]); // Both: the second one would set it off again.
    expect(venue.asked.at(-1)).toBe("limit 1 of 2");
    venue.say("OrderAccepted", 1); // Of the second watch, late.
    venue.reach(1, 120);
    expect(venue.asked.filter((asked) => asked.startsWith("limit"))).toEqual(["limit 1 of 2"]);
    expect(venue.told).toEqual(["OrderAccepted 1", "ReplaceRefused 1"]);
  });

  test("expires while its new terms are looked at, and nothing of it is watched any more", () => {
    const venue = watched();
    venue.amend(1, { trigger: "120" });
    venue.say("WatchExpired", 1);
    expect(venue.unwatched).toEqual([1, 1]);
    venue.cancel(1);
    expect(venue.told).toEqual(["OrderAccepted 1", "OrderExpired 1"]);
    expect(venue.asked).toEqual(["watch 1 stop", "watch 1 stop"]);
  });

  test("is watched as before where new terms are rejected", () => {
    const venue = watched();
    venue.amend(1, { trigger: "120", quantity: "3" });
    venue.hear(rejected(1));
    expect(venue.events.at(-1)).toMatchObject({ kind: "ReplaceRefused", rejection: { limit: "1" } });
    expect(venue.asked).toEqual(["watch 1 stop", "watch 1 stop", "watch 1 stop"]);
    venue.reach(1, 110);
    expect(venue.asked.at(-1)).toBe("limit 1 of 2");
    venue.hear(rejected(1)); // Now what works is rejected, and that is its end.
    expect(venue.told.slice(1)).toEqual(["ReplaceRefused 1", "OrderExpired 1"]);
  });

  test("tells nobody of a watch that is refused or made after it was taken back", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, type: "stop", trigger: "110" });
    venue.cancel(1);
    venue.hear(rejected(1));
    venue.say("OrderAccepted", 1);
    expect([venue.told, venue.unwatched]).toEqual([["OrderCancelled 1"], [1]]);
  });

  test("is gone where its watch is rejected before anything was accepted", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, trigger: "110" });
    venue.hear(rejected(1));
    venue.reach(1, 110);
    expect([venue.told, venue.asked]).toEqual([["OrderRejected 1"], ["watch 1 stop"]]);
  });

  test("is gone where its watch is rejected after new terms were taken", () => {
    const venue = watched();
    venue.amend(1, { trigger: "120" });
    venue.say("OrderAccepted", 1);
    venue.hear(rejected(1));
    expect(venue.told).toEqual(["OrderAccepted 1", "OrderReplaced 1", "OrderExpired 1"]);
  });

  test("expires with its watch", () => {
    const venue = watched();
    venue.say("WatchExpired", 1);
    expect(venue.events.at(-1)).toEqual({ kind: "OrderExpired", order: 1, reason: "time", at: START });
    expect(venue.unwatched).toEqual([]); // The watch is over by itself.
  });

  test("that may only reduce goes when nothing is left to reduce, and waits while there is", () => {
    const venue = new SlowVenue();
    venue.held = quantity("2");
    venue.submit({ id: 1, side: "sell", trigger: "90", quantity: "2", reduceOnly: true });
    venue.submit({ id: 2, side: "sell" });
    venue.fill(2, "sell 1 at 100");
    expect([venue.told, venue.asked.length]).toEqual([["OrderFilled 2"], 2]);
    venue.submit({ id: 3, side: "sell" });
    venue.fill(3, "sell 1 at 100");
    expect([venue.unwatched, venue.told.at(-1)]).toEqual([[1], "OrderCancelled 1"]);
  });

  test("that may only reduce is not for what is held of another instrument", () => {
    const venue = new SlowVenue();
    venue.held = quantity("2");
    venue.submit({ id: 1, side: "sell", limit: "110", quantity: "2", reduceOnly: true });
    venue.held = quantity("1"); // As if it were known already, though no fill has come.
    venue.submit({ id: 2, instrument: 1, limit: "90" });
    venue.fill(2, "buy 1 at 90", 1);
    expect(venue.asked).toEqual(["limit 1 of 2", "limit 2 of 1"]);
  });

  test("is nothing to send where nothing can be reduced when it is set off", () => {
    const venue = new SlowVenue();
    venue.held = quantity("1");
    venue.submit({ id: 1, side: "sell", trigger: "90", reduceOnly: true });
    venue.held = quantity("0"); // As if it were known already, though no fill has come.
    venue.reach(1, 90);
    expect([venue.asked, venue.told]).toEqual([["watch 1 stop"], ["OrderCancelled 1"]]);
  });
});

describe("a post-only order on a venue that would let it take", () => {
  const refusal = { kind: "PostOnlyWouldCross", limit: "100", last: "100" };
  test.each([
    ["buy", "100", true],
    ["buy", "99.99", false],
    ["sell", "100", true],
    ["sell", "100.01", false],
  ] as const)("to %s at %s where the market is at 100: rejected is %s", (side, limit, isRejected) => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, side, limit, postOnly: true });
    expect(venue.told).toEqual(isRejected ? ["OrderRejected 1"] : []);
    if (isRejected) expect(venue.events[0]).toMatchObject({ rejection: refusal });
  });

  test("is refused a price that would take, and keeps the one it has", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", postOnly: true });
    venue.amend(1, { limit: "100" });
    expect(venue.events).toMatchObject([{ kind: "ReplaceRefused", rejection: refusal }]);
    venue.last = 90;
    venue.amend(1, { quantity: "3" }); // Its own limit would take now.
    expect(venue.told).toHaveLength(2);
    expect(venue.asked).toEqual(["limit 1 of 1"]);
  });

  test("expires where it would take at the price that sets it off", () => {
    const venue = new SlowVenue();
    venue.last = 120;
    venue.submit({ id: 1, type: "take-profit-limit", trigger: "104", limit: "105", postOnly: true });
    venue.say("OrderAccepted", 1);
    venue.reach(1, 104);
    expect(venue.events.at(-1)).toMatchObject({ kind: "OrderExpired", reason: "rejected" });
    expect(venue.asked).toEqual(["watch 1 take-profit"]);
  });

  test("without a limit cannot be held to one, nor on a venue that sees to it", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, trigger: "110", postOnly: true });
    expect(venue.asked).toEqual(["watch 1 stop"]);
    const able = new SlowVenue({ postOnly: true });
    able.submit({ id: 1, limit: "100", postOnly: true });
    expect([able.asked, able.told]).toEqual([["limit 1 of 1"], []]);
  });
});

describe("an order by value", () => {
  const byValue = (notional: string, can: Partial<VenueAbilities> = {}): SlowVenue => {
    const venue = new SlowVenue(can);
    venue.submit({ id: 1, notional, quantity: "9" });
    venue.say("OrderAccepted", 1);
    venue.reach(1, 50);
    return venue;
  };

  test("becomes one by quantity at the price that is traded, and says so", () => {
    const venue = byValue("100");
    expect(venue.asked).toEqual(["watch 1 market", "market 1 of 2"]);
    expect(venue.events.at(-1)).toMatchObject({ kind: "OrderReplaced", to: { quantity: quantity("2") } });
  });

  test("of less than a step expires at once", () => {
    const venue = byValue("0.01");
    expect(venue.asked).toEqual(["watch 1 market"]);
    expect(venue.events.at(-1)).toEqual({ kind: "OrderExpired", order: 1, reason: "immediate", at: START });
  });

  test("stays one on a venue that takes it", () => {
    const venue = new SlowVenue({ byValue: true });
    venue.submit({ id: 1, notional: "100", trigger: "110", quantity: "9" });
    venue.reach(1, 110);
    expect(venue.asked).toEqual(["watch 1 stop", "market 1 of 9"]);
  });
});

describe("orders of which one cancels the others", () => {
  test("leave with the first that fills, but for other groups", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", quantity: "2", oneCancelsOther: 7 });
    venue.submit({ id: 2, trigger: "110", oneCancelsOther: 7 });
    venue.submit({ id: 3, limit: "91", oneCancelsOther: 8 });
    venue.submit({ id: 4, limit: "92" });
    venue.fill(1, "buy 1 at 90");
    expect(venue.unwatched).toEqual([2]);
    expect(venue.told).toEqual(["OrderFilled 1", "OrderCancelled 2"]);
    expect(venue.asked.filter((asked) => asked.startsWith("cancel"))).toEqual([]);
  });

  test("are left to a venue that sees to it", () => {
    const venue = new SlowVenue({ oneCancelsOther: true });
    venue.submit({ id: 1, limit: "90", oneCancelsOther: 7 });
    venue.submit({ id: 2, limit: "91", oneCancelsOther: 7 });
    venue.fill(1, "buy 1 at 90");
    expect(venue.asked).toEqual(["limit 1 of 1", "limit 2 of 1"]);
  });
});

describe("an order that works at its venue", () => {
  const working = (): SlowVenue => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", quantity: "3", expiresAt: START + 1 });
    venue.say("OrderAccepted", 1);
    return venue;
  };

  test("is cancelled once, and may be asked again where the venue refused", () => {
    const venue = working();
    for (const _ of [1, 2]) venue.cancel(1);
    expect(venue.asked.slice(2)).toEqual(["cancel 1"]);
    venue.say("CancelRefused", 1);
    venue.cancel(1);
    expect(venue.asked.slice(2)).toEqual(["cancel 1", "cancel 1"]);
    venue.say("OrderCancelled", 1);
    expect(venue.events.slice(1)).toEqual([
      { kind: "CancelRefused", order: 1, at: START },
      { kind: "OrderCancelled", order: 1, at: START },
    ]);
    expect(venue.unwatched).toEqual([1]);
  });

  test("that the venue did not give back for new terms keeps its old ones", () => {
    const venue = working();
    venue.amend(1, { limit: "91" });
    venue.say("CancelRefused", 1);
    expect(venue.events.at(-1)).toEqual({
      kind: "ReplaceRefused",
      order: 1,
      rejection: undefined,
      at: START,
    });
    venue.cancel(1);
    venue.say("OrderCancelled", 1);
    expect(venue.told.at(-1)).toBe("OrderCancelled 1"); // Not replaced: those terms are forgotten.
  });

  test("is watched for its end once, whatever name it works under, and that end is heard under each", () => {
    const venue = working();
    venue.amend(1, { limit: "91" });
    venue.say("OrderCancelled", 1);
    expect(venue.asked).toEqual(["limit 1 of 3", "watch 1 time", "cancel 1", "limit 101 of 3"]);
    venue.say("WatchExpired", 1);
    venue.say("OrderCancelled", 101);
    expect(venue.asked.at(-1)).toBe("cancel 101");
    expect(venue.told.at(-1)).toBe("OrderExpired 1");
  });

  test("goes on at what the venue has taken", () => {
    const venue = new SlowVenue({ amend: true });
    venue.submit({ id: 1, limit: "90", quantity: "3", expiresAt: START + 1 });
    venue.amend(1, { quantity: "5" });
    const to = { limit: undefined, trigger: undefined, quantity: quantity("5") };
    venue.hear({ kind: "OrderReplaced", order: 1 as OrderId, to, at: START } as OrderEvent);
    for (const units of ["3", "2"]) venue.fill(1, `buy ${units} at 90`);
    expect(venue.told).toEqual(["OrderReplaced 1", "OrderFilled 1", "OrderFilled 1"]);
    expect(venue.asked.slice(2)).toEqual(["amend 1"]); // All of it has filled: nothing is cancelled.
    expect(venue.unwatched).toEqual([1]);
  });

  test.each([
    ["OrderNotSent", "OrderExpired 1"],
    ["OrderProvenAbsent", "OrderExpired 1"],
    ["OrderOutcomeLost", "OrderAccepted 1"], // Nothing is told: no order is lost that its venue has had.
  ] as const)("%s leads to %s once it was accepted", (word, told) => {
    const venue = working();
    venue.say(word, 1);
    expect(venue.told.at(-1)).toBe(told);
    venue.cancel(1); // Of what is over nobody is asked; what is unknown is still its own.
    expect(venue.asked.slice(2)).toEqual(word === "OrderOutcomeLost" ? ["cancel 1"] : []);
    expect(venue.unwatched).toEqual(word === "OrderOutcomeLost" ? [] : [1]);
  });

  test("is told by its own name of a fill that comes after its end", () => {
    const venue = working();
    venue.amend(1, { limit: "91" });
    venue.say("OrderCancelled", 1);
    venue.cancel(1);
    venue.say("OrderCancelled", 101);
    venue.fill(101, "buy 1 at 91");
    expect(venue.events.at(-1)).toMatchObject({
      kind: "OrderFilled",
      order: 1,
      fill: { order: 1, quantity: quantity("1") },
    });
    venue.say("OrderAccepted", 101);
    expect(venue.told.at(-1)).toBe("OrderFilled 1");
  });
});

describe("a trailing stop at a venue that cannot make it smaller", () => {
  const TRAILS: Partial<VenueAbilities> = { types: new Set(["market", "limit", "trailing-stop"]) };
  const ASKED = ["trailing-stop 1 of 3", "watch 101 trailing-stop"];
  const trailing = (can: Partial<VenueAbilities> = {}): SlowVenue => {
    const venue = new SlowVenue({ ...TRAILS, ...can });
    venue.held = quantity("3");
    venue.submit({ id: 1, side: "sell", trail: "10", quantity: "3", reduceOnly: true });
    venue.say("OrderAccepted", 1);
    return venue;
  };
  /** Made smaller, and at work under the id of 102. */
  const resized = (): SlowVenue => {
    const venue = trailing();
    venue.amend(1, { quantity: "2" });
    venue.say("OrderCancelled", 1);
    venue.say("OrderAccepted", 102);
    return venue;
  };

  test("is followed here from the beginning, of which nobody is told", () => {
    const venue = trailing();
    venue.say("OrderAccepted", 101);
    venue.hear(rejected(101));
    expect([venue.asked, venue.told]).toEqual([ASKED, ["OrderAccepted 1"]]);
    expect(trailing({ amend: true }).asked).toEqual(ASKED);
    expect(trailing({ amend: true, reduceOnly: true, goodTillDate: true }).asked).toEqual(ASKED.slice(0, 1));
  });

  test("is left to its venue as long as that follows it from the beginning too", () => {
    const venue = trailing();
    venue.reach(101, 110);
    venue.fill(1, "sell 3 at 110");
    expect([venue.asked, venue.told]).toEqual([ASKED, ["OrderAccepted 1", "OrderFilled 1"]]);
  });

  test("leaves where it had come to before it was sent anew", () => {
    const venue = resized();
    expect(venue.asked.slice(2)).toEqual(["cancel 1", "trailing-stop 102 of 2"]);
    expect(venue.unwatched).toEqual([]);
    venue.reach(101, 110);
    venue.say("OrderCancelled", 102);
    expect(venue.asked.slice(4)).toEqual(["cancel 102", "market 103 of 2"]);
    venue.fill(103, "sell 2 at 110");
    expect(venue.told).toEqual(["OrderAccepted 1", "OrderReplaced 1", "OrderFilled 1"]);
    expect(venue.unwatched).toEqual([1]); // What it has reached is over.
  });

  test("that is set off here and at its venue is filled once", () => {
    const venue = resized();
    venue.reach(101, 110);
    venue.fill(102, "sell 2 at 110");
    venue.say("CancelRefused", 102);
    expect(venue.asked.slice(4)).toEqual(["cancel 102"]);
    expect(venue.told.slice(2)).toEqual(["OrderFilled 1", "CancelRefused 1"]);
  });

  test("goes out as one that takes where it is set off while it is sent anew", () => {
    const venue = trailing();
    venue.amend(1, { quantity: "2" });
    venue.reach(101, 110);
    venue.say("OrderCancelled", 1);
    expect(venue.asked.slice(2)).toEqual(["cancel 1", "market 102 of 2"]);
    expect(venue.told.slice(1)).toEqual(["OrderReplaced 1"]);
  });

  test("that was set off and not given back is taken back at the next occasion", () => {
    const venue = resized();
    venue.reach(101, 110);
    venue.say("CancelRefused", 102);
    venue.amend(1, { quantity: "1" });
    venue.say("OrderCancelled", 102);
    expect(venue.asked.slice(4)).toEqual(["cancel 102", "cancel 102", "market 103 of 1"]);
  });

  test("is not followed any more once it is over", () => {
    const venue = resized();
    venue.cancel(1);
    venue.reach(101, 110); // It is to end: nothing goes out.
    venue.say("OrderCancelled", 102);
    expect(venue.asked.slice(4)).toEqual(["cancel 102"]);
    expect(venue.told.at(-1)).toBe("OrderCancelled 1");
    const filled = resized();
    filled.fill(102, "sell 2 at 105");
    expect(filled.unwatched).toEqual([1, 101]);
    filled.reach(101, 104);
    expect(filled.asked).toHaveLength(4);
  });

  test("is fitted to what is held without losing its way", () => {
    const venue = trailing();
    venue.submit({ id: 2, side: "sell" });
    venue.fill(2, "sell 1 at 120");
    venue.say("OrderCancelled", 1);
    venue.reach(101, 110);
    venue.say("OrderCancelled", 102);
    const asked = ["market 2 of 1", "cancel 1", "trailing-stop 102 of 2", "cancel 102", "market 103 of 2"];
    expect(venue.asked.slice(2)).toEqual(asked);
  });
});
