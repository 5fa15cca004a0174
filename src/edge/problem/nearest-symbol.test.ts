import { expect, test } from "vitest";
import { nearestSymbol } from "./nearest-symbol.ts";

const HERE = ["BNB/USDT", "BTC/USDT", "ETH/USDT"];

test("a slip of the hand, or another currency, finds the symbol that was meant", () => {
  expect(nearestSymbol("BTC/USD", HERE)).toBe("BTC/USDT");
  expect(nearestSymbol("BTC/USDT:USDT", HERE)).toBe("BTC/USDT");
  expect(nearestSymbol("ETHH/USDT", HERE)).toBe("ETH/USDT");
});

test("another coin is not taken for one that is priced in the same", () => {
  expect(nearestSymbol("DOGE/USDT", HERE)).toBeUndefined();
  expect(nearestSymbol("SOL/USDT", HERE)).toBeUndefined();
  expect(nearestSymbol("SPY", HERE)).toBeUndefined();
});
