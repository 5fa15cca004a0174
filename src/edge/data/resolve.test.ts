import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataProblem, type DataRequest, loadBars, resolveData, writeColumns } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-resolve-"));
afterAll(() => rmSync(root, { recursive: true }));

const BTC_1H = "binance-spot_BTCUSDT_1h_2017-2024.csv";
const BTC_1H_LATER = "binance-spot_BTCUSDT_1h_2024.csv";
const BTC_5M = "binance-spot_BTCUSDT_5m_2024.csv";
const ETH_5M = "binance-spot_ETHUSDT_5m_2024.csv";
const PERPETUAL = "binance-usdm_BTCUSDT_1m_2025-05.csv";
const NAMELESS = "bars.csv";

const rows = (stepMs: number): string =>
  `time,open,high,low,close\n${[0, 1, 2].map((i) => `${1_704_067_200_000 + i * stepMs},1,1,1,1`).join("\n")}\n`;

function directory(name: string, files: readonly string[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const file of files)
    writeFileSync(
      join(path, file),
      rows(/_5m_/.test(file) ? 300_000 : /_1m_/.test(file) ? 60_000 : 3_600_000),
    );
  return path;
}

const all = directory("all", [
  BTC_1H,
  BTC_1H_LATER,
  BTC_5M,
  ETH_5M,
  PERPETUAL,
  NAMELESS,
  "notes.txt",
  "6EH4_1d.csv",
]);
const clear = directory("clear", [BTC_5M, ETH_5M]);
const bare = directory("bare", ["notes.txt", NAMELESS, "6EH4_1d.csv"]);
const config = directory("config", [BTC_5M, ETH_5M, NAMELESS]);

const request = (part: Partial<DataRequest>): DataRequest => ({
  sources: [],
  symbols: [],
  configDirectory: config,
  ...part,
});
const files = (part: Partial<DataRequest>): string[] =>
  resolveData(request(part)).map(({ symbol, file }) => `${symbol}=${file.replace(`${root}/`, "")}`);

function problemOf(part: Partial<DataRequest>): string {
  try {
    resolveData(request(part));
  } catch (problem) {
    if (problem instanceof DataProblem)
      return `${problem.exitCode} ${problem.message.replaceAll(`${root}/`, "")}`;
    throw problem;
  }
  throw new Error("nothing was wrong");
}

describe("one FILE", () => {
  test("tells its symbol by its name", () => {
    expect(files({ sources: [join(all, BTC_5M)] })).toEqual([`BTC/USDT=all/${BTC_5M}`]);
    expect(files({ sources: [join(all, PERPETUAL)] })).toEqual([`BTC/USDT:USDT=all/${PERPETUAL}`]);
  });

  test("without a telling name is the one symbol that is configured", () => {
    expect(files({ sources: [join(all, NAMELESS)], symbols: [{ symbol: "ETHUSDT" }] })).toEqual([
      `ETH/USDT=all/${NAMELESS}`,
    ]);
  });

  test("without a telling name and without one symbol is exit 2", () => {
    const nameless = join(all, NAMELESS);
    expect(problemOf({ sources: [nameless] })).toMatch(
      /^2 all\/bars.csv: the name does not tell the instrument; allowed: .*; fix: say SYMBOL=FILE, as in BTC\/USDT=all\/bars.csv$/,
    );
    expect(
      problemOf({ sources: [nameless], symbols: [{ symbol: "BTC/USDT" }, { symbol: "ETH/USDT" }] }),
    ).toMatch(/^2 all\/bars.csv: the name does not tell the instrument/);
  });

  test("of a symbol that nobody asked for is exit 2", () => {
    expect(problemOf({ sources: [join(all, PERPETUAL)], symbols: [{ symbol: "BTC/USDT" }] })).toBe(
      `2 all/${PERPETUAL}: the file is BTC/USDT:USDT, which is not among the symbols of this run; found: BTC/USDT; ` +
        `fix: add BTC/USDT:USDT to the symbols, or say BTC/USDT=all/${PERPETUAL}`,
    );
  });

  test("that does not exist is exit 5", () => {
    expect(problemOf({ sources: [join(root, "none.csv")] })).toMatch(/^5 none.csv: there is no such file/);
  });

  test("of a future is exit 2", () => {
    expect(problemOf({ sources: [join(all, "6EH4_1d.csv")] })).toMatch(
      /^2 all\/6EH4_1d.csv: 6EH4 looks like a future/,
    );
  });

  test("and another of the same symbol is exit 2, unless the timeframe tells them apart", () => {
    const sources = [join(all, BTC_1H), join(all, BTC_5M)];
    expect(problemOf({ sources })).toBe(
      `2 several files hold bars of BTC/USDT; found: all/${BTC_1H} and all/${BTC_5M}; allowed: one file for each instrument ` +
        `and interval; fix: pick one with symbols.BTC/USDT.data: ${BTC_1H}, or --data BTC/USDT=all/${BTC_1H}`,
    );
    expect(files({ sources, timeframe: "5m" })).toEqual([`BTC/USDT=all/${BTC_5M}`]);
    expect(problemOf({ sources, timeframe: "1d" })).toMatch(
      /^2 there are no 1d bars of BTC\/USDT; .*fix: set the timeframe to one of 1h and 5m, or make such bars: timonel data resample all\/\S+_1h_\S+ --to 1d --out FILE$/,
    );
  });

  test("of columns tells its symbol by its header", () => {
    const source = loadBars(join(all, BTC_1H));
    const file = join(root, "saved.columns");
    writeColumns(file, { ...source, symbol: "DASH/USDT" });
    expect(files({ sources: [file] })).toEqual(["DASH/USDT=saved.columns"]);
  });
});

