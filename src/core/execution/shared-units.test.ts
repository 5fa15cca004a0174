/** Orders that want to sell the same units, at a spot venue that answers late: one unit is in one order alone. */
import { describe, expect, test } from "vitest";
import { HOUR, START, spot } from "../../../tests/builders/instrument.ts";
import { SlowVenue } from "../../../tests/builders/slow-venue.ts";
import type { VenueAbilities } from "../domain/index.ts";

const STOPS: Partial<VenueAbilities> = { types: new Set(["market", "limit", "stop", "trailing-stop"]) };
const AT_ONCE = { kind: "StopWouldTriggerAtOnce", trigger: "105", last: "106" } as const;
const sell = { side: "sell", reduceOnly: true, quantity: "3" } as const;

/** Three are held at 100: their stop rests at the venue, and their target stands aside. */
function holding(can: Partial<VenueAbilities> = STOPS): SlowVenue {
  const venue = new SlowVenue(can, spot());
  venue.submit({ id: 1, quantity: "3" });
  venue.fill(1, "buy 3 at 100");
  venue.submit({ id: 2, ...sell, trigger: "90" });
  venue.submit({ id: 3, ...sell, limit: "110" });
  venue.say("OrderAccepted", 2);
  venue.say("OrderAccepted", 3);
  venue.asked.length = 0;
  venue.told.length = 0;
  return venue;
}

describe("what rests while others wait", () => {
  test("is the stop, whichever came first", () => {
    const venue = new SlowVenue(STOPS, spot());
    venue.submit({ id: 1, quantity: "3" });
    venue.fill(1, "buy 3 at 100");
    venue.submit({ id: 3, ...sell, limit: "110" });
    venue.submit({ id: 2, ...sell, trigger: "90" });
    expect(venue.asked.slice(1)).toEqual(["limit 3 of 3", "watch 2 stop", "cancel 3"]);
    venue.say("OrderCancelled", 3);
    expect(venue.asked.slice(4)).toEqual(["watch 3 take-profit", "stop 102 of 3"]);
    expect(venue.unwatched).toContain(2);
  });

  test("is the target where its venue has no stops: the stop is watched, and takes the units from it", () => {
    const venue = holding({});
    venue.reach(2, 90);
    expect(venue.asked).toEqual(["cancel 3"]);
    venue.say("OrderCancelled", 3);
    expect(venue.asked.slice(1)).toEqual(["watch 3 take-profit", "market 2 of 3"]);
    venue.fill(2, "sell 3 at 90");
    expect(venue.told).toEqual(["OrderFilled 2", "OrderCancelled 3"]);
  });

  test("is the stop that is left, and what is left over goes to the next", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell, quantity: "2", trigger: "92" });
    venue.cancel(2);
    venue.say("OrderCancelled", 2);
    expect(venue.asked).toEqual(["watch 4 stop", "cancel 2", "stop 101 of 2"]);
  });
});

describe("a target whose price has come", () => {
  test("goes out once the stop is back, which is watched from then on", () => {
    const venue = holding();
    venue.reach(3, 110);
    expect(venue.asked).toEqual(["cancel 2"]);
    venue.say("OrderCancelled", 2);
    expect(venue.asked.slice(1)).toEqual(["watch 2 stop", "limit 3 of 3"]);
    expect(venue.told).toEqual([]);
  });

  test("gives its units up again where the market comes to the stop", () => {
    const venue = holding();
    venue.reach(3, 110);
    venue.say("OrderCancelled", 2);
    venue.reach(2, 90);
    venue.say("OrderCancelled", 3);
    expect(venue.asked.slice(3)).toEqual(["cancel 3", "watch 3 take-profit", "market 101 of 3"]);
  });

  test("has nothing left to sell where the stop has filled instead of coming back", () => {
    const venue = holding();
    venue.reach(3, 110);
    venue.fill(2, "sell 3 at 90");
    venue.say("CancelRefused", 2);
    expect(venue.asked).toEqual(["cancel 2"]);
    expect(venue.told.slice(0, 2)).toEqual(["OrderFilled 2", "OrderCancelled 3"]);
  });

  test("goes out at once where that has come before anybody could watch for it", () => {
    const venue = holding();
    venue.last = 120;
    venue.submit({ id: 4, ...sell, limit: "115" });
    expect(venue.asked).toEqual(["cancel 2"]);
  });
});

