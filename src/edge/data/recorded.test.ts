/** What this room says about the real files: those that ship with the project and those in ../shared. */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedFile, testWithShared } from "../../../tests/shared-data.ts";
import { priceToNumber } from "../../core/base/index.ts";
import { DataProblem, instrumentFor, type LoadedBars, loadBars, resolveData } from "./index.ts";

const AS_FOUND =
  ":3:1: rows are not sorted: 2019-07-04 00:00Z comes after 2019-07-04 01:00Z; found: a file that is newest first";
const DEMO = resolve(import.meta.dirname, "..", "..", "..", "data", "demo");
const crypto = (...parts: readonly string[]): string => sharedFile("data", "candles", "crypto", ...parts);

/** A file is read once for all tests here: there are a million and a half rows of them. */
const outcomes = new Map<string, LoadedBars | DataProblem>();
function outcomeOf(name: string): LoadedBars | DataProblem {
  let outcome = outcomes.get(name);
  if (outcome === undefined) {
    try {
      outcome = loadBars(crypto(name));
    } catch (problem) {
      if (!(problem instanceof DataProblem)) throw problem;
      outcome = problem;
    }
    outcomes.set(name, outcome);
  }
  return outcome;
}

/** Closes and opens that do not lie on the tick that was in force: closes when the bar ends, opens when it begins. */
function offTick(bars: LoadedBars): string[] {
  const { instrument, warnings } = instrumentFor(bars);
  expect(warnings).toEqual([]);
  const ticks = instrument.rules.map(({ from, tick }) => ({ from, tick: priceToNumber(tick) }));
  const isOn = (price: number, at: number): boolean => {
    const tick = (ticks.findLast(({ from }) => from <= at) ?? ticks[0])?.tick ?? 0;
    return Math.abs(price / tick - Math.round(price / tick)) < 1e-4;
  };
  const { time, open, close } = bars.columns;
  const off: string[] = [];
  time.forEach((start, row) => {
    const [begin = 0, end = 0] = [open[row], close[row]];
    if (!isOn(begin, start)) off.push(`${new Date(start).toISOString()} open ${begin}`);
    if (!isOn(end, start + bars.intervalMs)) off.push(`${new Date(start).toISOString()} close ${end}`);
  });
  return off;
}

describe("the demo data", () => {
  const files = resolveData({ sources: [DEMO], symbols: [], configDirectory: "." });

  test("is found by its directory alone", () => {
    expect(files.map(({ symbol }) => symbol)).toEqual(["BNB/USDT", "BTC/USDT", "ETH/USDT"]);
  });

  test.each(["BTC/USDT", "ETH/USDT", "BNB/USDT"])(
    "%s: a year of quarters of an hour with one real halt",
    (symbol) => {
      const [found] = resolveData({
        sources: [DEMO],
        symbols: [{ symbol }],
        timeframe: "15m",
        configDirectory: ".",
      });
      const bars = loadBars(found?.file ?? "", { symbol });
      expect(bars).toMatchObject({
        symbol,
        venue: "binance",
        kind: "spot",
        interval: "15m",
        rows: 34_994,
        gaps: 1,
        missing: 5,
      });
      expect([bars.from, bars.to]).toEqual([1_672_531_200_000, 1_704_029_400_000]);
      expect(bars.warnings).toEqual(["halts: 5 bars without volume in 1 run: 5 bars from 2023-03-24 11:30Z"]);
      expect(offTick(bars)).toEqual([]);
    },
  );
});

