/** What a trade from flat to flat says about itself, by examples that can be checked by hand. */
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { MINUTE, perpetual, START, spot } from "../../../tests/builders/instrument.ts";
import { amount, type Price, price, quantity } from "../base/index.ts";
import type { ClosedTrade, Fill, Instrument } from "../domain/index.ts";
import { Portfolio } from "./index.ts";

const portfolioOf = (instrument: Instrument): Portfolio =>
  new Portfolio({
    instruments: [instrument],
    currency: "USDT",
    balance: amount("1000"),
    valuation: { priceOf: (): Price | undefined => undefined },
  });

/** Books the fills and answers with the trades they made. */
function tradesOf(instrument: Instrument, ...fills: readonly Fill[]): readonly ClosedTrade[] {
  const portfolio = portfolioOf(instrument);
  for (const one of fills) portfolio.apply(one, { strategy: "test", exitReason: "signal" });
  return portfolio.trades;
}

describe("entry and exit price", () => {
  test("are weighted by quantity over all fills, whatever was left in between", () => {
    const trades = tradesOf(
      spot(),
      fill("buy 1 at 100"),
      fill("sell 0.5 at 130"),
      fill("buy 3 at 120"),
      fill("sell 3.5 at 110"),
    );
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({
      side: "long",
      quantity: quantity("4"),
      entryPrice: price("115"),
      exitPrice: price("112.5"),
      entryValue: amount("460"),
      pnl: amount("-10"),
    });
  });

  test("of what is still held: parts that leave take their share of the entries along, as venues count it", () => {
    const portfolio = portfolioOf(perpetual());
    const { id } = perpetual();
    const prices = ["sell 2 at 100", "buy 1 at 90", "sell 3 at 96", "buy 2 at 90"].map((words) => {
      portfolio.apply(fill(words), { strategy: "test", exitReason: "signal" });
      return portfolio.position(id).entryPrice;
    });
    expect(prices).toEqual([price("100"), price("100"), price("97"), price("97")]);
  });

  test("are per unit of the base asset, also where a contract is more or less than one", () => {
    for (const contractSize of ["0.01", "10"]) {
      const instrument = perpetual({ contractSize });
      const [trade] = tradesOf(instrument, fill("sell 3 at 100"), fill("buy 3 at 90"));
      expect([trade?.entryPrice, trade?.exitPrice]).toEqual([price("100"), price("90")]);
      expect(trade?.pnl).toBe(contractSize === "10" ? amount("300") : amount("0.3"));
    }
  });

  test("are cut off at twelve decimals; the profit beside them is not", () => {
    const [trade] = tradesOf(spot(), fill("buy 1 at 100"), fill("buy 2 at 101"), fill("sell 3 at 101"));
    expect(trade?.entryPrice).toBe(price("100.666666666666"));
    expect(trade?.pnl).toBe(amount("1"));
  });
});

describe("profit of a position that is left in parts", () => {
  test("is exact at the end, though a part in between cannot be", () => {
    const portfolio = portfolioOf(perpetual());
    const cost = ["buy 1 at 0.000000000001", "buy 2 at 0.000000000002"]; // 5 units of money for 3 contracts... of 1e8 each.
    const why = { strategy: "test", exitReason: "signal" } as const;
    for (const text of [...cost, "sell 1 at 0.000000000002"]) portfolio.apply(fill(text), why);
    const position = portfolio.position(perpetual().id);
    expect(position.realised).toBe(33_333_333n); // A third of 1e8 units, towards zero.
    const trade = portfolio.apply(fill("sell 2 at 0.000000000002"), why);
    expect(trade?.pnl).toBe(100_000_000n);
  });

  test("rounds a loss towards zero as well", () => {
    const portfolio = portfolioOf(perpetual());
    const why = { strategy: "test", exitReason: "signal" } as const;
    for (const text of ["sell 1 at 0.000000000001", "sell 2 at 0.000000000002", "buy 1 at 0.000000000002"])
      portfolio.apply(fill(text), why);
    expect(portfolio.position(perpetual().id).realised).toBe(-33_333_333n);
  });
});

