/** Where a fee goes, by examples that can be checked by hand. */
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import {
  amount,
  formatAmount,
  formatPrice,
  formatQuantity,
  InvariantBroken,
  type Price,
  price,
  quantity,
} from "../base/index.ts";
import type { ClosedTrade, Fill, Instrument } from "../domain/index.ts";
import { Portfolio } from "./index.ts";

const WHY = { strategy: "test", exitReason: "signal" } as const;

function portfolioOf(instrument: Instrument, prices: Readonly<Record<string, Price>> = {}): Portfolio {
  const valuation = { priceOf: (asset: string) => prices[asset] };
  return new Portfolio({ instruments: [instrument], currency: "USDT", balance: amount("1000"), valuation });
}

const applyAll = (portfolio: Portfolio, ...fills: readonly Fill[]): readonly (ClosedTrade | undefined)[] =>
  fills.map((one) => portfolio.apply(one, WHY));
const cashOf = (portfolio: Portfolio): string => formatAmount(portfolio.cash);
const walletOf = ({ ledger }: Portfolio, asset: string): string =>
  formatAmount(ledger.balance(ledger.asset(asset), "wallet"));
const venueOf = ({ ledger }: Portfolio, asset: string): string =>
  formatAmount(ledger.balance(ledger.asset(asset), "venue"));

describe("a fee in the quote asset", () => {
  test("leaves cash and profit, and the venue has it", () => {
    const portfolio = portfolioOf(spot());
    const [, closed] = applyAll(
      portfolio,
      fill("buy 2 at 100", { fee: "0.2" }),
      fill("sell 2 at 110", { fee: "0.22" }),
    );
    expect([cashOf(portfolio), venueOf(portfolio, "USDT")]).toEqual(["1019.58", "0.42"]);
    expect(formatAmount(closed?.pnl ?? amount("0"))).toBe("19.58");
    expect([closed?.fees, portfolio.fees]).toEqual([amount("0.42"), amount("0.42")]);
  });

  test("that is negative is a rebate: it is earned", () => {
    const portfolio = portfolioOf(perpetual());
    const [, closed] = applyAll(
      portfolio,
      fill("sell 2 at 100", { fee: "-0.02" }),
      fill("buy 2 at 100", { fee: "0.05" }),
    );
    expect(cashOf(portfolio)).toBe("999.97");
    expect([closed?.pnl, closed?.fees]).toEqual([amount("-0.03"), amount("0.03")]);
  });
});

describe("a fee in the base asset", () => {
  test("comes out of what was bought: less is held, at the same cost", () => {
    const portfolio = portfolioOf(spot());
    applyAll(portfolio, fill("buy 2 at 100", { fee: "0.002", feeAsset: "BTC" }));
    const position = portfolio.position(spot().id);
    expect([formatQuantity(position.quantity), formatAmount(position.cost)]).toEqual(["1.998", "200"]);
    expect([cashOf(portfolio), walletOf(portfolio, "BTC"), venueOf(portfolio, "BTC")]).toEqual([
      "800",
      "1.998",
      "0.002",
    ]);
  });

  test("is paid once: it is in the cost, so it is not taken off the profit again", () => {
    const portfolio = portfolioOf(spot());
    const [, closed] = applyAll(
      portfolio,
      fill("buy 2 at 100", { fee: "0.002", feeAsset: "BTC" }),
      fill("sell 1.998 at 110"),
    );
    expect(closed?.pnl).toBe(amount("19.78")); // 1.998 x 110 - 200
    expect(closed?.fees).toBe(amount("0.2")); // 0.002 at 100
    expect(cashOf(portfolio)).toBe("1019.78");
    expect(formatPrice(closed?.entryPrice ?? price("0"))).toBe("100");
  });

  test("has at most eight decimals, or the books could not say what is held", () => {
    const portfolio = portfolioOf(spot());
    const finer = fill("buy 2 at 100", { fee: "0.000000001", feeAsset: "BTC" });
    expect(() => applyAll(portfolio, finer)).toThrow(InvariantBroken);
  });

  const pennies = spot({ step: "0.01" });
  const bought = (units: string, fee: string) => fill(`buy ${units} at 100`, { fee, feeAsset: "BTC" });
  const isHeld = (portfolio: Portfolio): readonly string[] => {
    const { quantity, dust } = portfolio.position(pennies.id);
    return [formatQuantity(quantity), formatQuantity(dust), walletOf(portfolio, "BTC")];
  };

  test("leaves whole steps to trade with: the rest is dust, until it makes up a step", () => {
    const portfolio = portfolioOf(pennies);
    applyAll(portfolio, bought("1", "0.004"));
    expect(isHeld(portfolio)).toEqual(["0.99", "0.006", "0.996"]);
    applyAll(portfolio, bought("1", "0.004"));
    expect(isHeld(portfolio)).toEqual(["1.99", "0.002", "1.992"]);
    applyAll(portfolio, bought("1", "0.001"));
    expect(isHeld(portfolio)).toEqual(["2.99", "0.001", "2.991"]);
    expect(portfolio.ledger.isBalanced()).toBe(true);
  });

  test("that took all of it leaves nothing to trade with, and what it cost to what comes next", () => {
    const portfolio = portfolioOf(pennies);
    applyAll(portfolio, bought("0.01", "0.00001"));
    expect([...isHeld(portfolio), portfolio.position(pennies.id).isFlat]).toEqual([
      ...["0", "0.00999", "0.00999"],
      true,
    ]);
    applyAll(portfolio, bought("0.01", "0.00001"));
    expect(isHeld(portfolio)).toEqual(["0.01", "0.00998", "0.01998"]);
    const [closed] = applyAll(portfolio, fill("sell 0.01 at 100"));
    expect([closed?.pnl, closed?.quantity]).toEqual([amount("-1"), quantity("0.02")]); // Two were paid, one could be sold.
    expect([cashOf(portfolio), isHeld(portfolio)[0]]).toEqual(["999", "0"]);
  });

  test("paid with dust is not taken off the profit again", () => {
    const portfolio = portfolioOf(pennies);
    const trade = (fee: string) => applyAll(portfolio, bought("1", fee), fill("sell 0.99 at 100"))[1];
    expect(trade("0.001")?.pnl).toBe(amount("-1")); // What is left of the step is dust now: 0.009.
    applyAll(portfolio, bought("1", "0.004"));
    expect(isHeld(portfolio)).toEqual(["1", "0.005", "1.005"]);
    expect(applyAll(portfolio, fill("sell 1 at 100"))[0]?.pnl).toBe(amount("0"));
    expect(cashOf(portfolio)).toBe("999");
  });

  test("of a contract leaves the contracts as they are: they are not what the fee is paid with", () => {
    const portfolio = portfolioOf(perpetual());
    applyAll(portfolio, fill("buy 2 at 100", { fee: "0.002", feeAsset: "BTC" }));
    expect(formatQuantity(portfolio.position(perpetual().id).quantity)).toBe("2");
    expect([walletOf(portfolio, "BTC/USDT:USDT"), walletOf(portfolio, "BTC")]).toEqual(["2", "-0.002"]);
    expect(portfolio.fees).toBe(amount("0.2"));
  });

  test("of a sale is paid out of what is left, however fine it is", () => {
    const portfolio = portfolioOf(spot());
    applyAll(portfolio, fill("buy 2 at 100"), fill("sell 1 at 100", { fee: "0.000000001", feeAsset: "BTC" }));
    expect(walletOf(portfolio, "BTC")).toBe("0.999999999");
    expect(portfolio.fees).toBe(amount("0.0000001"));
  });
});

