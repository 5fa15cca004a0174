import { describe, expect, test } from "vitest";
import { DAY, HOUR, START } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
/** Close of the bar with this row, for hourly bars. */
const closeOf = (row: number): number => START + (row + 1) * HOUR;

describe("a good-till-date order", () => {
  test("ends at its time", () => {
    const venue = new Venue([STILL, STILL, STILL, "100 101 90 100"]);
    venue.submit({ limit: "95", expiresAt: closeOf(2) });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 expired: time"]);
    expect(venue.bar()).toEqual([]);
    expect(venue.events.at(-1)?.at).toBe(closeOf(2));
  });

  test("may still fill inside its last bar", () => {
    const venue = new Venue([STILL, "100 101 90 100"]);
    venue.submit({ limit: "95", expiresAt: closeOf(1) });
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
  });

  test("frees its money when it ends", () => {
    const venue = new Venue([STILL, STILL]);
    venue.submit({ limit: "95", expiresAt: closeOf(1) });
    expect(venue.exchange.account.free < venue.exchange.account.cash).toBe(true);
    venue.bar();
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
  });

  test("ends on any timeframe", () => {
    const venue = new Venue([STILL, STILL, STILL], { every: DAY });
    venue.submit({ limit: "95", expiresAt: START + 2 * DAY });
    expect(venue.bar()).toEqual(["1 expired: time"]);
  });
});

test("an order without a date stays until it fills or is cancelled", () => {
  const venue = new Venue([STILL, ...Array.from({ length: 50 }, () => STILL), "100 101 90 100"]);
  venue.submit({ limit: "95" });
  for (let bar = 0; bar < 50; bar++) expect(venue.bar()).toEqual([]);
  expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
});
