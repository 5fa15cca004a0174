import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import { amount } from "../base/index.ts";

const STILL = "100 100 100 100";

describe("a new price", () => {
  test("is the one that counts from then on", () => {
    const venue = new Venue([STILL, "100 101 96 100", "100 101 96 100"]);
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual([]);
    expect(venue.amend(1, { limit: "97" })).toBe("1 replaced");
    expect(venue.bar()).toEqual(["1 filled 1 @ 97 maker"]);
  });

  test("that crosses takes at the next open", () => {
    const venue = new Venue([STILL, STILL]);
    venue.submit({ limit: "95" });
    venue.amend(1, { limit: "101" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 100 taker"]);
  });

  test("of a stop may not lie where the market is already", () => {
    const venue = new Venue([STILL, "100 106 99 100"], { instrument: perpetual() });
    venue.submit({ trigger: "105" });
    expect(venue.amend(1, { trigger: "100" })).toBe("1 replace refused: StopWouldTriggerAtOnce");
    expect(venue.amend(1, { trigger: "104.005" })).toBe("1 replace refused: PriceOffTick");
    expect(venue.amend(1, { trigger: "104" })).toBe("1 replaced");
    expect(venue.bar()).toEqual(["1 filled 1 @ 104 taker"]);
  });
});

describe("a new quantity", () => {
  test("counts what has filled, and may not be less", () => {
    const bars = [STILL, "100 101 94 100", "100 101 94 100", "100 101 94 100"];
    const venue = new Venue(bars, { volumeShareMax: 1 });
    venue.submit({ limit: "95", quantity: "3" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker"]);
    expect(venue.amend(1, { quantity: "0.5" })).toBe("1 replace refused: QuantityOffStep");
    expect(venue.amend(1, { quantity: "1" })).toBe("1 replace refused: QuantityOffStep");
    expect(venue.amend(1, { quantity: "1.5" })).toBe("1 replaced");
    expect(venue.bar()).toEqual(["1 filled 0.5 @ 95 maker"]);
    expect(venue.amend(1, { quantity: "3" })).toBe("1 replace refused");
    expect(venue.bar()).toEqual([]);
  });

  test("frees the money of what is not asked for any more, and ties up that of what is", () => {
    const venue = new Venue([STILL], { balance: "1000" });
    const { account } = venue.exchange;
    venue.submit({ limit: "95", quantity: "5" });
    expect(account.free).toBe(amount("524.81")); // 475 and 0.04 % of it.
    venue.amend(1, { quantity: "2" });
    expect(account.free).toBe(amount("809.924")); // 190.076
    venue.amend(1, { quantity: "10" });
    expect(account.free).toBe(amount("49.62")); // 950.38: its own money pays for it.
  });

  test("beyond the balance is refused, and the order stands as it was", () => {
    const venue = new Venue([STILL, "100 101 94 100"], { balance: "1000" });
    const { account } = venue.exchange;
    venue.submit({ limit: "95", quantity: "5" });
    expect(venue.amend(1, { quantity: "11" })).toBe("1 replace refused: InsufficientBalance");
    expect(venue.amend(1, { limit: "250" })).toBe("1 replace refused: InsufficientBalance");
    expect(account.free).toBe(amount("524.81"));
    expect(venue.bar()).toEqual(["1 filled 5 @ 95 maker"]);
    expect(account.free).toBe(account.cash);
  });

  test("of a spot sale frees and offers what it sells", () => {
    const venue = new Venue([STILL, STILL, "100 106 99 100"]);
    venue.submit({ quantity: "3" });
    venue.bar();
    venue.submit({ side: "sell", limit: "105", quantity: "3" });
    expect(venue.submit({ side: "sell", quantity: "1" })).toBe("3 rejected InsufficientBalance");
    expect(venue.amend(2, { quantity: "4" })).toBe("2 replace refused: InsufficientBalance");
    expect(venue.submit({ side: "sell", quantity: "0.001" })).toBe("4 rejected InsufficientBalance");
    expect(venue.amend(2, { quantity: "2" })).toBe("2 replaced");
    expect(venue.submit({ side: "sell", quantity: "1" })).toBe("5 accepted");
  });

  test("that is refused ties up nothing else, though the market has moved since", () => {
    const venue = new Venue([STILL, "100 102 100 102"], { balance: "1000" });
    const { account } = venue.exchange;
    venue.submit({ trail: "3" }); // Names no price: it ties up what it would cost at the last one.
    venue.bar();
    expect(account.free).toBe(amount("899.96"));
    expect(venue.amend(1, { quantity: "0" })).toBe("1 replace refused: QuantityOffStep");
    expect(account.free).toBe(amount("899.96"));
  });
});

describe("the place in the queue", () => {
  const filledBy = (to: Parameters<Venue["amend"]>[1]): readonly string[] => {
    const venue = new Venue([STILL, "100 101 94 100"]);
    venue.submit({ limit: "95", quantity: "2" });
    venue.submit({ limit: "95", quantity: "2" });
    venue.amend(1, to);
    return venue.bar().map((said) => said.slice(0, 1));
  };

  test("is kept by what asks for less, and lost by what asks for more or for another price", () => {
    expect(filledBy({ quantity: "1" })).toEqual(["1", "2"]);
    expect(filledBy({ quantity: "3" })).toEqual(["2", "1"]);
    expect(filledBy({ limit: "95" })).toEqual(["2", "1"]);
  });

  test("what has met its open rests, and fills as a maker with less quantity too", () => {
    const venue = new Venue([STILL, "103 104 102 103", "99 100 98 99"]);
    venue.submit({ limit: "101", quantity: "2" });
    venue.bar();
    expect(venue.amend(1, { quantity: "1" })).toBe("1 replaced");
    expect(venue.bar()).toEqual(["1 filled 1 @ 99 maker"]);
  });

  test("nor does a refusal make it a taker", () => {
    const venue = new Venue([STILL, "103 104 102 103", "99 100 98 99"]);
    venue.submit({ limit: "101", quantity: "2" });
    venue.bar();
    venue.amend(1, { quantity: "0" });
    expect(venue.bar()).toEqual(["1 filled 2 @ 99 maker"]);
  });
});

describe("an order that was set off", () => {
  test("has no trigger to move any more", () => {
    const venue = new Venue([STILL, "107 108 106.5 107", "107 107 105 106"], { instrument: perpetual() });
    venue.submit({ trigger: "105", limit: "106", quantity: "2" });
    venue.bar();
    expect(venue.amend(1, { trigger: "110" })).toBe("1 replace refused");
    expect(venue.amend(1, { quantity: "1" })).toBe("1 replaced");
    expect(venue.bar()).toEqual(["1 filled 1 @ 106 maker"]);
  });

  test("and waits for volume may ask for less, and still takes at the next open", () => {
    for (const bar of ["100 101 94 100", "96 97 90 91"]) {
      const venue = new Venue([STILL, STILL, bar, STILL], { instrument: perpetual(), volumeShareMax: 2 });
      venue.submit({ quantity: "2" });
      venue.bar();
      venue.submit({ side: "sell", trigger: "95", quantity: "2", reduceOnly: true });
      venue.submit({ quantity: "2" }); // Takes all the volume at the open.
      expect(venue.bar()).toEqual([`3 filled 2 @ ${bar.split(" ")[0]} taker`]);
      expect(venue.amend(2, { quantity: "1" })).toBe("2 replaced");
      expect(venue.bar()).toEqual(["2 filled 1 @ 100 taker"]);
    }
  });
});

test("an order that is gone, or never was, cannot be amended", () => {
  const venue = new Venue([STILL, STILL]);
  venue.submit({});
  venue.bar();
  expect(venue.amend(1, { quantity: "2" })).toBe("1 replace refused");
  expect(venue.amend(9, { quantity: "2" })).toBe("9 replace refused");
});