describe("the shared candles", () => {
  testWithShared("BTC 1h since its listing: 28 outages, 128 missing hours", () => {
    expect(loadBars(crypto("binance-spot_BTCUSDT_1h_2017-2024.csv.gz"))).toMatchObject({
      symbol: "BTC/USDT",
      interval: "1h",
      rows: 58_419,
      from: 1_502_942_400_000,
      to: 1_713_708_000_000,
      gaps: 28,
      missing: 128,
    });
  });

  testWithShared("DASH 1m: 827 minutes in which nobody traded", () => {
    const { warnings, gaps } = loadBars(crypto("binance-spot_DASHUSDT_1m_2020-09_1week.csv.gz"));
    expect(gaps).toBe(0);
    expect(warnings).toEqual([
      expect.stringMatching(/^halts: 827 bars without volume in 692 runs, the longest 4 bars from/),
    ]);
  });

  testWithShared(
    "every crypto file loads, is refused as what it is, or fails for the reason it is known for",
    () => {
      const refused = new Map([
        ["funding", "funding rates"],
        ["mark", "mark prices"],
        ["1Mo", "months differ in length"],
        ["rest-candles.json", "this kind of file is not read"],
      ]);
      let loaded = 0;
      for (const name of readdirSync(crypto())) {
        const reason = [...refused].find(([part]) => name.includes(part))?.[1];
        const outcome = outcomeOf(name);
        if (!(outcome instanceof DataProblem)) {
          expect([name, reason, outcome.rows > 0]).toEqual([name, undefined, true]);
          loaded++;
          continue;
        }
        const isAsFound = name.includes("as-found");
        const expected = isAsFound ? AS_FOUND : (reason ?? "no problem");
        expect([name, outcome.exitCode, outcome.message]).toEqual([
          name,
          isAsFound ? 5 : 2,
          expect.stringContaining(expected),
        ]);
      }
      expect(loaded).toBe(50);
    },
  );

  testWithShared("no open or close of an instrument of the table is off its tick", () => {
    let checked = 0;
    for (const name of readdirSync(crypto())) {
      if (!/^binance-(?:spot|usdm)_\w+USDT_\d+[mhdw]_/.test(name)) continue;
      const outcome = outcomeOf(name);
      expect([name, outcome instanceof DataProblem ? outcome.message : offTick(outcome)]).toEqual([name, []]);
      checked++;
    }
    expect(checked).toBe(47);
  });

  testWithShared("shares and currencies are known by their names", () => {
    const kinds = ["us-equity", "fx"].map((group) =>
      readdirSync(sharedFile("data", "candles", group))
        .filter((name) => !/ticks|backtesting/.test(name))
        .map((name) => loadBars(sharedFile("data", "candles", group, name)).kind),
    );
    expect(kinds.map((each) => [...new Set(each)])).toEqual([["equity"], ["fx"]]);
  });

  testWithShared("futures are recognised and refused", () => {
    const file = sharedFile("data", "candles", "futures", "6EH4_1m_2024-01.csv.gz");
    expect(() => loadBars(file)).toThrow(/later version/);
    expect(() => resolveData({ sources: [file], symbols: [], configDirectory: "." })).toThrow(DataProblem);
  });

  testWithShared("the daily GOOG file has an unnamed column of dates", () => {
    const file = sharedFile("data", "candles", "us-equity", "GOOG_1d_2004-2013_backtesting.py.csv.gz");
    const bars = loadBars(file, { symbol: "GOOG/USD" });
    expect(bars).toMatchObject({
      rows: 2_148,
      interval: "1d",
      from: Date.parse("2004-08-19"),
      to: Date.parse("2013-03-01"),
    });
    expect(bars.columns.open[0]).toBe(100);
  });

  testWithShared("real bad prints and splits are told", () => {
    const goog = sharedFile("data", "candles", "us-equity", "GOOG_1d.csv.gz");
    const { warnings } = loadBars(goog, { symbol: "GOOG/USD" });
    expect(warnings.find((warning) => warning.startsWith("spikes"))).toContain(
      "2008-09-30 00:00Z (low 0.01)",
    );
    expect(warnings.find((warning) => warning.startsWith("jumps"))).toContain("2014-04-03 00:00Z (x 0.502)");
    const apple = sharedFile("data", "candles", "us-equity", "AAPL_1m_2014-06_3days.csv.gz");
    const split = loadBars(apple, { symbol: "AAPL/USD" }).warnings.find((warning) =>
      warning.startsWith("jumps"),
    );
    expect(split).toContain("2014-06-09 08:00Z (x 0.143)");
  });

  testWithShared(
    "the crypto directory is ambiguous where it holds several files, and clear where it does not",
    () => {
      const find = (symbol: string, timeframe?: string): string =>
        resolveData({ sources: [crypto()], symbols: [{ symbol }], timeframe, configDirectory: "." })[0]
          ?.file ?? "";
      expect(() => find("BTC/USDT", "1h")).toThrow(
        /several files hold 1h bars of BTC\/USDT; found: .*2017-2024.* and .*1h_2024/,
      );
      expect(() => find("BTC/USDT")).toThrow(/several files/);
      expect(find("XRP/USDT")).toBe(join(crypto(), "binance-spot_XRPUSDT_1d_2020-2025.csv.gz"));
      expect(find("BTCUSDT", "30m")).toBe(join(crypto(), "binance-spot_BTCUSDT_30m_2020-2025.csv.gz"));
      expect(find("BTC/USDT:USDT", "1m")).toBe(join(crypto(), "binance-usdm_BTCUSDT_1m_2025-05.csv.gz"));
      expect(() => find("DOGE/USDT")).toThrow(/no bars of DOGE\/USDT; found: /);
    },
  );
});