describe("an exit at the market", () => {
  test("takes the units of all that rests", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell });
    expect(venue.asked).toEqual(["cancel 2"]);
    venue.say("OrderCancelled", 2);
    expect(venue.asked.slice(1)).toEqual(["watch 2 stop", "market 4 of 3"]);
  });

  test("leaves the stop where it was when the venue turns it away, or when nobody wants it any more", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell });
    venue.say("OrderCancelled", 2);
    venue.say("OrderNotSent", 4);
    expect(venue.asked.slice(3)).toEqual(["stop 102 of 3"]);
    const withdrawn = holding();
    withdrawn.submit({ id: 4, ...sell });
    withdrawn.cancel(4);
    withdrawn.say("OrderCancelled", 2);
    expect(withdrawn.asked.slice(1)).toEqual(["stop 101 of 3"]);
    expect(withdrawn.told).toEqual(["OrderCancelled 4"]);
  });

  test("waits for another one, and then sells what that has left", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell, quantity: "2" });
    venue.say("OrderCancelled", 2);
    venue.submit({ id: 5, ...sell });
    expect(venue.asked.slice(1)).toEqual(["watch 2 stop", "market 4 of 2"]);
    venue.fill(4, "sell 2 at 100");
    expect(venue.asked.slice(3)).toEqual(["market 5 of 1"]);
  });
});

describe("new terms of what stands aside", () => {
  test("are told once they are watched", () => {
    const venue = holding();
    venue.amend(3, { limit: "115" });
    expect([venue.asked, venue.told]).toEqual([["watch 3 take-profit"], []]);
    venue.say("OrderAccepted", 3);
    expect(venue.told).toEqual(["OrderReplaced 3"]);
  });

  test("are told where it comes forward before that", () => {
    const venue = holding();
    venue.amend(3, { limit: "115" });
    venue.cancel(2);
    venue.say("OrderCancelled", 2);
    expect(venue.told).toEqual(["OrderCancelled 2", "OrderReplaced 3"]);
    venue.say("OrderAccepted", 3);
    expect(venue.told).toHaveLength(2);
  });

  test("are nobody else's affair where they change its size alone", () => {
    const venue = holding();
    venue.amend(3, { quantity: "2" });
    expect([venue.asked, venue.told]).toEqual([[], ["OrderReplaced 3"]]);
  });

  test("come too late for what is due", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell });
    venue.amend(4, { trigger: "80" });
    expect(venue.told).toEqual(["ReplaceRefused 4"]);
  });
});

describe("a trailing stop", () => {
  test("is followed from its beginning while another stop rests, and leaves where that leads", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell, trail: "5" });
    expect(venue.asked).toEqual(["watch 101 trailing-stop"]);
    expect(venue.told).toEqual(["OrderAccepted 4"]);
    venue.reach(101, 104);
    expect(venue.asked.slice(1)).toEqual(["cancel 2"]);
    venue.say("OrderCancelled", 2);
    expect(venue.asked.slice(2)).toEqual(["watch 2 stop", "market 4 of 3"]);
  });

  test("that comes forward begins anew at its venue, and still leaves where it had come to", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell, trail: "5" });
    venue.cancel(2);
    venue.say("OrderCancelled", 2);
    expect(venue.asked.slice(2)).toEqual(["trailing-stop 102 of 3"]);
    venue.reach(101, 104);
    venue.say("OrderCancelled", 102);
    expect(venue.asked.slice(3)).toEqual(["cancel 102", "market 103 of 3"]);
  });
});

