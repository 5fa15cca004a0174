import { describe, expect, test } from "vitest";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import type { SlippageModel } from "./fill-model.ts";

const STILL = "100 100 100 100";

/** What a market order of `quantity` gets at the open of the last bar. */
function priceOf(
  slippage: SlippageModel,
  bars: readonly string[],
  {
    side = "buy",
    quantity = "1",
    contractSize = "1",
  }: { side?: "buy" | "sell"; quantity?: string; contractSize?: string } = {},
): string | undefined {
  const instrument = withoutFees(perpetual({ contractSize }));
  const venue = new Venue(bars, { instrument, slippage });
  for (let bar = 2; bar < bars.length; bar++) venue.bar();
  venue.submit({ side, quantity });
  return venue.bar()[0]?.split(" ")[4];
}

test("none: the price itself", () => {
  expect(priceOf({ kind: "none" }, [STILL, STILL])).toBe("100");
});

test("fixed: basis points of the price, against the trader, and to the tick against the trader", () => {
  const model: SlippageModel = { kind: "fixed-bps", bps: 5 };
  expect(priceOf(model, [STILL, STILL])).toBe("100.05");
  expect(priceOf(model, [STILL, STILL], { side: "sell" })).toBe("99.95");
  const open = "101.11 101.11 101.11 101.11";
  expect(priceOf(model, [STILL, open])).toBe("101.17"); // 101.160555
  expect(priceOf(model, [STILL, open], { side: "sell" })).toBe("101.05"); // 101.059445
});

test("half a spread: half of its basis points", () => {
  const model: SlippageModel = { kind: "half-spread", spreadBps: 20 };
  expect(priceOf(model, [STILL, STILL])).toBe("100.1");
  expect(priceOf(model, [STILL, STILL], { side: "sell" })).toBe("99.9");
});

describe("square root", () => {
  const over = (bars: number, coefficient = 1): SlippageModel => ({ kind: "square-root", coefficient, bars });
  // ln(101/99) = 0.020000667; its square / (4 ln 2) = 0.000144278; the root of it = 0.012011575.
  const MOVED = "100 101 99 100 4";

  test("coefficient x volatility of a bar x root of the share of a bar's volume", () => {
    // One unit of four: half of 0.012011575.
    expect(priceOf(over(1), [MOVED, STILL])).toBe("100.61");
    expect(priceOf(over(1), [MOVED, STILL], { side: "sell" })).toBe("99.39");
    // A quarter of a unit: a quarter of it, 0.30028938; four units: all of it.
    expect(priceOf(over(1), [MOVED, STILL], { quantity: "0.25" })).toBe("100.31");
    expect(priceOf(over(1), [MOVED, STILL], { quantity: "4" })).toBe("101.21");
    expect(priceOf(over(1, 0.5), [MOVED, STILL])).toBe("100.31");
  });

  test("counts units of the base asset, not contracts", () => {
    expect(priceOf(over(1), [MOVED, STILL], { quantity: "100", contractSize: "0.01" })).toBe("100.61");
  });

  test("takes the mean of variances and volumes over its bars", () => {
    // A bar that stands still: half the variance, so 0.012011575 / root of 2 = 0.008493466; one unit of (4 + 12) / 2: x 0.353553.
    const quiet = "100 100 100 100 12";
    expect(priceOf(over(2), [MOVED, quiet, STILL])).toBe("100.31"); // 0.30028935
    expect(priceOf(over(2), [quiet, MOVED, STILL])).toBe("100.31");
    expect(priceOf(over(20), [MOVED, quiet, STILL])).toBe("100.31"); // No more bars than there are.
    expect(priceOf(over(1), [MOVED, quiet, STILL])).toBe("100"); // The last one stood still.
  });

  test("knows nothing of the bar that is being met", () => {
    expect(priceOf(over(1), [MOVED, "100 150 50 100 1000"])).toBe("100.61");
    expect(priceOf(over(5), [MOVED, "100 150 50 100 0"])).toBe("100.61");
  });

  test("is nothing where no volume was", () => {
    expect(priceOf(over(1), ["100 101 99 100 0", STILL])).toBe("100");
  });

  test("never makes a price of nothing, however much is sold", () => {
    const model = over(1, 1_000);
    expect(Number(priceOf(model, [MOVED, STILL], { side: "sell", quantity: "9000" }))).toBeGreaterThan(0);
  });
});
