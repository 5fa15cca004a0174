import { describe, expect, test } from "vitest";
import { bars, close, ema, none, open, order, p, strategy } from "../../index.ts";
import type { Trade } from "../domain/index.ts";
import { play } from "./index.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

/** Long above an average, flat below it. */
const above = strategy({
  name: "above",
  version: "1.0.0",
  params: { length: p.int(2, { min: 1, max: 50 }) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({ average: ema(feeds.main.close, params.length) }),
  onBar({ feeds, ind, position }) {
    if (position.side === "flat" && feeds.main.close.now > ind.average.now)
      return open("long", { why: "above the average", stop: "default" });
    if (position.side === "long" && feeds.main.close.now < ind.average.now) return close("below the average");
    return none;
  },
});

test("a test in three lines", () => {
  const run = play(above, [100, 100, 100, 110, 120, 90, 90], { params: { length: 2 } });
  expect(run.trades).toMatchObject([
    { side: "long", entryPrice: 110, exitPrice: 104.5, exitReason: "stop-loss" },
  ]);
});

describe("what is played", () => {
  test("is what a backtest plays: the decision at a close fills at the next open", () => {
    const run = play(above, [100, 100, 100, [100, 111, 99, 110], [112, 113, 111, 112]]);
    expect(run.intents).toMatchObject([{ kind: "open", at: 4 * HOUR }]);
    expect(run.fills).toMatchObject([{ side: "buy", price: 112, at: 4 * HOUR }]);
    expect(run.held).toBeCloseTo(run.fills[0]?.quantity ?? 0, 8);
  });

  test("has fees and slippage where a test wants them", () => {
    const buyer = strategy({
      name: "buyer",
      version: "1",
      params: {},
      feeds: { main: bars() },
      indicators: () => ({}),
      onBar: ({ position }) =>
        position.side === "flat" ? order({ side: "buy", type: "market", quantity: 1, why: "test" }) : none,
    });
    const run = play(buyer, [100, 100, 100], { feeBps: 10, slippageBps: 100 });
    expect(run.fills).toMatchObject([{ price: 101 }]);
    expect(run.equity).toBeCloseTo(100_000 - 1 - 0.101, 8);
  });

  test("tells why nothing came of an intent", () => {
    const short = strategy({
      name: "short",
      version: "1",
      params: {},
      feeds: { main: bars() },
      indicators: () => ({}),
      onBar: () => open("short", { why: "test", stop: 120 }),
    });
    expect(play(short, [100, 100]).refusals).toEqual(["ShortOnSpot", "ShortOnSpot"]);
    expect(play(short, [100, 100, 100], { kind: "perpetual" }).held).toBeLessThan(0);
  });

  test("refuses what does not fit, and says what would", () => {
    expect(() => play(above, [100], { params: { length: 99 } })).toThrow(
      "length: 99; allowed: a whole number from 1 to 50",
    );
  });

  // As JavaScript would give them: the types refuse most of these.
  const playAnything = play as (strategy: unknown, bars: unknown, terms?: unknown) => unknown;
  const BAR =
    "a price above 0, [open, high, low, close] or [open, high, low, close, volume], or null for a hole";
  const PRICES = "finite numbers above 0, the high the greatest and the low the least of them";

  test.each<[what: string, bars: unknown, says: string]>([
    ["no bars", [], "bars: no bar; allowed: at least one bar that is not null"],
    ["nothing but holes", [null, null], "bars: holes only; allowed: at least one bar that is not null"],
    ["no list", "100", 'bars: "100"; allowed: a list of bars'],
    ["nothing where a bar is due", [100, undefined, 101], `bars[1]: undefined; allowed: ${BAR}`],
    // biome-ignore lint/suspicious/noSparseArray: what a comma too many leaves behind
    ["a comma too many", [100, , 101], `bars[1]: undefined; allowed: ${BAR}`],
    ["no number", [100, Number.NaN, 101], `bars[1]: NaN; allowed: ${BAR}`],
    ["a price of zero", [100, 0], `bars[1]: 0; allowed: ${BAR}`],
    ["three prices", [[100, 101, 99]], `bars[0]: 100,101,99; allowed: ${BAR}`],
    [
      "a high below the low",
      [100, [100, 90, 95, 99]],
      `bars[1]: open 100, high 90, low 95, close 99; allowed: ${PRICES}`,
    ],
    [
      "a price that is missing",
      [[100, 101, undefined, 100]],
      `bars[0]: open 100, high 101, low undefined, close 100; allowed: ${PRICES}`,
    ],
    ["a volume below zero", [[100, 101, 99, 100, -1]], "bars[0]: volume: -1; allowed: a number from 0"],
  ])("refuses bars: %s", (_, bars, says) => {
    expect(() => playAnything(above, bars)).toThrow(new RangeError(says));
  });

  test.each<[terms: unknown, says: string]>([
    [{ kind: "perp" }, 'kind: "perp"; allowed: "spot" or "perpetual"'],
    [{ timeframe: "2x" }, 'timeframe: "2x"; allowed: an interval such as 15m, 4h, 1d'],
    [{ balance: -1 }, "balance: -1; allowed: from 1e-8 to 1e12"],
    [{ slippageBps: "5" }, 'slippageBps: "5"; allowed: from 0 to 1000'],
    [{ others: { "ETH/USDT": [] } }, "others.ETH/USDT: no bar; allowed: at least one bar that is not null"],
    [
      { fee: 1 },
      "fee: no such option; allowed: params, timeframe, symbol, others, balance, kind, feeBps, slippageBps, seed, events",
    ],
  ])("refuses terms: %o", (terms, says) => {
    expect(() => playAnything(above, [100], terms)).toThrow(new RangeError(says));
  });
});

describe("several feeds", () => {
  test("a longer bar is seen when it closes and not before; over a hole it closes at its boundary, incomplete", () => {
    const seen: string[] = [];
    const watcher = strategy({
      name: "watcher",
      version: "1",
      params: {},
      feeds: { main: bars(), long: bars("4h") },
      indicators: () => ({}),
      onBar({ feeds, now }) {
        const { long } = feeds;
        seen.push(`${(now - START) / HOUR}: ${long.close.now} ${long.isIncomplete}`);
        return none;
      },
    });
    play(watcher, [1, 2, 3, 4, 5, null, null, 8, 9]);
    expect(seen).toEqual(["4: 4 false", "5: 4 false", "8: 8 true", "9: 8 true"]);
  });

  test("another instrument is seen as it stands at that moment", () => {
    const seen: number[][] = [];
    const pair = strategy({
      name: "pair",
      version: "1",
      params: { other: p.text("ETH/USDT") },
      feeds: ({ params }) => ({ main: bars(), other: bars({ symbol: params.other }) }),
      indicators: ({ feeds }) => ({ mine: ema(feeds.main.close, 1), theirs: ema(feeds.other.close, 1) }),
      onBar({ ind }) {
        seen.push([ind.mine.now, ind.theirs.now]);
        return none;
      },
    });
    for (const symbol of ["BTC/USDT", "XRP/USDT"])
      play(pair, [1, 2, 3], { symbol, others: { "ETH/USDT": [10, 20, 30] } });
    expect(seen).toEqual([
      [2, 20],
      [3, 30],
      [2, 20],
      [3, 30],
    ]);
    expect(() => play(pair, [1, 2])).toThrow("feeds.other: no bars of ETH/USDT");
  });
});

describe("what else wakes a strategy", () => {
  const quiet = {
    version: "1",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: () => none,
  };

  test("a public trade and a book", () => {
    const reader = strategy({
      ...quiet,
      name: "reader",
      state: () => ({ prints: 0 }),
      onTrade({ trade, state }) {
        state.prints += trade.quantity;
        return state.prints >= 3 ? order({ side: "buy", type: "market", quantity: 1, why: "flow" }) : none;
      },
      onBook: ({ book, position }) =>
        position.side === "long" && (book.bids[0]?.quantity ?? 0) < 1 ? close("no bids left") : none,
    });
    const at = (hours: number) => (START + hours * HOUR) as Trade["at"];
    const print = (hours: number): { trade: Trade } => ({
      trade: { price: 100, quantity: 2, side: "buy", at: at(hours) },
    });
    const book = { bids: [{ price: 99, quantity: 0.5 }], asks: [], at: at(4.5) };
    const run = play(reader, [100, 100, 101, 102, 103, 104, 105], {
      events: [print(1.5), print(2.5), { book }],
    });
    expect(run.intents.map(({ kind, at: moment }) => [kind, moment / HOUR])).toEqual([
      ["order", 2.5],
      ["close", 4.5],
    ]);
    expect(run.trades).toMatchObject([{ entryPrice: 101, exitPrice: 103 }]);
  });

  test("its own fill, at once: within the same bar", () => {
    const bracket = strategy({
      ...quiet,
      name: "bracket",
      onBar: ({ position, feeds }) =>
        position.side === "flat" && feeds.main.bars === 1
          ? order({ side: "buy", type: "market", quantity: 1, why: "in" })
          : none,
      onFill: ({ fill }) =>
        fill.role === "entry"
          ? order({
              side: "sell",
              type: "limit",
              limit: fill.price + 5,
              quantity: 1,
              why: "out",
              reduceOnly: true,
            })
          : none,
    });
    const run = play(bracket, [100, [100, 106, 99, 100], 100]);
    expect(run.trades).toMatchObject([{ entryPrice: 100, exitPrice: 105 }]);
    expect(run.fills.map(({ at }) => Math.floor(at / HOUR))).toEqual([1, 1]);
  });

  test("a timer, at the multiples of its interval, after the bars of that moment, also where a bar is missing", () => {
    const rings: string[] = [];
    const clock = strategy({
      ...quiet,
      name: "clock",
      timers: { often: "30m", seldom: "2h" },
      onTimer({ timer, now, feeds }) {
        rings.push(`${timer} ${(now - START) / HOUR}: ${feeds.main.bars}`);
        return none;
      },
    });
    play(clock, [100, 100, null, 100]);
    expect(rings).toEqual([
      "often 1: 1",
      "often 1.5: 1",
      "often 2: 2",
      "seldom 2: 2",
      "often 2.5: 2",
      "often 3: 2",
      "often 3.5: 2",
      "often 4: 3",
      "seldom 4: 3",
    ]);
  });
});

test("chance is seeded: the same seed, the same run; each symbol its own", () => {
  const gambler = strategy({
    name: "gambler",
    version: "1",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: ({ chance, position }) =>
      chance.next() < 0.5 && position.side === "flat"
        ? order({ side: "buy", type: "market", quantity: 1, why: "heads" })
        : close("tails"),
  });
  const closes = Array.from({ length: 40 }, (_, i) => 100 + i);
  const fills = (terms: Parameters<typeof play>[2]): unknown => play(gambler, closes, terms).fills;
  expect(fills({ seed: "a" })).toEqual(fills({ seed: "a" }));
  expect(fills({ seed: "a" })).not.toEqual(fills({ seed: "b" }));
  expect(fills({ symbol: "X/USDT" })).not.toEqual(fills({ symbol: "Y/USDT" }));
});

test("state is fresh for every run", () => {
  const counter = strategy({
    name: "counter",
    version: "1",
    params: {},
    feeds: { main: bars() },
    state: () => ({ bars: 0 }),
    indicators: () => ({}),
    onBar({ state }) {
      state.bars++;
      return state.bars === 3 ? order({ side: "buy", type: "market", quantity: 1, why: "third" }) : none;
    },
  });
  const once = play(counter, [1, 2, 3, 4, 5]).intents;
  expect(once).toHaveLength(1);
  expect(play(counter, [1, 2, 3, 4, 5]).intents).toEqual(once);
});
