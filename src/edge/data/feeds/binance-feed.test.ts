import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { price } from "../../../core/base/index.ts";
import { type RecordedFeed, readBinanceFeed } from "../index.ts";
import { wholeUnits } from "./whole-units.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-feed-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
function written(...lines: readonly string[]): string {
  const file = join(directory, `feed-${files++}`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

const read = (...lines: readonly string[]): RecordedFeed => readBinanceFeed(written(...lines), price("0.05"));
const line = (message: object | string): string =>
  `1723161253937085768 ${typeof message === "string" ? message : JSON.stringify(message)}`;
const stream = (data: object): string => line({ stream: "btcusdt@any", data });

const TRADE = {
  e: "trade",
  E: 1_000,
  s: "BTCUSDT",
  t: 7,
  p: "100.05000000",
  q: "0.30000000",
  T: 998,
  m: true,
  M: true,
};
const DIFF = {
  e: "depthUpdate",
  E: 1_100,
  s: "BTCUSDT",
  U: 20,
  u: 25,
  b: [["100.00", "0.1"]],
  a: [["100.10", "0"]],
};
const QUOTE = { u: 26, s: "BTCUSDT", b: "100.00", B: "0.1", a: "100.15", A: "2" };
const SNAPSHOT = { lastUpdateId: 22, bids: [["99.95", "4"]], asks: [["100.10", "1"]] };

describe("a recorded feed", () => {
  test("becomes trades, diffs, quotes and snapshots in whole ticks and 1e-8, in the order they were heard", () => {
    const { events } = read(stream(TRADE), stream(DIFF), stream(QUOTE), line(SNAPSHOT));
    expect(events).toEqual([
      { kind: "trade", at: 1_000, tradedAt: 998, tick: 2_001, size: 30_000_000, side: "sell" },
      {
        kind: "diff",
        at: 1_100,
        previous: 19,
        last: 25,
        ticks: Int32Array.of(2_000, 2_002),
        sizes: Float64Array.of(10_000_000, 0),
        bids: 1,
      },
      {
        kind: "quote",
        at: 1_100,
        id: 26,
        bidTick: 2_000,
        bidSize: 10_000_000,
        askTick: 2_003,
        askSize: 200_000_000,
      },
      {
        kind: "snapshot",
        at: 1_100,
        last: 22,
        ticks: Int32Array.of(1_999, 2_002),
        sizes: Float64Array.of(400_000_000, 100_000_000),
        bids: 1,
      },
    ]);
  });

  test("of a perpetual names the version that a diff continues; trades beside the book are left out", () => {
    const { events } = read(
      stream({ ...DIFF, pu: 12 }),
      stream({ ...TRADE, X: "MARKET", m: false }),
      stream({ ...TRADE, X: "INSURANCE_FUND", p: "0", q: "0" }),
    );
    expect(events).toMatchObject([{ previous: 12 }, { side: "buy" }]);
    expect(events).toHaveLength(2);
  });

  test("never runs back: what bears an older time, or none, was heard at the latest one", () => {
    const { events } = read(stream(QUOTE), stream(DIFF), stream(TRADE), stream({ ...TRADE, E: 1_200 }));
    expect(events.map(({ at }) => at)).toEqual([1_100, 1_100, 1_100, 1_200]);
  });

  test("may be packed, and may end without a line feed", () => {
    const file = join(directory, "packed.gz");
    writeFileSync(file, gzipSync(stream(TRADE)));
    expect(readBinanceFeed(file, price("0.05")).events).toHaveLength(1);
  });
});

describe("a bad line is named", () => {
  test.each([
    ["no time before the message", '{"data":{}}', "nanoseconds"],
    ["cut off", line('{"stream":"x","da'), "JSON"],
    ["no object", line("7"), "an object"],
    ["an empty wrapping", line({ stream: "x", data: null }), "an object"],
    ["an unknown message", stream({ e: "kline", E: 5 }), "bookTicker"],
    ["an error of the venue", line({ code: -1003, msg: "too many requests" }), "bookTicker"],
    ["a time that is none", stream({ ...TRADE, E: "now" }), "Unix milliseconds"],
    ["a price between two ticks", stream({ ...TRADE, p: "100.07" }), "whole ticks"],
    ["a price of nothing", stream({ ...TRADE, p: "0.00" }), "positive price"],
    ["a price beyond all ticks", stream({ ...TRADE, p: "999999999" }), "whole ticks"],
    ["a price that is a number", stream({ ...TRADE, p: 100.05 }), "whole ticks"],
    ["a quantity of nothing", stream({ ...TRADE, q: "0.000" }), "positive quantity"],
    ["a quantity below the grid", stream({ ...TRADE, q: "0.000000001" }), "eight decimals"],
    ["a negative quantity", stream({ ...QUOTE, B: "-1" }), "eight decimals"],
    ["no side", stream({ ...TRADE, m: "yes" }), "buyer was the maker"],
    ["an id that is none", stream({ ...DIFF, u: 1.5 }), "whole number"],
    ["levels that are none", stream({ ...DIFF, b: "none" }), "list of levels"],
    ["a level that is none", stream({ ...DIFF, a: [7] }), "levels [price, quantity]"],
  ])("%s", (_, bad, allowed) => {
    const file = written(stream(TRADE), bad, stream(DIFF));
    expect(() => readBinanceFeed(file, price("0.05"))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(new RegExp(`${file}:2: .*${allowed.replace(/[[\]]/g, ".")}`)),
      }),
    );
  });

  test("a feed that never names a time is refused", () => {
    expect(() => read(stream(QUOTE))).toThrow(/no message of the feed names a time/);
  });
});

describe("decimals as whole numbers", () => {
  test("are exact, or NaN", () => {
    expect(wholeUnits("61837.63000000", 2)).toBe(6_183_763);
    expect(wholeUnits("0.3", 8)).toBe(30_000_000);
    expect(wholeUnits("7", 0)).toBe(7);
    for (const bad of [
      "",
      ".5",
      "1e5",
      "-1",
      "+1",
      "1,5",
      "1.234",
      "1..2",
      " 1",
      "99999999999999999",
      7,
      null,
    ])
      expect(wholeUnits(bad, 2)).toBeNaN();
  });

  test("whatever digits stand there", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n }),
        fc.nat(12),
        fc.nat(3),
        (units, digits, zeros) => {
          const text = String(units).padStart(digits + 1, "0");
          const cut = text.length - digits;
          expect(wholeUnits(`${text.slice(0, cut)}.${text.slice(cut)}${"0".repeat(zeros)}`, digits)).toBe(
            Number(units),
          );
        },
      ),
    );
  });
});
