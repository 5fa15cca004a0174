import { describe, expect, test } from "vitest";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";
import { amount, formatAmount, type Ratio, ratio } from "../base/index.ts";
import { type Instrument, marginTiers } from "../domain/index.ts";

const STILL = "100 100 100 100";

/** Maintenance 1 % up to 1,000, 5 % above it. */
const INSTRUMENT: Instrument = {
  ...withoutFees(perpetual()),
  marginTiers: marginTiers([
    { notionalFrom: amount("0"), maintenanceRate: ratio("0.01"), leverageMax: 50 },
    { notionalFrom: amount("1000"), maintenanceRate: ratio("0.05"), leverageMax: 10 },
  ]),
};

/** One unit at 100, bought or sold at leverage 10; then these bars. */
function held(
  side: "buy" | "sell",
  bars: readonly string[],
  terms: VenueTerms & { quantity?: string } = {},
): Venue {
  const venue = new Venue([STILL, STILL, ...bars], {
    instrument: INSTRUMENT,
    leverage: 10,
    balance: "1000",
    margin: { liquidationFee: 0n as Ratio },
    ...terms,
  });
  venue.submit({ side, quantity: terms.quantity ?? "1" });
  venue.bar();
  return venue;
}
const cash = (venue: Venue): string => formatAmount(venue.exchange.account.cash);

test("it fills at the bar's own prices and pays half an assumed spread, whatever is quoted", () => {
  const slippage = { kind: "half-spread", spreadBps: 200 } as const; // A hundredth.
  const deep = "100 100 80 80";
  const none = ["-", "-"]; // Where it is bought.
  const plain = held("buy", [deep], { slippage }).bar();
  expect(plain).toEqual([expect.stringMatching(/^liquidated: sell 1 @ /)]);
  expect(held("buy", [deep], { slippage, bids: [...none, deep], asks: [...none, "-"] }).bar()).toEqual(plain);
  expect(held("buy", [deep], { slippage, bids: [...none, deep], asks: [...none, deep] }).bar()).toEqual(
    plain,
  );
});

describe("an isolated position", () => {
  // (100 - 10) / (1 - 0.01) = 90.909..., (100 + 10) / 1.01 = 108.910...
  test("is closed where its margin no longer exceeds the maintenance margin, on the tick that is worse", () => {
    expect(held("buy", ["100 100 91 95"]).bar()).toEqual([]);
    expect(held("buy", ["100 100 90.90 95"]).bar()).toEqual(["liquidated: sell 1 @ 90.9, fee 0"]);
    expect(held("sell", ["100 108.91 100 100"]).bar()).toEqual([]);
    expect(held("sell", ["100 108.92 100 100"]).bar()).toEqual(["liquidated: buy 1 @ 108.92, fee 0"]);
  });

  test("of the second tier must keep more of its value covered", () => {
    const venue = held("buy", ["100 100 94 95"], { quantity: "20", balance: "10000" });
    expect(venue.bar()).toEqual([]); // (2000 - 200 - 40) / (20 x 0.95) = 92.63
    const lower = held("buy", ["100 100 92.63 95"], { quantity: "20", balance: "10000" });
    expect(lower.bar()).toEqual(["liquidated: sell 20 @ 92.63, fee 0"]);
  });

  test("pays the liquidation fee, and keeps what is left of the margin", () => {
    const venue = held("buy", ["100 100 90 95"], { margin: { liquidationFee: ratio("0.005") } });
    expect(venue.bar()).toEqual(["liquidated: sell 1 @ 90.9, fee 0.4545"]);
    expect(cash(venue)).toBe("990.4455");
  });

  test("never loses more than its margin: the fee ends there, and the insurance fund takes the rest", () => {
    const dear = held("buy", ["100 100 90 95"], { margin: { liquidationFee: ratio("0.05") } });
    expect(dear.bar()).toEqual(["liquidated: sell 1 @ 90.9, fee 0.9"]);
    expect(cash(dear)).toBe("990");
    const gap = held("buy", ["80 85 75 80"], { margin: { liquidationFee: ratio("0.05") } });
    expect(gap.bar()).toEqual(["liquidated: sell 1 @ 90, fee 0, insured 10"]);
    expect(cash(gap)).toBe("990");
    const short = held("sell", ["130 130 120 120"]);
    expect(short.bar()).toEqual(["liquidated: buy 1 @ 110, fee 0, insured 20"]);
    expect(cash(short)).toBe("990");
  });

  test("slips like every market order", () => {
    const venue = held("buy", ["100 100 90 95"], { slippageBps: 50 });
    expect(venue.bar()).toEqual(["liquidated: sell 1 @ 90.9, fee 0"]); // Bought at 100.5: 90.45 / 0.99 = 91.36, less 0.5 %.
  });

  test("without leverage a long cannot be liquidated, a short nearly at twice its price", () => {
    const fully = { leverage: 1, instrument: withoutFees(perpetual()) };
    expect(held("buy", ["100 100 1 1"], fully).bar()).toEqual([]);
    expect(held("buy", ["100 100 1 1"], fully).exchange.isIdle).toBe(true); // Nothing to watch: the fast path.
    expect(held("sell", ["100 198 100 100"], fully).bar()).toEqual([]);
    expect(held("sell", ["100 199.01 100 100"], fully).bar()).toEqual(["liquidated: buy 1 @ 199.01, fee 0"]);
  });

  test("cannot lose what another one needs: free cash stays as it was", () => {
    const venue = held("buy", ["100 100 95 95"]);
    expect(formatAmount(venue.exchange.account.free)).toBe("990");
    venue.bar();
    expect(formatAmount(venue.exchange.account.free)).toBe("990");
  });
});

