import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { madeRecording } from "../../../../tests/builders/made-recording.ts";
import { price } from "../../../core/base/index.ts";
import { type LoadedBars, loadBars } from "../index.ts";
import { parseFeedName } from "./feed-name.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-recording-"));
afterAll(() => rmSync(directory, { recursive: true }));

const FROM = Date.UTC(2024, 5, 3, 12) + 300; // Inside a second.
const SYMBOL = "MADE/USDT";

let files = 0;
function written(text: string | Uint8Array, name = `${files++}_feed`): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const load = (file: string, timeframe = "1s", symbol = SYMBOL): LoadedBars =>
  loadBars(file, { symbol, timeframe });

describe("the name of a recording", () => {
  test.each([
    ["binance-spot_BTCUSDT_2024-08-08_feed.gz", { venue: "binance", symbol: "BTC/USDT" }],
    ["dir/binance-usdm_BTCUSDT_2024-08-08_feed.gz", { venue: "binance", symbol: "BTC/USDT:USDT" }],
    ["BTCUSDT_feed", { venue: undefined, symbol: "BTC/USDT" }],
    ["ETHUSDT_morning_feed.gz", { venue: undefined, symbol: "ETH/USDT" }],
    ["my-feed", { venue: undefined, symbol: undefined }],
    ["feed.gz", { venue: undefined, symbol: undefined }],
  ])("%s tells what it may", (name, told) => {
    expect(parseFeedName(name)).toEqual(told);
  });

  test.each([
    "binance-spot_BTCUSDT_1h_2024.csv.gz",
    "feeds.csv",
    "newsfeed.gz",
    "BTCUSDT_feed.csv",
    "price_feed.json",
    "my-feed.txt",
    "feed/BTCUSDT_1h.csv",
  ])("%s is that of none", (name) => {
    expect(parseFeedName(name)).toBeUndefined();
  });
});

describe("a recording", () => {
  const { text, trades } = madeRecording("a recording", FROM, 30);

  test("has bars of its trades, whole ones alone, and one for every quiet second", () => {
    const { columns, from, rows, gaps, missing, warnings } = load(written(text));
    const own = (start: number) => trades.filter(({ at }) => at >= start && at < start + 1_000);
    const secondOf = (at = 0): number => Math.floor(at / 1_000) * 1_000;
    // The seconds that it begins and ends in are no bars.
    expect(from).toBe(secondOf(trades[0]?.at) + 1_000);
    expect(from + rows * 1_000).toBe(secondOf(trades.at(-1)?.at));
    expect(rows).toBeGreaterThan(25);
    expect([gaps, missing, warnings]).toEqual([0, 0, []]);
    let quiet = 0;
    for (let row = 0; row < rows; row++) {
      const start = from + row * 1_000;
      const prices = own(start).map(({ price: at }) => at);
      expect(columns.time[row]).toBe(start);
      if (prices.length === 0) {
        quiet++;
        expect([columns.high[row], columns.low[row], columns.volume[row]]).toEqual([
          columns.close[row - 1],
          columns.close[row - 1],
          0,
        ]);
      } else {
        expect(columns.open[row]).toBeCloseTo(prices[0] as number, 9);
        expect(columns.high[row]).toBeCloseTo(Math.max(...prices), 9);
        expect(columns.low[row]).toBeCloseTo(Math.min(...prices), 9);
        expect(columns.close[row]).toBeCloseTo(prices.at(-1) as number, 9);
      }
    }
    expect(quiet).toBeGreaterThan(2);
  });

  test("tells what was heard, and its tick by the decimals of its prices where no table knows it", () => {
    const { tape, kind, venue } = load(written(text));
    expect(tape).toMatchObject({ trades: trades.length, quotes: 300, depths: 301, breaks: 0 });
    expect(tape?.tick).toBe(price("0.01"));
    expect([tape?.from, tape?.to]).toEqual([FROM, FROM + 29_900]);
    expect([kind, venue]).toEqual(["spot", "unknown"]);
  });

  test("is the same packed", () => {
    const [plain, packed] = [load(written(text)), load(written(gzipSync(text), "made_feed.gz"))];
    expect(packed.tape).toEqual(plain.tape);
    expect(packed.columns.close).toEqual(plain.columns.close);
  });

  describe("of a book that breaks", () => {
    const lines = text.split("\n");
    const depths = lines.flatMap((line, place) => (line.includes("depthUpdate") ? [place] : []));
    const without = (...gone: readonly (number | undefined)[]): LoadedBars =>
      load(written(lines.filter((_, place) => !gone.includes(place)).join("\n")));
    const broken = [expect.stringContaining("1 change of depth did not continue the book")];

    test("says so: nothing continues it any more", () => {
      const { tape, warnings } = without(depths[50], depths[120]);
      expect([tape?.breaks, warnings]).toEqual([1, broken]);
    });

    test("says so where what follows the whole book is missing, too", () => {
      expect(without(depths[0]).warnings).toEqual(broken);
    });

    test("says where there never was a whole one", () => {
      const { tape, warnings } = without(0);
      expect([tape?.hasBook, warnings]).toEqual([
        false,
        [expect.stringContaining("no whole book was recorded")],
      ]);
    });

    test("and does not mind what is told twice", () => {
      const twice = lines.toSpliced(depths[50] ?? 0, 0, lines[depths[50] ?? 0] ?? "");
      expect(load(written(twice.join("\n"))).warnings).toEqual([]);
    });
  });

  test.each<[string, string, string, string]>([
    ["shorter than its bars", text, "1m", "holds no whole bar of 1m; found:"],
    ["of no interval", text, "soon", "soon is no interval"],
    [
      "with a line that is none",
      `${text}garbage\n`,
      "1s",
      ':932: the field time cannot be read; found: "garbage"',
    ],
    ["with half a message", text.slice(0, -30), "1s", "the field message cannot be read"],
    ["without a trade", text.split("\n").slice(0, 1).join("\n"), "1s", "names a time"],
  ])("that is %s is refused", (_, content, timeframe, said) => {
    const lines = content.split("\n").length;
    expect(() => load(written(content), timeframe)).toThrow(said.replace(":932:", `:${lines - 1}:`));
  });

  test("is of crypto, and stands alone", () => {
    const file = written(text);
    expect(() => load(file, "1s", "SPY")).toThrow("SPY is no crypto pair");
    for (const beside of ["quotes", "adjust", "actions"])
      expect(() => loadBars(file, { symbol: SYMBOL, timeframe: "1s", [beside]: "x.csv" })).toThrow(
        `symbols.MADE/USDT.${beside} goes with bars`,
      );
  });
});
