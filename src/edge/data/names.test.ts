import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSymbol } from "../../core/domain/index.ts";
import { parseFileName } from "./index.ts";

describe("a symbol", () => {
  test.each([
    ["BTC/USDT", "BTC/USDT"],
    ["btc/usdt", "BTC/USDT"],
    ["BTCUSDT", "BTC/USDT"],
    ["btcusdt", "BTC/USDT"],
    ["BTC-USD", "BTC/USD"],
    ["BTC_USDT", "BTC/USDT"],
    ["tBTCUSD", "BTC/USD"],
    ["tBTCUST", "BTC/USDT"],
    ["tDUSK:USD", "DUSK/USD"],
    ["BTC/USDT:USDT", "BTC/USDT:USDT"],
    ["ETHBTC", "ETH/BTC"],
    ["1000PEPEUSDT", "1000PEPE/USDT"],
    ["BTCTUSD", "BTC/TUSD"],
    ["BTCFDUSD", "BTC/FDUSD"],
    ["EURUSD", "EUR/USD"],
    ["DASHUSDT", "DASH/USDT"],
  ])("%s is %s", (text, symbol) => {
    expect(parseSymbol(text)?.symbol).toBe(symbol);
  });

  test.each([
    "BTC",
    "GOOGLE",
    "DOGE",
    "EUR",
    "USDT",
    "BTC/USD:BTC",
    "BTC/",
    "/USDT",
    "BTC USDT",
    "BTC/USDT:",
    "",
    "6EH4",
    "tBTCXXX",
  ])("'%s' is not understood", (text) => {
    expect(parseSymbol(text)).toBeUndefined();
  });

  test("that can be cut in two ways is not guessed", () => {
    expect(parseSymbol("XYZTUSD")).toBeUndefined(); // XYZ/TUSD or XYZT/USD
  });

  test("says base, quote and kind", () => {
    expect(parseSymbol("ETHUSDT")).toEqual({ symbol: "ETH/USDT", base: "ETH", quote: "USDT", kind: "spot" });
    expect(parseSymbol("ETH/USDT:USDT")).toMatchObject({
      base: "ETH",
      quote: "USDT",
      kind: "linear-perpetual",
    });
  });

  test("in its unified form is understood as itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parts = parseSymbol(text);
        if (parts !== undefined) expect(parseSymbol(parts.symbol)).toEqual(parts);
      }),
    );
  });
});

describe("a file name", () => {
  test.each([
    ["binance-spot_BTCUSDT_1h_2017-2024.csv.gz", "binance", "BTC/USDT", "1h", "bars", "known"],
    [
      "some/folder/binance-spot_DASHUSDT_1m_2020-09_1week.csv.gz",
      "binance",
      "DASH/USDT",
      "1m",
      "bars",
      "known",
    ],
    ["binance-usdm_BTCUSDT_1m_2025-05.csv.gz", "binance", "BTC/USDT:USDT", "1m", "bars", "known"],
    ["binance-usdm_BTCUSDT_funding_8h_2025.csv.gz", "binance", "BTC/USDT:USDT", "8h", "funding", "known"],
    ["binance-usdm_SOLUSDT_mark_8h_2025.csv.gz", "binance", "SOL/USDT:USDT", "8h", "mark", "known"],
    ["binance-spot_BTCUSDT_1Mo_2024.csv.gz", "binance", "BTC/USDT", "1Mo", "monthly", "known"],
    ["coinbase_BTCUSD_1m-quotes_2018-04-04_2days.csv.gz", "coinbase", "BTC/USD", "1m", "quotes", "known"],
    ["coinbase_BTCUSD_1m_2018-04-04_3days.csv.gz", "coinbase", "BTC/USD", "1m", "bars", "known"],
    ["bitfinex_BTCUSD_1h_2017-2019_as-found.csv.gz", "bitfinex", "BTC/USD", "1h", "bars", "known"],
    ["BTCUSDT_4h.csv", undefined, "BTC/USDT", "4h", "bars", "known"],
    ["BTCUSDT_4h.columns", undefined, "BTC/USDT", "4h", "bars", "known"],
    ["AAPL_1d.csv.gz", undefined, "AAPL", "1d", "bars", "known"],
    ["6EH4_1m_2024-01.csv.gz", undefined, "6EH4", "1m", "bars", "future"],
    ["EURUSD_1h_oanda_2007-2018.csv.gz", undefined, "EUR/USD", "1h", "bars", "known"],
  ])("%s", (path, venue, symbol, interval, content, market) => {
    expect(parseFileName(path)).toEqual({ venue, symbol, interval, content, market });
  });

  test.each([
    "bars.csv",
    "my_data_1h.csv",
    "USDJPY_ticks_truefx.csv.gz",
    "BTCUSDT.csv",
    "BTCUSDT_5x.csv",
    "BTCUSDT_0h.csv",
    "README.md",
    "",
  ])("'%s' tells nothing", (path) => {
    expect(parseFileName(path)).toBeUndefined();
  });
});
