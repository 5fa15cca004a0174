/** The book in doubles must do all that the exact one does, or the comparison of their times is worth nothing. */
import { expect, test } from "vitest";
import { amount, amountToNumber, priceToNumber, quantityToNumber } from "../../src/core/base/index.ts";
import { Portfolio } from "../../src/core/portfolio/index.ts";
import { fill } from "../../tests/builders/fill.ts";
import { spot } from "../../tests/builders/instrument.ts";
import { DoubleBook } from "./double-book.ts";

const WHY = { strategy: "test", exitReason: "signal" } as const;
const FEE_RATE = 0.0004;
const FILLS = [
  ["buy 1 at 100", "0.04"],
  ["buy 0.5 at 120", "0.024"],
  ["sell 0.75 at 90", "0.027"],
  ["sell 0.75 at 130.5", "0.03915"],
  ["buy 2 at 99.25", "0.0794"],
  ["sell 2 at 101", "0.0808"],
] as const;

test("scaling in, a partial exit and a second trade come out as in the exact book", () => {
  const instrument = spot();
  const valuation = { priceOf: () => undefined };
  const exact = new Portfolio({
    instruments: [instrument],
    currency: "USDT",
    balance: amount("1000"),
    valuation,
  });
  const double = new DoubleBook(1, 1_000);
  for (const [text, fee] of FILLS) {
    const one = fill(text, { instrument, fee });
    exact.apply(one, WHY);
    const { price, quantity, side, at } = one;
    const terms = { price: priceToNumber(price), quantity: quantityToNumber(quantity), feeRate: FEE_RATE };
    double.apply({ instrument: instrument.id, side, at, ...terms }, WHY);
  }
  expect(double.cash).toBeCloseTo(amountToNumber(exact.cash), 9);
  expect(double.fees).toBeCloseTo(amountToNumber(exact.fees), 9);
  expect(double.trades).toHaveLength(2);
  exact.trades.forEach((trade, k) => {
    const {
      instrument: _,
      side: __,
      quantity,
      entryPrice,
      exitPrice,
      fees,
      funding: ___, // Its fills have none.
      pnl,
      entryValue,
      mfe,
      mae,
      ...same
    } = trade;
    const other = double.trades[k];
    expect(other).toMatchObject(same);
    expect(other?.quantity).toBeCloseTo(quantityToNumber(quantity), 9);
    expect(other?.entryPrice).toBeCloseTo(priceToNumber(entryPrice), 9);
    expect(other?.exitPrice).toBeCloseTo(priceToNumber(exitPrice), 9);
    expect(other?.fees).toBeCloseTo(amountToNumber(fees), 9);
    expect(other?.pnl).toBeCloseTo(amountToNumber(pnl), 9);
    expect(other?.entryValue).toBeCloseTo(amountToNumber(entryValue), 9);
    expect(other?.mfe).toBeCloseTo(mfe, 9);
    expect(other?.mae).toBeCloseTo(mae, 9);
  });
});
