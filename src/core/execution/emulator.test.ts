/** The emulator before a venue that answers late: every word of it is understood once, and none is lost. */
import { describe, expect, test } from "vitest";
import { START } from "../../../tests/builders/instrument.ts";
import { SlowVenue } from "../../../tests/builders/slow-venue.ts";
import { quantity } from "../base/index.ts";
import type { VenueAbilities } from "../domain/index.ts";

/** An order of 3 that has been replaced once: the venue knows it as 101. */
function replaced(): SlowVenue {
  const venue = new SlowVenue();
  venue.submit({ id: 1, limit: "90", quantity: "3" });
  venue.say("OrderAccepted", 1);
  venue.amend(1, { limit: "91" });
  venue.say("OrderCancelled", 1);
  venue.say("OrderAccepted", 101);
  return venue;
}

describe("an order that is replaced by cancelling it", () => {
  test("goes on under another id", () => {
    const venue = replaced();
    expect(venue.asked).toEqual(["limit 1 of 3", "cancel 1", "limit 101 of 3"]);
    expect(venue.told).toEqual(["OrderAccepted 1", "OrderReplaced 1"]);
  });

  test("tells nobody what the venue says late about the old one", () => {
    const venue = replaced();
    for (const word of ["CancelRefused", "OrderCancelled", "OrderAccepted"] as const) venue.say(word, 1);
    expect(venue.told).toHaveLength(2);
  });

  test("tells by its own name what the venue says of the new one after its end", () => {
    const venue = replaced();
    venue.fill(101, "buy 3 at 91");
    venue.say("CancelRefused", 101);
    venue.say("OrderAccepted", 101);
    expect(venue.told.slice(2)).toEqual(["OrderFilled 1", "CancelRefused 1"]);
  });

  test("takes back what a late fill of the old one leaves too much of", () => {
    const venue = replaced();
    venue.fill(1, "buy 1 at 90");
    expect(venue.asked.slice(3)).toEqual(["cancel 101"]);
    venue.say("OrderCancelled", 101);
    expect(venue.asked.slice(4)).toEqual(["limit 102 of 2"]);
    expect(venue.told.slice(2)).toEqual(["OrderFilled 1"]);
  });

  test("is over, and nothing works for it any more, once a late fill of the old one fills it whole", () => {
    const venue = replaced();
    venue.fill(1, "buy 3 at 90");
    venue.say("OrderCancelled", 101);
    expect(venue.asked.slice(3)).toEqual(["cancel 101"]);
    expect(venue.told.slice(2)).toEqual(["OrderFilled 1"]);
  });

  test("is taken back once, also where a late fill comes while it is", () => {
    const venue = replaced();
    venue.amend(1, { limit: "92" });
    venue.fill(1, "buy 3 at 90");
    expect(venue.asked.slice(3)).toEqual(["cancel 101"]);
  });

  test("has been there where it filled in part before anybody accepted it: the new one that is rejected ends it", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", quantity: "3" });
    venue.fill(1, "buy 1 at 90");
    venue.amend(1, { limit: "91" });
    venue.say("OrderCancelled", 1);
    venue.say("OrderProvenAbsent", 101);
    expect(venue.told).toEqual(["OrderFilled 1", "OrderReplaced 1", "OrderExpired 1"]);
  });

  test("is not lost where nobody knows what became of the new one: it was there, and the venue has the last word", () => {
    const venue = new SlowVenue();
    venue.submit({ id: 1, limit: "90", quantity: "3" });
    venue.say("OrderAccepted", 1);
    venue.amend(1, { limit: "91" });
    venue.say("OrderCancelled", 1);
    venue.say("OrderOutcomeLost", 101);
    expect(venue.told.slice(1)).toEqual(["OrderReplaced 1"]);
    venue.say("OrderProvenAbsent", 101);
    expect(venue.told.slice(2)).toEqual(["OrderExpired 1"]);
  });

  test("is known by every name that it had", () => {
    const venue = replaced();
    venue.amend(1, { limit: "92" });
    venue.say("OrderCancelled", 101);
    venue.fill(101, "buy 1 at 91");
    venue.fill(1, "buy 1 at 90");
    expect(venue.told.slice(-2)).toEqual(["OrderFilled 1", "OrderFilled 1"]);
  });

  test("is no longer replaced where what was asked for has filled meanwhile", () => {
    const venue = replaced();
    venue.amend(1, { quantity: "2" });
    venue.fill(101, "buy 2 at 91");
    venue.say("OrderCancelled", 101);
    expect(venue.asked.slice(3)).toEqual(["cancel 101"]);
    expect(venue.told.slice(2)).toEqual(["OrderFilled 1", "OrderCancelled 1"]);
  });

  test("is refused terms that it has outgrown already", () => {
    const venue = replaced();
    venue.fill(101, "buy 2 at 91");
    venue.amend(1, { quantity: "2" });
    expect(venue.told.slice(-1)).toEqual(["ReplaceRefused 1"]);
    expect(venue.asked).toHaveLength(3);
  });

  test("is not replaced once it is to be cancelled", () => {
    const venue = replaced();
    venue.amend(1, { limit: "92" });
    venue.cancel(1);
    venue.say("OrderCancelled", 101);
    expect(venue.asked.slice(3)).toEqual(["cancel 101"]);
    expect(venue.told.slice(-1)).toEqual(["OrderCancelled 1"]);
  });
});

