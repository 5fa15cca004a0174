import { describe, expect, test } from "vitest";
import { marketOf, parseSymbol } from "./index.ts";

describe("a leg of a market", () => {
  test.each([
    ["BTC/USDT:USDT long", "BTC/USDT:USDT long", "long"],
    ["btc/usdt:usdt  SHORT", "BTC/USDT:USDT short", "short"],
    [" ETH-USDT:USDT short ", "ETH/USDT:USDT short", "short"],
  ])("%j is %s", (text, symbol, leg) => {
    expect(parseSymbol(text)).toMatchObject({ symbol, leg, kind: "linear-perpetual", quote: "USDT" });
  });

  test.each(["BTC/USDT long", "SPY short", "EUR/USD long", "BTC/USDT:USDT flat", "NOPE1 long"])(
    "%j is none",
    (text) => {
      expect(parseSymbol(text)).toBeUndefined();
    },
  );

  test("belongs to the market that it is a leg of", () => {
    expect(["BTC/USDT:USDT long", "BTC/USDT:USDT short", "BTC/USDT:USDT", "SPY"].map(marketOf)).toEqual([
      ...["BTC/USDT:USDT", "BTC/USDT:USDT", "BTC/USDT:USDT", "SPY"],
    ]);
    expect(parseSymbol("BTC/USDT:USDT")).not.toHaveProperty("leg");
  });
});
