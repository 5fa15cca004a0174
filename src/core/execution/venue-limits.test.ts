/** What may only reduce, on venues that know it and lack something else, and on those that do not. */
import { describe, expect, test } from "vitest";
import { perpetual, rules, START } from "../../../tests/builders/instrument.ts";
import { SlowVenue } from "../../../tests/builders/slow-venue.ts";
import { quantity } from "../base/index.ts";
import type { VenueAbilities } from "../domain/index.ts";

const EXIT = { side: "sell", trigger: "90", reduceOnly: true } as const;

describe("an exit that is watched, since its venue knows what only reduces and lacks its type,", () => {
  function watched(): SlowVenue {
    const venue = new SlowVenue({ reduceOnly: true });
    venue.held = quantity("2");
    venue.submit({ ...EXIT, id: 1, quantity: "2" });
    venue.say("OrderAccepted", 1);
    return venue;
  }

  test("goes with its position: it is not for the next one", () => {
    const venue = watched();
    venue.submit({ id: 2, side: "sell", quantity: "2" });
    venue.fill(2, "sell 2 at 100");
    expect([venue.unwatched, venue.told.at(-1)]).toEqual([[1], "OrderCancelled 1"]);
  });

  test("goes where another hand has sold it", () => {
    const venue = watched();
    venue.sellOutside();
    expect([venue.unwatched, venue.told.at(-1)]).toEqual([[1], "OrderCancelled 1"]);
  });

  test("stays while something is left, and leaves it to the venue to cut it to that", () => {
    const venue = watched();
    venue.submit({ id: 2, side: "sell", quantity: "1" });
    venue.fill(2, "sell 1 at 100");
    venue.reach(1, 90);
    venue.submit({ id: 3, side: "buy", quantity: "1" });
    venue.fill(3, "buy 1 at 100");
    expect(venue.asked).toEqual(["watch 1 stop", "market 2 of 1", "market 1 of 2", "market 3 of 1"]);
  });

  test("and works, is the venue's affair", () => {
    const venue = watched();
    venue.reach(1, 90);
    venue.submit({ id: 2, side: "sell", quantity: "2" });
    venue.fill(2, "sell 2 at 100");
    expect(venue.asked.slice(1)).toEqual(["market 1 of 2", "market 2 of 2"]);
  });
});

describe.each([{ reduceOnly: true }, {}] as Partial<VenueAbilities>[])(
  "an exit that would be watched (%j)",
  (can) => {
    test("is refused where nothing is there to reduce when its turn comes", () => {
      const venue = new SlowVenue(can);
      venue.held = quantity("-2");
      venue.submit({ id: 1, quantity: "2" });
      venue.submit({ ...EXIT, id: 2, after: 1 });
      venue.fill(1, "buy 2 at 100");
      expect(venue.events.at(-1)).toMatchObject({
        order: 2,
        kind: "OrderRejected",
        rejection: { kind: "ReduceOnlyWouldIncrease" },
      });
      expect(venue.asked).toHaveLength(1);
    });

    test("is watched where something is, on the side that it reduces", () => {
      const venue = new SlowVenue(can);
      venue.held = quantity("-2");
      venue.submit({ ...EXIT, id: 1 });
      venue.submit({ ...EXIT, id: 2, side: "buy", trigger: "110" });
      expect([venue.asked, venue.told]).toEqual([["watch 2 stop"], ["OrderRejected 1"]]);
    });
  },
);

describe("an exit on a venue that does not know what only reduces, once the step has grown,", () => {
  /** 9.5 are held, and only whole ones can be traded any more. */
  function grown(can: Partial<VenueAbilities> = {}): SlowVenue {
    const instrument = perpetual({ step: "0.1", later: [rules({ step: "1" }, START)] });
    const venue = new SlowVenue(can, instrument);
    venue.held = quantity("9.5");
    return venue;
  }
  const REST = { kind: "QuantityOffStep", quantity: "0.5", step: "1" } as const;

  test("takes as many whole steps as there are, and is over when they are gone", () => {
    const venue = grown();
    venue.submit({ id: 1, side: "sell", quantity: "9.5", reduceOnly: true });
    expect(venue.asked).toEqual(["market 1 of 9"]);
    venue.fill(1, "sell 4 at 100");
    expect(venue.asked).toHaveLength(1);
    venue.fill(1, "sell 5 at 100");
    expect([venue.asked.length, venue.told.slice(2)]).toEqual([1, ["OrderCancelled 1"]]);
  });

  test("of a part takes the whole steps of that", () => {
    const venue = grown();
    venue.submit({ id: 1, side: "sell", quantity: "4.5", reduceOnly: true });
    expect(venue.asked).toEqual(["market 1 of 4"]);
  });

  test("of less than one is refused as that venue would refuse it, now or when it is set off", () => {
    const venue = grown();
    venue.held = quantity("0.5");
    venue.submit({ id: 1, side: "sell", quantity: "0.5", reduceOnly: true });
    expect(venue.events).toMatchObject([{ kind: "OrderRejected", order: 1, rejection: REST }]);
    venue.submit({ ...EXIT, id: 2, quantity: "0.5" });
    venue.say("OrderAccepted", 2);
    venue.reach(2, 90);
    expect(venue.events.at(-1)).toMatchObject({ kind: "OrderExpired", order: 2, reason: "rejected" });
    expect(venue.asked).toEqual(["watch 2 stop"]);
  });

  test("that works is cancelled when less than a step is left for it, and one that is watched stays", () => {
    const venue = grown({ types: new Set(["market", "limit", "stop"]) });
    venue.submit({ ...EXIT, id: 1, quantity: "9.5" });
    venue.submit({ id: 2, side: "sell", trail: "10", quantity: "9.5", reduceOnly: true });
    venue.submit({ id: 3, side: "sell", quantity: "9" });
    venue.fill(3, "sell 9 at 100");
    expect(venue.asked).toEqual(["stop 1 of 9", "watch 2 trailing-stop", "market 3 of 9", "cancel 1"]);
    expect(venue.told).toEqual(["OrderFilled 3"]);
  });

  test("is not cut where the venue knows: it closes a whole position off the step", () => {
    const venue = grown({ reduceOnly: true });
    venue.submit({ ...EXIT, id: 1, quantity: "9.5" });
    venue.reach(1, 90);
    expect(venue.asked.at(-1)).toBe("market 1 of 9.5");
  });
});