describe("an order that may only reduce, on a venue that does not know it", () => {
  test("is fitted once to what is held, however many fills come meanwhile", () => {
    const venue = new SlowVenue();
    venue.held = quantity("1");
    venue.submit({ id: 1, side: "sell", limit: "110", quantity: "3", reduceOnly: true });
    venue.submit({ id: 2, limit: "99", quantity: "2" });
    venue.fill(2, "buy 1 at 99");
    venue.fill(2, "buy 1 at 99");
    expect(venue.asked).toEqual(["limit 1 of 1", "limit 2 of 2", "cancel 1"]);
    venue.say("OrderCancelled", 1);
    expect(venue.asked.slice(3)).toEqual(["limit 101 of 3"]);
    expect(venue.told).toEqual(["OrderFilled 2", "OrderFilled 2"]);
  });
});

describe("an order that may only reduce and is being fitted", () => {
  /** A sale of 3 of which 1 works, since 1 is held; a purchase of 2 that can fill beside it. */
  function fitted(can: Partial<VenueAbilities> = {}): SlowVenue {
    const venue = new SlowVenue(can);
    venue.held = quantity("1");
    venue.submit({ id: 1, side: "sell", limit: "110", quantity: "3", reduceOnly: true });
    venue.say("OrderAccepted", 1);
    venue.submit({ id: 2, limit: "99", quantity: "2" });
    return venue;
  }

  test("does not come back once it is to be cancelled", () => {
    const venue = fitted();
    venue.cancel(1);
    venue.fill(2, "buy 1 at 99");
    venue.say("OrderCancelled", 1);
    expect(venue.asked.slice(2)).toEqual(["cancel 1"]);
    expect(venue.told.slice(-1)).toEqual(["OrderCancelled 1"]);
  });

  test("tells nobody that the venue did not give it back: nobody had asked", () => {
    const venue = fitted();
    venue.fill(2, "buy 1 at 99");
    venue.say("CancelRefused", 1);
    expect(venue.told.slice(-1)).toEqual(["OrderFilled 2"]);
  });

  test("is given no quantity by an amendment that is not held", () => {
    const venue = fitted({ amend: true });
    venue.amend(1, { quantity: "2" });
    venue.say("OrderCancelled", 1);
    expect(venue.asked.slice(2)).toEqual(["cancel 1", "limit 101 of 1"]);
  });

  test("is amended by the venue where that moves only its price", () => {
    const venue = fitted({ amend: true });
    venue.amend(1, { limit: "111" });
    expect(venue.asked.slice(2)).toEqual(["amend 1"]);
  });
});

test("an order whose time comes while it is being replaced expires, and is cancelled once", () => {
  const venue = new SlowVenue();
  venue.submit({ id: 1, limit: "90", quantity: "3", expiresAt: START + 1 });
  venue.say("OrderAccepted", 1);
  venue.amend(1, { limit: "91" });
  venue.say("WatchExpired", 1);
  venue.say("OrderCancelled", 1);
  expect(venue.asked).toEqual(["limit 1 of 3", "watch 1 time", "cancel 1"]);
  expect(venue.told.slice(1)).toEqual(["OrderExpired 1"]);
});