describe("a fee in a third asset", () => {
  test("leaves that asset, and is valued in the profit of the trade", () => {
    const portfolio = portfolioOf(spot(), { BNB: price("300") });
    const [, closed] = applyAll(
      portfolio,
      fill("buy 2 at 100", { fee: "0.001", feeAsset: "BNB" }),
      fill("sell 2 at 110"),
    );
    expect([cashOf(portfolio), walletOf(portfolio, "BNB"), venueOf(portfolio, "BNB")]).toEqual([
      "1020",
      "-0.001",
      "0.001",
    ]);
    expect([closed?.pnl, closed?.fees, portfolio.fees]).toEqual([
      amount("19.7"),
      amount("0.3"),
      amount("0.3"),
    ]);
  });

  test("is valued to the last unit towards zero, paid or earned", () => {
    const tiny = { fee: "0.00000000000000000007", feeAsset: "BNB" };
    const paid = portfolioOf(spot(), { BNB: price("0.3") });
    applyAll(paid, fill("buy 2 at 100", tiny));
    const earned = portfolioOf(spot(), { BNB: price("0.3") });
    applyAll(earned, fill("buy 2 at 100", { ...tiny, fee: `-${tiny.fee}` }));
    expect([paid.fees, earned.fees]).toEqual([2n, -2n]);
  });

  test("that nothing in the run prices counts for nothing in the profit, but leaves the wallet", () => {
    const portfolio = portfolioOf(spot());
    const [, closed] = applyAll(
      portfolio,
      fill("buy 2 at 100", { fee: "5", feeAsset: "BGB" }),
      fill("sell 2 at 110"),
    );
    expect([closed?.pnl, closed?.fees]).toEqual([amount("20"), amount("0")]);
    expect(walletOf(portfolio, "BGB")).toBe("-5");
  });
});

describe("the fee of a flip", () => {
  test("is shared by quantity between the trade it closes and the trade it opens", () => {
    const portfolio = portfolioOf(perpetual());
    const [, first, second] = applyAll(
      portfolio,
      fill("buy 1 at 100", { fee: "0.1" }),
      fill("sell 4 at 110", { fee: "0.4" }),
      fill("buy 3 at 100", { fee: "0.3" }),
    );
    expect([first?.fees, first?.pnl]).toEqual([amount("0.2"), amount("9.8")]);
    expect([second?.fees, second?.pnl]).toEqual([amount("0.6"), amount("29.4")]);
    expect(cashOf(portfolio)).toBe("1039.2");
  });

  test("is shared without losing a unit where it cannot be divided", () => {
    const portfolio = portfolioOf(perpetual());
    const odd = "0.00000000000000000100";
    const [, first, second] = applyAll(
      portfolio,
      fill("buy 1 at 100"),
      fill("sell 3 at 100", { fee: odd }),
      fill("buy 2 at 100"),
    );
    expect([first?.fees, second?.fees]).toEqual([33n, 67n]);
    expect(portfolio.fees).toBe(amount(odd));
  });
});