describe("a cross position", () => {
  const cross = { margin: { mode: "cross", liquidationFee: 0n as Ratio } } as const;

  test("has all cash behind it", () => {
    // 15 units at 100, 200 in cash: (1500 - 200 - 40) / (15 x 0.95) = 88.42..., not 94.7 as isolated.
    const terms = { ...cross, balance: "200", quantity: "15" };
    expect(held("buy", ["100 100 88.43 95"], terms).bar()).toEqual([]);
    expect(held("buy", ["100 100 88.42 95"], terms).bar()).toEqual(["liquidated: sell 15 @ 88.42, fee 0"]);
  });

  test("leaves no debt", () => {
    const venue = held("buy", ["50 50 50 50"], { ...cross, balance: "200", quantity: "15" });
    expect(venue.bar()).toEqual(["liquidated: sell 15 @ 86.67, fee 0, insured 550.05"]);
    expect(cash(venue)).toBe("0.05");
  });

  test("takes its unrealised loss off what is available; unrealised profit does not count", () => {
    const venue = held("buy", ["100 100 95 95", "95 120 95 120"], cross);
    expect(formatAmount(venue.exchange.account.free)).toBe("990");
    venue.bar();
    expect(formatAmount(venue.exchange.account.free)).toBe("985");
    venue.bar();
    expect(formatAmount(venue.exchange.account.free)).toBe("990");
  });
});

describe("on the way of a bar", () => {
  test("a stop that is nearer comes first, one that is further never", () => {
    const near = held("buy", ["100 100 85 85"]);
    near.submit({ side: "sell", trigger: "92", reduceOnly: true });
    expect(near.bar()).toEqual(["2 filled 1 @ 92 taker"]);
    const far = held("buy", ["100 100 85 85"]);
    far.submit({ side: "sell", trigger: "89", reduceOnly: true });
    expect(far.bar()).toEqual(["2 cancelled", "liquidated: sell 1 @ 90.9, fee 0"]);
  });

  test("at an open beyond the price the venue comes before every order, and cancels them", () => {
    const venue = held("buy", ["80 85 75 80"]);
    venue.submit({ side: "sell", trigger: "92", reduceOnly: true });
    venue.submit({ side: "buy", quantity: "1", limit: "70" });
    venue.submit({ side: "sell", reduceOnly: true });
    expect(venue.bar()).toEqual([
      "2 cancelled",
      "3 cancelled",
      "4 cancelled",
      "liquidated: sell 1 @ 90, fee 0, insured 10",
    ]);
    expect(venue.exchange.isIdle).toBe(true);
    expect(venue.exchange.account.free).toBe(venue.exchange.account.cash);
  });

  test("a position that was opened inside the bar can be liquidated in its rest", () => {
    const venue = new Venue([STILL, "100 100 80 85"], {
      instrument: INSTRUMENT,
      leverage: 10,
      balance: "1000",
      margin: { liquidationFee: 0n as Ratio },
    });
    venue.submit({ limit: "95" });
    expect(venue.bar()).toEqual(["1 filled 1 @ 95 maker", "liquidated: sell 1 @ 86.36, fee 0"]);
  });

  test("a close that slips beyond bankruptcy ends there: the venue would have come first", () => {
    const venue = held("buy", ["100 100 91 91"], { slippageBps: 0 });
    venue.submit({ side: "sell", trigger: "91", reduceOnly: true });
    expect(venue.bar()).toEqual(["2 filled 1 @ 91 taker"]);
    const slips = held("buy", ["100 100 92 92"], { slippageBps: 1_000, balance: "1000" });
    slips.submit({ side: "sell", trigger: "102", reduceOnly: true });
    const before = slips.exchange.account.cash;
    slips.bar();
    expect(before - slips.exchange.account.cash <= amount("11")).toBe(true); // Bought at 110: a margin of 11.
  });
});

describe("leverage", () => {
  test("is refused for a position that its tier does not allow it for", () => {
    const terms = { instrument: INSTRUMENT, leverage: 20, balance: "100000" };
    const venue = new Venue([STILL, STILL], terms);
    expect(venue.submit({ quantity: "9.9" })).toBe("1 accepted");
    expect(venue.submit({ quantity: "10" })).toBe("2 rejected LeverageTooHigh");
    venue.bar();
    expect(venue.submit({ quantity: "0.2" })).toBe("3 rejected LeverageTooHigh");
    expect(venue.submit({ side: "sell", quantity: "9.9", reduceOnly: true })).toBe("4 accepted");
  });
});
