import { describe, expect, test } from "vitest";
import { formatPrice, formatQuantity, ratio, type UnixMs } from "../../core/base/index.ts";
import {
  CONTINUOUS,
  defineInstrument,
  type Instrument,
  type InstrumentId,
  rulesAt,
} from "../../core/domain/index.ts";
import type { BarColumns } from "../../core/market/index.ts";
import { DataProblem, instrumentFor } from "./index.ts";
import { INSTRUMENTS } from "./instrument-table.ts";

function columnsOf(prices: readonly number[]): BarColumns {
  const column = Float64Array.from(prices);
  return {
    time: Float64Array.from(prices, (_, i) => 1_704_067_200_000 + i * 60_000),
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
  };
}

const known = (symbol: string, kind: Instrument["kind"]): Instrument =>
  defineInstrument({
    ...instrumentFor({ symbol, venue: "binance", kind, columns: columnsOf([1]), session: CONTINUOUS })
      .instrument,
    id: 0 as InstrumentId,
  });

/** Tick, step and smallest order value on a day. */
function rulesOn(symbol: string, day: string): string[] {
  const rules = rulesAt(
    known(symbol, symbol.includes(":") ? "linear-perpetual" : "spot"),
    Date.parse(day) as UnixMs,
  );
  return [
    formatPrice(rules.tick),
    formatQuantity(rules.step),
    `${rules.minNotional / 100_000_000_000_000_000_000n}`,
  ];
}

