import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";

const STILL = "100 100 100 100";
const market = (...bars: readonly string[]): Venue =>
  new Venue([STILL, ...bars], { instrument: perpetual() });

describe("a post-only order", () => {
  test("is rejected at the market or beyond it", () => {
    const venue = market();
    expect(venue.submit({ limit: "100", postOnly: true })).toBe("1 rejected PostOnlyWouldCross");
    expect(venue.submit({ limit: "100.01", postOnly: true })).toBe("2 rejected PostOnlyWouldCross");
    expect(venue.submit({ limit: "99.99", postOnly: true })).toBe("3 accepted");
    expect(venue.submit({ side: "sell", limit: "100", postOnly: true })).toBe(
      "4 rejected PostOnlyWouldCross",
    );
    expect(venue.submit({ side: "sell", limit: "100.01", postOnly: true })).toBe("5 accepted");
  });

  test("is judged by the last price, not by the one it was thought of at", () => {
    const venue = market("100 106 99 105");
    venue.bar();
    expect(venue.submit({ limit: "104.99", postOnly: true })).toBe("1 accepted");
    expect(venue.submit({ limit: "105", postOnly: true })).toBe("2 rejected PostOnlyWouldCross");
  });

  test("fills as a maker, at its price or at a better open", () => {
    const venue = market("100 101 98 99");
    venue.submit({ limit: "99", postOnly: true });
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 maker"]);
    const gapped = market("97 98 96 97");
    gapped.submit({ limit: "99", postOnly: true });
    expect(gapped.bar()).toEqual(["1 filled 1 @ 97 maker"]);
  });

  test("that answers a fill inside a bar is judged by the price of that fill", () => {
    const at = (limit: string): string | undefined => {
      const venue = market("100 106 99 100");
      venue.submit({ trigger: "105" });
      venue.whenFilled(1, { side: "sell", limit, postOnly: true });
      return venue.bar()[1];
    };
    expect(at("105")).toBe("2 rejected PostOnlyWouldCross");
    expect(at("105.01")).toBe("2 accepted");
  });

  test("does not take when it is set off within its limit: it could not be placed when it was due", () => {
    const venue = market("100 101 94 100");
    const terms = { type: "take-profit-limit", trigger: "95", limit: "96" } as const;
    expect(venue.submit({ ...terms, postOnly: true })).toBe("1 accepted");
    expect(venue.bar()).toEqual(["1 expired: rejected"]);
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
  });

  test("that is set off away from its limit rests, and fills as a maker", () => {
    const venue = market("100 101 94.5 95", "95 96 93.99 95");
    const terms = { type: "take-profit-limit", trigger: "95", limit: "94" } as const;
    venue.submit({ ...terms, postOnly: true });
    expect(venue.bar()).toEqual([]);
    expect(venue.bar()).toEqual(["1 filled 1 @ 94 maker"]);
  });

  test("and for now at once is a contradiction: it is over without a fill", () => {
    const venue = market("90 91 89 90");
    venue.submit({ limit: "99", postOnly: true, timeInForce: "IOC" });
    expect(venue.bar()).toEqual(["1 expired: immediate"]);
  });

  test("may not be moved to where it would cross, and stands where it was", () => {
    const venue = market("100 101 98.99 100");
    venue.submit({ limit: "99", postOnly: true });
    expect(venue.amend(1, { limit: "100" })).toBe("1 replace refused: PostOnlyWouldCross");
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 maker"]);
  });
});
