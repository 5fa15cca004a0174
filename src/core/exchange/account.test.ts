import { describe, expect, test } from "vitest";
import { listed, perpetual, START, spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { Venue, type VenueTerms } from "../../../tests/builders/venue.ts";
import { type Amount, amount, formatAmount, price, quantity } from "../base/index.ts";
import type { Instrument } from "../domain/index.ts";
import { VenueAccount } from "./account.ts";

const STILL = "100 100 100 100";
const market = (terms: VenueTerms, ...bars: readonly string[]): Venue => new Venue([STILL, ...bars], terms);
const free = (venue: Venue): string => formatAmount(venue.exchange.account.free);
const cash = (venue: Venue): string => formatAmount(venue.exchange.account.cash);

describe("fees", () => {
  test("who takes pays the taker's rate, who rests the maker's", () => {
    const venue = market({}, STILL, "100 101 94 100");
    venue.submit({ quantity: "3" });
    venue.bar();
    venue.submit({ quantity: "3", limit: "95" });
    venue.bar();
    expect(venue.fills.map(({ fee }) => formatAmount(fee))).toEqual(["0.12", "0.057"]); // 300 x 4 bp, 285 x 2 bp
    expect(cash(venue)).toBe("999414.823");
  });

  test("are charged on the value of the base asset, whatever a contract holds", () => {
    const venue = market({ instrument: perpetual({ contractSize: "0.01", step: "1" }) }, STILL);
    venue.submit({ quantity: "500" }); // 5 units at 100
    venue.bar();
    expect(venue.fills.map(({ fee }) => formatAmount(fee))).toEqual(["0.2"]);
  });

  test("a maker's rebate is paid out", () => {
    const venue = market({ instrument: spot({ maker: "-0.0001" }) }, "100 101 94 100");
    venue.submit({ limit: "95" });
    venue.bar();
    expect(formatAmount(venue.fills[0]?.fee as Amount)).toBe("-0.0095");
    expect(cash(venue)).toBe("999905.0095");
  });
});

describe("money", () => {
  test("an order needs its value and the fee, at its limit or collar", () => {
    const terms = { balance: "100.04" };
    expect(market(terms).submit({ limit: "100" })).toBe("1 accepted");
    expect(market(terms).submit({})).toBe("1 accepted");
    expect(market(terms).submit({ collar: "100.01" })).toBe("1 rejected InsufficientBalance");
    expect(market(terms).submit({ limit: "100.01" })).toBe("1 rejected InsufficientBalance");
  });

  test("what other orders tie up cannot be spent twice", () => {
    const venue = market({ balance: "250", instrument: withoutFees(spot()) }, STILL, STILL);
    expect(venue.submit({ limit: "90" })).toBe("1 accepted");
    expect(free(venue)).toBe("160");
    expect(venue.submit({ limit: "90", quantity: "1.5" })).toBe("2 accepted");
    expect(free(venue)).toBe("25");
    expect(venue.submit({ limit: "90" })).toBe("3 rejected InsufficientBalance");
    venue.cancel(1);
    expect(free(venue)).toBe("115");
    expect(venue.submit({ limit: "90" })).toBe("4 accepted");
  });

  test("a fill below the collar frees the difference", () => {
    const venue = market({ balance: "250", instrument: withoutFees(spot()) }, STILL);
    venue.submit({ collar: "110" });
    expect(free(venue)).toBe("140");
    venue.bar();
    expect(free(venue)).toBe("150");
    expect(cash(venue)).toBe("150");
  });

  test("a spot account sells no more than it holds", () => {
    const venue = market({}, STILL, STILL);
    expect(venue.submit({ side: "sell" })).toBe("1 rejected InsufficientBalance");
    venue.submit({ quantity: "2" });
    venue.bar();
    expect(venue.submit({ side: "sell", quantity: "2.001" })).toBe("3 rejected InsufficientBalance");
    expect(venue.submit({ side: "sell", quantity: "2" })).toBe("4 accepted");
  });

  test("a spot account does not sell the same units twice", () => {
    const venue = market({}, STILL, "100 110 100 105");
    venue.submit({ quantity: "2" });
    venue.bar();
    expect(venue.submit({ side: "sell", quantity: "2", limit: "105" })).toBe("2 accepted");
    expect(venue.submit({ side: "sell", quantity: "1", limit: "106" })).toBe(
      "3 rejected InsufficientBalance",
    );
    venue.bar();
    expect(venue.exchange.account.held(venue.instrument)).toBe(0n);
  });
});

describe("a perpetual", () => {
  const instrument = withoutFees(perpetual());

  test("needs only its margin at the leverage of the account", () => {
    const venue = market({ instrument, leverage: 10, balance: "100" });
    expect(venue.submit({ quantity: "10.001" })).toBe("1 rejected InsufficientMargin");
    expect(venue.submit({ quantity: "10" })).toBe("2 accepted");
    expect(free(venue)).toBe("0");
  });

  test("the fee of the whole value comes on top of the margin", () => {
    const venue = market({ instrument: perpetual(), leverage: 10, balance: "100.4" });
    expect(venue.submit({ quantity: "10" })).toBe("1 accepted"); // 100 margin, 0.4 fee
    expect(free(venue)).toBe("0");
  });

  test("moves no cash when it opens, its profit or loss when it closes", () => {
    const venue = market(
      { instrument, leverage: 5, balance: "1000" },
      STILL,
      "110 110 110 110",
      "110 110 110 110",
    );
    venue.submit({ quantity: "10" });
    venue.bar();
    expect([cash(venue), free(venue)]).toEqual(["1000", "800"]);
    venue.submit({ side: "sell", quantity: "4", reduceOnly: true });
    venue.bar();
    expect([cash(venue), free(venue)]).toEqual(["1040", "920"]);
    venue.submit({ side: "sell", quantity: "6", reduceOnly: true });
    venue.bar();
    expect([cash(venue), free(venue)]).toEqual(["1100", "1100"]);
  });

  test("a sale larger than the position closes it and opens the other side at that price", () => {
    const venue = market({ instrument, leverage: 1, balance: "1000" }, STILL, "90 90 90 90", "80 80 80 80");
    venue.submit({ quantity: "2" });
    venue.bar();
    venue.submit({ side: "sell", quantity: "5" });
    venue.bar();
    expect(cash(venue)).toBe("980");
    expect(venue.exchange.account.held(venue.instrument)).toBe(-quantity("3"));
    venue.submit({ side: "buy", quantity: "3", reduceOnly: true });
    venue.bar();
    expect(cash(venue)).toBe("1010");
    expect(venue.exchange.account.free).toBe(amount("1010"));
  });
});

test("who has lost more than there is pays nothing more, and is paid nothing for what is owed", () => {
  const [instrument] = listed([withoutFees(perpetual())]) as [Instrument];
  const account = new VenueAccount({
    ...{ instruments: [instrument], balance: amount("150"), leverage: 10, mode: "cross" },
    markOf: () => price("80"),
  });
  const [units, value] = [quantity("10"), amount("1000")];
  account.settle({ side: "buy", quantity: units, fee: amount("0"), at: START }, value, instrument, undefined);
  expect(account.pay(instrument, amount("5"))).toBe(0n); // 150, less 200 that are lost.
  expect(account.pay(instrument, amount("-5"))).toBe(amount("-5"));
  expect(formatAmount(account.cash)).toBe("155");
});