describe("the extremes of the price", () => {
  test("are shares of the entry price: best for us, worst for us", () => {
    const [long] = tradesOf(
      spot(),
      fill("buy 1 at 100"),
      fill("sell 0.5 at 125"),
      fill("buy 0.5 at 100"),
      fill("sell 1 at 90"),
    );
    expect([long?.mfe, long?.mae]).toEqual([0.25, 90 / 100 - 1]);
    const [short] = tradesOf(perpetual(), fill("sell 2 at 100"), fill("buy 1 at 75"), fill("buy 1 at 150"));
    expect([short?.mfe, short?.mae]).toEqual([0.25, -0.5]);
  });

  test("take in the bars that were seen, and begin anew with each trade", () => {
    const portfolio = portfolioOf(spot());
    const why = { strategy: "test", exitReason: "signal" } as const;
    const position = portfolio.position(spot().id);
    portfolio.apply(fill("buy 1 at 100"), why);
    position.observe(150, 50);
    const first = portfolio.apply(fill("sell 1 at 100"), why);
    expect([first?.mfe, first?.mae]).toEqual([0.5, -0.5]);
    portfolio.apply(fill("buy 1 at 100"), why);
    position.observe(125, 75);
    const second = portfolio.apply(fill("sell 1 at 100"), why);
    expect([second?.mfe, second?.mae]).toEqual([0.25, -0.25]);
  });
});

describe("a flip", () => {
  test("closes one trade and opens the next at its price and its moment", () => {
    const [first, second] = tradesOf(
      perpetual(),
      fill("buy 1 at 100", { at: START }),
      fill("sell 3 at 125", { at: START + MINUTE }),
      fill("buy 2 at 100", { at: START + 2 * MINUTE }),
    );
    expect(first).toMatchObject({ id: 1, side: "long", quantity: quantity("1"), pnl: amount("25") });
    expect([first?.entryTime, first?.exitTime]).toEqual([START, START + MINUTE]);
    expect([first?.mfe, first?.mae]).toEqual([0.25, 0]);
    expect(second).toMatchObject({ id: 2, side: "short", quantity: quantity("2"), pnl: amount("50") });
    expect([second?.entryTime, second?.exitTime]).toEqual([START + MINUTE, START + 2 * MINUTE]);
    expect([second?.mfe, second?.mae]).toEqual([1 - 100 / 125, -0]);
  });
});

describe("who and why", () => {
  test("are the strategy that entered and the reason of the fill that left", () => {
    const portfolio = portfolioOf(spot());
    portfolio.apply(fill("buy 1 at 100"), { strategy: "one", exitReason: "signal" });
    portfolio.apply(fill("sell 0.5 at 99"), { strategy: "two", exitReason: "take-profit" });
    portfolio.apply(fill("sell 0.5 at 90"), { strategy: "two", exitReason: "stop-loss" });
    expect(portfolio.trades).toMatchObject([{ strategy: "one", exitReason: "stop-loss" }]);
  });

  test("stay with who opened, and when, whoever adds to it later", () => {
    const portfolio = portfolioOf(spot());
    portfolio.apply(fill("buy 1 at 100", { at: START }), { strategy: "one", exitReason: "signal" });
    portfolio.apply(fill("buy 1 at 110", { at: START + MINUTE }), { strategy: "two", exitReason: "signal" });
    portfolio.apply(fill("sell 2 at 120", { at: START + 2 * MINUTE }), {
      strategy: "three",
      exitReason: "signal",
    });
    expect(portfolio.trades).toMatchObject([{ strategy: "one", entryTime: START }]);
  });
});

test("a position that is flat, before and after a trade, has no entry price and no extremes", () => {
  const portfolio = portfolioOf(spot());
  const position = portfolio.position(spot().id);
  const extremes = (): readonly number[] => [position.mfe, position.mae].map(Math.abs);
  expect([position.entryPrice, extremes()]).toEqual([0n, [0, 0]]);
  for (const text of ["buy 1 at 100", "sell 1 at 90"])
    portfolio.apply(fill(text), { strategy: "test", exitReason: "signal" });
  expect([position.entryPrice, extremes()]).toEqual([0n, [0, 0]]);
});