test("a fill that is told twice has happened once", () => {
  const venue = holding();
  const [, told] = [venue.fill(2, "sell 1 at 90"), venue.events.at(-1)];
  if (told?.kind !== "OrderFilled") throw new Error("no fill was told");
  venue.hear(told);
  venue.hear(told);
  venue.fill(2, "sell 2 at 90");
  expect(venue.told.filter((word) => word === "OrderFilled 2")).toHaveLength(4); // Whoever books them knows their ids.
  expect(venue.asked).toEqual([]);
});

test("what came back is not lost where nobody knows what became of the next one", () => {
  const venue = new SlowVenue(STOPS, spot());
  venue.submit({ id: 1, quantity: "3" });
  venue.fill(1, "buy 3 at 100");
  venue.submit({ id: 2, ...sell, trigger: "90" });
  venue.say("OrderOutcomeLost", 2);
  venue.submit({ id: 4, ...sell });
  venue.say("OrderCancelled", 2);
  venue.say("OrderNotSent", 4);
  venue.say("OrderOutcomeLost", 101);
  expect(venue.told.slice(1)).toEqual(["OrderOutcomeLost 2", "OrderNotSent 4"]);
});

describe("of two that would both go first", () => {
  test("a stop that was set off to a limit takes the units from a target that was only touched", () => {
    const venue = new SlowVenue({ types: new Set(["market", "limit", "stop", "stop-limit"]) }, spot());
    venue.submit({ id: 1, quantity: "3" });
    venue.fill(1, "buy 3 at 100");
    venue.submit({ id: 2, ...sell, trigger: "90", limit: "89" });
    venue.submit({ id: 3, ...sell, limit: "110" });
    venue.reach(3, 110);
    venue.say("OrderCancelled", 2);
    venue.asked.length = 0;
    venue.reach(2, 90);
    venue.say("OrderCancelled", 3);
    expect(venue.asked).toEqual(["cancel 3", "watch 3 take-profit", "limit 101 of 3"]);
  });

  test("what only waits to be set off does not, however quickly it is to end then", () => {
    const venue = holding({ types: new Set(["market", "limit", "stop", "take-profit"]) });
    venue.submit({ id: 4, ...sell, type: "take-profit", trigger: "170", timeInForce: "FOK" });
    expect(venue.asked).toEqual(["watch 4 take-profit"]);
  });

  test("a target that is moved away from the market gives its units back to the stop", () => {
    const venue = holding();
    venue.reach(3, 110);
    venue.say("OrderCancelled", 2);
    venue.say("OrderAccepted", 3);
    venue.amend(3, { limit: "130" });
    venue.asked.length = 0;
    venue.say("OrderCancelled", 3);
    expect(venue.asked).toEqual(["watch 3 take-profit", "stop 103 of 3"]);
  });
});

describe("an answer that misleads", () => {
  test("of a cancel that is refused asks for it again with the next news, and not at once", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell });
    venue.say("CancelRefused", 2);
    expect(venue.asked).toEqual(["cancel 2"]);
    venue.say("OrderAccepted", 2);
    expect(venue.asked).toEqual(["cancel 2", "cancel 2"]);
  });

  test.each(["OrderCancelled", "OrderProvenAbsent", "OrderOutcomeLost"] as const)(
    "that comes late of what was there before, %s, ends nothing that stands aside",
    (word) => {
      const venue = holding();
      venue.submit({ id: 4, ...sell });
      venue.say("OrderCancelled", 2);
      venue.say(word, 2);
      venue.say("OrderNotSent", 4);
      expect(venue.asked.at(-1)).toBe("stop 102 of 3");
      expect(venue.told).toEqual(["OrderNotSent 4"]);
    },
  );

  test("of a watch that was not wanted any more ends nothing at the venue", () => {
    const venue = holding();
    venue.cancel(2);
    venue.say("OrderCancelled", 2);
    expect(venue.asked.at(-1)).toBe("limit 101 of 3");
    venue.reject(3, AT_ONCE);
    expect(venue.told).toEqual(["OrderCancelled 2"]);
  });

  test("that the market is there already sends a limit out", () => {
    const venue = holding();
    venue.submit({ id: 4, ...sell, limit: "105" });
    venue.reject(4, AT_ONCE);
    expect(venue.asked).toEqual(["watch 4 take-profit", "cancel 2"]);
    expect(venue.told).toEqual([]);
  });

  test("about the price of an order leaves its size as it was placed", () => {
    const venue = new SlowVenue({ ...STOPS, amend: true }, spot());
    venue.submit({ id: 1, quantity: "2" });
    venue.fill(1, "buy 2 at 100");
    venue.submit({ id: 3, ...sell, limit: "110" });
    venue.amend(3, { limit: "115" });
    venue.replace(3, { limit: "115" });
    venue.fill(3, "sell 2 at 115");
    venue.submit({ id: 11, quantity: "3" });
    venue.fill(11, "buy 3 at 100");
    venue.submit({ id: 12, ...sell, trigger: "90" });
    expect(venue.asked.at(-1)).toBe("stop 12 of 3");
  });
});