describe("the legs of a market", () => {
  const legs = [{ symbol: "BTC/USDT:USDT long" }, { symbol: "BTC/USDT:USDT short" }];
  const both = (file: string): string[] => legs.map(({ symbol }) => `${symbol}=${file}`);

  test.each([
    ["one FILE", [join(all, PERPETUAL)], `all/${PERPETUAL}`],
    ["a DIR", [all], `all/${PERPETUAL}`],
    ["a FILE without a telling name", [join(all, NAMELESS)], `all/${NAMELESS}`],
    ["SYMBOL=FILE", [`BTC/USDT:USDT=${join(all, NAMELESS)}`], `all/${NAMELESS}`],
  ])("have the same bars: %s", (_, sources, file) => {
    expect(files({ sources, symbols: legs })).toEqual(both(file));
  });

  test("have no bars of their own", () => {
    expect(problemOf({ sources: ["BTC/USDT:USDT long=x.csv"], symbols: legs })).toMatch(
      /^2 --data BTC\/USDT:USDT long=x.csv: BTC\/USDT:USDT long is one leg of a market, .*fix: write BTC\/USDT:USDT=FILE/,
    );
  });
});

describe("SYMBOL=FILE", () => {
  test("takes any file for any spelling of the symbol", () => {
    expect(files({ sources: [`BTCUSDT=${join(all, NAMELESS)}`] })).toEqual([`BTC/USDT=all/${NAMELESS}`]);
    expect(
      files({ sources: [`tETHUSD=${join(all, BTC_1H)}`, `BTC/USDT:USDT=${join(all, BTC_1H)}`] }),
    ).toEqual([`ETH/USD=all/${BTC_1H}`, `BTC/USDT:USDT=all/${BTC_1H}`]);
  });

  test("wins over a FILE, a configured name and a DIR", () => {
    const sources = [join(all, BTC_1H), clear, `BTC/USDT=${join(all, NAMELESS)}`];
    expect(files({ sources, symbols: [{ symbol: "BTC/USDT", data: BTC_5M }] })).toEqual([
      `BTC/USDT=all/${NAMELESS}`,
    ]);
  });

  test("with an unknown symbol, or twice, is exit 2", () => {
    expect(problemOf({ sources: ["6EH4=x.csv"] })).toMatch(
      /^2 --data 6EH4=x.csv: symbol 6EH4 is not understood; allowed: BTC\/USDT/,
    );
    expect(problemOf({ sources: ["BTCUSDT=x.csv", "BTC/USDT=y.csv"] })).toMatch(
      /^2 --data BTC\/USDT=y.csv: BTC\/USDT has two files; found: x.csv and y.csv/,
    );
    expect(problemOf({ sources: ["ETHUSDT=x.csv"], symbols: [{ symbol: "BTC/USDT" }] })).toMatch(
      /^2 x.csv: the file is ETH\/USDT, which is not among/,
    );
  });
});

