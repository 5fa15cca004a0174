import { describe, expect, test } from "vitest";
import { HOUR, perpetual } from "../../../tests/builders/instrument.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const bar = (price: number): string => `${price} ${price} ${price} ${price}`;
/** Opens at 101, 102, 103, 104... The first order is sent when the bar at 101 opens. */
const market = (latency: VenueTerms["latency"]): Venue =>
  new Venue([STILL, bar(101), bar(102), bar(103), bar(104), bar(105)], {
    instrument: perpetual(),
    ...(latency && { latency }),
  });

describe("an order under way", () => {
  test("for less than a bar arrives at once", () => {
    const venue = market({ orderMs: HOUR - 2, feedMs: 1 });
    expect(venue.submit({})).toBe("1 accepted");
    expect(venue.bar()).toEqual(["1 filled 1 @ 101 taker"]);
  });

  test("for a bar meets the first open at or after its arrival", () => {
    const exact = market({ orderMs: HOUR });
    expect(exact.submit({})).toBe("");
    expect(exact.bar()).toEqual([]);
    expect(exact.bar()).toEqual(["1 accepted", "1 filled 1 @ 102 taker"]);
    const longer = market({ orderMs: HOUR + 1 });
    longer.submit({});
    expect([...longer.bar(), ...longer.bar()]).toEqual([]);
    expect(longer.bar()).toEqual(["1 accepted", "1 filled 1 @ 103 taker"]);
  });

  test("has also waited for the news", () => {
    const venue = market({ orderMs: HOUR / 2, feedMs: HOUR / 2 });
    venue.submit({});
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 accepted", "1 filled 1 @ 102 taker"]);
  });

  test("is judged when it arrives, not when it is sent", () => {
    const venue = market({ orderMs: HOUR });
    venue.submit({ trigger: "101.5" });
    venue.bar();
    expect(venue.bar()).toEqual(["1 rejected StopWouldTriggerAtOnce"]);
  });

  test("arrives after a hole in the data as well", () => {
    const venue = new Venue([STILL, bar(101), "-", "-", bar(104)], { latency: { orderMs: HOUR } });
    venue.submit({});
    expect(venue.bar()).toEqual([]);
    expect(venue.exchange.hasOrders(venue.instrument.id)).toBe(true);
    expect(venue.bar()).toEqual(["1 accepted", "1 filled 1 @ 104 taker"]);
  });

  test("whose time has come before it arrives never begins", () => {
    const venue = market({ orderMs: 2 * HOUR });
    venue.submit({ limit: "110", expiresAt: venue.opensAt(3) });
    expect([...venue.bar(), ...venue.bar()]).toEqual([]);
    expect(venue.bar()).toEqual(["1 expired: time"]);
  });
});

describe("a cancel under way", () => {
  const BARS = [STILL, STILL, "100 101 94 100", STILL, STILL];
  const market = (cancelMs: number): Venue => new Venue(BARS, { latency: { cancelMs } });

  test("for less than a bar is in time", () => {
    const venue = market(HOUR - 1);
    venue.submit({ limit: "95" });
    venue.bar();
    expect(venue.cancel(1)).toBe("1 cancelled");
    expect(venue.bar()).toEqual([]);
  });

  test("for longer may come too late", () => {
    const venue = market(HOUR);
    venue.submit({ limit: "95" });
    venue.bar();
    expect(venue.cancel(1)).toBe("");
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
    expect(venue.bar()).toEqual(["1 cancel refused"]);
  });

  test("or in time all the same", () => {
    const venue = market(HOUR);
    venue.submit({ limit: "90" });
    venue.bar();
    venue.cancel(1);
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 cancelled"]);
  });

  test("follows the order that is under way itself", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 101 94 100", STILL], {
      latency: { orderMs: HOUR, cancelMs: HOUR },
    });
    venue.submit({ limit: "95" });
    expect(venue.cancel(1)).toBe("");
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 accepted", "1 cancelled"]);
    expect(venue.bar()).toEqual([]);
  });

  test("that is quicker than its order arrives with it, and nothing fills", () => {
    const venue = new Venue([STILL, STILL, STILL, STILL, STILL], { latency: { orderMs: 2 * HOUR } });
    venue.submit({});
    expect(venue.cancel(1)).toBe("");
    expect([...venue.bar(), ...venue.bar()]).toEqual([]);
    expect(venue.bar()).toEqual(["1 accepted", "1 cancelled"]);
    expect(venue.exchange.isIdle).toBe(true);
  });

  test("that is sent when its order has arrived and nobody has opened the letter waits for that", () => {
    const venue = new Venue([STILL, STILL, STILL], { latency: { orderMs: HOUR } });
    venue.submit({});
    venue.bar(); // It arrives at the next open, which is this close.
    expect(venue.cancel(1)).toBe("");
    expect(venue.bar()).toEqual(["1 accepted", "1 cancelled"]);
  });

  test("waits for no other request about its order", () => {
    const venue = new Venue([STILL, STILL, STILL, STILL, STILL], { latency: { orderMs: HOUR } });
    venue.submit({ limit: "90" });
    venue.bar();
    venue.bar();
    expect(venue.amend(1, { limit: "95" })).toBe("");
    expect(venue.cancel(1)).toBe("1 cancelled");
    expect([...venue.bar(), ...venue.bar()]).toEqual(["1 replace refused"]);
  });

  test("takes back what waits for an order that is under way, with all that would have followed", () => {
    const venue = new Venue([STILL, STILL, STILL, STILL], { latency: { orderMs: HOUR } });
    venue.submit({});
    venue.submit({ after: 1 });
    expect(venue.cancel(2)).toBe("");
    expect(venue.cancel(1)).toBe("");
    venue.bar();
    expect(venue.bar()).toEqual(["1 accepted", "2 cancelled", "1 cancelled"]);
  });
});

describe("an amendment under way", () => {
  test("counts from the open it arrives at", () => {
    const venue = new Venue([STILL, STILL, "100 101 94 100", STILL, "100 101 94 100"], {
      latency: { orderMs: HOUR },
    });
    venue.submit({ limit: "90" });
    venue.bar();
    expect(venue.amend(1, { limit: "96" })).toBe("");
    expect(venue.bar()).toEqual(["1 accepted"]);
    expect(venue.bar()).toEqual(["1 replaced"]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 96 maker"]);
  });

  test("that comes too late is refused", () => {
    const venue = new Venue([STILL, STILL, "100 101 89 100", STILL], { latency: { orderMs: HOUR } });
    venue.submit({ limit: "90" });
    venue.bar();
    venue.open();
    expect(venue.amend(1, { limit: "95" })).toBe("");
    expect(venue.close()).toEqual(["1 filled 1 @ 90 maker"]);
    expect(venue.bar()).toEqual(["1 replace refused"]);
  });
});