describe("the instrument table", () => {
  test("holds what the ledger relies on: sorted dates, exact steps", () => {
    for (const { symbol, rules } of INSTRUMENTS) {
      const instrument = known(symbol, symbol.includes(":") ? "linear-perpetual" : "spot");
      expect(instrument.rules.every(({ from }) => Number.isInteger(from))).toBe(true);
      expect(instrument.rules).toHaveLength(rules.length);
    }
  });

  test("names each instrument once", () => {
    const names = INSTRUMENTS.map(({ venue, symbol }) => `${venue} ${symbol}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("knows the rules of the day", () => {
    expect(rulesOn("BTC/USDT", "2018-01-01")).toEqual(["0.01", "0.000001", "10"]);
    expect(rulesOn("BTC/USDT", "2021-10-12")).toEqual(["0.01", "0.00001", "10"]);
    expect(rulesOn("ETH/USDT", "2021-10-12")).toEqual(["0.01", "0.0001", "10"]);
    expect(rulesOn("BNB/USDT", "2021-01-01")).toEqual(["0.0001", "0.001", "10"]);
    expect(rulesOn("BNB/USDT", "2021-10-12")).toEqual(["0.1", "0.001", "10"]);
    expect(rulesOn("BNB/USDT", "2023-06-01")).toEqual(["0.1", "0.001", "10"]);
    expect(rulesOn("BNB/USDT", "2026-09-01")).toEqual(["0.01", "0.001", "5"]);
    expect(rulesOn("SOL/USDT", "2021-10-12")).toEqual(["0.01", "0.01", "10"]);
    expect(rulesOn("XRP/USDT", "2021-10-12")).toEqual(["0.0001", "1", "10"]);
    expect(rulesOn("DASH/USDT", "2021-10-12")).toEqual(["0.1", "0.001", "10"]);
    expect(rulesOn("BTC/USDT:USDT", "2021-07-21")).toEqual(["0.01", "0.001", "5"]);
    expect(rulesOn("BTC/USDT:USDT", "2025-05-05")).toEqual(["0.1", "0.001", "5"]);
    expect(rulesOn("SOL/USDT:USDT", "2025-05-05")).toEqual(["0.01", "0.01", "5"]);
  });

  test("gives fees, leverage and the parts of the symbol", () => {
    const spot = known("BTCUSDT", "spot");
    expect(spot).toMatchObject({
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      leverageMax: 1,
      session: { kind: "continuous" },
    });
    expect(spot.fees).toEqual({ kind: "percent", maker: ratio("0.001"), taker: ratio("0.001") });
    const perpetual = known("BTC/USDT:USDT", "linear-perpetual");
    expect(perpetual.fees).toEqual({ kind: "percent", maker: ratio("0.0002"), taker: ratio("0.0005") });
    expect([perpetual.leverageMax, perpetual.contractSize]).toEqual([20, 100_000_000n]);
  });
});

describe("shares and currencies", () => {
  const ask = (
    symbol: string,
    kind: Instrument["kind"],
    more: Partial<Parameters<typeof instrumentFor>[0]> = {},
  ) => instrumentFor({ symbol, venue: "x", kind, columns: columnsOf([1]), session: CONTINUOUS, ...more });
  const ruled = ({ instrument }: ReturnType<typeof instrumentFor>): string[] => {
    const { tick, step } = rulesAt(defineInstrument({ ...instrument, id: 0 as InstrumentId }), 0 as UnixMs);
    return [formatPrice(tick), formatQuantity(step)];
  };

  test("a share moves in cents and whole pieces; factors leave no grid", () => {
    expect(ruled(ask("SPY", "equity"))).toEqual(["0.01", "1"]);
    expect(ruled(ask("SPY", "equity", { isAdjusted: true }))).toEqual(["0.00000001", "1"]);
  });

  test("a share is an asset in a cash account, and on margin where the account may borrow", () => {
    expect(ask("SPY", "equity").instrument).toMatchObject({ settlement: "asset", quote: "USD" });
    expect(ask("SPY", "equity", { hasMargin: true }).instrument.settlement).toBe("margin");
  });

  test("a currency moves in tenths of a pip, in lots", () => {
    expect(ruled(ask("EURUSD", "fx"))).toEqual(["0.00001", "1000"]);
    expect(ruled(ask("USD/JPY", "fx", { lot: "standard" }))).toEqual(["0.001", "100000"]);
    expect(formatPrice(ask("USD/JPY", "fx").instrument.pip ?? (0n as never))).toBe("0.01");
  });

  test("what is left out is said", () => {
    expect(ask("SPY", "equity", { isAdjusted: true }).warnings).toEqual([]);
    expect(ask("SPY", "equity").warnings.join()).toMatch(/splits and dividends are not simulated/);
    expect(ask("SPY", "equity", { hasMargin: true }).warnings.join()).toMatch(/borrowed shares/);
    expect(ask("EUR/USD", "fx").warnings.join()).toMatch(/interest/);
  });
});

describe("an instrument that no table knows", () => {
  const unknown = (prices: readonly number[]): ReturnType<typeof instrumentFor> =>
    instrumentFor({
      symbol: "DUSK/USD",
      venue: "bitfinex",
      kind: "spot",
      columns: columnsOf(prices),
      session: CONTINUOUS,
    });
  const tickOf = (prices: readonly number[]): string =>
    formatPrice(
      rulesAt(defineInstrument({ ...unknown(prices).instrument, id: 0 as InstrumentId }), 0 as UnixMs).tick,
    );

  test("gets its tick from the decimals of its prices, and a warning that says so", () => {
    expect(tickOf([1.25, 1.5, 3])).toBe("0.01");
    expect(tickOf([100, 200])).toBe("1");
    expect(tickOf([0.0000012, 1e-7])).toBe("0.0000001");
    expect(tickOf([1 / 3])).toBe("0.000000000001");
    expect(unknown([1.25]).warnings).toEqual([
      "DUSK/USD on bitfinex is not in the instrument table: tick 0.01 from the decimals of its prices, step 1e-8, " +
        "no minimum order, fees 10/20 bps assumed",
    ]);
    expect(unknown([1.25]).instrument.rules[0]).toMatchObject({ step: 1n, minQuantity: 1n, minNotional: 0n });
  });

  test("is judged by its first thousand rows only", () => {
    expect(tickOf([...Array.from({ length: 1_000 }, () => 1.5), 1.0001])).toBe("0.1");
  });

  test("needs a symbol of its kind", () => {
    const ask = (symbol: string, kind: Instrument["kind"]) => () =>
      instrumentFor({ symbol, venue: "x", kind, columns: columnsOf([1]), session: CONTINUOUS });
    expect(ask("AAPL", "spot")).toThrow(DataProblem);
    expect(ask("BTC/USDT", "linear-perpetual")).toThrow(
      "BTC/USDT is no symbol of a linear-perpetual instrument; allowed: BTC/USDT:USDT",
    );
  });
});