describe("a DIR", () => {
  test("is searched by symbol and timeframe", () => {
    expect(
      files({ sources: [all], symbols: [{ symbol: "BTC/USDT" }, { symbol: "ETH/USDT" }], timeframe: "5m" }),
    ).toEqual([`BTC/USDT=all/${BTC_5M}`, `ETH/USDT=all/${ETH_5M}`]);
    expect(files({ sources: [all], symbols: [{ symbol: "BTC/USDT:USDT" }] })).toEqual([
      `BTC/USDT:USDT=all/${PERPETUAL}`,
    ]);
    expect(
      files({ sources: [all], symbols: [{ symbol: "BTC/USDT", timeframe: "5m" }], timeframe: "1h" }),
    ).toEqual([`BTC/USDT=all/${BTC_5M}`]);
  });

  test("gives all its symbols when none is configured", () => {
    expect(files({ sources: [clear] })).toEqual([`BTC/USDT=clear/${BTC_5M}`, `ETH/USDT=clear/${ETH_5M}`]);
  });

  test("with several files of a symbol and interval is exit 2, listing them and how to pick", () => {
    expect(problemOf({ sources: [all], symbols: [{ symbol: "BTC/USDT" }], timeframe: "1h" })).toBe(
      `2 several files hold 1h bars of BTC/USDT; found: all/${BTC_1H} and all/${BTC_1H_LATER}; allowed: one file for each ` +
        `instrument and interval; fix: pick one with symbols.BTC/USDT.data: ${BTC_1H}, or --data BTC/USDT=all/${BTC_1H}`,
    );
    expect(problemOf({ sources: [all] })).toMatch(
      /^2 several files hold bars of BTC\/USDT; found: .*1h_2017.* and .*5m_2024/,
    );
  });

  test("without the symbol is exit 2, listing what is there and the nearest", () => {
    expect(problemOf({ sources: [clear], symbols: [{ symbol: "BTC/USD" }] })).toBe(
      "2 the --data directory has no bars of BTC/USD; found: BTC/USDT and ETH/USDT; fix: did you mean BTC/USDT?",
    );
  });

  test("without the interval is exit 2, listing what is there", () => {
    expect(problemOf({ sources: [clear], symbols: [{ symbol: "ETH/USDT" }], timeframe: "1h" })).toBe(
      `2 there are no 1h bars of ETH/USDT; found: clear/${ETH_5M}; fix: set the timeframe to one of 5m, or make such bars: timonel data resample clear/${ETH_5M} --to 1h --out FILE`,
    );
    expect(problemOf({ sources: [clear], symbols: [{ symbol: "ETH/USDT" }], timeframe: "hourly" })).toMatch(
      /^2 symbols.ETH\/USDT.timeframe: hourly is no interval/,
    );
  });

  test("without any file that tells its instrument is exit 5", () => {
    expect(problemOf({ sources: [bare], symbols: [{ symbol: "BTC/USDT" }] })).toMatch(
      /^5 bare: the directory holds no file of bars whose name tells its instrument; found: 6EH4_1d.csv and bars.csv; allowed: names such as/,
    );
  });
});

describe("symbols.S.data", () => {
  test("is relative to the DIR if one is given, else to the config", () => {
    const symbols = [{ symbol: "BTC/USDT", data: BTC_5M }];
    expect(files({ symbols })).toEqual([`BTC/USDT=config/${BTC_5M}`]);
    expect(files({ symbols, sources: [all] })).toEqual([`BTC/USDT=all/${BTC_5M}`]);
    expect(files({ symbols: [{ symbol: "BTC/USDT", data: join(clear, BTC_5M) }], sources: [all] })).toEqual([
      `BTC/USDT=clear/${BTC_5M}`,
    ]);
  });

  test("picks where a DIR is ambiguous", () => {
    expect(
      files({ sources: [all], symbols: [{ symbol: "BTC/USDT", data: BTC_1H_LATER }], timeframe: "1h" }),
    ).toEqual([`BTC/USDT=all/${BTC_1H_LATER}`]);
  });

  test("that does not exist is exit 5 and names the nearest", () => {
    expect(problemOf({ symbols: [{ symbol: "BTC/USDT", data: "binance-spot_BTCUSD_5m_2024.csv" }] })).toBe(
      "5 symbols.BTC/USDT.data: there is no file binance-spot_BTCUSD_5m_2024.csv in config; " +
        `allowed: a path relative to the config; fix: did you mean ${BTC_5M}?`,
    );
    expect(problemOf({ symbols: [{ symbol: "BTC/USDT", data: BTC_5M }], sources: [bare] })).toMatch(
      / in bare; allowed: a path relative to the --data directory/,
    );
  });
});

describe("symbols", () => {
  test("without any data are exit 2", () => {
    expect(problemOf({})).toBe(
      "2 no data is given; allowed: --data FILE, --data DIR or --data SYMBOL=FILE; fix: add --data",
    );
    expect(problemOf({ symbols: [{ symbol: "BTC/USDT" }] })).toBe(
      "2 there is no data for BTC/USDT; allowed: --data DIR, --data BTC/USDT=FILE or symbols.BTC/USDT.data; fix: say BTC/USDT=FILE",
    );
  });

  test("that are not understood, or named twice, are exit 2", () => {
    expect(problemOf({ sources: [all], symbols: [{ symbol: "bitcoin!" }] })).toMatch(
      /^2 symbols.bitcoin!: symbol bitcoin! is not understood/,
    );
    expect(problemOf({ sources: [all], symbols: [{ symbol: "BTC/USDT" }, { symbol: "BTCUSDT" }] })).toMatch(
      /^2 symbols.BTCUSDT: BTC\/USDT is named twice/,
    );
  });
});