test("an exit that waits for a position which another hand has sold sells nothing of the next one", () => {
  const venue = holding();
  venue.submit({ id: 4, ...sell });
  venue.sellOutside();
  venue.say("OrderCancelled", 2);
  expect(venue.told.slice(0, 3)).toEqual(["OrderCancelled 3", "OrderCancelled 4", "OrderCancelled 2"]);
  expect(venue.asked).toEqual(["cancel 2"]);
});

test("what never was at its venue, for that could not be reached when it came forward, is asked for anew by whoever wants it", () => {
  const venue = new SlowVenue(STOPS, spot());
  venue.submit({ id: 1, quantity: "3" });
  venue.fill(1, "buy 3 at 100");
  venue.submit({ id: 2, ...sell, trigger: "90" });
  venue.submit({ id: 3, ...sell, trigger: "91" });
  venue.cancel(2);
  venue.say("OrderCancelled", 2);
  venue.say("OrderNotSent", 101);
  expect(venue.told.slice(-2)).toEqual(["OrderCancelled 2", "OrderNotSent 3"]);
});

test("one of a group that waits for another order joins its group when it comes to life", () => {
  const venue = new SlowVenue({ ...STOPS, oneCancelsOther: true }, spot());
  venue.submit({ id: 1, quantity: "3" });
  venue.fill(1, "buy 3 at 100");
  venue.submit({ id: 4, limit: "80", quantity: "1" });
  venue.submit({ id: 2, ...sell, quantity: "2", trigger: "90", oneCancelsOther: 7 });
  venue.submit({ id: 3, ...sell, quantity: "2", limit: "110", oneCancelsOther: 7, after: 4 });
  venue.fill(2, "sell 2 at 90");
  expect(venue.told.slice(1)).toEqual(["OrderFilled 2"]);
});

test("a sibling of a group that stands aside goes when the other one has filled, whoever sees to groups", () => {
  const venue = new SlowVenue({ ...STOPS, oneCancelsOther: true }, spot());
  venue.submit({ id: 1, quantity: "3" });
  venue.fill(1, "buy 3 at 100");
  venue.submit({ id: 2, ...sell, quantity: "2", trigger: "90", oneCancelsOther: 7 });
  venue.submit({ id: 3, ...sell, quantity: "2", limit: "110", oneCancelsOther: 7 });
  venue.fill(2, "sell 2 at 90");
  expect(venue.told.slice(1)).toEqual(["OrderFilled 2", "OrderCancelled 3"]);
});

test("a post-only exit that stands aside ends when its price has come: it could only take there", () => {
  const venue = holding({ ...STOPS, postOnly: true });
  venue.submit({ id: 4, ...sell, limit: "105", postOnly: true });
  venue.reach(4, 105);
  expect(venue.asked).toEqual(["watch 4 take-profit"]);
  expect(venue.told).toEqual(["OrderExpired 4"]);
});

test("the time of an order ends also while it waits for units", () => {
  const venue = holding();
  venue.submit({ id: 4, ...sell, expiresAt: START + HOUR });
  expect(venue.asked).toEqual(["watch 4 time", "cancel 2"]);
  venue.say("WatchExpired", 4);
  expect(venue.told).toEqual(["OrderExpired 4"]);
});
